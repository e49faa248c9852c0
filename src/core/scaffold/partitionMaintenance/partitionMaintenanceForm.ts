import { calendarUnits } from '../partitioning/calendar';
import { calendarChoices } from '../partitioning/calendarChoices';
import type { FormSection } from '../scaffoldForm';

const byPartman = { field: 'partman', is: ['true'] } as const;

const partmanSection: FormSection = {
  title: 'pg_partman',
  fields: [
    {
      kind: 'text',
      id: 'table',
      label: 'Partitioned table',
      offer: 'partitionedTables',
      placeholder: 'core.loans',
    },
    {
      kind: 'flag',
      id: 'partman',
      label: 'Let pg_partman make and retire its partitions',
      hint: 'A table that it manages already gets other settings.',
      default: true,
    },
    {
      kind: 'choice',
      id: 'every',
      label: 'One for each',
      default: 'month',
      when: byPartman,
      choices: [...calendarChoices, { value: 'numbers', label: 'stretch of numbers' }],
    },
    {
      kind: 'text',
      id: 'size',
      label: 'Numbers in each',
      default: '1000000',
      when: { field: 'every', is: ['numbers'] },
    },
    {
      kind: 'number',
      id: 'premake',
      label: 'Partitions ahead',
      default: '4',
      least: 1,
      most: 400,
      when: byPartman,
    },
    {
      kind: 'text',
      id: 'start',
      label: 'First day',
      hint: 'Empty: as many periods back as ahead.',
      placeholder: '2024-01-01',
      when: { field: 'every', is: calendarUnits },
    },
    {
      kind: 'flag',
      id: 'default',
      label: 'A default partition for all other rows',
      hint: 'pg_partman 4 always makes one.',
      default: true,
      when: byPartman,
    },
    {
      kind: 'flag',
      id: 'infinite',
      label: 'Partitions ahead of today even when no rows come',
      default: true,
      when: byPartman,
    },
  ],
};

const retentionSection: FormSection = {
  title: 'Retention',
  fields: [
    {
      kind: 'text',
      id: 'retention',
      label: 'Keep partitions for',
      hint: 'A time, or for numbers how far below the highest. Empty: for ever.',
      placeholder: '24 months',
      when: byPartman,
    },
    {
      kind: 'choice',
      id: 'then',
      label: 'Then',
      default: 'keep',
      when: byPartman,
      choices: [
        { value: 'keep', label: 'detach them, and keep them as tables' },
        { value: 'move', label: 'detach them, and move them to another schema' },
        { value: 'drop', label: 'drop them with their rows' },
      ],
    },
    {
      kind: 'text',
      id: 'oldSchema',
      label: 'Schema of old partitions',
      offer: 'schemas',
      when: { field: 'then', is: ['move'] },
    },
  ],
};

const jobSection: FormSection = {
  title: 'Jobs of pg_cron',
  fields: [
    {
      kind: 'flag',
      id: 'maintain',
      label: 'Run the maintenance of pg_partman',
      hint: 'For all tables that it manages in this database. Without it no partitions are made.',
    },
    {
      kind: 'text',
      id: 'maintainAt',
      label: 'When',
      hint: 'Minute, hour, day, month, weekday, in the time zone of pg_cron, which is GMT unless set otherwise.',
      default: '5 * * * *',
      when: { field: 'maintain', is: ['true'] },
    },
    {
      kind: 'flag',
      id: 'analyze',
      label: 'Analyze the table as a whole',
      hint: 'Autovacuum analyzes only its partitions.',
    },
    {
      kind: 'text',
      id: 'analyzeAt',
      label: 'When',
      default: '30 2 * * *',
      when: { field: 'analyze', is: ['true'] },
    },
  ],
};

export const partitionMaintenanceForm: readonly FormSection[] = [
  partmanSection,
  retentionSection,
  jobSection,
];
