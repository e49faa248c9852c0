/** A line of a plan in the text format, without what others put around it. */
export interface TextLine {
  /** Without its indentation and without blanks at its end; empty for a blank line. */
  readonly text: string;
  /** Columns before the text. */
  readonly indent: number;
  /** UTF-16 offset of the line in the whole text. */
  readonly offset: number;
  /** Columns up to the end of the line as it was written: the lines of a wrapped text are all equally wide. */
  readonly width: number;
}

/** Splits a text into lines and takes off line numbers, quotes around each line, and tabs. */
export function textLines(text: string): readonly TextLine[] {
  const raw = text.split('\n').map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
  const written = raw.filter((line) => line.trim() !== '');
  const numbered = areNumbered(written);
  const quoted = areQuoted(written);
  const lines: TextLine[] = [];
  let end = -1;
  for (const line of raw) {
    const offset = end + 1;
    end = text.indexOf('\n', offset);
    let content = numbered ? line.replace(numberPrefix, '') : line;
    content = quoted ? unquote(content) : content;
    content = expandTabs(content.replaceAll('\u00a0', ' '));
    const trimmed = content.trim();
    const indent = trimmed === '' ? 0 : content.length - content.trimStart().length;
    lines.push({ text: trimmed, indent, offset, width: content.length });
  }
  return lines;
}

const numberPrefix = /^\s*\d+(?:\s?[:.)|\]]\s?|\s)/;

/** Three lines after another that count up are no coincidence. */
function areNumbered(lines: readonly string[]): boolean {
  const numbers = lines
    .slice(0, 20)
    .map((line) => Number(/^\s*(\d+)(?:\s?[:.)|\]]|\s)/.exec(line)?.[1] ?? NaN));
  let run = 0;
  for (let index = 1; index < numbers.length; index++) {
    run = numbers[index] === (numbers[index - 1] ?? NaN) + 1 ? run + 1 : 0;
    if (run >= 2 || (run === 1 && numbers.length === 2)) {
      return true;
    }
  }
  return false;
}

/** pgAdmin copies each line in quotes, with those inside doubled. */
function areQuoted(lines: readonly string[]): boolean {
  const plan = lines.filter((line) => !/^\s*"?QUERY PLAN"?\s*$/.test(line));
  return plan.length > 0 && plan.every((line) => /^".*"$/.test(line.trim()));
}

function unquote(line: string): string {
  const trimmed = line.trim();
  return trimmed.length > 1 && trimmed.startsWith('"') && trimmed.endsWith('"')
    ? trimmed.slice(1, -1).replaceAll('""', '"')
    : line;
}

function expandTabs(line: string): string {
  if (!line.includes('\t')) {
    return line;
  }
  let result = '';
  for (const part of line.split('\t')) {
    result += result === '' && part === '' ? '' : part;
    result += ' '.repeat(8 - (result.length % 8));
  }
  return result.trimEnd();
}
