/** Bytes that grow at their end: the keys of many rows, one after the other. */
export interface KeyBuffer {
  bytes: Uint8Array;
  length: number;
}

export function createKeyBuffer(capacity: number): KeyBuffer {
  return { bytes: new Uint8Array(capacity), length: 0 };
}

/** Makes room for so many bytes more. */
export function reserve(into: KeyBuffer, count: number): void {
  const needed = into.length + count;
  if (needed > into.bytes.length) {
    const larger = new Uint8Array(Math.max(needed, into.bytes.length * 2));
    larger.set(into.bytes.subarray(0, into.length));
    into.bytes = larger;
  }
}

export function pushByte(into: KeyBuffer, byte: number): void {
  if (into.length === into.bytes.length) {
    reserve(into, 1);
  }
  into.bytes[into.length++] = byte;
}

/** A whole number from 0 to 2^(8 * width), its most significant byte first. */
export function pushUnsigned(into: KeyBuffer, value: number, width: number): void {
  reserve(into, width);
  let rest = value;
  for (let at = into.length + width - 1; at >= into.length; at--) {
    into.bytes[at] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  into.length += width;
}

/** Turns the order of what was written from `start` on around. */
export function invertFrom(into: KeyBuffer, start: number): void {
  for (let at = start; at < into.length; at++) {
    into.bytes[at] = 255 - (into.bytes[at] ?? 0);
  }
}

/** Byte by byte; the shorter one first when it is the beginning of the other. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0);
    if (difference !== 0) {
      return difference;
    }
  }
  return a.length - b.length;
}
