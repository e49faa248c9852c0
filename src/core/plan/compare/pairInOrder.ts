/** Where the same text stands in both lists: places in the first and the second. */
export type PairedPlaces = readonly (readonly [first: number, second: number])[];

/** Above so many cells of the table, only what stands at the same place is compared. */
const largestTable = 250_000;

/** The longest series of equal texts that stands in both lists in the same order. */
export function pairInOrder(first: readonly string[], second: readonly string[]): PairedPlaces {
  const pairs: [number, number][] = [];
  let start = 0;
  let [endFirst, endSecond] = [first.length, second.length];
  while (start < endFirst && start < endSecond && first[start] === second[start]) {
    pairs.push([start, start]);
    start++;
  }
  while (endFirst > start && endSecond > start && first[endFirst - 1] === second[endSecond - 1]) {
    endFirst--;
    endSecond--;
    pairs.push([endFirst, endSecond]);
  }
  const between = pairBetween(first.slice(start, endFirst), second.slice(start, endSecond));
  return [...pairs, ...between.map(([a, b]): [number, number] => [a + start, b + start])].sort(
    ([a], [b]) => a - b,
  );
}

function pairBetween(first: readonly string[], second: readonly string[]): PairedPlaces {
  if (first.length === 0 || second.length === 0) {
    return [];
  }
  return first.length * second.length > largestTable
    ? first.flatMap((text, place) => (text === second[place] ? [[place, place] as const] : []))
    : longestCommon(first, second);
}

/** The usual table: how many pairs are possible from each place on. */
function longestCommon(first: readonly string[], second: readonly string[]): PairedPlaces {
  const width = second.length + 1;
  const table = new Uint32Array((first.length + 1) * width);
  const at = (a: number, b: number) => table[a * width + b] ?? 0;
  for (let a = first.length - 1; a >= 0; a--) {
    for (let b = second.length - 1; b >= 0; b--) {
      table[a * width + b] =
        first[a] === second[b] ? at(a + 1, b + 1) + 1 : Math.max(at(a + 1, b), at(a, b + 1));
    }
  }
  const pairs: (readonly [number, number])[] = [];
  for (let a = 0, b = 0; a < first.length && b < second.length;) {
    if (first[a] === second[b]) {
      pairs.push([a, b]);
      a++;
      b++;
    } else if (at(a + 1, b) >= at(a, b + 1)) {
      a++;
    } else {
      b++;
    }
  }
  return pairs;
}
