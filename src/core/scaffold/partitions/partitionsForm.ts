import { calendarChoices } from '../partitioning/calendarChoices';
import type { FormSection } from '../scaffoldForm';
import { listFields, subSection } from './subPartitionsForm';

const isNew = { field: 'action', is: ['new'] } as const;
const isExisting = { field: 'action', is: ['existing'] } as const;
const isCalendar = { field: 'kind', is: ['calendar'] } as const;

const tableSection: FormSection = {
  title: 'Table',
  fields: [
    {
      kind: 'choice',
      id: 'action',
      label: 'What to do',
      default: 'existing',
      choices: [
        { value: 'existing', label: 'Add partitions to a partitioned table' },
        { value: 'new', label: 'Create a partitioned table' },
      ],
    },
    {
      kind: 'text',
      id: 'table',
      label: 'Partitioned table',
      offer: 'partitionedTables',
      placeholder: 'core.loans',
      when: isExisting,
    },
    { kind: 'text', id: 'newTable', label: 'New table', placeholder: 'core.loans', when: isNew },
    {
      kind: 'rows',
      id: 'columns',
      label: 'Columns',
      when: isNew,
      fields: [
        { kind: 'text', id: 'name', label: 'Name' },
        { kind: 'text', id: 'type', label: 'Type', offer: 'types' },
        { kind: 'flag', id: 'notNull', label: 'NOT NULL' },
        {
          kind: 'choice',
          id: 'fill',
          label: 'Filled with',
          default: 'nothing',
          choices: [
            { value: 'nothing', label: 'nothing' },
            { value: 'identity', label: 'a number (identity)' },
            { value: 'now', label: 'the current time' },
            { value: 'uuid', label: 'a random UUID' },
          ],
        },
      ],
      default: [
        { name: 'id', type: 'bigint', notNull: true, fill: 'identity' },
        { name: 'created_at', type: 'timestamp with time zone', notNull: true, fill: 'now' },
      ],
    },
    {
      kind: 'names',
      id: 'key',
      label: 'Partition key',
      hint: 'The columns that say which partition a row belongs to.',
      default: ['created_at'],
      when: isNew,
    },
    {
      kind: 'names',
      id: 'primaryKey',
      label: 'Primary key',
      hint: 'It must hold every column of the partition key: PostgreSQL keeps keys unique within a partition only.',
      default: ['id', 'created_at'],
      when: isNew,
    },
    {
      kind: 'names',
      id: 'unique',
      label: 'Also unique',
      hint: 'Columns that are unique together, with every column of the partition key.',
      when: isNew,
    },
    {
      kind: 'rows',
      id: 'indexes',
      label: 'Indexes',
      when: isNew,
      fields: [{ kind: 'names', id: 'columns', label: 'Columns' }],
    },
  ],
};

const partitionSection: FormSection = {
  title: 'Partitions',
  fields: [
    {
      kind: 'choice',
      id: 'kind',
      label: 'By',
      default: 'calendar',
      choices: [
        { value: 'calendar', label: 'Time: days, weeks, months, quarters or years' },
        { value: 'numbers', label: 'Numbers: stretches of one size' },
        { value: 'ranges', label: 'Ranges that I write' },
        { value: 'lists', label: 'Lists of values' },
        { value: 'hash', label: 'Hash: evenly, by a hash of the key' },
        { value: 'existing', label: 'As they are: divide those that exist' },
      ],
    },
    {
      kind: 'choice',
      id: 'every',
      label: 'One for each',
      default: 'month',
      when: isCalendar,
      choices: calendarChoices,
    },
    {
      kind: 'text',
      id: 'zone',
      label: 'Time zone',
      hint: 'Where a day begins. Bounds of a timestamptz column are written with its offset, so that no session changes them.',
      default: 'UTC',
      when: { field: 'kind', is: ['calendar', 'ranges'] },
    },
    {
      kind: 'number',
      id: 'ahead',
      label: 'Periods ahead of today',
      default: '3',
      least: 0,
      most: 400,
      when: isCalendar,
    },
    {
      kind: 'text',
      id: 'from',
      label: 'From the day',
      hint: 'Empty: from today on.',
      placeholder: '2024-01-01',
      when: isCalendar,
    },
    {
      kind: 'text',
      id: 'until',
      label: 'Up to the day',
      hint: 'Empty: so many periods ahead.',
      placeholder: '2026-12-31',
      when: isCalendar,
    },
    {
      kind: 'flag',
      id: 'missing',
      label: 'Also those that are missing since the first partition',
      when: isCalendar,
    },
    {
      kind: 'text',
      id: 'first',
      label: 'First number',
      default: '0',
      when: { field: 'kind', is: ['numbers'] },
    },
    {
      kind: 'text',
      id: 'size',
      label: 'Numbers in each',
      default: '1000000',
      when: { field: 'kind', is: ['numbers'] },
    },
    {
      kind: 'number',
      id: 'count',
      label: 'Partitions',
      default: '4',
      least: 1,
      most: 1000,
      when: { field: 'kind', is: ['numbers'] },
    },
    {
      kind: 'rows',
      id: 'ranges',
      label: 'Ranges',
      hint: 'A range takes its lower end and not its upper end. An empty end has no limit.',
      when: { field: 'kind', is: ['ranges'] },
      fields: [
        { kind: 'text', id: 'from', label: 'From' },
        { kind: 'text', id: 'to', label: 'To (not with it)' },
        { kind: 'text', id: 'name', label: 'Name', hint: 'Empty: by the pattern.' },
      ],
    },
    { kind: 'rows', id: 'lists', label: 'Lists', when: { field: 'kind', is: ['lists'] }, fields: listFields },
    {
      kind: 'number',
      id: 'modulus',
      label: 'Partitions (modulus)',
      default: '4',
      least: 1,
      most: 1000,
      when: { field: 'kind', is: ['hash'] },
    },
    {
      kind: 'flag',
      id: 'default',
      label: 'A default partition for all other rows',
      when: { field: 'kind', is: ['calendar', 'numbers', 'ranges', 'lists'] },
    },
  ],
};

const placeSection: FormSection = {
  title: 'Names and locks',
  fields: [
    {
      kind: 'text',
      id: 'pattern',
      label: 'Names',
      hint: '{table}, {period}, and of a day {yyyy}, {mm}, {dd}.',
      default: '{table}_{period}',
    },
    { kind: 'text', id: 'schema', label: 'Schema', offer: 'schemas', hint: 'Empty: that of the table.' },
    {
      kind: 'flag',
      id: 'gentle',
      label: 'Create beside the table, then attach',
      hint: 'Reads and writes go on meanwhile. CREATE … PARTITION OF stops them for a moment.',
      default: true,
      when: isExisting,
    },
    {
      kind: 'choice',
      id: 'defaultRows',
      label: 'Rows in the default partition that belong to a new one',
      hint: 'They are counted before anything is made, because PostgreSQL refuses a partition whose rows the default partition holds.',
      default: 'refuse',
      when: isExisting,
      choices: [
        { value: 'refuse', label: 'Do nothing while there are any' },
        { value: 'move', label: 'Move them, in one transaction' },
      ],
    },
  ],
};

export const partitionsForm: readonly FormSection[] = [
  tableSection,
  partitionSection,
  placeSection,
  subSection,
];
