import type { Cell } from '../ports';

/** The types that a new table's columns are given, from the narrowest on. */
export const inferredTypes = [
  'boolean',
  'integer',
  'bigint',
  'numeric',
  'double precision',
  'date',
  'timestamp',
  'timestamptz',
  'uuid',
  'jsonb',
  'text',
] as const;
export type InferredType = (typeof inferredTypes)[number];

/** The narrowest type that takes both; a column without values has none. */
export function widerType(type: InferredType | undefined, cell: Cell): InferredType | undefined {
  if (cell === null || type === 'text') {
    return type;
  }
  const own = typeOf(cell);
  if (type === undefined || type === own) {
    return own;
  }
  const pair = numbers.includes(type) && numbers.includes(own);
  return pair ? (numbers[Math.max(numbers.indexOf(type), numbers.indexOf(own))] ?? 'text') : 'text';
}

/** Whether a value can be stored in a column of a type as it is written. */
export function fitsType(cell: Cell, type: InferredType): boolean {
  return widerType(type, cell) === type;
}

const numbers: readonly InferredType[] = ['integer', 'bigint', 'numeric', 'double precision'];

/** The narrowest type of one value. What could be read in two ways, such as 01/02/2024 or 007, is text. */
function typeOf(text: string): InferredType {
  if (/^-?(0|[1-9]\d*)$/.test(text)) {
    return integerType(text);
  }
  if (/^-?(0|[1-9]\d*)\.\d+$/.test(text)) {
    return 'numeric';
  }
  if (/^-?(0|[1-9]\d*)(\.\d+)?e[+-]?\d{1,3}$/i.test(text)) {
    return Number.isFinite(Number(text)) ? 'double precision' : 'text';
  }
  if (/^(true|false)$/i.test(text)) {
    return 'boolean';
  }
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) {
    return 'uuid';
  }
  return dateType(text) ?? (isNested(text) ? 'jsonb' : 'text');
}

function integerType(text: string): InferredType {
  const value = BigInt(text);
  if (value === 0n && text.startsWith('-')) {
    return 'text';
  }
  if (BigInt.asIntN(32, value) === value) {
    return 'integer';
  }
  return BigInt.asIntN(64, value) === value ? 'bigint' : 'numeric';
}

const clock = String.raw`([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,6})?)?`;
const isoMoment = new RegExp(String.raw`^(\d{4})-(\d\d)-(\d\d)(?:[ T]${clock}(Z|[+-]\d\d(?::?\d\d)?)?)?$`);

/** Only the order year, month, day, which nobody reads in another way. */
function dateType(text: string): InferredType | undefined {
  const match = isoMoment.exec(text);
  if (!match) {
    return undefined;
  }
  const [, year, month, day, hours] = match;
  const zone = match[7];
  if (Number(year) === 0 || !isDay(Number(year), Number(month), Number(day))) {
    return undefined;
  }
  return hours === undefined ? 'date' : zone === undefined ? 'timestamp' : 'timestamptz';
}

function isDay(year: number, month: number, day: number): boolean {
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
  return day >= 1 && day <= days;
}

function isNested(text: string): boolean {
  if (!/^\s*[[{]/.test(text) || text.includes('\\u0000')) {
    return false;
  }
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
