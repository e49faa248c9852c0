import { asciiText } from './asciiText';

const unitMicros: readonly (readonly [RegExp, bigint])[] = [
  [/(-?\d+) years?/, 360n * 86_400_000_000n],
  [/(-?\d+) mons?/, 30n * 86_400_000_000n],
  [/(-?\d+) days?/, 86_400_000_000n],
];

const isoUnits: Readonly<Record<string, bigint>> = {
  Y: 360n * 86_400_000_000n,
  M: 30n * 86_400_000_000n,
  W: 7n * 86_400_000_000n,
  D: 86_400_000_000n,
};
const isoTimeUnits: Readonly<Record<string, bigint>> = { H: 3_600_000_000n, M: 60_000_000n, S: 1_000_000n };

/**
 * The length of an interval in microseconds as PostgreSQL compares it, with months of 30 days and days of 24 hours.
 * Reads the styles `postgres` and `iso_8601`; undefined for another. Source: interval_cmp_value in
 * src/backend/utils/adt/timestamp.c.
 */
export function intervalMicros(source: Uint8Array, start: number, end: number): bigint | undefined {
  const text = asciiText(source, start, end);
  return text.startsWith('P') ? isoMicros(text) : postgresMicros(text);
}

function postgresMicros(text: string): bigint | undefined {
  if (!/^([+-]?\d+ (years?|mons?|days?) ?)*([+-]?\d+:\d\d:\d\d(\.\d+)?)?$/.test(text) || text === '') {
    return undefined;
  }
  let total = 0n;
  for (const [pattern, micros] of unitMicros) {
    const [, count] = pattern.exec(text) ?? [];
    total += BigInt(count ?? 0) * micros;
  }
  const time = /([+-]?)(\d+):(\d\d):(\d\d)(?:\.(\d+))?$/.exec(text);
  if (time) {
    const [, sign, hours = '0', minutes = '0', seconds = '0', fraction = ''] = time;
    const micros =
      ((BigInt(hours) * 60n + BigInt(minutes)) * 60n + BigInt(seconds)) * 1_000_000n +
      BigInt(fraction.padEnd(6, '0').slice(0, 6));
    total += sign === '-' ? -micros : micros;
  }
  return total;
}

function isoMicros(text: string): bigint | undefined {
  if (!/^P([+-]?\d+[YMWD])*(T([+-]?\d+(\.\d+)?[HMS])*)?$/.test(text)) {
    return undefined;
  }
  const [dates = '', times = ''] = text.slice(1).split('T');
  let total = 0n;
  for (const [, count = '0', unit = ''] of dates.matchAll(/([+-]?\d+)([YMWD])/g)) {
    total += BigInt(count) * (isoUnits[unit] ?? 0n);
  }
  for (const [, sign, whole = '0', fraction = '', unit = ''] of times.matchAll(
    /([+-]?)(\d+)(?:\.(\d+))?([HMS])/g,
  )) {
    const scale = isoTimeUnits[unit] ?? 0n;
    const micros = BigInt(whole) * scale + (BigInt(fraction.padEnd(6, '0').slice(0, 6)) * scale) / 1_000_000n;
    total += sign === '-' ? -micros : micros;
  }
  return total;
}
