import { closeSync, openSync, readSync, rmSync } from 'node:fs';
import { compareBytes, type KeyBuffer } from '../../../core/results/keyBuffer';
import { KeyRun, prefix } from './keyRun';
import { createPrivateFile, writeWhole } from './rowOrder';

/** An entry of a run file: the length of its key (UInt32), the row (UInt32), its place (Float64), the key. */
const entryHead = 16;
const readBuffer = 128 * 1024;
const writeBuffer = 512 * 1024;

/** So many runs are merged at a time: each has a buffer in memory. */
const runsAtOnce = 64;

type TakeRow = (row: number, offset: number) => void;

/**
 * Sorts any number of rows by keys that compare byte by byte, in a bounded amount of memory: runs are sorted in memory,
 * written to files and merged. Rows with equal keys keep their order. It runs in a thread, so it waits for the disk.
 */
export class ExternalSort {
  private readonly run = new KeyRun();
  private files: string[] = [];
  private made = 0;

  /** @param path the beginning of the paths of its files */
  constructor(private readonly path: string) {}

  /** Takes the bytes of a key; then the row is added. */
  get keys(): KeyBuffer {
    return this.run.keys;
  }

  add(row: number, offset: number): void {
    this.run.add(row, offset);
    if (this.run.isFull) {
      this.spill();
    }
  }

  /** Calls back with the rows in order, once; the files are gone then. */
  finish(take: TakeRow): void {
    if (this.files.length === 0) {
      this.run.sort();
      this.run.forEach(take);
      return;
    }
    this.spill();
    while (this.files.length > runsAtOnce) {
      const writer = new RunWriter(this.newFile());
      mergeRuns(this.files.splice(0, runsAtOnce), (reader) =>
        writer.add(reader.row, reader.offset, reader.key),
      );
      writer.close();
      // The merged run holds the earliest rows: it stays in front, so that equal rows keep their order.
      this.files.unshift(writer.path);
    }
    mergeRuns(this.files, ({ row, offset }) => take(row, offset));
    this.files = [];
  }

  private spill(): void {
    if (this.run.count === 0) {
      return;
    }
    this.run.sort();
    const writer = new RunWriter(this.newFile());
    const { bytes } = this.run.keys;
    this.run.forEach((row, offset, start, end) => writer.add(row, offset, bytes.subarray(start, end)));
    writer.close();
    this.files.push(writer.path);
    this.run.clear();
  }

  private newFile(): string {
    return `${this.path}.run-${++this.made}`;
  }
}

class RunWriter {
  private readonly file: number;
  private readonly buffer = Buffer.allocUnsafe(writeBuffer);
  private used = 0;

  constructor(readonly path: string) {
    this.file = createPrivateFile(path);
  }

  add(row: number, offset: number, key: Uint8Array): void {
    if (this.used + entryHead + key.length > this.buffer.length) {
      this.flush();
    }
    this.buffer.writeUInt32LE(key.length, this.used);
    this.buffer.writeUInt32LE(row, this.used + 4);
    this.buffer.writeDoubleLE(offset, this.used + 8);
    if (entryHead + key.length > this.buffer.length) {
      writeWhole(this.file, this.buffer.subarray(0, entryHead));
      writeWhole(this.file, key);
      return;
    }
    this.buffer.set(key, this.used + entryHead);
    this.used += entryHead + key.length;
  }

  close(): void {
    this.flush();
    closeSync(this.file);
  }

  private flush(): void {
    writeWhole(this.file, this.buffer.subarray(0, this.used));
    this.used = 0;
  }
}

/** The first row of a run that was not taken yet. */
class RunReader {
  row = 0;
  offset = 0;
  key: Uint8Array = new Uint8Array(0);
  high = 0;
  low = 0;
  private readonly file: number;
  private buffer = Buffer.allocUnsafe(readBuffer);
  private at = 0;
  private end = 0;

  constructor(
    path: string,
    /** Of runs with equal keys the earlier one comes first. */
    readonly rank: number,
  ) {
    this.file = openSync(path, 'r');
  }

  /** @returns false at the end of the run */
  advance(): boolean {
    if (!this.ensure(entryHead)) {
      return false;
    }
    const length = this.buffer.readUInt32LE(this.at);
    this.ensure(entryHead + length);
    this.row = this.buffer.readUInt32LE(this.at + 4);
    this.offset = this.buffer.readDoubleLE(this.at + 8);
    const start = this.at + entryHead;
    this.at = start + length;
    this.key = this.buffer.subarray(start, this.at);
    this.high = prefix(this.buffer, start, this.at);
    this.low = prefix(this.buffer, start + 4, this.at);
    return true;
  }

  close(): void {
    closeSync(this.file);
  }

  private ensure(count: number): boolean {
    if (this.end - this.at >= count) {
      return true;
    }
    const larger = count > this.buffer.length ? Buffer.allocUnsafe(count * 2) : this.buffer;
    this.buffer.copy(larger, 0, this.at, this.end);
    this.buffer = larger;
    this.end -= this.at;
    this.at = 0;
    while (this.end < count) {
      const got = readSync(this.file, this.buffer, this.end, this.buffer.length - this.end, null);
      if (got === 0) {
        return false;
      }
      this.end += got;
    }
    return true;
  }
}

/** Takes the rows of several runs in order, and removes their files. */
function mergeRuns(paths: readonly string[], take: (reader: RunReader) => void): void {
  const readers = paths.map((path, rank) => new RunReader(path, rank));
  try {
    const heap = readers.filter((reader) => reader.advance());
    for (let index = (heap.length >> 1) - 1; index >= 0; index--) {
      sink(heap, index);
    }
    for (let top = heap[0]; top; top = heap[0]) {
      take(top);
      if (!top.advance()) {
        const last = heap.pop();
        if (heap.length === 0 || !last) {
          break;
        }
        heap[0] = last;
      }
      sink(heap, 0);
    }
  } finally {
    readers.forEach((reader) => reader.close());
    paths.forEach((path) => rmSync(path, { force: true }));
  }
}

function sink(heap: RunReader[], from: number): void {
  let parent = from;
  for (;;) {
    let least = parent;
    for (const child of [2 * parent + 1, 2 * parent + 2]) {
      if (child < heap.length && isBefore(heap[child], heap[least])) {
        least = child;
      }
    }
    const [a, b] = [heap[parent], heap[least]];
    if (least === parent || !a || !b) {
      return;
    }
    heap[parent] = b;
    heap[least] = a;
    parent = least;
  }
}

function isBefore(a: RunReader | undefined, b: RunReader | undefined): boolean {
  if (!a || !b) {
    return false;
  }
  const order = a.high - b.high || a.low - b.low || compareBytes(a.key, b.key);
  return order < 0 || (order === 0 && a.rank < b.rank);
}
