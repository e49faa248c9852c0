import { daysFromCivil } from '../../results/temporal';

/** How long a partition over time is. */
export const calendarUnits = ['day', 'week', 'month', 'quarter', 'year'] as const;
export type CalendarUnit = (typeof calendarUnits)[number];

/** A day of the proleptic Gregorian calendar, in years 1 to 9999. */
export interface CivilDay {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** Reads `2024-02-29`; undefined for another form, or a day that does not exist. */
export function readDay(text: string): CivilDay | undefined {
  const match = /^\s*(\d{4})-(\d\d)-(\d\d)\s*$/.exec(text);
  const day = match === null ? undefined : civil(Number(match[1]), Number(match[2]), Number(match[3]));
  return day !== undefined && day.year > 0 && writeDay(dayOf(dayNumber(day))) === writeDay(day)
    ? day
    : undefined;
}

/** As `readDay` reads it. */
export function writeDay({ year, month, day }: CivilDay): string {
  return `${digits(year, 4)}-${digits(month, 2)}-${digits(day, 2)}`;
}

/** The first day of the period that holds the day. Weeks begin on Monday, as in ISO 8601. */
export function periodStart(day: CivilDay, unit: CalendarUnit): CivilDay {
  switch (unit) {
    case 'day':
      return day;
    case 'week':
      return dayOf(dayNumber(day) - (weekday(day) - 1));
    case 'month':
      return civil(day.year, day.month, 1);
    case 'quarter':
      return civil(day.year, day.month - ((day.month - 1) % 3), 1);
    case 'year':
      return civil(day.year, 1, 1);
  }
}

/** The first day of the period so many periods later. */
export function addPeriods(start: CivilDay, unit: CalendarUnit, count: number): CivilDay {
  switch (unit) {
    case 'day':
    case 'week':
      return dayOf(dayNumber(start) + count * (unit === 'week' ? 7 : 1));
    case 'month':
      return addMonths(start, count);
    case 'quarter':
      return addMonths(start, 3 * count);
    case 'year':
      return civil(start.year + count, start.month, start.day);
  }
}

/** Below 0 when `a` is earlier. */
export function compareDays(a: CivilDay, b: CivilDay): number {
  return dayNumber(a) - dayNumber(b);
}

/** The period as part of a name: `2024_02_29`, `2024_w09`, `2024_02`, `2024_q1`, `2024`. */
export function periodLabel(start: CivilDay, unit: CalendarUnit): string {
  const year = digits(start.year, 4);
  switch (unit) {
    case 'day':
      return `${year}_${digits(start.month, 2)}_${digits(start.day, 2)}`;
    case 'week':
      return weekLabel(start);
    case 'month':
      return `${year}_${digits(start.month, 2)}`;
    case 'quarter':
      return `${year}_q${(start.month + 2) / 3}`;
    case 'year':
      return year;
  }
}

/** Days from 1970-01-01. */
export function dayNumber({ year, month, day }: CivilDay): number {
  return daysFromCivil(year, month, day);
}

/** The week belongs to the year that its Thursday lies in. */
function weekLabel(monday: CivilDay): string {
  const thursday = dayOf(dayNumber(monday) + 3);
  const dayOfYear = dayNumber(thursday) - daysFromCivil(thursday.year, 1, 1);
  return `${digits(thursday.year, 4)}_w${digits(Math.floor(dayOfYear / 7) + 1, 2)}`;
}

/** 1 is Monday. */
function weekday(day: CivilDay): number {
  // 1970-01-01 was a Thursday.
  return ((((dayNumber(day) + 3) % 7) + 7) % 7) + 1;
}

function addMonths({ year, month, day }: CivilDay, count: number): CivilDay {
  const months = year * 12 + (month - 1) + count;
  return civil(Math.floor(months / 12), (((months % 12) + 12) % 12) + 1, day);
}

/** Source: Howard Hinnant, "chrono-compatible low-level date algorithms", civil_from_days. */
function dayOf(number: number): CivilDay {
  const shifted = number + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  const day = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  return civil(yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day);
}

function civil(year: number, month: number, day: number): CivilDay {
  return { year, month, day };
}

function digits(value: number, width: number): string {
  return String(value).padStart(width, '0');
}
