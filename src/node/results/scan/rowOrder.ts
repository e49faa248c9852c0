import { closeSync, mkdirSync, openSync, readSync, writeSync } from 'node:fs';
import path from 'node:path';

/**
 * An order of rows as a file: for each row in its new place, where it begins in the store (Float64) and its number there
 * (UInt32).
 */
export const orderEntryBytes = 12;

const bufferedEntries = 16 * 1024;

/** Makes a file for its owner alone, in a folder that is made when needed. */
export function createPrivateFile(file: string): number {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  return openSync(file, 'wx+', 0o600);
}

/** Writes an order, one row after the other. It runs in a thread, so it waits for the disk. */
export class RowOrderWriter {
  private readonly buffer = Buffer.allocUnsafe(bufferedEntries * orderEntryBytes);
  private readonly file: number;
  private buffered = 0;
  count = 0;

  constructor(path: string) {
    this.file = createPrivateFile(path);
  }

  add(row: number, offset: number): void {
    this.buffer.writeDoubleLE(offset, this.buffered);
    this.buffer.writeUInt32LE(row, this.buffered + 8);
    this.buffered += orderEntryBytes;
    this.count++;
    if (this.buffered === this.buffer.length) {
      this.flush();
    }
  }

  close(): void {
    this.flush();
    closeSync(this.file);
  }

  private flush(): void {
    writeWhole(this.file, this.buffer.subarray(0, this.buffered));
    this.buffered = 0;
  }
}

/** Calls back with the number of each row in the order of a file. */
export function readRowOrder(path: string, visit: (row: number, place: number) => void): void {
  const file = openSync(path, 'r');
  try {
    const buffer = Buffer.allocUnsafe(bufferedEntries * orderEntryBytes);
    let place = 0;
    let kept = 0;
    for (;;) {
      const got = readSync(file, buffer, kept, buffer.length - kept, null);
      const end = kept + got;
      let at = 0;
      for (; at + orderEntryBytes <= end; at += orderEntryBytes) {
        visit(buffer.readUInt32LE(at + 8), place++);
      }
      if (got === 0) {
        return;
      }
      buffer.copyWithin(0, at, end);
      kept = end - at;
    }
  } finally {
    closeSync(file);
  }
}

/** A write may end early. */
export function writeWhole(file: number, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length;) {
    written += writeSync(file, bytes, written);
  }
}
