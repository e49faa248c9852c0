import { isUtf8 } from 'node:buffer';

/**
 * Decodes UTF-8 and shows every byte that is not part of it as `\xE9`, so that text of an SQL_ASCII database can be
 * read and no byte disappears. (PostgreSQL reads `E'\xE9'` back as that byte.)
 */
export function decodeText(bytes: Buffer): string {
  return isUtf8(bytes) ? bytes.toString('utf8') : decodeVisibly(bytes);
}

function decodeVisibly(bytes: Buffer): string {
  const parts: string[] = [];
  let good = 0;
  let index = 0;
  while (index < bytes.length) {
    const length = sequenceLength(bytes, index);
    if (length === 0) {
      parts.push(
        bytes.toString('utf8', good, index),
        `\\x${bytes.toString('hex', index, index + 1).toUpperCase()}`,
      );
      good = index + 1;
    }
    index += Math.max(length, 1);
  }
  parts.push(bytes.toString('utf8', good));
  return parts.join('');
}

/** The bytes of the well-formed character at `index`; 0 when there is none. */
function sequenceLength(bytes: Buffer, index: number): number {
  const first = bytes[index] ?? 0;
  const length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  return isUtf8(bytes.subarray(index, index + length)) && index + length <= bytes.length ? length : 0;
}
