import type { TextRange } from '../../../base/textRange';
import { jinjaTokens } from './jinjaTokens';
import { type JinjaValue, readJinjaValue } from './jinjaValue';
import { type JinjaWord, jinjaWords } from './jinjaWords';

/** A call such as `ref('orders')` or `dbt_utils.star(from=x)`. */
export interface JinjaCall {
  /** With the objects before it: `dbt_utils.star`, `adapter.dispatch`. */
  readonly name: string;
  readonly nameRange: TextRange;
  /** From the name to the closing parenthesis. */
  readonly range: TextRange;
  readonly arguments: readonly JinjaArgument[];
}

export interface JinjaArgument {
  /** Of a keyword argument; undefined for one that is told by its place. */
  readonly name: string | undefined;
  readonly nameRange: TextRange | undefined;
  readonly range: TextRange;
  /** What it is where it is written out; `other` for everything that has to be computed. */
  readonly value: JinjaValue;
}

/** The calls of all expressions and statements of a text, in the order in which they end: an inner one before the outer one. */
export function callsOfText(text: string): readonly JinjaCall[] {
  return jinjaTokens(text)
    .filter(({ kind }) => kind === 'expression' || kind === 'statement')
    .flatMap(({ inner }) => callsOfWords(jinjaWords(text, inner)));
}

/** As `callsOfText`, for what stands inside of one expression or statement. */
export function callsOfWords(words: readonly JinjaWord[]): readonly JinjaCall[] {
  const calls: JinjaCall[] = [];
  const open: Bracket[] = [];
  words.forEach((word, index) => {
    if (word.kind !== 'symbol') {
      return;
    }
    if (openers.has(word.text)) {
      open.push({ index, closer: openers.get(word.text) ?? '', commas: [] });
    } else if (word.text === ',') {
      open.at(-1)?.commas.push(index);
    } else if (closers.has(word.text) && open.at(-1)?.closer === word.text) {
      const bracket = open.pop();
      const call = bracket && callOf(words, bracket, index);
      if (call) {
        calls.push(call);
      }
    }
  });
  return calls;
}

/** The text of an argument by its place, where it is written out; undefined otherwise. */
export function textArgument(call: JinjaCall, place: number): string | undefined {
  const value = call.arguments.filter(({ name }) => name === undefined)[place]?.value;
  return value?.kind === 'string' ? value.value : undefined;
}

/** The value of a keyword argument; undefined where it is not given. */
export function keywordArgument(call: JinjaCall, name: string): JinjaValue | undefined {
  return call.arguments.find((argument) => argument.name === name)?.value;
}

interface Bracket {
  readonly index: number;
  readonly closer: string;
  readonly commas: number[];
}

const openers: ReadonlyMap<string, string> = new Map([
  ['(', ')'],
  ['[', ']'],
  ['{', '}'],
]);
const closers: ReadonlySet<string> = new Set(openers.values());

function callOf(words: readonly JinjaWord[], bracket: Bracket, close: number): JinjaCall | undefined {
  const last = words[bracket.index - 1];
  const end = words[close];
  if (bracket.closer !== ')' || last?.kind !== 'name' || end === undefined || notNames.has(last.text)) {
    return undefined;
  }
  let first = bracket.index - 1;
  while (words[first - 1]?.text === '.' && words[first - 2]?.kind === 'name') {
    first -= 2;
  }
  if (definitions.has(words[first - 1]?.text ?? '')) {
    return undefined;
  }
  const start = words[first]?.start ?? last.start;
  const names = words.slice(first, bracket.index).map(({ text }) => text);
  return {
    name: names.join(''),
    nameRange: { start, end: last.end },
    range: { start, end: end.end },
    arguments: argumentsOf(words, bracket, close),
  };
}

/** Words before a parenthesis that call nothing: `if (a)`, `in (1, 2)`. */
const notNames: ReadonlySet<string> = new Set([
  ...['if', 'elif', 'else', 'in', 'and', 'or', 'not', 'is', 'set', 'do', 'for'],
]);

/** Words before a name that is defined there and not called. */
const definitions: ReadonlySet<string> = new Set(['macro', 'test', 'materialization']);

function argumentsOf(words: readonly JinjaWord[], bracket: Bracket, close: number): readonly JinjaArgument[] {
  const ends = [...bracket.commas, close];
  return ends.flatMap((end, index) => {
    const start = index === 0 ? bracket.index + 1 : (ends[index - 1] ?? 0) + 1;
    const argument = argumentOf(words.slice(start, end));
    return argument ? [argument] : [];
  });
}

function argumentOf(words: readonly JinjaWord[]): JinjaArgument | undefined {
  const [first, second] = words;
  const last = words.at(-1);
  if (first === undefined || last === undefined) {
    return undefined;
  }
  const named = first.kind === 'name' && second?.text === '=' && second.kind === 'symbol';
  const value = named ? words.slice(2) : words;
  return {
    name: named ? first.text : undefined,
    nameRange: named ? { start: first.start, end: first.end } : undefined,
    range: { start: (value[0] ?? last).start, end: last.end },
    value: readJinjaValue(value),
  };
}
