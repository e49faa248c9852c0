import type { DistinctCount, FrequentValue } from './statistics';

/** Values that are counted one by one at most, and UTF-16 units of them. */
const exactValues = 100_000;
const exactUnits = 8_000_000;

const registerBits = 14;
const registers = 1 << registerBits;

/**
 * Counts different values: one by one up to 100,000, and beyond that by HyperLogLog (Flajolet et al. 2007) with 16,384
 * registers, whose standard error is 0.8 %.
 */
export interface DistinctCounter {
  counts: Map<string, number> | undefined;
  units: number;
  readonly highest: Uint8Array;
}

export function createDistinctCounter(): DistinctCounter {
  return { counts: new Map(), units: 0, highest: new Uint8Array(registers) };
}

/** Values that are equal must have equal texts. */
export function countValue(counter: DistinctCounter, text: string): void {
  if (!counter.counts) {
    note(counter, text);
    return;
  }
  const known = counter.counts.get(text);
  counter.counts.set(text, (known ?? 0) + 1);
  if (known === undefined) {
    counter.units += text.length;
    if (counter.counts.size > exactValues || counter.units > exactUnits) {
      for (const value of counter.counts.keys()) {
        note(counter, value);
      }
      counter.counts = undefined;
    }
  }
}

export function distinctCount({ counts, highest }: DistinctCounter): DistinctCount {
  return counts ? { count: counts.size, isExact: true } : { count: estimate(highest), isExact: false };
}

/** The most frequent values, those that were seen first before others of the same count; undefined when not counted. */
export function mostFrequent(
  { counts }: DistinctCounter,
  limit: number,
): readonly FrequentValue[] | undefined {
  return (
    counts &&
    [...counts]
      .map(([value, count]) => ({ value, count }))
      .sort((a, b) => b.count - a.count)
      .slice(0, limit)
  );
}

function note({ highest }: DistinctCounter, text: string): void {
  const high = hash(text, 0x9747b28c);
  const low = hash(text, 0x3c6ef372);
  const register = high >>> (32 - registerBits);
  const rest = (high << registerBits) | (low >>> (32 - registerBits));
  const rank = rest === 0 ? 33 : Math.clz32(rest) + 1;
  if (rank > (highest[register] ?? 0)) {
    highest[register] = rank;
  }
}

/** MurmurHash3 (x86, 32 bits) over UTF-16 units. */
function hash(text: string, seed: number): number {
  let h = seed;
  for (let at = 0; at < text.length; at++) {
    let k = Math.imul(text.charCodeAt(at), 0xcc9e2d51);
    k = Math.imul((k << 15) | (k >>> 17), 0x1b873593);
    h ^= k;
    h = (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0;
  }
  h ^= text.length;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

function estimate(highest: Uint8Array): number {
  let sum = 0;
  let zeros = 0;
  for (const rank of highest) {
    sum += 2 ** -rank;
    zeros += rank === 0 ? 1 : 0;
  }
  const raw = ((0.7213 / (1 + 1.079 / registers)) * registers * registers) / sum;
  const small = raw <= 2.5 * registers && zeros > 0;
  return Math.round(small ? registers * Math.log(registers / zeros) : raw);
}
