/** What a place on an axis is: a number, or microseconds since 1970. */
export type AxisKind = 'number' | 'moment';

/** A place on an axis as text, as exact as the range makes sense of. Moments are in UTC. */
export function axisText(kind: AxisKind, value: number, range: number): string {
  if (kind === 'moment') {
    return momentText(value, range);
  }
  const size = Math.max(Math.abs(value), Number.MIN_VALUE);
  if (size >= 1e15 || size < 1e-6) {
    return value === 0 ? '0' : value.toExponential(3).replace(/\.?0+e/, 'e');
  }
  const places = range <= 0 ? 6 : Math.max(0, Math.min(8, 3 - Math.floor(Math.log10(range))));
  const text = value.toFixed(places);
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

const second = 1_000_000;
const day = 86_400 * second;

function momentText(micros: number, range: number): string {
  const date = new Date(micros / 1000);
  if (Number.isNaN(date.getTime()) || date.getUTCFullYear() < 1 || date.getUTCFullYear() > 9999) {
    return `year ${Math.round(1970 + micros / day / 365.2425)}`;
  }
  const iso = date.toISOString();
  if (range >= 3 * day) {
    return iso.slice(0, 10);
  }
  return range >= 10 * second ? iso.slice(0, 19).replace('T', ' ') : iso.slice(0, 23).replace('T', ' ');
}

/** Round places from one end to the other, at most so many, as multiples of 1, 2 or 5 times a power of ten. */
export function axisTicks(from: number, to: number, most: number): readonly number[] {
  const range = to - from;
  if (!(range > 0) || !Number.isFinite(range)) {
    return [from];
  }
  const rough = range / Math.max(1, most);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((each) => each >= rough) ?? 10 * power;
  const first = Math.ceil(from / step - 1e-9);
  const last = Math.floor(to / step + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) =>
    Number(((first + index) * step).toPrecision(12)),
  );
}

/** Steps of time that people count in, in microseconds. */
const timeSteps: readonly number[] = [
  ...[1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800].map((seconds) => seconds * second),
  ...[1, 2, 3, 6, 12].map((hours) => hours * 3600 * second),
  ...[1, 2, 7, 14, 30, 91, 182, 365, 730, 1826, 3652].map((days) => days * day),
];

/** As `axisTicks`, for microseconds: multiples of seconds, minutes, hours and days. */
export function momentTicks(from: number, to: number, most: number): readonly number[] {
  const rough = (to - from) / Math.max(1, most);
  const step = timeSteps.find((each) => each >= rough);
  if (step === undefined || rough < second / 10) {
    return axisTicks(from, to, most);
  }
  const first = Math.ceil(from / step);
  const count = Math.floor(to / step) - first + 1;
  return Array.from({ length: Math.max(0, count) }, (_, index) => (first + index) * step);
}
