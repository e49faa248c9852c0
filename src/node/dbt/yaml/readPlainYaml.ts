import type { YamlEntry, YamlNode } from '../../../core/dbt/yaml/yamlNode';
import { flowAt } from './plainFlow';
import {
  isKey,
  isSpace,
  nextLine,
  NotPlain,
  restOfLine,
  scalarOf,
  type Scanned,
  spacesEnd,
  type Word,
  wordAt,
} from './plainLine';

/**
 * Reads the YAML that properties files consist of, ten times as fast as the library: maps and lists as blocks, and scalars, lists
 * and maps that begin and end on one line. It hands back exactly what `readAnyYaml` does, or undefined for everything else:
 * anchors, tags, texts of several lines, keys given twice, whatever is broken.
 */
export function readPlainYaml(text: string): YamlNode | undefined {
  if (strange.test(text)) {
    return undefined;
  }
  const reader: Reader = { text, at: 0, column: -1, comments: -1, end: 0, depth: 0 };
  try {
    advance(reader, /^---\r?\n/.exec(text)?.[0].length ?? 0);
    const root = reader.column < 0 ? undefined : block(reader);
    return reader.column < 0 ? root : undefined;
  } catch (error) {
    if (error instanceof NotPlain) {
      return undefined;
    }
    throw error;
  }
}

/** Tabs, other control characters, a line break that is none everywhere, a byte order mark. */
const strange = /[^\n\r\P{Cc}]|[\xa0\u2028\u2029\ufeff]|\r(?!\n)/u;

/** Deeper than anything that somebody writes, and far from the end of the stack. */
const deepest = 50;

interface Reader {
  readonly text: string;
  /** Where the next content begins. */
  at: number;
  /** Its column; -1 at the end of the text. */
  column: number;
  /** The rightmost column of the lines of comment before it; -1 where there are none. */
  comments: number;
  /** Behind the node that was read last, and behind the end of its line. */
  end: number;
  depth: number;
}

/** Goes from the beginning of a line to the next content. */
function advance(reader: Reader, line: number): void {
  const { text } = reader;
  reader.comments = -1;
  let start = line;
  for (;;) {
    const at = spacesEnd(text, start);
    const character = text[at];
    if (character === undefined) {
      reader.at = at;
      reader.column = -1;
      return;
    }
    if (character === '#') {
      reader.comments = Math.max(reader.comments, at - start);
    } else if (character !== '\n' && character !== '\r') {
      reader.at = at;
      reader.column = at - start;
      return;
    }
    start = nextLine(text, at);
  }
}

/** The list or map that begins where the reader stands. */
function block(reader: Reader): YamlNode {
  reader.depth++;
  if (reader.depth > deepest) {
    throw new NotPlain();
  }
  const node = isDash(reader) ? list(reader) : map(reader, keyAt(reader));
  reader.depth--;
  return node;
}

function isDash({ text, at }: Reader): boolean {
  return text[at] === '-' && isSpace(text[at + 1]);
}

function list(reader: Reader): YamlNode {
  const { at: start, column } = reader;
  const items: YamlNode[] = [];
  do {
    items.push(item(reader, column));
  } while (reader.column === column && isDash(reader));
  leave(reader, column);
  return { kind: 'list', items, range: { start, end: reader.end } };
}

/** What stands in the line of a dash. */
function item(reader: Reader, column: number): YamlNode {
  const { text, at: dash } = reader;
  const at = spacesEnd(text, dash + 1);
  reader.column += at - dash;
  reader.at = at;
  if (isDash(reader)) {
    return block(reader);
  }
  const flow = flowAt(text, at);
  if (flow) {
    return value(reader, flow, column);
  }
  const word = wordAt(text, at);
  return isKey(text, word) ? map(reader, word) : value(reader, scalarOf(word), column);
}

/** A value that ends with its line. What follows in deeper columns would belong to it. */
function value(reader: Reader, { node, end }: Scanned, column: number): YamlNode {
  reader.end = restOfLine(reader.text, end);
  advance(reader, reader.end);
  if (reader.column > column) {
    throw new NotPlain();
  }
  return node;
}

/** @param first the key where the reader stands */
function map(reader: Reader, first: Word): YamlNode {
  const { at: start, column } = reader;
  const entries: YamlEntry[] = [];
  const names = new Set<string>();
  for (let key = first; ; key = keyAt(reader)) {
    if (names.has(key.text)) {
      throw new NotPlain();
    }
    names.add(key.text);
    const keyRange = { start: key.start, end: key.end };
    entries.push({ key: key.text, keyRange, value: valueOf(reader, key.end + 1, column) });
    if (reader.column !== column) {
      leave(reader, column);
      return { kind: 'map', entries, range: { start, end: reader.end } };
    }
  }
}

function keyAt({ text, at }: Reader): Word {
  const word = wordAt(text, at);
  if (!isKey(text, word)) {
    throw new NotPlain();
  }
  return word;
}

/** What stands behind the colon of a key, or in the lines below. */
function valueOf(reader: Reader, from: number, column: number): YamlNode {
  const { text } = reader;
  const at = spacesEnd(text, from);
  const isComment = text[at] === '#';
  if (!isComment && !isSpace(text[at])) {
    return value(reader, flowAt(text, at) ?? scalarOf(wordAt(text, at)), column);
  }
  advance(reader, nextLine(text, at));
  if (reader.column > column || (reader.column === column && isDash(reader))) {
    return block(reader);
  }
  if (isComment || reader.comments >= 0) {
    throw new NotPlain();
  }
  reader.end = at;
  return { kind: 'scalar', value: null, quoted: false, range: { start: at, end: at } };
}

/** A block ends where a line stands further to the left; comments that do not are still part of it. */
function leave({ column: next, comments }: Reader, column: number): void {
  if (next > column || comments > column || (comments === column && column > 0)) {
    throw new NotPlain();
  }
}
