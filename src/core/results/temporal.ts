/** A date or time as a day, counted from 1970-01-01, and microseconds of that day. */
export interface Moment {
  days: number;
  micros: number;
}

export const dayMicros = 86_400_000_000;

/** What a text says of a moment: `moment` was filled in, or the moment has no end. */
export type MomentKind = 'moment' | 'infinity' | '-infinity' | undefined;

const nought = 0x30;
const dash = 0x2d;
const colon = 0x3a;
const space = 0x20;

/**
 * Reads a date, a timestamp or a timestamptz in PostgreSQL's ISO form: `2024-02-29 12:30:00.5+05:30`, years of more
 * digits, ` BC`, `infinity`. A timestamptz is brought to UTC. Undefined for every other form, such as that of another
 * DateStyle.
 */
export function readMoment(source: Uint8Array, start: number, end: number, into: Moment): MomentKind {
  const first = source[start];
  if (first === 0x69 || (first === dash && source[start + 1] === 0x69)) {
    return first === dash ? '-infinity' : 'infinity';
  }
  const isBefore = end - start > 3 && source[end - 1] === 0x43 && source[end - 3] === space;
  const stop = isBefore ? end - 3 : end;
  const dash1 = indexOfByte(source, start + 4, stop, dash);
  const year = dash1 < 0 ? undefined : digitsAt(source, start, dash1);
  const month = digitsAt(source, dash1 + 1, dash1 + 3);
  const day = digitsAt(source, dash1 + 4, dash1 + 6);
  if (year === undefined || month === undefined || day === undefined || source[dash1 + 3] !== dash) {
    return undefined;
  }
  into.days = daysFromCivil(isBefore ? 1 - year : year, month, day);
  into.micros = 0;
  if (dash1 + 6 >= stop) {
    return 'moment';
  }
  if (source[dash1 + 6] !== space) {
    return undefined;
  }
  const rest = readTime(source, dash1 + 7, stop, into);
  return rest !== undefined && readOffset(source, rest, stop, into) ? 'moment' : undefined;
}

/** Days from 1970-01-01 of a day of the proleptic Gregorian calendar. */
export function daysFromCivil(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/** `12:30:00.123456`; answers with the place behind it. */
export function readTime(source: Uint8Array, start: number, end: number, into: Moment): number | undefined {
  const hour = digitsAt(source, start, start + 2);
  const minute = digitsAt(source, start + 3, start + 5);
  const second = digitsAt(source, start + 6, start + 8);
  if (
    hour === undefined ||
    minute === undefined ||
    second === undefined ||
    source[start + 2] !== colon ||
    source[start + 5] !== colon ||
    start + 8 > end
  ) {
    return undefined;
  }
  into.micros = ((hour * 60 + minute) * 60 + second) * 1_000_000;
  let at = start + 8;
  if (source[at] === 0x2e && at < end) {
    let unit = 100_000;
    for (at++; at < end && isDigit(source[at]); at++) {
      into.micros += ((source[at] ?? nought) - nought) * unit;
      unit = Math.floor(unit / 10);
    }
  }
  return at;
}

/** `+02`, `-03:30`, `+00:19:32`: seconds east of Greenwich; 0 when there is none, undefined when it is none. */
export function offsetSeconds(source: Uint8Array, start: number, end: number): number | undefined {
  if (start >= end) {
    return 0;
  }
  const sign = source[start] === dash ? -1 : source[start] === 0x2b ? 1 : 0;
  let seconds = 0;
  let unit = 3600;
  let at = start + 1;
  for (; sign !== 0 && at < end && unit >= 1; at += 3) {
    const part = digitsAt(source, at, at + 2);
    if (part === undefined || (at + 2 < end && source[at + 2] !== colon)) {
      return undefined;
    }
    seconds += part * unit;
    unit /= 60;
  }
  return sign === 0 || at < end ? undefined : sign * seconds;
}

function readOffset(source: Uint8Array, start: number, end: number, into: Moment): boolean {
  const seconds = offsetSeconds(source, start, end);
  if (seconds === undefined) {
    return false;
  }
  into.micros -= seconds * 1_000_000;
  const carried = Math.floor(into.micros / dayMicros);
  into.days += carried;
  into.micros -= carried * dayMicros;
  return true;
}

function digitsAt(source: Uint8Array, start: number, end: number): number | undefined {
  let value = 0;
  for (let at = start; at < end; at++) {
    const byte = source[at];
    if (!isDigit(byte)) {
      return undefined;
    }
    value = value * 10 + (byte ?? nought) - nought;
  }
  return value;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= nought && byte <= 0x39;
}

function indexOfByte(source: Uint8Array, start: number, end: number, byte: number): number {
  for (let at = start; at < end; at++) {
    if (source[at] === byte) {
      return at;
    }
  }
  return -1;
}
