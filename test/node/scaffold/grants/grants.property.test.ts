import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type GrantTarget, privilegesOf } from '../../../../src/core/scaffold/grants/grantTarget';
import { grantsScaffold } from '../../../../src/core/scaffold/grants/grantsScaffold';
import type { GrantsSpec, RightsChange } from '../../../../src/core/scaffold/grants/readGrants';
import { quoteIdentifier, quoteQualified } from '../../../../src/core/sql/quote';
import type { PropertyBed } from '../../../support/scaffold/propertyBed';
import { propertyRun } from '../../../support/scaffold/propertyRun';
import { sharedServer } from '../../../support/sharedServer';

const roles = ['We"ird role', 'select', "it's; drop role x --", undefined];
const schema = 'odd "schema"';
const targets: readonly GrantTarget[] = [
  { kind: 'schema', name: schema },
  { kind: 'relation', schema, name: 'a.table' },
  { kind: 'relation', schema, name: '🚀 view' },
  { kind: 'sequence', schema, name: 'numbers' },
  { kind: 'newTables', schema, creator: 'select' },
  { kind: 'newTables', schema: undefined, creator: "it's; drop role x --" },
  { kind: 'newSequences', schema, creator: 'select' },
];

describe('grants: property run', () => {
  it('changes exactly the rights that were asked for, and back', async function () {
    this.timeout(600_000);
    const report = await propertyRun(grantsScaffold, arbitraryChanges, readBack, {
      server: await sharedServer(),
      prepareOnce: prepared,
      mayRefuse: () => false,
    });
    assert.equal(report.refused, 0);
  });
});

const arbitraryChanges: fc.Arbitrary<GrantsSpec> = fc
  .uniqueArray(
    fc.record({
      change: fc.constantFrom('grant' as const, 'revoke' as const),
      role: fc.constantFrom(...roles),
      target: fc.constantFrom(...targets),
      dice: fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }),
    }),
    { minLength: 1, maxLength: 6, selector: ({ role, target }) => JSON.stringify([role ?? null, target]) },
  )
  .map((rows) => ({
    changes: rows.flatMap(({ dice, ...row }): RightsChange[] => {
      const privileges = privilegesOf(row.target.kind, 140_000).filter((_, place) => dice[place] === true);
      // What a role has by itself on what it creates stays out of it.
      const own = 'creator' in row.target && row.target.creator === row.role;
      return privileges.length === 0 || own ? [] : [{ ...row, privileges }];
    }),
  }));

const prepared = [
  ...roles.filter((role) => role !== undefined).map((role) => `CREATE ROLE ${quoteIdentifier(role)}`),
  `CREATE SCHEMA ${quoteIdentifier(schema)}`,
  `CREATE TABLE ${quoteQualified(schema, 'a.table')} (id int)`,
  `CREATE VIEW ${quoteQualified(schema, '🚀 view')} AS SELECT 1 AS one`,
  `CREATE SEQUENCE ${quoteQualified(schema, 'numbers')}`,
  `GRANT SELECT, INSERT ON ${quoteQualified(schema, 'a.table')} TO "select" WITH GRANT OPTION`,
  `GRANT SELECT, UPDATE ON ${quoteQualified(schema, 'a.table')} TO PUBLIC`,
  // Taking a privilege on a table takes it on its columns, too.
  `GRANT SELECT (id), UPDATE (id) ON ${quoteQualified(schema, 'a.table')} TO "We""ird role", "select", PUBLIC`,
  `GRANT INSERT (id) ON ${quoteQualified(schema, 'a.table')} TO "We""ird role" WITH GRANT OPTION`,
  `GRANT USAGE ON SCHEMA ${quoteIdentifier(schema)} TO "We""ird role"`,
  `ALTER DEFAULT PRIVILEGES FOR ROLE "select" IN SCHEMA ${quoteIdentifier(schema)} GRANT SELECT, DELETE ON TABLES TO "We""ird role"`,
];

/** Reads the access control lists themselves. */
async function readBack({ client }: PropertyBed, { changes }: GrantsSpec): Promise<void> {
  for (const { change, role, target, privileges } of changes) {
    const { sql, values } = aclOf(target);
    const { rows } = await client.query<{ privilege: string }>(
      `SELECT x.privilege_type AS privilege FROM (${sql}) AS a(acl) CROSS JOIN aclexplode(a.acl) AS x
        WHERE CASE WHEN $1::text IS NULL THEN x.grantee = 0 ELSE x.grantee = (SELECT oid FROM pg_roles WHERE rolname = $1) END`,
      [role ?? null, ...values],
    );
    const held = rows.map(({ privilege }) => privilege);
    for (const privilege of privileges) {
      assert.equal(
        held.includes(privilege),
        change === 'grant',
        `${change} ${privilege} to ${role ?? 'PUBLIC'}`,
      );
    }
  }
}

function aclOf(target: GrantTarget): { readonly sql: string; readonly values: readonly (string | null)[] } {
  switch (target.kind) {
    case 'database':
      return { sql: 'SELECT datacl FROM pg_database WHERE datname = $2', values: [target.name] };
    case 'schema':
      return { sql: 'SELECT nspacl FROM pg_namespace WHERE nspname = $2', values: [target.name] };
    case 'relation':
    case 'sequence':
      return {
        sql: 'SELECT relacl FROM pg_class WHERE relname = $2 AND relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = $3)',
        values: [target.name, target.schema],
      };
    case 'newTables':
    case 'newSequences':
      return {
        sql: `SELECT defaclacl FROM pg_default_acl WHERE defaclobjtype = $2 AND defaclrole = (SELECT oid FROM pg_roles WHERE rolname = $3)
                AND defaclnamespace = coalesce((SELECT oid FROM pg_namespace WHERE nspname = $4), 0)`,
        values: [target.kind === 'newTables' ? 'r' : 'S', target.creator, target.schema ?? null],
      };
  }
}
