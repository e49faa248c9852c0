import assert from 'node:assert/strict';
import fc from 'fast-check';
import { columnProtectionScaffold } from '../../../../src/core/scaffold/columnProtection/columnProtectionScaffold';
import {
  masks,
  type ProtectionSpec,
  protectionWays,
} from '../../../../src/core/scaffold/columnProtection/protectionSpec';
import { quoteIdentifier, quoteQualified } from '../../../../src/core/sql/quote';
import { arbitraryName } from '../../../support/scaffold/arbitraryNames';
import type { PropertyBed } from '../../../support/scaffold/propertyBed';
import { propertyRun } from '../../../support/scaffold/propertyRun';
import { sharedServer } from '../../../support/sharedServer';

const table = { schema: 'od"d', name: "it's . 表" };
const columns = ['We"ird', 'select', "it's; drop", 'Ümlaut'] as const;
const roles = ['mask "one"', 'mask; two', "mask'three"] as const;

describe('columnProtection: property run', () => {
  it('keeps exactly the columns from the roles, and gives them back', async function () {
    this.timeout(600_000);
    const report = await propertyRun(columnProtectionScaffold, arbitraryProtection, readBack, {
      server: await sharedServer(),
      prepareOnce: prepared,
    });
    assert.equal(report.refused, 0);
  });
});

const arbitraryProtection: fc.Arbitrary<ProtectionSpec> = fc
  .record({
    way: fc.constantFrom(...protectionWays),
    columns: fc.uniqueArray(
      fc.record({
        column: fc.constantFrom(...columns),
        mask: fc.constantFrom(...masks.filter((mask) => mask !== 'year')),
      }),
      { minLength: 1, maxLength: 4, selector: ({ column }) => column },
    ),
    roles: fc.uniqueArray(fc.constantFrom(...roles), { minLength: 1, maxLength: 3 }),
    view: arbitraryName.filter((name) => name !== table.name),
    viewOwner: fc.constantFrom(undefined, 'mask owner'),
    writers: fc.uniqueArray(fc.constantFrom(...roles), { maxLength: 2 }),
  })
  .map((made) => ({
    ...made,
    table,
    view: made.way === 'maskingView' ? { schema: table.schema, name: made.view } : { schema: '', name: '' },
    viewOwner: made.way === 'maskingView' ? made.viewOwner : undefined,
    functionSchema: made.way === 'encrypt' ? table.schema : '',
  }));

const on = quoteQualified(table.schema, table.name);
const prepared = [
  ...[...roles, 'mask owner'].map((role) => `CREATE ROLE ${quoteIdentifier(role)}`),
  `CREATE SCHEMA ${quoteIdentifier(table.schema)}`,
  `GRANT USAGE, CREATE ON SCHEMA ${quoteIdentifier(table.schema)} TO "mask owner"`,
  `CREATE TABLE ${on} (id int, ${columns.map((column) => `${quoteIdentifier(column)} text`).join(', ')})`,
  `GRANT SELECT ON ${on} TO "mask owner", ${quoteIdentifier(roles[0])}`,
  `GRANT SELECT (id, "select") ON ${on} TO ${quoteIdentifier(roles[0])}, ${quoteIdentifier(roles[1])}`,
];

/** Asks the server which columns each role reads in the table and, where there is one, in the view. */
async function readBack({ client }: PropertyBed, spec: ProtectionSpec): Promise<void> {
  const hidden: readonly string[] = spec.columns.map(({ column }) => column);
  for (const role of spec.roles) {
    if (spec.way === 'encrypt') {
      const { rows } = await client.query<{ has: boolean }>(
        `SELECT has_function_privilege($1, (quote_ident($2) || '.decrypt_value(bytea)')::regprocedure, 'EXECUTE') AS has`,
        [role, table.schema],
      );
      assert.equal(rows[0]?.has, true);
      continue;
    }
    for (const column of hidden) {
      assert.equal(await reads(client, role, on, column), false, `${role} reads ${column}`);
    }
    if (spec.way === 'columnGrants') {
      for (const column of ['id', ...columns].filter((each) => !hidden.includes(each))) {
        assert.equal(await reads(client, role, on, column), true, `${role} does not read ${column}`);
      }
    } else {
      const view = quoteQualified(spec.view.schema, spec.view.name);
      await client.query('BEGIN');
      await client.query(`SET LOCAL ROLE ${quoteIdentifier(role)}`);
      const { fields } = await client.query(`SELECT * FROM ${view}`);
      await client.query('ROLLBACK');
      const left: readonly string[] = spec.columns
        .filter(({ mask }) => mask === 'hidden')
        .map(({ column }) => column);
      assert.deepEqual(
        fields.map(({ name }) => name),
        ['id', ...columns].filter((column) => !left.includes(column)),
      );
    }
  }
}

async function reads(client: PropertyBed['client'], role: string, relation: string, column: string) {
  const { rows } = await client.query<{ has: boolean }>(
    `SELECT has_column_privilege($1, $2::regclass, $3, 'SELECT') AS has`,
    [role, relation, column],
  );
  return rows[0]?.has;
}
