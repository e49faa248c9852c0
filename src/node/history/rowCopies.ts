import { open } from 'node:fs/promises';
import type { StoredRows } from '../../core/query/storedRows';
import { rowHeader } from '../pg/wire/forEachRow';

/** Bytes that are read at a time. */
const chunkBytes = 1024 * 1024;

/** Writes all rows, as they came from the server, into a new file for its owner alone. */
export async function copyRows(rows: StoredRows, path: string): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    for (let first = 0; first < rows.count;) {
      const block = await rows.block(first);
      if (block.rows === 0) {
        break;
      }
      await file.appendFile(block.bytes);
      first += block.rows;
    }
  } finally {
    await file.close();
  }
}

/** Appends the rows of such a file. What is no whole row at its end is left out. */
export async function readRows(path: string, into: StoredRows): Promise<void> {
  const file = await open(path, 'r');
  try {
    let rest = Buffer.alloc(0);
    for (;;) {
      const chunk = Buffer.allocUnsafe(Math.max(chunkBytes, rest.length));
      const { bytesRead } = await file.read(chunk, 0, chunk.length);
      if (bytesRead === 0) {
        return;
      }
      const bytes = Buffer.concat([rest, chunk.subarray(0, bytesRead)]);
      const { end, rows } = wholeRows(bytes);
      if (rows > 0) {
        await into.append([{ bytes: bytes.subarray(0, end), rows, open: false }]);
      }
      rest = bytes.subarray(end);
    }
  } finally {
    await file.close();
  }
}

function wholeRows(bytes: Buffer): { readonly end: number; readonly rows: number } {
  let end = 0;
  let rows = 0;
  while (end + rowHeader <= bytes.length) {
    const next = end + 1 + bytes.readInt32BE(end + 1);
    if (next > bytes.length || next < end + rowHeader) {
      break;
    }
    end = next;
    rows++;
  }
  return { end, rows };
}
