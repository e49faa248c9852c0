import type { YamlNode, YamlScalar } from '../../../core/dbt/yaml/yamlNode';
import { plainScalar } from './plainScalar';

/** What the plain reader leaves to the library. */
export class NotPlain extends Error {
  constructor() {
    super('This is not the plain part of YAML.');
  }
}

/** A value that stands on one line, and the place behind it. */
export interface Scanned {
  readonly node: YamlNode;
  readonly end: number;
}

/** A key or a scalar that stands on one line. */
export interface Word {
  /** Without quotes. */
  readonly text: string;
  readonly quoted: boolean;
  readonly start: number;
  readonly end: number;
}

/**
 * The word that begins at a place, up to its closing quote, a colon, a comment or the end of the line.
 * @param inFlow between brackets, where commas and brackets end it too
 * @throws NotPlain for everything else
 */
export function wordAt(text: string, start: number, inFlow = false): Word {
  const first = text[start] ?? '';
  if (first === '"' || first === "'") {
    return quotedWord(text, start, first);
  }
  const isNegative = first === '-' && /\w/.test(text[start + 1] ?? '');
  if ((indicators.has(first) && !isNegative) || text.startsWith('...', start)) {
    throw new NotPlain();
  }
  const rest = text.slice(start, lineEnd(text, start));
  const stop = rest.search(inFlow ? flowStop : blockStop);
  const word = (stop < 0 ? rest : rest.slice(0, stop)).trimEnd();
  if (word === '') {
    throw new NotPlain();
  }
  return { text: word, quoted: false, start, end: start + word.length };
}

/** A word as a value. */
export function scalarOf({ text, quoted, start, end }: Word): Scanned {
  const value = quoted ? text : plainScalar(text);
  const node: YamlScalar = { kind: 'scalar', value, quoted, range: { start, end } };
  return { node, end };
}

/**
 * Whether a word is a key: a colon stands behind it.
 * @throws NotPlain for `<<`, and for a key of more letters than YAML allows
 */
export function isKey(text: string, word: Word): boolean {
  if (text[word.end] !== ':' || !isSpace(text[word.end + 1])) {
    return false;
  }
  if (word.text === '<<' || word.end - word.start > 1000) {
    throw new NotPlain();
  }
  return true;
}

/** White space, or the end of the text. */
export function isSpace(character: string | undefined): boolean {
  return character === undefined || character === ' ' || character === '\n' || character === '\r';
}

export function spacesEnd(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ') {
    at++;
  }
  return at;
}

/**
 * The beginning of the next line, where nothing but blanks and a comment follows.
 * @throws NotPlain where something else does
 */
export function restOfLine(text: string, end: number): number {
  const at = spacesEnd(text, end);
  const isEnd = at === text.length || text[at] === '\n' || text[at] === '\r';
  if (!isEnd && (text[at] !== '#' || at === end)) {
    throw new NotPlain();
  }
  return nextLine(text, at);
}

export function nextLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end + 1;
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : text[end - 1] === '\r' ? end - 1 : end;
}

/** What no text without quotes begins with. */
const indicators: ReadonlySet<string> = new Set('-?:,[]{}#&*!|>%@`');

/** Where a text without quotes ends before the end of its line. */
const blockStop = /:(?= |$)| #/;
const flowStop = /:(?=[ ,[\]{}]|$)| #|[,[\]{}]/;

/** A text in quotes that ends on its line and has no escapes but a doubled single quote. */
function quotedWord(text: string, start: number, quote: '"' | "'"): Word {
  let close = text.indexOf(quote, start + 1);
  while (quote === "'" && close >= 0 && text[close + 1] === quote) {
    close = text.indexOf(quote, close + 2);
  }
  const body = text.slice(start + 1, close);
  if (close < 0 || body.includes('\n') || (quote === '"' && body.includes('\\'))) {
    throw new NotPlain();
  }
  return { text: quote === "'" ? body.replaceAll("''", "'") : body, quoted: true, start, end: close + 1 };
}
