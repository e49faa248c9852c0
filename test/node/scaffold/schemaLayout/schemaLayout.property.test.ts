import assert from 'node:assert/strict';
import fc from 'fast-check';
import { schemaLayoutScaffold } from '../../../../src/core/scaffold/schemaLayout/schemaLayoutScaffold';
import {
  accessLevels,
  levelPrivileges,
  type SchemaLayoutSpec,
} from '../../../../src/core/scaffold/schemaLayout/schemaLayoutSpec';
import { quoteIdentifier, quoteQualified } from '../../../../src/core/sql/quote';
import type { TestServer } from '../../../support/postgres';
import { sharedServer } from '../../../support/sharedServer';
import { arbitraryName, arbitraryRoleName, arbitraryText } from '../../../support/scaffold/arbitraryNames';
import type { PropertyBed } from '../../../support/scaffold/propertyBed';
import { propertyRun } from '../../../support/scaffold/propertyRun';

describe('schema layouts, by property', function () {
  this.timeout(3_600_000);
  let server: TestServer;

  before(async () => {
    server = await sharedServer();
  });

  it('apply, read back, run twice and undo, whatever the names and whatever is there', async () => {
    await propertyRun(schemaLayoutScaffold, arbitrarySpec, readBack, { server, prepare });
  });
});

/** A layout, the roles that there are, and which of its schemas exist before. */
interface Situation extends SchemaLayoutSpec {
  readonly existing: readonly string[];
  readonly roles: readonly string[];
}

const arbitrarySpec: fc.Arbitrary<Situation> = fc
  .record({
    names: fc.uniqueArray(
      arbitraryName.filter((name) => !name.startsWith('pg_') && name !== 'information_schema'),
      { minLength: 1, maxLength: 3 },
    ),
    roles: fc.uniqueArray(arbitraryRoleName, { minLength: 1, maxLength: 3 }),
  })
  .chain(({ names, roles }) => {
    const role = fc.constantFrom(...roles);
    const some = fc.subarray(names, { minLength: 1 });
    return fc.record({
      schemas: fc.tuple(
        ...names.map((name) =>
          fc.record({ name: fc.constant(name), comment: fc.option(arbitraryText, { nil: undefined }) }),
        ),
      ),
      owner: fc.option(role, { nil: undefined }),
      access: fc.uniqueArray(fc.record({ role, level: fc.constantFrom(...accessLevels), schemas: some }), {
        maxLength: 3,
        selector: (each) => each.role,
      }),
      writers: fc.subarray(roles),
      pathRoles: fc.subarray(roles),
      path: some,
      existing: fc.subarray(names),
      roles: fc.constant(roles),
    });
  });

/** Roles, and in the schemas that exist a table, a sequence and a partition with grants of their own. */
function prepare(spec: Situation): readonly string[] {
  const [first] = spec.roles;
  return [
    ...spec.roles.map((role) => `CREATE ROLE ${quoteIdentifier(role)}`),
    ...spec.existing.flatMap((schema) => [
      `CREATE SCHEMA IF NOT EXISTS ${quoteIdentifier(schema)}`,
      `COMMENT ON SCHEMA ${quoteIdentifier(schema)} IS 'as it''s'`,
      `CREATE TABLE ${quoteQualified(schema, 'Loans of 2024')} (id int) PARTITION BY RANGE (id)`,
      `CREATE TABLE ${quoteQualified(schema, 'part')} PARTITION OF ${quoteQualified(schema, 'Loans of 2024')} DEFAULT`,
      `CREATE TABLE ${quoteQualified(schema, 'plain')} (id serial)`,
      ...(first === undefined
        ? []
        : [
            `GRANT SELECT ON ${quoteQualified(schema, 'plain')} TO ${quoteIdentifier(first)}`,
            `ALTER DEFAULT PRIVILEGES FOR ROLE ${quoteIdentifier(first)} IN SCHEMA ${quoteIdentifier(schema)} GRANT INSERT ON TABLES TO PUBLIC`,
          ]),
    ]),
  ];
}

async function readBack({ client, database }: PropertyBed, spec: Situation): Promise<void> {
  for (const { name, comment } of spec.schemas) {
    const { rows } = await client.query<{ owner: string; comment: string | null }>(
      `SELECT nspowner::regrole::text AS owner, obj_description(oid, 'pg_namespace') AS comment FROM pg_namespace WHERE nspname = $1`,
      [name],
    );
    assert.equal(rows.length, 1, name);
    if (comment !== undefined) {
      assert.equal(rows[0]?.comment, comment);
    }
    if (spec.owner !== undefined && !spec.existing.includes(name) && name !== 'public') {
      assert.equal(rows[0]?.owner, quoteIdentifier(spec.owner));
    }
  }
  for (const { role, level, schemas } of spec.access) {
    for (const schema of schemas) {
      await readAccess(client, { role, level, schema, existing: spec.existing.includes(schema) });
    }
  }
  for (const role of spec.pathRoles) {
    const { rows } = await client.query<{ config: string[] }>(
      `SELECT setconfig AS config FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase
        WHERE d.datname = $1 AND s.setrole = (SELECT oid FROM pg_roles WHERE rolname = $2)`,
      [database, role],
    );
    const { rows: quoted } = await client.query<{ path: string }>(
      `SELECT string_agg(quote_ident(name), ', ' ORDER BY place) AS path FROM unnest($1::text[]) WITH ORDINALITY AS u(name, place)`,
      [spec.path],
    );
    assert.deepEqual(rows[0]?.config, [`search_path=${String(quoted[0]?.path)}`]);
  }
}

interface Access {
  readonly role: string;
  readonly level: (typeof accessLevels)[number];
  readonly schema: string;
  readonly existing: boolean;
}

/** What the role has, and that a table which the schema's owner creates now can be read by it. */
async function readAccess(
  client: PropertyBed['client'],
  { role, level, schema, existing }: Access,
): Promise<void> {
  const { schema: onSchema, tables } = levelPrivileges[level];
  for (const privilege of onSchema) {
    const { rows } = await client.query<{ has: boolean }>(
      'SELECT has_schema_privilege($1::name, $2::text, $3) AS has',
      [role, schema, privilege],
    );
    assert.equal(rows[0]?.has, true, `${privilege} on ${schema} for ${role}`);
  }
  const made = quoteQualified(schema, 'made later');
  await client.query('BEGIN');
  try {
    const { rows: owners } = await client.query<{ owner: string }>(
      'SELECT nspowner::regrole::text AS owner FROM pg_namespace WHERE nspname = $1',
      [schema],
    );
    await client.query(`SET LOCAL ROLE ${String(owners[0]?.owner)}`);
    await client.query(`CREATE TABLE ${made} (id int)`);
    await client.query('RESET ROLE');
    const relations = existing ? [made, quoteQualified(schema, 'plain')] : [made];
    for (const relation of relations) {
      for (const privilege of tables) {
        const { rows } = await client.query<{ has: boolean }>(
          'SELECT has_table_privilege($1::name, $2::text, $3) AS has',
          [role, relation, privilege],
        );
        assert.equal(rows[0]?.has, true, `${privilege} on ${relation} for ${role}`);
      }
    }
  } finally {
    await client.query('ROLLBACK');
  }
}
