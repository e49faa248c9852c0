import assert from 'node:assert/strict';
import fc from 'fast-check';
import { rolesScaffold } from '../../../../src/core/scaffold/roles/rolesScaffold';
import { databaseWish, schemaWishes } from '../../../../src/core/scaffold/roles/groupGrants';
import {
  creatorsIn,
  groupKinds,
  type RoleGroup,
  type RoleLogin,
  type RolesSpec,
} from '../../../../src/core/scaffold/roles/rolesSpec';
import { quoteIdentifier, quoteQualified } from '../../../../src/core/sql/quote';
import { arbitraryRoleName } from '../../../support/scaffold/arbitraryNames';
import type { PropertyBed } from '../../../support/scaffold/propertyBed';
import { propertyRun } from '../../../support/scaffold/propertyRun';
import { sharedServer } from '../../../support/sharedServer';

/** Schemas that exist before. */
const schemas = ['core', 'We"ird . Näme', "it's; drop table x --"];

describe('roles: property run', () => {
  it('gives every group what its kind needs, and takes it back', async function () {
    this.timeout(600_000);
    const server = await sharedServer();
    const report = await propertyRun(
      { ...rolesScaffold, spec: () => assert.fail('Specs are generated.') },
      arbitraryRoles,
      readBack,
      { server, prepareOnce: prepared },
    );
    assert.equal(report.refused, 0);
  });
});

const arbitraryRoles: fc.Arbitrary<RolesSpec> = fc
  .record({
    names: fc.uniqueArray(
      arbitraryRoleName.filter((name) => name !== 'etl owner'),
      { minLength: 6, maxLength: 6 },
    ),
    kinds: fc.array(fc.constantFrom(...groupKinds), { minLength: 1, maxLength: 3 }),
    logins: fc.integer({ min: 0, max: 3 }),
    dice: fc.array(fc.nat(), { minLength: 40, maxLength: 40 }),
  })
  .map(({ names, kinds, logins, dice }) => {
    let at = 0;
    const roll = (sides: number) => (dice[at++ % dice.length] ?? 0) % sides;
    const some = <T>(all: readonly T[]): readonly T[] => all.filter(() => roll(2) === 0);
    const groups: readonly RoleGroup[] = kinds.map((kind, place) => ({
      name: names[place] ?? '',
      kind,
      reads: some(schemas),
      writes: kind === 'readOnly' || kind === 'bi' ? [] : some(schemas),
      createsSchemas: kind === 'dbt' && roll(2) === 0,
    }));
    return {
      groups,
      logins: Array.from({ length: logins }, (_, place): RoleLogin => {
        const joined = some(groups.map(({ name }) => name));
        return {
          name: names[3 + place] ?? '',
          groups: joined,
          actsAs: roll(2) === 0 ? joined[0] : undefined,
          readOnly: roll(2) === 0,
          timeout: roll(2) === 0 ? 1 + roll(3600) : undefined,
          connectionLimit: roll(2) === 0 ? roll(100) : undefined,
        };
      }),
      creators: roll(2) === 0 ? ['etl owner'] : [],
      closeDatabase: roll(2) === 0,
      closePublicSchema: roll(2) === 0,
    };
  });

/** Each schema has a table, a view and sequences, but one is empty and one has a partition. */
const prepared = [
  'CREATE ROLE "etl owner"',
  ...schemas.flatMap((schema, place) => {
    const name = (relation: string) => quoteQualified(schema, relation);
    return [
      `CREATE SCHEMA ${quoteIdentifier(schema)}`,
      ...(place === 2
        ? []
        : [
            `CREATE TABLE ${name('a "table"')} (id int GENERATED ALWAYS AS IDENTITY)`,
            `CREATE VIEW ${name('view')} AS SELECT 1 AS one`,
            `CREATE SEQUENCE ${name('numbers')}`,
          ]),
      ...(place === 1
        ? [
            `CREATE TABLE ${name('parts')} (id int) PARTITION BY LIST (id)`,
            `CREATE TABLE ${name('part')} PARTITION OF ${name('parts')} DEFAULT`,
          ]
        : []),
    ];
  }),
];

/** Asks the server itself what each group may do, and compares with its kind; the rest must be refused. */
async function readBack({ client, database }: PropertyBed, spec: RolesSpec): Promise<void> {
  const has = async (sql: string, values: readonly string[]) =>
    (await client.query<{ has: boolean }>(`SELECT ${sql} AS has`, [...values])).rows[0]?.has;
  for (const group of spec.groups) {
    const onDatabase = databaseWish(group);
    for (const privilege of ['CONNECT', 'CREATE', 'TEMPORARY']) {
      const open = !spec.closeDatabase && privilege !== 'CREATE';
      assert.equal(
        await has('has_database_privilege($1, $2, $3)', [group.name, database, privilege]),
        open || onDatabase.includes(privilege),
        `${group.name} ${privilege}`,
      );
    }
    for (const schema of schemas) {
      const wish = schemaWishes(group).find((each) => each.schema === schema);
      for (const privilege of ['USAGE', 'CREATE']) {
        assert.equal(
          await has('has_schema_privilege($1, $2, $3)', [group.name, schema, privilege]),
          wish?.onSchema.includes(privilege) ?? false,
        );
      }
      await checkObjects(client, group.name, schema, {
        tables: wish?.onTables ?? [],
        sequences: wish?.onSequences ?? [],
      });
      for (const creator of wish ? creatorsIn(spec, schema).filter((each) => each !== group.name) : []) {
        await checkDefaults(client, { creator, schema, grantee: group.name }, wish?.onTables ?? []);
      }
    }
  }
  for (const login of spec.logins) {
    for (const group of spec.groups) {
      assert.equal(
        await has(`pg_has_role($1::name, $2::name, 'MEMBER')`, [login.name, group.name]),
        login.groups.includes(group.name),
      );
    }
    const { rows } = await client.query<{ settings: string[] | null; limit: number; login: boolean }>(
      `SELECT s.setconfig AS settings, r.rolconnlimit AS limit, r.rolcanlogin AS login
         FROM pg_roles r LEFT JOIN pg_db_role_setting s ON s.setrole = r.oid AND s.setdatabase = 0 WHERE r.rolname = $1`,
      [login.name],
    );
    const settings = [
      ...(login.actsAs === undefined ? [] : [`role=${login.actsAs}`]),
      ...(login.readOnly ? ['default_transaction_read_only=on'] : []),
      ...(login.timeout === undefined ? [] : [`statement_timeout=${String(login.timeout)}s`]),
    ];
    assert.deepEqual(rows, [
      { settings: settings.length === 0 ? null : settings, limit: login.connectionLimit ?? -1, login: true },
    ]);
  }
}

/** Every privilege on every relation of the schema, partitions apart: nobody is granted these. */
async function checkObjects(
  client: PropertyBed['client'],
  role: string,
  schema: string,
  wanted: { readonly tables: readonly string[]; readonly sequences: readonly string[] },
): Promise<void> {
  const { rows } = await client.query<{
    name: string;
    privilege: string;
    has: boolean;
    kind: string;
    part: boolean;
  }>(
    `SELECT c.relname AS name, p AS privilege, c.relkind AS kind, c.relispartition AS part,
            CASE c.relkind WHEN 'S' THEN has_sequence_privilege($1, c.oid, p) ELSE has_table_privilege($1, c.oid, p) END AS has
       FROM pg_class c
      CROSS JOIN unnest(CASE c.relkind WHEN 'S' THEN ARRAY['USAGE', 'SELECT', 'UPDATE']
                        ELSE ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER'] END) AS p
      WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = $2) AND c.relkind IN ('r', 'v', 'p', 'S')`,
    [role, schema],
  );
  for (const { name, privilege, has, kind, part } of rows) {
    const list = kind === 'S' ? wanted.sequences : wanted.tables;
    assert.equal(has, !part && list.includes(privilege), `${role}: ${privilege} on ${schema}.${name}`);
  }
}

/** A table that the creator makes now, in a transaction that is rolled back. */
async function checkDefaults(
  client: PropertyBed['client'],
  {
    creator,
    schema,
    grantee,
  }: { readonly creator: string; readonly schema: string; readonly grantee: string },
  wanted: readonly string[],
): Promise<void> {
  await client.query('BEGIN');
  const table = quoteQualified(schema, 'made now');
  await client.query(
    `GRANT CREATE, USAGE ON SCHEMA ${quoteIdentifier(schema)} TO ${quoteIdentifier(creator)}`,
  );
  await client.query(`SET LOCAL ROLE ${quoteIdentifier(creator)}`);
  await client.query(`CREATE TABLE ${table} (id int)`);
  const { rows } = await client.query<{ privilege: string }>(
    `SELECT p AS privilege FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) AS p
      WHERE has_table_privilege($1, $2::regclass, p)`,
    [grantee, table],
  );
  await client.query('ROLLBACK');
  assert.deepEqual(
    rows.map(({ privilege }) => privilege),
    wanted,
  );
}
