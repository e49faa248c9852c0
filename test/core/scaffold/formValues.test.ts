import assert from 'node:assert/strict';
import { isShown, readFormValues, startValues } from '../../../src/core/scaffold/formValues';
import { readRelationName, writeRelationName } from '../../../src/core/scaffold/relationName';
import type { FormSection } from '../../../src/core/scaffold/scaffoldForm';

const form: readonly FormSection[] = [
  {
    title: 'All kinds',
    fields: [
      { id: 'schema', label: 'Schema', kind: 'text', offer: 'schemas' },
      { id: 'table', label: 'Table', kind: 'text', offer: 'tables' },
      { id: 'fixed', label: 'Fixed', kind: 'text', offer: 'schemas', default: 'core' },
      { id: 'note', label: 'Note', kind: 'longText' },
      { id: 'count', label: 'Count', kind: 'number', default: '3' },
      { id: 'force', label: 'Force', kind: 'flag', default: true },
      {
        id: 'by',
        label: 'By',
        kind: 'choice',
        choices: [
          { value: 'day', label: 'Day' },
          { value: 'month', label: 'Month' },
        ],
        default: 'month',
      },
      { id: 'names', label: 'Names', kind: 'names' },
      {
        id: 'rows',
        label: 'Rows',
        kind: 'rows',
        fields: [
          { id: 'name', label: 'Name', kind: 'text' },
          { id: 'key', label: 'Key', kind: 'flag' },
        ],
      },
    ],
  },
];

const untouched = {
  schema: '',
  table: '',
  fixed: 'core',
  note: '',
  count: '3',
  force: true,
  by: 'month',
  names: [],
  rows: [],
};

describe('values of a scaffold’s form', () => {
  it('begin with defaults, and with the names of what the form was opened for', () => {
    assert.deepEqual(startValues(form), untouched);
    assert.deepEqual(startValues(form, { schema: 'marts', relation: 'marts."Loans"' }), {
      ...untouched,
      schema: 'marts',
      table: 'marts."Loans"',
    });
  });

  const given: readonly (readonly [what: string, given: unknown, expected: object])[] = [
    ['nothing', undefined, {}],
    ['a list', [1], {}],
    ['unknown fields', { sql: 'DROP TABLE x', __proto__: { note: 'x' } }, {}],
    ['values of other types', { schema: 1, force: 'yes', names: 'a', rows: {}, by: 'year', count: null }, {}],
    [
      'values',
      { schema: 'a', force: false, by: 'day', names: ['x', 2, 'y'], rows: [{ name: 'n', more: 1 }, 'text'] },
      {
        schema: 'a',
        force: false,
        by: 'day',
        names: ['x', 'y'],
        rows: [
          { name: 'n', key: false },
          { name: '', key: false },
        ],
      },
    ],
    ['a text that is too long', { note: 'x'.repeat(100_001) }, {}],
  ];
  for (const [what, value, expected] of given) {
    it(`are read from ${what}`, () => {
      assert.deepEqual(readFormValues(form, value), { ...untouched, ...expected });
    });
  }

  it('decide which fields are shown, those of a row before those of the form', () => {
    const field = {
      id: 'x',
      label: 'X',
      kind: 'text',
      when: { field: 'force', is: ['true'] },
    } as const;
    assert.equal(isShown(field, { force: true }), true);
    assert.equal(isShown(field, { force: false }), false);
    assert.equal(isShown(field, { force: false }, { force: true }), false);
    assert.equal(isShown(field, { name: '' }, { force: true }), true);
    assert.equal(isShown(field, {}), false);
  });
});

describe('names of relations in a form', () => {
  const names = [
    ['marts.loans', { schema: 'marts', name: 'loans' }],
    ['Marts.LOANS', { schema: 'marts', name: 'loans' }],
    ['"Ma.rts"."Lo""ans"', { schema: 'Ma.rts', name: 'Lo"ans' }],
    [' core . "ÄÖ" ', { schema: 'core', name: 'ÄÖ' }],
    ['loans', undefined],
    ['a.b.c', undefined],
    ['a."b', undefined],
    ['"".b', undefined],
    ['a.b; drop', undefined],
    ['a.b -- x', undefined],
    ['', undefined],
  ] as const;
  for (const [written, expected] of names) {
    it(`reads ${JSON.stringify(written)}`, () => {
      assert.deepEqual(readRelationName(written), expected);
      if (expected) {
        assert.deepEqual(readRelationName(writeRelationName(expected)), expected);
      }
    });
  }
});
