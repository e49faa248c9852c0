import assert from 'node:assert/strict';
import { readLakehouseTables } from '../../../../src/core/scaffold/lakehouseTables/readLakehouseTables';
import type { FormValues } from '../../../../src/core/scaffold/scaffoldForm';

const imports: FormValues = {
  metadataSchema: 'metadata',
  withImports: true,
  target: 'core.customers',
  key: ['code'],
  stagingSchema: 'staging',
  staging: 'imports',
  columns: [],
};

/** What stands in the form, and the fields with what is said about them. */
const cases: readonly (readonly [string, FormValues, readonly string[]])[] = [
  ['nothing', { metadataSchema: 'metadata' }, ['withLineage: Choose something to make.']],
  [
    'a schema without a name',
    { metadataSchema: '', withLineage: true, lineage: 'a' },
    ['metadataSchema: Name the schema.'],
  ],
  [
    'two tables of one name',
    { metadataSchema: 'm', withLineage: true, lineage: 'a', withJobLog: true, jobLog: 'a' },
    ['jobLog: Lineage is already named a. Choose another name.'],
  ],
  ['imports that are whole', imports, []],
  [
    'imports without a key',
    { ...imports, key: [] },
    ['key: Name the columns that tell rows apart, so that a document that comes twice is one row.'],
  ],
  [
    'a table without its schema',
    { ...imports, target: 'customers' },
    ['target: Write customers with its schema, such as core.customers.'],
  ],
  [
    'an injection in the place of a table',
    { ...imports, target: 'core.a; DROP TABLE b' },
    [
      'target: Write core.a; DROP TABLE b with its schema, such as core.customers. A name with other signs stands in double quotes.',
    ],
  ],
  [
    'a name that leaves no room for that of the function',
    { ...imports, staging: 'x'.repeat(59) },
    [`staging: The function load_${'x'.repeat(59)} would have a name of more than 63 bytes. Shorten it.`],
  ],
  [
    'a column that is loaded twice',
    { ...imports, columns: [{ column: 'code' }, { column: 'code', field: 'other' }] },
    ['columns.1.column: code is loaded twice. Keep one of the rows.'],
  ],
  [
    'an audited table without its schema',
    { metadataSchema: 'm', audited: ['core.loans', 'loans'] },
    ['audited: Write loans with its schema, such as core.customers.'],
  ],
];

describe('the form of lakehouse tables', () => {
  for (const [title, values, wanted] of cases) {
    it(title, () => {
      const checked = readLakehouseTables(values);
      const problems = checked.kind === 'problems' ? checked.problems : [];
      assert.deepEqual(
        problems.map(({ field, message }) => `${String(field)}: ${message}`),
        wanted,
      );
    });
  }

  it('loads a column from the field of its name unless told', () => {
    const checked = readLakehouseTables({
      ...imports,
      columns: [{ column: 'code' }, { column: 'full name', field: 'name' }],
    });
    assert.ok(checked.kind === 'spec');
    assert.deepEqual(checked.spec.imports?.columns, [
      { column: 'code', field: 'code' },
      { column: 'full name', field: 'name' },
    ]);
  });
});
