import { invertFrom, type KeyBuffer, pushByte, pushUnsigned } from './keyBuffer';

/**
 * The first byte of the key of a value. Values of one column are of one family, and this is their order; NULL is the
 * greatest, as PostgreSQL sorts it.
 */
export const keyClass = {
  negativeInfinity: 0x10,
  negative: 0x20,
  zero: 0x30,
  positive: 0x40,
  infinity: 0x50,
  notANumber: 0x60,
  /** What is not of the form that its type promises: behind the others, by code point. */
  unread: 0x70,
  null: 0xf0,
} as const;

const minus = 0x2d;
const plus = 0x2b;
const dot = 0x2e;
const nine = 0x39;
const nought = 0x30;

/** Exponents up to this far from zero take one byte. */
const nearExponent = 100;

/**
 * Appends a key for a number in PostgreSQL's text form, so that the bytes of keys compare as the numbers do: numeric of
 * any length, whole numbers, floats (whose shortest texts are in the same order), NaN above infinity.
 * @returns false, with nothing appended, when the text is no such number
 */
export function pushDecimalKey(source: Uint8Array, start: number, end: number, into: KeyBuffer): boolean {
  const first = source[start];
  const negative = first === minus;
  const from = negative || first === plus ? start + 1 : start;
  const named = namedNumber(source, from, end);
  if (named !== undefined) {
    pushByte(into, negative && named === keyClass.infinity ? keyClass.negativeInfinity : named);
    return true;
  }
  const shape = readShape(source, from, end);
  if (!shape) {
    return false;
  }
  if (shape.firstDigit < 0) {
    pushByte(into, keyClass.zero);
    return true;
  }
  pushByte(into, negative ? keyClass.negative : keyClass.positive);
  const body = into.length;
  pushExponent(into, shape.exponent);
  pushDigits(source, shape.firstDigit, shape.lastDigit, into);
  if (negative) {
    invertFrom(into, body);
  }
  return true;
}

/** `NaN`, `Infinity` and, from some settings of money, nothing else. */
function namedNumber(source: Uint8Array, from: number, end: number): number | undefined {
  const letter = source[from];
  if (letter === 0x4e && end - from === 3) {
    return keyClass.notANumber;
  }
  return letter === 0x49 && end - from === 8 ? keyClass.infinity : undefined;
}

interface Shape {
  /** Places of the first and last digit that is not zero; -1 for a number that is zero. */
  readonly firstDigit: number;
  readonly lastDigit: number;
  /** The number is 0.ddd times ten to this. */
  readonly exponent: number;
}

function readShape(source: Uint8Array, from: number, end: number): Shape | undefined {
  let firstDigit = -1;
  let lastDigit = -1;
  let digits = 0;
  let point = -1;
  let beforeFirst = 0;
  let at = from;
  for (; at < end; at++) {
    const byte = source[at] ?? 0;
    if (byte === dot && point < 0) {
      point = digits;
    } else if (byte >= nought && byte <= nine) {
      if (byte > nought) {
        if (firstDigit < 0) {
          firstDigit = at;
          beforeFirst = digits;
        }
        lastDigit = at;
      }
      digits++;
    } else {
      break;
    }
  }
  const scientific = at < end ? readExponent(source, at, end) : 0;
  if (digits === 0 || scientific === undefined) {
    return undefined;
  }
  return { firstDigit, lastDigit, exponent: (point < 0 ? digits : point) - beforeFirst + scientific };
}

/** `e+20` */
function readExponent(source: Uint8Array, from: number, end: number): number | undefined {
  if (((source[from] ?? 0) | 0x20) !== 0x65 || from + 1 >= end) {
    return undefined;
  }
  const negative = source[from + 1] === minus;
  let at = negative || source[from + 1] === plus ? from + 2 : from + 1;
  let value = 0;
  for (; at < end; at++) {
    const byte = source[at] ?? 0;
    if (byte < nought || byte > nine) {
      return undefined;
    }
    value = value * 10 + byte - nought;
  }
  return negative ? -value : value;
}

function pushExponent(into: KeyBuffer, exponent: number): void {
  if (Math.abs(exponent) <= nearExponent) {
    pushByte(into, 0x80 + exponent);
  } else {
    pushByte(into, exponent > 0 ? 0xff : 0x01);
    pushUnsigned(into, exponent + 0x800000, 3);
  }
}

/** Two digits a byte, from 1 to 100; 0 ends the number, so that 1 stands before 1.01. */
function pushDigits(source: Uint8Array, first: number, last: number, into: KeyBuffer): void {
  let pair = -1;
  for (let at = first; at <= last; at++) {
    const byte = source[at] ?? 0;
    if (byte === dot) {
      continue;
    }
    if (pair < 0) {
      pair = (byte - nought) * 10;
    } else {
      pushByte(into, pair + byte - nought + 1);
      pair = -1;
    }
  }
  if (pair >= 0) {
    pushByte(into, pair + 1);
  }
  pushByte(into, 0);
}
