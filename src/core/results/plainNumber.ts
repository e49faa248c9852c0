import { asciiText } from './asciiText';
import type { OrderKind } from './orderKind';
import { dayMicros, type Moment, readMoment } from './temporal';

const moment: Moment = { days: 0, micros: 0 };

/**
 * The place of a value on an axis: a number as a double, a date or time as microseconds since 1970, which is exact for
 * 285 years around it. NaN for infinities and for what has no place.
 */
export function axisNumber(kind: OrderKind, source: Uint8Array, start: number, end: number): number {
  if (kind === 'moment') {
    const read = readMoment(source, start, end, moment);
    return read === 'moment' ? moment.days * dayMicros + moment.micros : Number.NaN;
  }
  const text = asciiText(source, start, Math.min(end, start + 400));
  const plain = kind === 'money' ? text.replace(/[^\d.-]/g, '') : text;
  const value = plain === '' ? Number.NaN : Number(plain);
  return Number.isFinite(value) ? value : Number.NaN;
}

export function hasAxis(kind: OrderKind): boolean {
  return kind === 'number' || kind === 'money' || kind === 'moment';
}
