import { tokenize } from '../../sql/lexer';
import { quoteLiteral } from '../../sql/quote';
import { type KeyKind, pointOf } from './keyValues';

/** Which values a partition takes. A range takes its lower end and not its upper end. */
export type PartitionBound =
  | RangeBound
  | { readonly kind: 'list'; readonly values: readonly (string | null)[] }
  | { readonly kind: 'hash'; readonly modulus: number; readonly remainder: number }
  | { readonly kind: 'default' };

export interface RangeBound {
  readonly kind: 'range';
  /** One for each column of the key. */
  readonly from: readonly BoundValue[];
  readonly to: readonly BoundValue[];
}

/** A value as PostgreSQL prints it, or an end without a limit. */
export type BoundValue =
  { readonly kind: 'value'; readonly text: string } | { readonly kind: 'min' } | { readonly kind: 'max' };

/** A stretch between two ranges that no partition takes. */
export interface RangeGap {
  readonly from: readonly BoundValue[];
  readonly to: readonly BoundValue[];
}

/**
 * Reads what `pg_get_expr(relpartbound, 0)` prints, such as `FOR VALUES FROM ('2024-01-01') TO (MAXVALUE)` or `DEFAULT`.
 * Undefined for any other text.
 */
export function parseBound(text: string): PartitionBound | undefined {
  if (text.trim().toUpperCase() === 'DEFAULT') {
    return { kind: 'default' };
  }
  const words = tokenize(text).map((token) => text.slice(token.start, token.end));
  const [first, second, third] = words.map((word) => word.toUpperCase());
  if (first !== 'FOR' || second !== 'VALUES') {
    return undefined;
  }
  return third === 'FROM'
    ? parseRange(words)
    : third === 'IN'
      ? parseList(words)
      : third === 'WITH'
        ? parseHash(words)
        : undefined;
}

/** The bound as it stands behind PARTITION OF or ATTACH PARTITION. */
export function boundSql(bound: PartitionBound): string {
  switch (bound.kind) {
    case 'default':
      return 'DEFAULT';
    case 'hash':
      return `FOR VALUES WITH (MODULUS ${bound.modulus}, REMAINDER ${bound.remainder})`;
    case 'list':
      return `FOR VALUES IN (${bound.values.map((each) => (each === null ? 'NULL' : quoteLiteral(each))).join(', ')})`;
    case 'range':
      return `FOR VALUES FROM (${bound.from.map(valueSql).join(', ')}) TO (${bound.to.map(valueSql).join(', ')})`;
  }
}

/** A range over one column. */
export function rangeBetween(from: string, to: string): RangeBound {
  return { kind: 'range', from: [{ kind: 'value', text: from }], to: [{ kind: 'value', text: to }] };
}

/**
 * Below 0 when `a` lies before `b`, 0 when both are the same, above 0 otherwise; undefined when only the server can tell,
 * as of texts under a collation.
 */
export function comparePoints(
  a: readonly BoundValue[],
  b: readonly BoundValue[],
  kinds: readonly KeyKind[],
): number | undefined {
  for (const [place, left] of a.entries()) {
    const right = b[place];
    const order = right === undefined ? undefined : compareValues(left, right, kinds[place] ?? 'other');
    // Behind MINVALUE and MAXVALUE nothing counts any more.
    if (order !== 0 || left.kind !== 'value') {
      return order;
    }
  }
  return 0;
}

/** Ranges from the lowest to the highest. What cannot be compared stays where it was. */
export function sortRanges<T extends { readonly bound: RangeBound }>(
  ranges: readonly T[],
  kinds: readonly KeyKind[],
): readonly T[] {
  return [...ranges].sort((a, b) => comparePoints(a.bound.from, b.bound.from, kinds) ?? 0);
}

/** The stretches between ranges that none of them takes, in order; not what lies before the first and after the last. */
export function rangeGaps(ranges: readonly RangeBound[], kinds: readonly KeyKind[]): readonly RangeGap[] {
  const sorted = sortRanges(
    ranges.map((bound) => ({ bound })),
    kinds,
  );
  return sorted.flatMap(({ bound }, place) => {
    const next = sorted[place + 1]?.bound;
    return next !== undefined && (comparePoints(bound.to, next.from, kinds) ?? 0) < 0
      ? [{ from: bound.to, to: next.from }]
      : [];
  });
}

/** Whether a range takes no value at all, which PostgreSQL refuses; undefined when only the server can tell. */
export function isInverted(range: RangeBound, kinds: readonly KeyKind[]): boolean | undefined {
  const order = comparePoints(range.from, range.to, kinds);
  return order === undefined ? undefined : order >= 0;
}

/** Whether some value belongs to both, which PostgreSQL refuses; undefined when only the server can tell. */
export function overlap(
  a: PartitionBound,
  b: PartitionBound,
  kinds: readonly KeyKind[],
): boolean | undefined {
  if (a.kind === 'default' || b.kind === 'default') {
    return a.kind === b.kind;
  }
  if (a.kind === 'range' && b.kind === 'range') {
    const aBeforeB = comparePoints(a.to, b.from, kinds);
    const bBeforeA = comparePoints(b.to, a.from, kinds);
    return (aBeforeB ?? 1) <= 0 || (bBeforeA ?? 1) <= 0
      ? false
      : aBeforeB === undefined || bBeforeA === undefined
        ? undefined
        : true;
  }
  if (a.kind === 'list' && b.kind === 'list') {
    return a.values.some((value) => b.values.some((other) => sameValue(value, other, kinds[0] ?? 'other')));
  }
  if (a.kind === 'hash' && b.kind === 'hash') {
    return (a.remainder - b.remainder) % greatestCommonDivisor(a.modulus, b.modulus) === 0;
  }
  return undefined;
}

/** Whether both take the same values, however they are written. */
export function sameBound(a: PartitionBound, b: PartitionBound, kinds: readonly KeyKind[]): boolean {
  if (a.kind === 'range' && b.kind === 'range') {
    return comparePoints(a.from, b.from, kinds) === 0 && comparePoints(a.to, b.to, kinds) === 0;
  }
  if (a.kind === 'list' && b.kind === 'list') {
    const [left, right] = [a.values, b.values];
    const kind = kinds[0] ?? 'other';
    const within = (values: readonly (string | null)[], others: readonly (string | null)[]) =>
      values.every((value) => others.some((other) => sameValue(value, other, kind)));
    return within(left, right) && within(right, left);
  }
  if (a.kind === 'hash' && b.kind === 'hash') {
    return a.modulus === b.modulus && a.remainder === b.remainder;
  }
  return a.kind === b.kind;
}

/** Whether two values of a list are one. */
export function sameValue(a: string | null, b: string | null, kind: KeyKind): boolean {
  if (a === null || b === null) {
    return a === b;
  }
  const [left, right] = [pointOf(a, kind), pointOf(b, kind)];
  return left === undefined || right === undefined ? a === b : left === right;
}

/** The end of a range in words: `2024-01-01`, or `the lowest`. */
export function pointText(point: readonly BoundValue[]): string {
  return point
    .map((each) => (each.kind === 'value' ? each.text : each.kind === 'min' ? 'MINVALUE' : 'MAXVALUE'))
    .join(', ');
}

function compareValues(a: BoundValue, b: BoundValue, kind: KeyKind): number | undefined {
  if (a.kind !== 'value' || b.kind !== 'value') {
    return rank(a) - rank(b);
  }
  const [left, right] = [pointOf(a.text, kind), pointOf(b.text, kind)];
  if (left === undefined || right === undefined) {
    return a.text === b.text ? 0 : undefined;
  }
  return left < right ? -1 : left > right ? 1 : 0;
}

function rank({ kind }: BoundValue): number {
  return kind === 'min' ? -1 : kind === 'max' ? 1 : 0;
}

function valueSql(value: BoundValue): string {
  return value.kind === 'value' ? quoteLiteral(value.text) : value.kind === 'min' ? 'MINVALUE' : 'MAXVALUE';
}

function parseRange(words: readonly string[]): RangeBound | undefined {
  const from = readParenthesised(words, 3);
  const hasTo = from !== undefined && words[from.next]?.toUpperCase() === 'TO';
  const to = hasTo ? readParenthesised(words, from.next + 1) : undefined;
  return from === undefined || to === undefined || to.next !== words.length
    ? undefined
    : { kind: 'range', from: from.items.map(boundValue), to: to.items.map(boundValue) };
}

function parseList(words: readonly string[]): PartitionBound | undefined {
  const list = readParenthesised(words, 3);
  return list?.next === words.length
    ? { kind: 'list', values: list.items.map((item) => (item === 'NULL' ? null : literalText(item))) }
    : undefined;
}

function parseHash(words: readonly string[]): PartitionBound | undefined {
  const match = /^FOR VALUES WITH \( modulus (\d+) , remainder (\d+) \)$/i.exec(words.join(' '));
  return match === null
    ? undefined
    : { kind: 'hash', modulus: Number(match[1]), remainder: Number(match[2]) };
}

/** Items between parentheses, each as it is written. */
function readParenthesised(
  words: readonly string[],
  start: number,
): { readonly items: readonly string[]; readonly next: number } | undefined {
  const end = words.indexOf(')', start);
  if (words[start] !== '(' || end < 0) {
    return undefined;
  }
  const items: string[] = [''];
  for (const word of words.slice(start + 1, end)) {
    if (word === ',') {
      items.push('');
    } else {
      items.push((items.pop() ?? '') + word);
    }
  }
  return { items, next: end + 1 };
}

function boundValue(item: string): BoundValue {
  return item === 'MINVALUE'
    ? { kind: 'min' }
    : item === 'MAXVALUE'
      ? { kind: 'max' }
      : { kind: 'value', text: literalText(item) };
}

/** What a constant that PostgreSQL prints means: it is quoted unless it is a number or a truth value. */
function literalText(item: string): string {
  const quote = item.indexOf("'");
  if (quote < 0) {
    return item;
  }
  const inner = item.slice(quote + 1, -1).replaceAll("''", "'");
  return quote === 1 && item[0]?.toUpperCase() === 'E' ? inner.replace(/\\(.)/gs, '$1') : inner;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
