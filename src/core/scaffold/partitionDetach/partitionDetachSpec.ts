import { isOneOf } from '../../../base/validate';
import { type CalendarUnit, calendarUnits, readDay } from '../partitioning/calendar';
import { calendarChoices } from '../partitioning/calendarChoices';
import { FormReader } from '../formReader';
import type { RelationName } from '../relationName';
import type { Checked, FormSection, FormValues } from '../scaffoldForm';

export interface PartitionDetachSpec {
  readonly table: RelationName;
  readonly which: DetachChoice;
  readonly then: DetachEnd;
  readonly concurrently: boolean;
}

export type DetachChoice =
  | { readonly kind: 'named'; readonly names: readonly string[] }
  /** What ends before the current period and so many before it. */
  | { readonly kind: 'old'; readonly keep: number; readonly every: CalendarUnit; readonly zone: string }
  /** What ends at a value or before it; a day begins in the zone. */
  | { readonly kind: 'before'; readonly value: string; readonly zone: string };

export type DetachEnd =
  { readonly kind: 'stay' } | { readonly kind: 'move'; readonly schema: string } | { readonly kind: 'drop' };

const isOld = { field: 'which', is: ['old'] } as const;

export const partitionDetachForm: readonly FormSection[] = [
  {
    title: 'Partitions',
    fields: [
      {
        kind: 'text',
        id: 'table',
        label: 'Partitioned table',
        offer: 'partitionedTables',
        placeholder: 'core.loans',
      },
      {
        kind: 'choice',
        id: 'which',
        label: 'Which',
        default: 'old',
        choices: [
          { value: 'old', label: 'Those that are older than a time (retention)' },
          { value: 'before', label: 'Those that end at a value' },
          { value: 'named', label: 'Those that I name' },
        ],
      },
      {
        kind: 'number',
        id: 'keep',
        label: 'Periods to keep, besides the current one',
        default: '12',
        least: 0,
        most: 10_000,
        when: isOld,
      },
      {
        kind: 'choice',
        id: 'every',
        label: 'Period',
        default: 'month',
        when: isOld,
        choices: calendarChoices,
      },
      {
        kind: 'text',
        id: 'before',
        label: 'Ending at',
        placeholder: '2024-01-01',
        when: { field: 'which', is: ['before'] },
      },
      {
        kind: 'text',
        id: 'zone',
        label: 'Time zone',
        default: 'UTC',
        when: { field: 'which', is: ['old', 'before'] },
      },
      { kind: 'names', id: 'partitions', label: 'Names', when: { field: 'which', is: ['named'] } },
    ],
  },
  {
    title: 'And then',
    fields: [
      {
        kind: 'choice',
        id: 'then',
        label: 'Their rows',
        default: 'stay',
        choices: [
          { value: 'stay', label: 'stay, as tables of their own' },
          { value: 'move', label: 'move with their tables to another schema' },
          { value: 'drop', label: 'are dropped for good' },
        ],
      },
      {
        kind: 'text',
        id: 'schema',
        label: 'Schema',
        offer: 'schemas',
        when: { field: 'then', is: ['move'] },
      },
      {
        kind: 'flag',
        id: 'concurrently',
        label: 'While reads and writes go on',
        hint: 'DETACH … CONCURRENTLY, from PostgreSQL 14 on, without a default partition.',
        default: true,
      },
    ],
  },
];

export function partitionDetachSpec(values: FormValues): Checked<PartitionDetachSpec> {
  const form = FormReader.of(values);
  const table = form.relation('table');
  const zone = form.text('zone');
  const kind = form.text('which');
  const every = form.text('every');
  const [names, value] = [form.names('partitions'), form.text('before')];
  if (kind === 'named' && names.length === 0) {
    form.problem('partitions', 'Name at least one partition.');
  }
  if (kind === 'before' && value === '') {
    form.problem('before', 'Write the value at which the last of them ends.');
  }
  if (kind !== 'named' && zone === '') {
    form.problem('zone', 'Write a time zone, such as UTC or Asia/Ho_Chi_Minh.');
  }
  if (kind === 'before' && /^\d{4}-\d\d-\d\d$/.test(value) && readDay(value) === undefined) {
    form.problem('before', 'There is no such day.');
  }
  const then = form.text('then');
  const schema = then === 'move' ? form.name('schema', 'the schema') : '';
  const spec: PartitionDetachSpec = {
    table,
    which:
      kind === 'named'
        ? { kind, names }
        : kind === 'before'
          ? { kind, value, zone }
          : {
              kind: 'old',
              keep: form.count('keep', 0, 10_000),
              every: isOneOf(calendarUnits, every) ? every : 'month',
              zone,
            },
    then: then === 'move' ? { kind: then, schema } : then === 'drop' ? { kind: then } : { kind: 'stay' },
    concurrently: form.flag('concurrently'),
  };
  return form.checked(spec);
}
