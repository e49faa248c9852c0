import { type Moment, readDate, readTime, readTimestamp } from './dateTime';
import { addDecimal } from './decimal';

/** The place of a value in some bytes. */
export interface Slice {
  bytes: Buffer;
  start: number;
  end: number;
}

/** The values of one column of a row group, encoded as Parquet's PLAIN has them. */
export interface ColumnValues {
  readonly bytes: number;
  /** Adds the value whose text stands there. Answers false, and adds nothing, for a value that the type cannot hold. */
  add(text: Slice): boolean;
  /** The values so far, valid until the next is added, and forgotten afterwards. */
  take(): Uint8Array;
}

/** Writes one value at a place; answers false when the type cannot hold it. */
type Put = (target: Buffer, at: number, text: Slice) => boolean;

/** A buffer of at most so many bytes serves the next row group, too: memory that is used again need not be collected. */
const keptBytes = 64 * 1024 * 1024;

/** Values that have so many bytes each. */
export function fixedValues(size: number, put: Put): ColumnValues {
  let buffer: Buffer = Buffer.allocUnsafe(size * 1024);
  let used = 0;
  return {
    get bytes() {
      return used;
    },
    add: (text) => {
      if (used + size > buffer.length) {
        buffer = grown(buffer, used, size);
      }
      const fits = put(buffer, used, text);
      used += fits ? size : 0;
      return fits;
    },
    take: () => {
      const taken = buffer.subarray(0, used);
      used = 0;
      return taken;
    },
  };
}

/** Values of any length, each behind its length. `write` answers how many bytes it wrote, or -1; it may write `room` bytes. */
export function variableValues(
  room: (text: Slice) => number,
  write: (target: Buffer, at: number, text: Slice) => number,
): ColumnValues {
  let buffer: Buffer = Buffer.allocUnsafe(16 * 1024);
  let used = 0;
  return {
    get bytes() {
      return used;
    },
    add: (text) => {
      const needed = room(text) + 4;
      if (used + needed > buffer.length) {
        buffer = grown(buffer, used, needed);
      }
      const length = write(buffer, used + 4, text);
      if (length < 0) {
        return false;
      }
      buffer.writeUInt32LE(length, used);
      used += 4 + length;
      return true;
    },
    take: () => {
      const taken = buffer.subarray(0, used);
      used = 0;
      // One large value does not hold its room for ever.
      buffer = buffer.length > keptBytes ? Buffer.allocUnsafe(16 * 1024) : buffer;
      return taken;
    },
  };
}

/** One bit for each value. */
export function booleanValues(): ColumnValues {
  let bits: number[] = [];
  let count = 0;
  return {
    get bytes() {
      return bits.length;
    },
    add: ({ bytes, start }) => {
      if (count % 8 === 0) {
        bits.push(0);
      }
      if (bytes[start] === 0x74) {
        bits[bits.length - 1] = (bits.at(-1) ?? 0) | (1 << (count % 8));
      }
      count++;
      return true;
    },
    take: () => {
      const taken = Buffer.from(bits);
      bits = [];
      count = 0;
      return taken;
    },
  };
}

/** int2 and int4. */
export const putInt32: Put = (target, at, { bytes, start, end }) => {
  const value = smallInteger(bytes, start, end);
  if (!(value >= -2_147_483_648 && value <= 2_147_483_647)) {
    return false;
  }
  target.writeInt32LE(value, at);
  return true;
};

/** int8 and oid. */
export const putInt64: Put = (target, at, { bytes, start, end }) => {
  if (end - start <= 15) {
    const value = smallInteger(bytes, start, end);
    return !Number.isNaN(value) && putWhole(target, at, value);
  }
  const text = bytes.toString('latin1', start, end);
  if (!/^-?\d+$/.test(text)) {
    return false;
  }
  target.writeBigInt64LE(BigInt(text), at);
  return true;
};

export const putFloat: Put = (target, at, { bytes, start, end }) => {
  target.writeFloatLE(Number(bytes.toString('latin1', start, end)), at);
  return true;
};

export const putDouble: Put = (target, at, { bytes, start, end }) => {
  target.writeDoubleLE(Number(bytes.toString('latin1', start, end)), at);
  return true;
};

export const putDate: Put = (target, at, { bytes, start, end }) => {
  const days = readDate(bytes, start, end);
  if (Number.isNaN(days)) {
    return false;
  }
  target.writeInt32LE(days, at);
  return true;
};

/** Microseconds of the day. 24:00:00 is no time of a day for the readers of Parquet. */
export const putTime: Put = (target, at, { bytes, start, end }) => {
  const micros = readTime(bytes, start, end);
  return micros < 86_400e6 && putWhole(target, at, micros);
};

const moment: Moment = { seconds: 0, micros: 0 };

/** Microseconds since 1970, in UTC for a timestamp with an offset. */
export const putTimestamp: Put = (target, at, { bytes, start, end }) => {
  if (!readTimestamp(bytes, start, end, moment)) {
    return false;
  }
  const { seconds, micros } = moment;
  if (Math.abs(seconds) < 9_007_199_254) {
    return putWhole(target, at, seconds * 1e6 + micros);
  }
  const exact = BigInt(seconds) * 1_000_000n + BigInt(micros);
  // Readers take the largest of all for infinity.
  if (BigInt.asIntN(64, exact + 1n) !== exact + 1n) {
    return false;
  }
  target.writeBigInt64LE(exact, at);
  return true;
};

/** The sixteen bytes of a uuid as PostgreSQL prints it. */
export const putUuid: Put = (target, at, { bytes, start, end }) =>
  end - start === 36 &&
  target.write(bytes.toString('latin1', start, end).replaceAll('-', ''), at, 'hex') === 16;

/** A numeric without its point, in 4, 8 or 16 bytes. */
export function putDecimal(scale: number, size: 4 | 8 | 16): Put {
  return (target, at, { bytes, start, end }) =>
    addDecimal(target, { at, size }, bytes.toString('latin1', start, end), scale);
}

/** Text as it is. */
export function textValues(): ColumnValues {
  return variableValues(
    ({ start, end }) => end - start,
    (target, at, { bytes, start, end }) => {
      bytes.copy(target, at, start, end);
      return end - start;
    },
  );
}

/** bytea as PostgreSQL prints it, in the format hex or escape. */
export function byteaValues(): ColumnValues {
  return variableValues(
    ({ start, end }) => end - start,
    (target, at, { bytes, start, end }) => {
      if (bytes[start] === 0x5c && bytes[start + 1] === 0x78) {
        return target.write(bytes.toString('latin1', start + 2, end), at, 'hex');
      }
      return unescapeBytea(target, at, bytes.toString('latin1', start, end));
    },
  );
}

function unescapeBytea(target: Buffer, at: number, text: string): number {
  const plain = text.replace(/\\(\\|[0-7]{3})/g, (_, code: string) =>
    code === '\\' ? '\\' : String.fromCharCode(Number.parseInt(code, 8)),
  );
  return target.write(plain, at, 'latin1');
}

/** A whole number of at most 53 bits, as two halves. */
function putWhole(target: Buffer, at: number, value: number): true {
  const high = Math.floor(value / 4_294_967_296);
  target.writeUInt32LE(value - high * 4_294_967_296, at);
  target.writeInt32LE(high, at + 4);
  return true;
}

/** At most 15 digits; NaN for anything else. */
function smallInteger(bytes: Buffer, start: number, end: number): number {
  const isNegative = bytes[start] === 0x2d;
  let value = 0;
  for (let at = isNegative ? start + 1 : start; at < end; at++) {
    const digit = (bytes[at] ?? 0) - 0x30;
    if (digit < 0 || digit > 9) {
      return NaN;
    }
    value = value * 10 + digit;
  }
  return isNegative ? -value : value;
}

function grown(buffer: Buffer, used: number, needed: number): Buffer {
  const larger = Buffer.allocUnsafe(Math.max(buffer.length * 2, used + needed));
  buffer.copy(larger, 0, 0, used);
  return larger;
}
