/** Words in a row that are enough to recognise a place when they stand only once in each text. */
const anchorLength = 4;

/** A gap of more pairs of words is left open: so much is no small edit any more. */
const mostPairs = 400_000;

/**
 * For each word of `after` the index of the word of `before` that it comes from; undefined for a word that is new. The order is kept.
 * First what is unmistakable, then its neighbours, then the longest common part of each gap.
 */
export function alignWords(
  before: readonly string[],
  after: readonly string[],
): readonly (number | undefined)[] {
  const matches = new Array<number | undefined>(after.length).fill(undefined);
  for (const [to, from] of increasing(anchors(before, after))) {
    matches[to] = from;
  }
  extend(before, after, matches);
  fillGaps(before, after, matches);
  return matches;
}

type Pair = readonly [to: number, from: number];

function anchors(before: readonly string[], after: readonly string[]): readonly Pair[] {
  const from = once(before);
  return [...once(after)].flatMap(([key, to]) => {
    const start = from.get(key);
    return start === undefined
      ? []
      : Array.from({ length: anchorLength }, (_, at): Pair => [to + at, start + at]);
  });
}

/** The rows of words that stand once, with their places. */
function once(words: readonly string[]): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  const several = new Set<string>();
  for (let at = 0; at + anchorLength <= words.length; at++) {
    const key = words.slice(at, at + anchorLength).join('\n');
    if (found.has(key)) {
      several.add(key);
    }
    found.set(key, at);
  }
  several.forEach((key) => found.delete(key));
  return found;
}

/** The longest part of pairs in which both sides grow. */
function increasing(pairs: readonly Pair[]): readonly Pair[] {
  const sorted = [...pairs].sort((one, other) => one[0] - other[0] || other[1] - one[1]);
  const tails: number[] = [];
  const previous: number[] = [];
  sorted.forEach(([, from], index) => {
    const at = lowerBound(tails, (tail) => (sorted[tail]?.[1] ?? 0) >= from);
    previous[index] = at === 0 ? -1 : (tails[at - 1] ?? -1);
    tails[at] = index;
  });
  const found: Pair[] = [];
  for (let index = tails.at(-1) ?? -1; index >= 0; index = previous[index] ?? -1) {
    const pair = sorted[index];
    if (pair) {
      found.push(pair);
    }
  }
  return found.reverse();
}

function lowerBound(items: readonly number[], isPast: (item: number) => boolean): number {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isPast(items[middle] ?? 0)) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}

function extend(before: readonly string[], after: readonly string[], matches: (number | undefined)[]): void {
  const taken = new Set(matches);
  const grow = (index: number, step: 1 | -1) => {
    const neighbour = matches[index - step];
    const from = neighbour === undefined ? -1 : neighbour + step;
    if (matches[index] === undefined && from >= 0 && before[from] === after[index] && !taken.has(from)) {
      matches[index] = from;
      taken.add(from);
    }
  };
  for (let index = 1; index < after.length; index++) {
    grow(index, 1);
  }
  for (let index = after.length - 2; index >= 0; index--) {
    grow(index, -1);
  }
}

function fillGaps(
  before: readonly string[],
  after: readonly string[],
  matches: (number | undefined)[],
): void {
  let [to, from] = [0, 0];
  for (let index = 0; index <= after.length; index++) {
    const match = index === after.length ? before.length : matches[index];
    if (match !== undefined) {
      if (index > to && match > from) {
        for (const [at, of] of longestCommon(before.slice(from, match), after.slice(to, index))) {
          matches[to + at] = from + of;
        }
      }
      [to, from] = [index + 1, match + 1];
    }
  }
}

function longestCommon(before: readonly string[], after: readonly string[]): readonly Pair[] {
  if (before.length * after.length > mostPairs) {
    return [];
  }
  const width = before.length + 1;
  const lengths = new Uint32Array(width * (after.length + 1));
  const length = (to: number, from: number) => lengths[to * width + from] ?? 0;
  for (let to = after.length - 1; to >= 0; to--) {
    for (let from = before.length - 1; from >= 0; from--) {
      lengths[to * width + from] =
        after[to] === before[from]
          ? length(to + 1, from + 1) + 1
          : Math.max(length(to + 1, from), length(to, from + 1));
    }
  }
  const found: Pair[] = [];
  let [to, from] = [0, 0];
  while (to < after.length && from < before.length) {
    if (after[to] === before[from]) {
      found.push([to++, from++]);
    } else if (length(to + 1, from) >= length(to, from + 1)) {
      to++;
    } else {
      from++;
    }
  }
  return found;
}
