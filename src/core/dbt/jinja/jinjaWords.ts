import type { TextRange } from '../../../base/textRange';

export type JinjaWordKind = 'name' | 'string' | 'number' | 'symbol';

/** A word of what stands inside of `{{ }}` or `{% %}`. */
export interface JinjaWord extends TextRange {
  readonly kind: JinjaWordKind;
  /** As written; of a string the value, without quotes and with escapes resolved. */
  readonly text: string;
  /** False for a string that is not closed. */
  readonly terminated: boolean;
}

/** The words of a range of a text, as Jinja's scanner reads them. What it does not know is a symbol of one character. */
export function jinjaWords(text: string, { start, end }: TextRange): readonly JinjaWord[] {
  const words: JinjaWord[] = [];
  const part = text.slice(start, end);
  const scanner = /[A-Za-z_]\w*|\d[\d_]*(?:\.\d+)?(?:[eE][+-]?\d+)?|'|"|\/\/|\*\*|[=!<>]=|\S/gu;
  for (let match = scanner.exec(part); match; match = scanner.exec(part)) {
    const [written] = match;
    const word = wordAt(part, match.index, written);
    scanner.lastIndex = word.end;
    words.push({ ...word, start: start + word.start, end: start + word.end });
  }
  return words;
}

function wordAt(part: string, at: number, written: string): JinjaWord {
  if (written === "'" || written === '"') {
    return quoted(part, at, written);
  }
  const kind = /^\d/.test(written) ? 'number' : /^[A-Za-z_]/.test(written) ? 'name' : 'symbol';
  return { kind, start: at, end: at + written.length, text: written, terminated: true };
}

function quoted(part: string, start: number, quote: string): JinjaWord {
  let at = start + 1;
  while (at < part.length && part[at] !== quote) {
    at += part[at] === '\\' ? 2 : 1;
  }
  const terminated = at < part.length;
  const body = part.slice(start + 1, Math.min(at, part.length));
  return { kind: 'string', start, end: Math.min(at + 1, part.length), text: unescaped(body), terminated };
}

const escapes: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['t', '\t'],
  ['r', '\r'],
  ['\\', '\\'],
  ["'", "'"],
  ['"', '"'],
  ['\n', ''],
]);

/** Python's escapes that a name or a literal of SQL can have; others stay as written, as Python does with unknown ones. */
function unescaped(body: string): string {
  return body.replace(/\\([\s\S])/g, (whole, character: string) => escapes.get(character) ?? whole);
}
