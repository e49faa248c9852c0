import type { CalendarUnit } from '../partitioning/calendar';
import type { PartmanSpec } from './partitionMaintenanceSpec';

/** What create_parent() of a major version takes: version 5 takes nothing but intervals, version 4 names partitions by words. */
export function intervalArgument({ every, size }: PartmanSpec, major: number): string {
  return every === 'numbers' ? size : (major < 5 ? words : intervals)[every];
}

/** As part_config holds it, in PostgreSQL's own style of intervals. */
export function storedInterval({ every, size }: PartmanSpec): string {
  return every === 'numbers' ? size : stored[every];
}

const words: Readonly<Record<CalendarUnit, string>> = {
  day: 'daily',
  week: 'weekly',
  month: 'monthly',
  quarter: 'quarterly',
  year: 'yearly',
};

const intervals: Readonly<Record<CalendarUnit, string>> = {
  day: '1 day',
  week: '1 week',
  month: '1 month',
  quarter: '3 months',
  year: '1 year',
};

const stored: Readonly<Record<CalendarUnit, string>> = {
  day: '1 day',
  week: '7 days',
  month: '1 mon',
  quarter: '3 mons',
  year: '1 year',
};
