import { open, rm } from 'node:fs/promises';
import type { ReadableRows, ValuePlace } from '../../core/query/storedRows';

/** Bytes of a value's text that are read at a time; even, so that no pair of digits is parted. */
const partBytes = 1024 * 1024;

/**
 * Writes a whole value into a file, part by part: its text, or, for the hexadecimal form of bytea, the bytes that it
 * stands for. An error leaves no file.
 * @returns the number of bytes written
 */
export async function saveValue(
  rows: Pick<ReadableRows, 'part'>,
  place: ValuePlace,
  {
    path,
    isBytea,
    signal,
  }: { readonly path: string; readonly isBytea: boolean; readonly signal: AbortSignal },
): Promise<number> {
  const file = await open(path, 'w');
  let isWritten = false;
  let written = 0;
  try {
    const head = Buffer.from((await rows.part(place, 0, 2)).bytes).toString('latin1');
    const isHex = isBytea && head === '\\x';
    for (let offset = isHex ? 2 : 0; ;) {
      signal.throwIfAborted();
      const { bytes, total = 0 } = await rows.part(place, offset, partBytes);
      if (bytes.length === 0) {
        break;
      }
      const part = Buffer.from(bytes);
      const data = isHex ? Buffer.from(part.toString('latin1'), 'hex') : part;
      await file.write(data);
      written += data.length;
      offset += bytes.length;
      if (offset >= total) {
        break;
      }
    }
    isWritten = true;
    return written;
  } finally {
    await file.close();
    if (!isWritten) {
      await rm(path, { force: true }).catch(() => undefined);
    }
  }
}
