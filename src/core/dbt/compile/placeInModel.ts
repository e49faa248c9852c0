import type { TextRange } from '../../../base/textRange';
import { jinjaTokens } from '../jinja/jinjaTokens';
import { alignWords } from './alignWords';

/** Where a piece of compiled SQL comes from. */
export interface PlaceInModel {
  /** `copied`: the same words stand there; `template`: a template there wrote it. */
  readonly kind: 'copied' | 'template';
  readonly range: TextRange;
}

/**
 * The place in a model of a range of the SQL that dbt made of it, by aligning the words that both share. A word of a loop is found
 * in each of its rounds by the words beside it. Undefined where it cannot be told.
 */
export function placeInModel(model: string, compiled: string, at: TextRange): PlaceInModel | undefined {
  const source = modelWords(model);
  const words = wordsOf(compiled, { start: 0, end: compiled.length });
  const [first, last] = wordsAt(words, at);
  if (first < 0) {
    return undefined;
  }
  const matches = alignWords(texts(source), texts(words));
  const found = matches[first] ?? repeatedPlace(source, words, first);
  const start = found === undefined ? undefined : source[found];
  if (found !== undefined && start) {
    const end = matches[last] === found + last - first ? source[found + last - first] : start;
    return { kind: 'copied', range: { start: start.start, end: (end ?? start).end } };
  }
  const before = source[matches.findLast((match, index) => index < first && match !== undefined) ?? -1];
  const after = source[matches.find((match, index) => index > first && match !== undefined) ?? -1];
  return templatesBetween(model, before?.end ?? 0, after?.start ?? model.length);
}

/** A word or a sign. Of a model also a template, whose text no word of SQL has. */
interface Word extends TextRange {
  readonly text: string;
  /** It may be written more than once: it stands in a loop, a macro or a block that is kept. */
  readonly repeated?: boolean;
}

const fewestNeighbours = 3;
const templateText = '{{}}';

function modelWords(model: string): readonly Word[] {
  let depth = 0;
  return jinjaTokens(model).flatMap((token): readonly Word[] => {
    switch (token.kind) {
      case 'text':
      case 'raw':
        return wordsOf(model, token, depth > 0);
      case 'expression':
        return [{ text: templateText, start: token.start, end: token.end }];
      case 'statement': {
        const isBlock = token.keyword !== 'set' || !model.slice(token.start, token.end).includes('=');
        const step = openers.has(token.keyword) && isBlock ? 1 : closers.has(token.keyword) ? -1 : 0;
        depth = Math.max(0, depth + step);
        return [];
      }
      case 'comment':
        return [];
    }
  });
}

const openers: ReadonlySet<string> = new Set(['for', 'macro', 'call', 'set']);
const closers: ReadonlySet<string> = new Set(['endfor', 'endmacro', 'endcall', 'endset']);

function wordsOf(text: string, { start, end }: TextRange, repeated = false): readonly Word[] {
  return [...text.slice(start, end).matchAll(/[\w$\u0080-\uffff]+|[^\s\w]/g)].map(({ index, 0: word }) => ({
    ...{ text: word, repeated },
    ...{ start: start + index, end: start + index + word.length },
  }));
}

function texts(words: readonly Word[]): readonly string[] {
  return words.map(({ text }) => text);
}

/** The first and the last word of a range; the last word of the text for a place behind it. */
function wordsAt(words: readonly Word[], { start, end }: TextRange): readonly [first: number, last: number] {
  const found = words.findIndex((word) => word.end > start);
  const first = found < 0 ? words.length - 1 : found;
  const last = words.findLastIndex((word) => word.start < end);
  return [first, Math.max(first, last)];
}

/** The only place of a loop or a macro where so many words stand around it as in the SQL. */
function repeatedPlace(source: readonly Word[], words: readonly Word[], index: number): number | undefined {
  const same = (at: number, step: number) => {
    let count = 0;
    while (
      source[at + count * step]?.repeated === true &&
      source[at + count * step]?.text === words[index + count * step]?.text
    ) {
      count++;
    }
    return count;
  };
  const places = source
    .map((_word, at) => ({ at, length: same(at, 1) === 0 ? 0 : same(at, 1) + same(at, -1) - 1 }))
    .filter(({ length }) => length >= fewestNeighbours)
    .sort((one, other) => other.length - one.length);
  const [best, second] = places;
  return best !== undefined && best.length > (second?.length ?? 0) ? best.at : undefined;
}

/** What writes between two places: expressions, and only where there are none the statements. */
function templatesBetween(model: string, start: number, end: number): PlaceInModel | undefined {
  const between = jinjaTokens(model).filter((token) => token.start >= start && token.end <= end);
  const expressions = between.filter(({ kind }) => kind === 'expression');
  const writing = expressions.length > 0 ? expressions : between.filter(({ kind }) => kind === 'statement');
  const [first] = writing;
  const last = writing.at(-1);
  return first && last && { kind: 'template', range: { start: first.start, end: last.end } };
}
