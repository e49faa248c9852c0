import type { Scaffold } from '../../../src/core/scaffold/scaffold';
import type { FormValues } from '../../../src/core/scaffold/scaffoldForm';
import { anyScaffold } from '../../../src/core/scaffold/scaffolds';

/** A form with each kind of field, whose steps repeat what stands in it. */
const everyField: Scaffold<FormValues, null> = {
  id: 'everyField',
  title: 'Every field',
  explain: 'Each kind of field that a form can have.',
  form: [
    {
      title: 'Simple fields',
      hint: 'They take one value each.',
      fields: [
        { id: 'table', label: 'Table', kind: 'text', offer: 'tables', placeholder: 'core.loans' },
        { id: 'count', label: 'How many', kind: 'number', default: '3', hint: 'From 1 to 100.' },
        {
          id: 'by',
          label: 'By',
          kind: 'choice',
          choices: [
            { value: 'day', label: 'Day', hint: 'One a day.' },
            { value: 'month', label: 'Month', hint: 'One a month.' },
          ],
          default: 'month',
        },
        { id: 'condition', label: 'Condition', kind: 'longText', default: 'a > 0\n  AND b' },
        {
          id: 'force',
          label: 'Also for the owner',
          kind: 'flag',
          default: true,
          hint: 'Wise where it logs in.',
        },
      ],
    },
    {
      title: 'Lists',
      fields: [
        { id: 'names', label: 'Key columns', kind: 'names', offer: { columnsOf: 'table' } },
        {
          id: 'columns',
          label: 'Columns',
          kind: 'rows',
          hint: 'In the order of the table.',
          fields: [
            { id: 'name', label: 'Name', kind: 'text' },
            { id: 'given', label: 'With a default', kind: 'flag' },
            { id: 'value', label: 'Default value', kind: 'text', when: { field: 'given', is: ['true'] } },
          ],
        },
      ],
    },
  ],
  spec: (values) => ({ kind: 'spec', spec: values }),
  facts: () => Promise.resolve(null),
  generate: (spec) => ({
    steps: [
      { title: 'Look', sql: 'SELECT 1', down: [], present: true },
      { title: 'Say', sql: `SELECT $$${JSON.stringify(spec)}$$`, down: ['SELECT 2'], passwordOf: 'ana' },
      {
        title: 'Drop',
        sql: 'DROP TABLE x',
        down: undefined,
        irreversible: 'All rows of x are lost.',
        alone: true,
      },
    ],
    warnings: [{ rule: 'odd', message: 'row 2 is odd', field: 'columns.1.name' }],
    problems: [],
  }),
};

export const everyFieldScaffold = anyScaffold(everyField);
