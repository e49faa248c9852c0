import type { KeyBuffer } from '../../../core/results/keyBuffer';

/** Rows of a run are sorted in memory; it is full at so many rows or bytes of keys. */
export const runRows = 200_000;
export const runKeyBytes = 7 * 1024 * 1024;

/** Rows of fewer than this are sorted by insertion. */
const insertionRows = 12;

/**
 * Some rows with their keys, sorted in memory. The first eight bytes of each key stand in two numbers, which decide
 * most comparisons. The arrays are made once and used for every run.
 */
export class KeyRun {
  readonly keys: KeyBuffer = { bytes: new Uint8Array(1024 * 1024), length: 0 };
  count = 0;
  private capacity = 4096;
  private starts = new Uint32Array(this.capacity + 1);
  private rows = new Uint32Array(this.capacity);
  private offsets = new Float64Array(this.capacity);
  private high = new Uint32Array(this.capacity);
  private low = new Uint32Array(this.capacity);
  private order = new Uint32Array(0);

  get isFull(): boolean {
    return this.count >= runRows || this.keys.length >= runKeyBytes;
  }

  clear(): void {
    this.count = 0;
    this.keys.length = 0;
  }

  /** The key of the row is what was pushed to `keys` since the last row. */
  add(row: number, offset: number): void {
    if (this.count === this.capacity) {
      this.grow();
    }
    const { count } = this;
    const start = this.starts[count] ?? 0;
    const { bytes, length } = this.keys;
    this.rows[count] = row;
    this.offsets[count] = offset;
    this.high[count] = prefix(bytes, start, length);
    this.low[count] = prefix(bytes, start + 4, length);
    this.starts[count + 1] = length;
    this.count++;
  }

  /** Rows with equal keys keep their order. */
  sort(): void {
    const { count } = this;
    this.order = Uint32Array.from({ length: count }, (_, index) => index);
    for (let from = 0; from < count; from += insertionRows) {
      this.insertionSort(from, Math.min(from + insertionRows, count));
    }
    let other = new Uint32Array(count);
    for (let width = insertionRows; width < count; width *= 2) {
      for (let from = 0; from < count; from += 2 * width) {
        this.merge(other, from, Math.min(from + width, count), Math.min(from + 2 * width, count));
      }
      [this.order, other] = [other, this.order];
    }
  }

  /** The rows in their order. The key lies in `keys` from `start` to `end`. */
  forEach(visit: (row: number, offset: number, start: number, end: number) => void): void {
    for (const index of this.order) {
      visit(
        this.rows[index] ?? 0,
        this.offsets[index] ?? 0,
        this.starts[index] ?? 0,
        this.starts[index + 1] ?? 0,
      );
    }
  }

  private insertionSort(from: number, to: number): void {
    const { order } = this;
    for (let at = from + 1; at < to; at++) {
      const index = order[at] ?? 0;
      let hole = at;
      for (; hole > from && this.compare(order[hole - 1] ?? 0, index) > 0; hole--) {
        order[hole] = order[hole - 1] ?? 0;
      }
      order[hole] = index;
    }
  }

  private merge(into: Uint32Array, from: number, middle: number, to: number): void {
    const { order } = this;
    let left = from;
    let right = middle;
    for (let at = from; at < to; at++) {
      const takesLeft =
        left < middle && (right >= to || this.compare(order[left] ?? 0, order[right] ?? 0) <= 0);
      into[at] = (takesLeft ? order[left++] : order[right++]) ?? 0;
    }
  }

  private compare(a: number, b: number): number {
    const high = (this.high[a] ?? 0) - (this.high[b] ?? 0);
    if (high !== 0) {
      return high;
    }
    const low = (this.low[a] ?? 0) - (this.low[b] ?? 0);
    if (low !== 0) {
      return low;
    }
    const { bytes } = this.keys;
    let left = (this.starts[a] ?? 0) + 8;
    let right = (this.starts[b] ?? 0) + 8;
    const leftEnd = this.starts[a + 1] ?? 0;
    const rightEnd = this.starts[b + 1] ?? 0;
    while (left < leftEnd && right < rightEnd) {
      const difference = (bytes[left++] ?? 0) - (bytes[right++] ?? 0);
      if (difference !== 0) {
        return difference;
      }
    }
    return 0;
  }

  private grow(): void {
    this.capacity *= 2;
    this.starts = copied(this.starts, new Uint32Array(this.capacity + 1));
    this.rows = copied(this.rows, new Uint32Array(this.capacity));
    this.offsets = copied(this.offsets, new Float64Array(this.capacity));
    this.high = copied(this.high, new Uint32Array(this.capacity));
    this.low = copied(this.low, new Uint32Array(this.capacity));
  }
}

/** Four bytes as a number; zero beyond the end: no key is the beginning of another. */
export function prefix(bytes: Uint8Array, start: number, end: number): number {
  return (
    (start < end ? (bytes[start] ?? 0) * 0x1000000 : 0) +
    (start + 1 < end ? (bytes[start + 1] ?? 0) << 16 : 0) +
    (start + 2 < end ? (bytes[start + 2] ?? 0) << 8 : 0) +
    (start + 3 < end ? (bytes[start + 3] ?? 0) : 0)
  );
}

function copied<T extends Uint32Array | Float64Array>(from: T, into: T): T {
  into.set(from);
  return into;
}
