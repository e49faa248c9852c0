import type { YamlEntry, YamlNode } from '../../../core/dbt/yaml/yamlNode';
import { isKey, NotPlain, type Scanned, scalarOf, spacesEnd, wordAt } from './plainLine';

/**
 * The list or map between brackets that begins at a place and ends on the same line; undefined where no bracket stands.
 * @throws NotPlain for what only the library reads
 */
export function flowAt(text: string, start: number, depth = 0): Scanned | undefined {
  if (depth > 10) {
    throw new NotPlain();
  }
  const bracket = text[start];
  return bracket === '[' ? list(text, start, depth) : bracket === '{' ? map(text, start, depth) : undefined;
}

function list(text: string, start: number, depth: number): Scanned {
  const items: YamlNode[] = [];
  const end = members(text, start, ']', (at) => {
    const item = value(text, at, depth);
    items.push(item.node);
    return item.end;
  });
  return { node: { kind: 'list', items, range: { start, end } }, end };
}

function map(text: string, start: number, depth: number): Scanned {
  const entries: YamlEntry[] = [];
  const names = new Set<string>();
  const end = members(text, start, '}', (at) => {
    const word = wordAt(text, at, true);
    if (!isKey(text, word) || names.has(word.text)) {
      throw new NotPlain();
    }
    names.add(word.text);
    const { node, end } = value(text, spacesEnd(text, word.end + 1), depth);
    entries.push({ key: word.text, keyRange: { start: word.start, end: word.end }, value: node });
    return end;
  });
  return { node: { kind: 'map', entries, range: { start, end } }, end };
}

function value(text: string, at: number, depth: number): Scanned {
  return flowAt(text, at, depth + 1) ?? scalarOf(wordAt(text, at, true));
}

/** Reads what stands between two brackets, with a comma after each but the last; returns the place behind them. */
function members(text: string, start: number, closer: string, read: (at: number) => number): number {
  let at = spacesEnd(text, start + 1);
  if (text[at] === closer) {
    return at + 1;
  }
  for (;;) {
    at = spacesEnd(text, read(at));
    if (text[at] === closer) {
      return at + 1;
    }
    if (text[at] !== ',') {
      throw new NotPlain();
    }
    at = spacesEnd(text, at + 1);
  }
}
