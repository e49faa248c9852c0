import type { TextRange } from '../../../base/textRange';
import type { JinjaWord } from './jinjaWords';

/** A value that is written out in a template. `other`: it has to be computed. */
export type JinjaValue =
  | { readonly kind: 'string'; readonly value: string; readonly range: TextRange }
  | { readonly kind: 'number'; readonly value: number; readonly written: string; readonly range: TextRange }
  | { readonly kind: 'boolean'; readonly value: boolean; readonly range: TextRange }
  | { readonly kind: 'none'; readonly range: TextRange }
  | { readonly kind: 'list'; readonly items: readonly JinjaValue[]; readonly range: TextRange }
  | { readonly kind: 'dict'; readonly entries: readonly JinjaEntry[]; readonly range: TextRange }
  | { readonly kind: 'other' };

export interface JinjaEntry {
  readonly key: string;
  readonly value: JinjaValue;
}

/** What words stand for when they are one literal; `other` for anything else. */
export function readJinjaValue(words: readonly JinjaWord[]): JinjaValue {
  const reader: Reader = { words, at: 0 };
  const value = read(reader, 0);
  return value !== undefined && reader.at === words.length ? value : { kind: 'other' };
}

/** The same as a value of JavaScript, for what compares or prints it; undefined for `other` anywhere in it. */
export function plainJinjaValue(value: JinjaValue): PlainValue | undefined {
  switch (value.kind) {
    case 'string':
    case 'number':
    case 'boolean':
      return value.value;
    case 'none':
      return null;
    case 'list': {
      const items = value.items.map(plainJinjaValue).filter((item) => item !== undefined);
      return items.length === value.items.length ? items : undefined;
    }
    case 'dict':
    case 'other':
      return undefined;
  }
}

export type PlainValue = string | number | boolean | null | readonly PlainValue[];

interface Reader {
  readonly words: readonly JinjaWord[];
  at: number;
}

/** Deeper than anything that somebody writes, and far from the end of the stack. */
const deepest = 60;

function read(reader: Reader, depth: number): JinjaValue | undefined {
  const word = reader.words[reader.at];
  if (word === undefined || depth > deepest) {
    return undefined;
  }
  reader.at++;
  const range = { start: word.start, end: word.end };
  switch (word.kind) {
    case 'string':
      return word.terminated ? { kind: 'string', value: word.text, range } : undefined;
    case 'number':
      return number(word, range, 1);
    case 'name':
      return constants.has(word.text) ? constant(word.text, range) : undefined;
    case 'symbol':
      return readBracket(reader, word, depth + 1);
  }
}

function readBracket(reader: Reader, word: JinjaWord, depth: number): JinjaValue | undefined {
  switch (word.text) {
    case '[':
    case '(':
      return readList(reader, word, depth);
    case '{':
      return readDict(reader, word, depth);
    case '-': {
      const digits = reader.words[reader.at];
      reader.at++;
      return digits?.kind === 'number'
        ? number(digits, { start: word.start, end: digits.end }, -1)
        : undefined;
    }
    default:
      return undefined;
  }
}

function number(word: JinjaWord, range: TextRange, sign: 1 | -1): JinjaValue {
  const digits = word.text.replaceAll('_', '');
  return { kind: 'number', value: sign * Number(digits), written: sign < 0 ? `-${digits}` : digits, range };
}

const constants: ReadonlySet<string> = new Set(['true', 'True', 'false', 'False', 'none', 'None']);

function constant(text: string, range: TextRange): JinjaValue {
  const lower = text.toLowerCase();
  return lower === 'none' ? { kind: 'none', range } : { kind: 'boolean', value: lower === 'true', range };
}

function readList(reader: Reader, open: JinjaWord, depth: number): JinjaValue | undefined {
  const closer = open.text === '[' ? ']' : ')';
  const items: JinjaValue[] = [];
  let commas = 0;
  while (reader.words[reader.at]?.text !== closer || reader.words[reader.at]?.kind !== 'symbol') {
    const item = read(reader, depth);
    if (item === undefined) {
      return undefined;
    }
    items.push(item);
    if (!takeComma(reader, closer)) {
      return undefined;
    }
    commas += reader.words[reader.at - 1]?.text === ',' ? 1 : 0;
  }
  const end = reader.words[reader.at]?.end ?? open.end;
  reader.at++;
  const [only] = items;
  // Parentheses around one value are no tuple without a comma.
  return closer === ')' && items.length === 1 && commas === 0 && only
    ? only
    : { kind: 'list', items, range: { start: open.start, end } };
}

function readDict(reader: Reader, open: JinjaWord, depth: number): JinjaValue | undefined {
  const entries: JinjaEntry[] = [];
  while (reader.words[reader.at]?.text !== '}') {
    const key = reader.words[reader.at];
    const colon = reader.words[reader.at + 1];
    if (key?.kind !== 'string' || colon?.text !== ':') {
      return undefined;
    }
    reader.at += 2;
    const value = read(reader, depth);
    if (value === undefined) {
      return undefined;
    }
    entries.push({ key: key.text, value });
    if (!takeComma(reader, '}')) {
      return undefined;
    }
  }
  const end = reader.words[reader.at]?.end ?? open.end;
  reader.at++;
  return { kind: 'dict', entries, range: { start: open.start, end } };
}

/** Takes a comma, or sees that the bracket closes; false where neither is there. */
function takeComma(reader: Reader, closer: string): boolean {
  const word = reader.words[reader.at];
  if (word?.kind !== 'symbol') {
    return false;
  }
  if (word.text === ',') {
    reader.at++;
    return true;
  }
  return word.text === closer;
}
