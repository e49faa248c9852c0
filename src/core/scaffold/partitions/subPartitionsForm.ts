import { calendarChoices } from '../partitioning/calendarChoices';
import type { FormField, FormSection } from '../scaffoldForm';

const isCalendar = { field: 'sub', is: ['calendar'] } as const;

/** A list of values, on both levels. */
export const listFields: readonly FormField[] = [
  { kind: 'names', id: 'values', label: 'Values' },
  { kind: 'flag', id: 'takesNull', label: 'Also NULL' },
  { kind: 'text', id: 'name', label: 'Name', hint: 'Empty: by the pattern.' },
];

export const subSection: FormSection = {
  title: 'Partitions of partitions',
  fields: [
    {
      kind: 'choice',
      id: 'sub',
      label: 'Divide each again',
      hint: 'A partition that exists and is divided in this way gets those that it lacks.',
      default: 'none',
      choices: [
        { value: 'none', label: 'no' },
        { value: 'calendar', label: 'by time' },
        { value: 'lists', label: 'by lists of values' },
        { value: 'hash', label: 'by hash' },
      ],
    },
    {
      kind: 'text',
      id: 'subColumn',
      label: 'By the column',
      when: { field: 'sub', is: ['calendar', 'hash', 'lists'] },
    },
    {
      kind: 'choice',
      id: 'subEvery',
      label: 'One for each',
      default: 'month',
      when: isCalendar,
      choices: calendarChoices,
    },
    {
      kind: 'text',
      id: 'subZone',
      label: 'Time zone',
      hint: 'Where a day begins.',
      default: 'UTC',
      when: isCalendar,
    },
    {
      kind: 'number',
      id: 'subAhead',
      label: 'Periods ahead of today',
      default: '3',
      least: 0,
      most: 400,
      when: isCalendar,
    },
    {
      kind: 'text',
      id: 'subFrom',
      label: 'From the day',
      hint: 'Empty: from today on.',
      placeholder: '2024-01-01',
      when: isCalendar,
    },
    {
      kind: 'text',
      id: 'subUntil',
      label: 'Up to the day',
      hint: 'Empty: so many periods ahead.',
      placeholder: '2026-12-31',
      when: isCalendar,
    },
    {
      kind: 'flag',
      id: 'subMissing',
      label: 'Also those that are missing since the first of them',
      when: isCalendar,
    },
    {
      kind: 'number',
      id: 'subModulus',
      label: 'Partitions (modulus)',
      default: '4',
      least: 1,
      most: 100,
      when: { field: 'sub', is: ['hash'] },
    },
    {
      kind: 'rows',
      id: 'subLists',
      label: 'Lists',
      fields: listFields,
      when: { field: 'sub', is: ['lists'] },
    },
    {
      kind: 'flag',
      id: 'subDefault',
      label: 'A default partition in each',
      when: { field: 'sub', is: ['calendar', 'lists'] },
    },
  ],
};
