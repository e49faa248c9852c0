import { FormReader } from '../formReader';
import { type CalendarUnit, calendarUnits, readDay } from '../partitioning/calendar';
import type { RelationName } from '../relationName';
import type { Checked, FormValues } from '../scaffoldForm';

export interface PartitionMaintenanceSpec {
  readonly table: RelationName;
  /** Undefined: pg_partman is left alone. */
  readonly partman: PartmanSpec | undefined;
  /** When pg_cron runs the maintenance of pg_partman; undefined for never. */
  readonly maintain: string | undefined;
  /** When pg_cron analyzes the table as a whole, which autovacuum never does. */
  readonly analyze: string | undefined;
}

export interface PartmanSpec {
  readonly every: CalendarUnit | 'numbers';
  /** Of numbers. */
  readonly size: string;
  readonly premake: number;
  /** The day of the first partition; undefined for as many periods back as ahead. */
  readonly start: string | undefined;
  readonly withDefault: boolean;
  /** An interval such as `6 months`, or how many numbers back; undefined keeps everything. */
  readonly retention: string | undefined;
  readonly then: (typeof retentionEnds)[number];
  /** Where old partitions go. */
  readonly oldSchema: string;
  readonly infinite: boolean;
}

/** What becomes of a partition that is too old. */
export const retentionEnds = ['keep', 'move', 'drop'] as const;

export function partitionMaintenanceSpec(values: FormValues): Checked<PartitionMaintenanceSpec> {
  const form = FormReader.of(values);
  const spec: PartitionMaintenanceSpec = {
    table: form.relation('table'),
    partman: form.flag('partman') ? readPartmanSpec(form) : undefined,
    maintain: form.flag('maintain') ? readSchedule(form, 'maintainAt') : undefined,
    analyze: form.flag('analyze') ? readSchedule(form, 'analyzeAt') : undefined,
  };
  if (spec.partman === undefined && spec.maintain === undefined && spec.analyze === undefined) {
    form.problem('partman', 'Choose what is to be done: pg_partman, or a job of pg_cron.');
  }
  return form.checked(spec);
}

function readPartmanSpec(form: FormReader): PartmanSpec {
  const every = form.choice('every', ['month', ...calendarUnits, 'numbers']);
  const [start, retention, size] = [form.text('start'), form.text('retention'), form.text('size')];
  if (start !== '' && readDay(start) === undefined && every !== 'numbers') {
    form.problem('start', 'Write a day as 2024-02-29.');
  }
  if (every === 'numbers' && !/^[1-9]\d{0,17}$/.test(size)) {
    form.problem('size', 'Write a whole number above 0.');
  }
  if (retention !== '' && !(every === 'numbers' ? /^[1-9]\d{0,17}$/ : interval).test(retention)) {
    form.problem(
      'retention',
      every === 'numbers'
        ? 'Write a whole number above 0.'
        : 'Write a time such as 90 days, 6 months or 2 years.',
    );
  }
  const then = form.choice('then', retentionEnds);
  return {
    ...{ every, size, premake: form.count('premake', 1, 400) },
    start: start === '' || every === 'numbers' ? undefined : start,
    withDefault: form.flag('default'),
    retention: retention === '' ? undefined : retention.replace(/\s+/g, ' '),
    then,
    oldSchema:
      retention !== '' && then === 'move' ? form.name('oldSchema', 'the schema of old partitions') : '',
    infinite: form.flag('infinite'),
  };
}

const interval = /^[1-9]\d{0,4}\s+(days?|weeks?|months?|years?)$/;

/** What pg_cron takes: five fields, or a word. It checks the values itself. */
function readSchedule(form: FormReader, id: string): string {
  const text = form.text(id).replace(/\s+/g, ' ');
  if (
    !/^(@(hourly|daily|midnight|weekly|monthly|yearly|annually)|[-\d*,/]+( [-\d*,/a-zA-Z$]+){4})$/.test(text)
  ) {
    form.problem(
      id,
      'Write minute, hour, day, month and weekday, such as 5 * * * * for every hour, or @daily.',
    );
  }
  return text;
}
