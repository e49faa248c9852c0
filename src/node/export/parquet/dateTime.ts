/**
 * Dates and times as PostgreSQL prints them in the style ISO, read from their bytes. Every function answers NaN for a text
 * that is something else, such as infinity.
 */

const zero = 0x30;
const secondsPerDay = 86_400;

/** A moment: whole seconds since 1970, and the microseconds after them. */
export interface Moment {
  seconds: number;
  micros: number;
}

/** Days since 1970-01-01 in the Gregorian calendar; also for years before Christ. */
export function readDate(bytes: Buffer, start: number, end: number): number {
  const isBefore = endsWithBc(bytes, end);
  const stop = isBefore ? end - 3 : end;
  const dash = bytes.indexOf(0x2d, start);
  if (dash < start + 4 || dash > start + 7 || stop !== dash + 6 || bytes[dash + 3] !== 0x2d) {
    return NaN;
  }
  const year = digits(bytes, start, dash);
  // There is no year 0: 1 BC is the year before 1.
  return daysOf(isBefore ? 1 - year : year, digits(bytes, dash + 1, dash + 3), digits(bytes, dash + 4, stop));
}

/** Microseconds of the day, at most 24:00:00. */
export function readTime(bytes: Buffer, start: number, end: number): number {
  const seconds = clockSeconds(bytes, start);
  return seconds * 1e6 + fraction(bytes, start + 8, end);
}

/** A timestamp, and with an offset the moment in UTC. Answers whether the text was one. */
export function readTimestamp(bytes: Buffer, start: number, end: number, moment: Moment): boolean {
  const isBefore = endsWithBc(bytes, end);
  const stop = isBefore ? end - 3 : end;
  const space = bytes.indexOf(0x20, start);
  if (space < 0 || space + 9 > stop) {
    return false;
  }
  let days = readDate(bytes, start, space);
  if (isBefore) {
    const dash = bytes.indexOf(0x2d, start);
    const year = 1 - digits(bytes, start, dash);
    days = daysOf(year, digits(bytes, dash + 1, dash + 3), digits(bytes, dash + 4, space));
  }
  const clock = space + 1;
  let sign = clock + 8;
  while (sign < stop && bytes[sign] !== 0x2b && bytes[sign] !== 0x2d) {
    sign++;
  }
  moment.seconds = days * secondsPerDay + clockSeconds(bytes, clock) - offset(bytes, sign, stop);
  moment.micros = fraction(bytes, clock + 8, sign);
  return !Number.isNaN(moment.seconds) && !Number.isNaN(moment.micros);
}

/** Source: "chrono-Compatible Low-Level Date Algorithms", days_from_civil. */
function daysOf(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const ofEra = shifted - era * 400;
  const ofYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return era * 146_097 + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear - 719_468;
}

function clockSeconds(bytes: Buffer, at: number): number {
  return (
    digits(bytes, at, at + 2) * 3600 + digits(bytes, at + 3, at + 5) * 60 + digits(bytes, at + 6, at + 8)
  );
}

/** Microseconds of `.5`, which stands at `start` or not at all. */
function fraction(bytes: Buffer, start: number, end: number): number {
  if (start >= end) {
    return 0;
  }
  const count = end - start - 1;
  return bytes[start] === 0x2e && count > 0 && count <= 6
    ? digits(bytes, start + 1, end) * (powers[6 - count] ?? 1)
    : NaN;
}

const powers = [1, 10, 100, 1000, 10_000, 100_000] as const;

/** Seconds of `+05:30:00`, `-08`; 0 without one. */
function offset(bytes: Buffer, sign: number, end: number): number {
  if (sign >= end) {
    return 0;
  }
  const hours = digits(bytes, sign + 1, sign + 3);
  const minutes = sign + 3 < end ? digits(bytes, sign + 4, sign + 6) : 0;
  const seconds = sign + 6 < end ? digits(bytes, sign + 7, sign + 9) : 0;
  const all = hours * 3600 + minutes * 60 + seconds;
  return bytes[sign] === 0x2d ? -all : all;
}

function digits(bytes: Buffer, start: number, end: number): number {
  let value = 0;
  for (let at = start; at < end; at++) {
    const digit = (bytes[at] ?? 0) - zero;
    if (digit < 0 || digit > 9) {
      return NaN;
    }
    value = value * 10 + digit;
  }
  return value;
}

function endsWithBc(bytes: Buffer, end: number): boolean {
  return bytes[end - 1] === 0x43 && bytes[end - 2] === 0x42;
}
