import type { TextRange } from '../../../base/textRange';
import { type JinjaCall, callsOfText } from '../jinja/jinjaCalls';
import { type JinjaWord, jinjaWords } from '../jinja/jinjaWords';
import type { DbtGraph, DbtNode } from '../graph/dbtGraph';
import { refNode, sourceNode } from '../refs/graphNames';

/** A `ref` or `source` whose names are written out. */
export interface NodeReference {
  readonly kind: 'ref' | 'source';
  readonly call: JinjaCall;
  /** The names as they stand: of `ref` the package (where it is given) and the node, of `source` the source and the table. */
  readonly names: readonly string[];
  /** Where the last name stands, with its quotes. */
  readonly nameRange: TextRange;
}

/** All `ref` and `source` of a text whose names are written out, in its order. */
export function referencesOf(text: string): readonly NodeReference[] {
  return callsOfText(text).flatMap((call) => {
    const kind = call.name === 'ref' || call.name === 'source' ? call.name : undefined;
    const places = call.arguments.filter(({ name }) => name === undefined);
    const names = places.flatMap(({ value }) => (value.kind === 'string' ? [value.value] : []));
    const last = places.at(-1);
    const whole =
      names.length === places.length && names.length <= 2 && names.length >= (kind === 'ref' ? 1 : 2);
    return kind !== undefined && whole && last ? [{ kind, call, names, nameRange: last.range }] : [];
  });
}

/** The node that a reference means; undefined where the project has none. A version is not looked at. */
export function referredNode(graph: DbtGraph, { kind, names }: NodeReference): DbtNode | undefined {
  const [first = '', second] = names;
  if (kind === 'source') {
    return sourceNode(graph, first, second ?? '');
  }
  return second === undefined ? refNode(graph, first) : refNode(graph, second, first);
}

/** What is being typed before the cursor, inside of a template. */
export interface OpenTemplate {
  readonly kind: 'expression' | 'statement';
  /** The words up to the cursor. The last one is not closed where the cursor stands in a string. */
  readonly words: readonly JinjaWord[];
  /** The calls that are open at the cursor, the innermost last. */
  readonly calls: readonly OpenCall[];
  /** The part of a name or string that stands before the cursor. */
  readonly typed: TextRange;
  /** The cursor is in a string, whose quote is this. */
  readonly quote: "'" | '"' | undefined;
}

export interface OpenCall {
  readonly name: string;
  /** The arguments before the one with the cursor. */
  readonly before: readonly (readonly JinjaWord[])[];
  /** The words of the argument with the cursor. */
  readonly at: readonly JinjaWord[];
}

/** The template in which an offset stands, also when it is half typed; undefined outside of templates and in comments. */
export function templateAt(text: string, offset: number): OpenTemplate | undefined {
  const before = text.slice(0, offset);
  if (before.lastIndexOf('{#') > before.lastIndexOf('#}')) {
    return undefined;
  }
  const open = Math.max(before.lastIndexOf('{{'), before.lastIndexOf('{%'));
  const sign = text[open + 1];
  if (open < 0 || closedBetween(before, open + 2, sign === '%' ? '%}' : '}}')) {
    return undefined;
  }
  const skip = /[-+]/.test(text[open + 2] ?? '') && open + 3 <= offset ? 3 : 2;
  const words = jinjaWords(text, { start: open + skip, end: offset });
  const last = words.at(-1);
  // A string does not go over lines while it is typed: what follows is then no part of it.
  const inString =
    last?.kind === 'string' && !last.terminated && !text.slice(last.start, offset).includes('\n');
  const inName = last?.kind === 'name' && last.end === offset;
  return {
    kind: sign === '%' ? 'statement' : 'expression',
    words,
    calls: openCalls(words),
    typed: { start: inString ? last.start + 1 : inName ? last.start : offset, end: offset },
    quote: inString ? (text[last.start] === '"' ? '"' : "'") : undefined,
  };
}

/** A closer in a string does not count. */
function closedBetween(text: string, start: number, closer: string): boolean {
  if (!text.includes(closer, start)) {
    return false;
  }
  let quote = '';
  for (let at = start; at < text.length; at++) {
    const character = text[at] ?? '';
    if (quote !== '') {
      quote = character === quote ? '' : quote;
    } else if (character === "'" || character === '"') {
      quote = character;
    } else if (text.startsWith(closer, at)) {
      return true;
    }
  }
  return false;
}

function openCalls(words: readonly JinjaWord[]): readonly OpenCall[] {
  const open: { name: string; starts: number[] }[] = [];
  words.forEach(({ kind, text }, index) => {
    if (kind !== 'symbol') {
      return;
    }
    if ('([{'.includes(text)) {
      open.push({ name: text === '(' ? nameBefore(words, index) : '', starts: [index + 1] });
    } else if (')]}'.includes(text)) {
      open.pop();
    } else if (text === ',') {
      open.at(-1)?.starts.push(index + 1);
    }
  });
  return open.map(({ name, starts }) => ({
    name,
    before: starts.slice(1).map((start, index) => words.slice(starts[index], start - 1)),
    at: words.slice(starts.at(-1)),
  }));
}

function nameBefore(words: readonly JinjaWord[], paren: number): string {
  let first = paren;
  while (words[first - 1]?.kind === 'name' || words[first - 1]?.text === '.') {
    first--;
    if (words[first]?.kind === 'name' && words[first - 1]?.text !== '.') {
      break;
    }
  }
  return words
    .slice(first, paren)
    .map(({ text }) => text)
    .join('');
}
