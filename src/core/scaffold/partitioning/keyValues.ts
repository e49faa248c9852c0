import { daysFromCivil } from '../../results/temporal';

/** What a column of a partition key counts in; `other` has an order that only the server knows. */
export type KeyKind = 'number' | 'date' | 'timestamp' | 'timestamptz' | 'other';

/** The kind of a type as `format_type` prints it, such as `timestamp(3) with time zone`. */
export function keyKind(type: string): KeyKind {
  const plain = type
    .toLowerCase()
    .replace(/\(.*?\)/g, '')
    .replace(/\s+/g, ' ')
    .trim();
  return /^(smallint|integer|bigint|int|int2|int4|int8|numeric|decimal|real|double precision|float4|float8)$/.test(
    plain,
  )
    ? 'number'
    : plain === 'date'
      ? 'date'
      : /^(timestamp|timestamp without time zone)$/.test(plain)
        ? 'timestamp'
        : /^(timestamptz|timestamp with time zone)$/.test(plain)
          ? 'timestamptz'
          : 'other';
}

/** Whether whole numbers are all that the type holds. */
export function isIntegerType(type: string): boolean {
  return /^(smallint|integer|bigint|int|int2|int4|int8)$/.test(type.toLowerCase().trim());
}

/** Decimal places that are compared. */
const places = 30;

/**
 * A value's place in the order of its type: microseconds since 1970 (UTC for timestamptz), or a number in units of
 * 10^-30. Undefined for what it cannot read: another DateStyle, an exponent, a word such as `today`.
 */
export function pointOf(text: string, kind: KeyKind): bigint | undefined {
  switch (kind) {
    case 'number':
      return decimalPoint(text);
    case 'date':
    case 'timestamp':
    case 'timestamptz':
      return momentPoint(text, kind);
    case 'other':
      return undefined;
  }
}

/**
 * Whether a text is a moment without an offset, which the zone of whichever session runs the statement would decide.
 */
export function lacksOffset(text: string): boolean {
  return pointOf(text, 'timestamp') !== undefined && pointOf(text, 'timestamptz') === undefined;
}

/** Beyond every value that a type holds. */
const beyondAll = 10n ** 200n;

function decimalPoint(text: string): bigint | undefined {
  const match = /^\s*([+-]?)(\d+)(?:\.(\d*))?\s*$/.exec(text);
  if (match === null) {
    return infinity(text);
  }
  const [, sign, whole = '0', fraction = ''] = match;
  if (fraction.length > places || whole.length > 150) {
    return undefined;
  }
  const value = BigInt(whole) * 10n ** BigInt(places) + BigInt(fraction.padEnd(places, '0'));
  return sign === '-' ? -value : value;
}

const momentPattern =
  /^\s*(\d{4,6})-(\d\d)-(\d\d)(?:[ T](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,6}))?)?)?\s*(Z|[+-]\d\d(?::?\d\d(?::\d\d)?)?)?\s*(BC)?\s*$/i;

function momentPoint(text: string, kind: KeyKind): bigint | undefined {
  const match = momentPattern.exec(text);
  if (match === null) {
    return infinity(text);
  }
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', offset, bc] = match;
  const [y, m, d] = [Number(year), Number(month), Number(day)];
  if (m < 1 || m > 12 || d < 1 || d > daysInMonth(bc === undefined ? y : 1 - y, m) || y === 0) {
    return undefined;
  }
  if (Number(hour) > 24 || Number(minute) > 59 || Number(second) > 60) {
    return undefined;
  }
  // Without an offset the zone of the session decides, and that is not known here.
  if (kind === 'timestamptz' && offset === undefined) {
    return undefined;
  }
  const days = BigInt(daysFromCivil(bc === undefined ? y : 1 - y, m, d));
  const seconds = BigInt((Number(hour) * 60 + Number(minute)) * 60 + Number(second));
  if (kind === 'date') {
    return days * 86_400_000_000n;
  }
  const shift = kind === 'timestamptz' ? BigInt(secondsEast(offset ?? 'Z')) : 0n;
  return (days * 86_400n + seconds - shift) * 1_000_000n + BigInt(fraction.padEnd(6, '0'));
}

function secondsEast(offset: string): number {
  if (offset.toUpperCase() === 'Z') {
    return 0;
  }
  const [hours = 0, minutes = 0, seconds = 0] = (offset.slice(1).match(/\d\d/g) ?? []).map(Number);
  return (offset.startsWith('-') ? -1 : 1) * ((hours * 60 + minutes) * 60 + seconds);
}

function infinity(text: string): bigint | undefined {
  const word = text.trim().toLowerCase();
  return word === 'infinity' ? beyondAll : word === '-infinity' ? -beyondAll : undefined;
}

function daysInMonth(year: number, month: number): number {
  const next = month === 12 ? daysFromCivil(year + 1, 1, 1) : daysFromCivil(year, month + 1, 1);
  return next - daysFromCivil(year, month, 1);
}
