import { type SeparatedFormat, SeparatedReader } from './separatedReader';

/** What the beginning of a file looks like. */
export interface DetectedSeparated extends SeparatedFormat {
  /** The first row has names. */
  readonly header: boolean;
}

const delimiters = [',', ';', '\t', '|'] as const;

/** Guesses how the beginning of a file is written: by the delimiter that cuts most rows into equally many values. */
export function detectSeparated(sample: string): DetectedSeparated {
  const scored = delimiters.map((delimiter) => ({ delimiter, score: scoreOf(sample, delimiter) }));
  const best = scored.reduce((a, b) => (b.score > a.score ? b : a));
  const format = { delimiter: best.delimiter, quote: '"', nullText: nullTextOf(sample, best.delimiter) };
  return { ...format, header: hasHeader(sampleRows(sample, format)) };
}

/** The rows of a sample; its last one may be cut off and is left out. */
export function sampleRows(sample: string, format: SeparatedFormat): readonly (readonly (string | null)[])[] {
  return new SeparatedReader(format).push(sample).map(({ cells }) => cells);
}

function scoreOf(sample: string, delimiter: string): number {
  const counts = sampleRows(`${sample}\n`, { delimiter, quote: '"', nullText: '' }).map(
    ({ length }) => length,
  );
  const [first = 1] = counts;
  const same = counts.filter((count) => count === first).length;
  return first < 2 ? 0 : (same / counts.length) * 100 + Math.min(first, 50);
}

/** What COPY and others write for NULL, where it stands alone in a field. */
function nullTextOf(sample: string, delimiter: string): string {
  const fields = sample.split(/\r\n|\n|\r/).flatMap((line) => line.split(delimiter));
  return ['\\N', 'NULL'].find((text) => fields.includes(text)) ?? '';
}

/** Names are texts that differ, where some value below is a number or so. */
function hasHeader([first, ...others]: readonly (readonly (string | null)[])[]): boolean {
  if (!first || first.some((cell) => cell === null || cell === '' || isValue(cell))) {
    return false;
  }
  const differ = new Set(first).size === first.length;
  const below = others.slice(0, 100);
  const typed = below.some((row) => row.some((cell) => cell !== null && isValue(cell)));
  return (
    differ &&
    (typed || below.length === 0 || first.every((cell) => /^[\p{L}_][\p{L}\p{N}_ .-]*$/u.test(cell ?? '')))
  );
}

function isValue(text: string): boolean {
  return /^[+-]?(\d|\.\d)/.test(text) || /^(true|false)$/i.test(text);
}
