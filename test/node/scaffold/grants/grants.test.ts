import assert from 'node:assert/strict';
import { neverCancelled } from '../../../../src/base/cancelSignal';
import { editsForm, type GrantEdit } from '../../../../src/core/scaffold/grants/grantEdit';
import type { GrantFacts } from '../../../../src/core/scaffold/grants/grantFacts';
import { grantRules } from '../../../../src/core/scaffold/grants/grantRules';
import { giveOnAll } from '../../../../src/core/scaffold/grants/grantSteps';
import { grantsScaffold } from '../../../../src/core/scaffold/grants/grantsScaffold';
import { type GrantTarget, privilegesOf } from '../../../../src/core/scaffold/grants/grantTarget';
import { rightSources } from '../../../../src/core/scaffold/grants/heldRights';
import { readGrants } from '../../../../src/core/scaffold/grants/readGrants';
import { readRights, rightsShown } from '../../../../src/core/scaffold/grants/readRights';
import { openCatalog, runAll } from '../../../support/catalog';
import { startPostgres, type TestServer } from '../../../support/postgres';

describe('grants: rights and their changes', () => {
  let server: TestServer;

  before(async () => {
    server = await startPostgres();
    await runAll(server, 'postgres', setup);
  });

  after(() => server.dispose());

  async function withCatalog<T>(
    work: (catalog: Awaited<ReturnType<typeof openCatalog>>) => Promise<T>,
    user?: string,
  ): Promise<T> {
    const catalog = await openCatalog(
      server,
      'postgres',
      user === undefined ? server : { user, password: 'p' },
    );
    try {
      return await work(catalog);
    } finally {
      await catalog.close();
    }
  }

  it('leaves grants on columns as they were, when a grant on all tables is undone', async () => {
    const { facts } = await withCatalog((catalog) =>
      readRights(catalog, { schema: 'core', search: '' }, neverCancelled),
    );
    const wish = { kind: 'TABLES', schema: 'core', role: 'teller', privileges: ['UPDATE'] } as const;
    const statements = giveOnAll(facts, wish).flatMap(({ sql, down = [] }) => [sql, ...down]);
    await server.withAdmin(async (client) => {
      const columns = async () => {
        const { rows } = await client.query<{ readonly acl: string | null }>(
          `SELECT attacl::text AS acl FROM pg_attribute WHERE attrelid = 'core.loans'::regclass`,
        );
        return rows;
      };
      const before = await columns();
      await client.query('BEGIN');
      for (const statement of statements) {
        await client.query(statement);
      }
      assert.deepEqual(await columns(), before, statements.join(';\n'));
      await client.query('ROLLBACK');
    });
  });

  it('finds for each role, object and privilege what the server itself says', async () => {
    const { facts } = await withCatalog((catalog) =>
      readRights(catalog, { schema: 'core', search: '' }, neverCancelled),
    );
    let compared = 0;
    await server.withAdmin(async (client) => {
      for (const { target } of facts.objects) {
        for (const { name: role } of facts.roles.filter(({ name }) => !name.startsWith('pg_'))) {
          for (const privilege of privilegesOf(target.kind, facts.version)) {
            const { rows } = await client.query<{ has: boolean }>(`SELECT ${question(target)} AS has`, [
              role,
              'schema' in target ? `"${target.schema}"."${target.name}"` : target.name,
              privilege,
            ]);
            const sources = rightSources(facts, role, target, privilege).filter(
              ({ kind }) => kind !== 'columns',
            );
            assert.equal(sources.length > 0, rows[0]?.has, `${role} ${privilege} ${JSON.stringify(target)}`);
            compared++;
          }
        }
      }
    });
    assert.ok(compared > 300, String(compared));
  });

  it('says by which way a role has a right', async () => {
    const { facts } = await withCatalog((catalog) =>
      readRights(catalog, { schema: 'core', search: '' }, neverCancelled),
    );
    const loans = { kind: 'relation', schema: 'core', name: 'loans' } as const;
    const ways = (role: string, privilege = 'SELECT') => rightSources(facts, role, loans, privilege);
    assert.deepEqual(ways('readers'), [{ kind: 'granted', grantor: 'owner', grantable: false }]);
    assert.deepEqual(ways('deep'), [{ kind: 'member', path: ['analyst', 'readers'], owner: false }]);
    assert.deepEqual(ways('owner'), [{ kind: 'owner' }]);
    assert.deepEqual(ways('all_reader'), [{ kind: 'member', path: ['pg_read_all_data'], owner: false }]);
    assert.deepEqual(ways('teller', 'UPDATE'), [{ kind: 'columns', columns: ['amount'] }]);
    assert.deepEqual(ways('stranger'), []);
  });

  it('shows so many relations of a large schema, and says that there are more', async () => {
    const read = (search: string) =>
      withCatalog((catalog) => readRights(catalog, { schema: 'big', search }, neverCancelled));
    const inside = (facts: GrantFacts) =>
      facts.objects.filter(({ target }) => target.kind === 'relation').length;
    const all = await read('');
    assert.deepEqual([inside(all.facts), all.more], [rightsShown, true]);
    const some = await read('T_20');
    assert.deepEqual([inside(some.facts), some.more], [7, false]);
  });

  async function planned(edits: readonly GrantEdit[], user?: string) {
    const read = readGrants(editsForm(edits));
    assert.ok(read.kind === 'spec', JSON.stringify(read));
    return withCatalog(
      async (catalog) =>
        grantsScaffold.generate(read.spec, await grantsScaffold.facts(catalog, read.spec, neverCancelled)),
      user,
    );
  }

  const loans: GrantTarget = { kind: 'relation', schema: 'core', name: 'loans' };
  const edit = (
    change: 'grant' | 'revoke',
    role: string | undefined,
    target: GrantTarget,
    privilege = 'SELECT',
  ) => ({
    ...{ change, target, privilege },
    ...(role !== undefined && { role }),
  });

  it('makes one statement of the edits that one can say', async () => {
    const { steps, problems } = await planned([
      edit('grant', 'stranger', loans, 'INSERT'),
      edit('revoke', 'readers', loans),
      edit('grant', 'stranger', loans, 'SELECT'),
      edit('grant', 'readers', { kind: 'newTables', creator: 'owner', schema: 'core' }),
      edit('grant', 'stranger', { kind: 'schema', name: 'core' }, 'USAGE'),
    ]);
    assert.deepEqual(problems, []);
    assert.deepEqual(
      steps.map(({ sql, down, present }) => [sql, down, present]),
      [
        [
          'GRANT INSERT, SELECT ON TABLE core.loans TO stranger',
          ['REVOKE INSERT, SELECT ON TABLE core.loans FROM stranger'],
          undefined,
        ],
        [
          'REVOKE SELECT ON TABLE core.loans FROM readers',
          ['GRANT SELECT ON TABLE core.loans TO readers'],
          undefined,
        ],
        [
          'ALTER DEFAULT PRIVILEGES FOR ROLE owner IN SCHEMA core GRANT SELECT ON TABLES TO readers',
          ['ALTER DEFAULT PRIVILEGES FOR ROLE owner IN SCHEMA core REVOKE SELECT ON TABLES FROM readers'],
          undefined,
        ],
        ['GRANT USAGE ON SCHEMA core TO stranger', ['REVOKE USAGE ON SCHEMA core FROM stranger'], undefined],
      ],
    );
  });

  for (const [id, edits, expected] of [
    [
      'stillHeld',
      [edit('revoke', 'analyst', loans)],
      'analyst keeps SELECT on core.loans: as a member of readers.',
    ],
    [
      'noUsage',
      [edit('grant', 'stranger', loans)],
      'stranger lacks USAGE on schema core, without which the grant has no effect. Grant that, too.',
    ],
    [
      'partitionGrant',
      [edit('grant', 'readers', { kind: 'relation', schema: 'core', name: 'part' })],
      'core.part is a partition: who reads it by itself goes past the policies of its parent. Grant on the parent instead.',
    ],
    [
      'toEverybody',
      [edit('grant', undefined, loans)],
      'Every role, also each that is made later, gets SELECT on core.loans. Grant it to a group instead.',
    ],
  ] as const) {
    it(`warns by the rule ${id}`, async () => {
      const { warnings } = await planned(edits);
      assert.equal(warnings.find(({ rule }) => rule === id)?.message, expected);
    });
  }

  it('has a case for each rule, and no warning for what is right', async () => {
    assert.deepEqual(grantRules.map(({ id }) => id).sort(), [
      'noUsage',
      'partitionGrant',
      'stillHeld',
      'toEverybody',
    ]);
    assert.deepEqual((await planned([edit('grant', 'readers', loans, 'INSERT')])).warnings, []);
  });

  for (const [name, edits, message, user] of [
    ['a role that is gone', [edit('grant', 'nobody', loans)], 'There is no role nobody.'],
    [
      'a table that is gone',
      [edit('grant', 'readers', { kind: 'relation', schema: 'core', name: 'gone' })],
      'There is no core.gone in postgres. Refresh the matrix.',
    ],
    [
      'a privilege of another kind of object',
      [edit('grant', 'readers', { kind: 'schema', name: 'core' }, 'SELECT')],
      'SELECT cannot be granted on schema core. It has USAGE, CREATE.',
    ],
    [
      'a user who may not grant',
      [edit('grant', 'readers', loans, 'DELETE')],
      'DELETE on core.loans can be granted by its owner owner or a superuser, and you are poor.',
      'poor',
    ],
    [
      'default privileges of another role',
      [edit('grant', 'readers', { kind: 'newTables', creator: 'owner', schema: 'core' })],
      'Default privileges of owner can be changed by owner, its members and superusers only, and you are poor.',
      'poor',
    ],
    [
      'a right that was passed on',
      [edit('revoke', 'giver', loans)],
      'giver has passed SELECT on core.loans on to taker. Revoke that first.',
    ],
    [
      'a right that somebody else granted',
      [edit('revoke', 'taker', loans)],
      'SELECT on core.loans was granted by giver, who alone can revoke it. Connect as giver.',
    ],
  ] as const) {
    it(`refuses ${name}`, async () => {
      const { problems, steps } = await planned(edits, user);
      assert.deepEqual(
        problems.map((each) => each.message),
        [message],
      );
      assert.deepEqual(steps, []);
    });
  }

  it('refuses a form that says nothing, or the same twice', () => {
    const problems = (values: Parameters<typeof readGrants>[0]) => {
      const read = readGrants(values);
      return read.kind === 'problems' ? read.problems.map(({ field }) => field) : [];
    };
    assert.deepEqual(problems({}), ['changes']);
    assert.deepEqual(problems({ changes: [{ on: 'relation' }] }), [
      'changes.0.privileges',
      'changes.0.role',
      'changes.0.schema',
      'changes.0.name',
    ]);
    const row = { change: 'grant', on: 'schema', name: 'core', role: 'a', privileges: ['USAGE'] };
    assert.deepEqual(problems({ changes: [row, { ...row, change: 'revoke' }] }), ['changes.1.privileges']);
  });
});

function question(target: GrantTarget): string {
  switch (target.kind) {
    case 'database':
      return 'has_database_privilege($1, $2, $3)';
    case 'schema':
      return 'has_schema_privilege($1, $2, $3)';
    case 'sequence':
      return 'has_sequence_privilege($1, $2, $3)';
    case 'relation':
    case 'newTables':
    case 'newSequences':
      return 'has_table_privilege($1, $2, $3)';
  }
}

const setup = [
  'CREATE ROLE owner',
  'CREATE ROLE boss SUPERUSER',
  'CREATE ROLE readers',
  'CREATE ROLE analyst',
  'CREATE ROLE deep LOGIN',
  'CREATE ROLE distant NOINHERIT',
  'CREATE ROLE all_reader',
  'CREATE ROLE all_writer',
  'CREATE ROLE teller',
  'CREATE ROLE stranger',
  'CREATE ROLE giver',
  'CREATE ROLE taker',
  "CREATE ROLE poor LOGIN PASSWORD 'p'",
  'GRANT readers TO analyst, distant',
  'GRANT analyst TO deep',
  'GRANT pg_read_all_data TO all_reader',
  'GRANT pg_write_all_data TO all_writer',
  'CREATE SCHEMA core AUTHORIZATION owner',
  'GRANT USAGE ON SCHEMA core TO readers, giver, taker',
  'CREATE TABLE core.loans (id int, amount numeric)',
  'CREATE SEQUENCE core.numbers',
  'CREATE VIEW core.everybodys AS SELECT 1 AS one',
  'CREATE TABLE core.parts (id int) PARTITION BY LIST (id)',
  'CREATE TABLE core.part PARTITION OF core.parts DEFAULT',
  'ALTER TABLE core.loans OWNER TO owner',
  'GRANT SELECT ON core.everybodys TO PUBLIC',
  'GRANT UPDATE (amount) ON core.loans TO teller',
  'SET ROLE owner',
  'GRANT SELECT ON core.loans TO readers',
  'GRANT SELECT ON core.loans TO giver WITH GRANT OPTION',
  'SET ROLE giver',
  'GRANT SELECT ON core.loans TO taker',
  'RESET ROLE',
  'CREATE SCHEMA big',
  `DO $$ BEGIN FOR i IN 1..205 LOOP EXECUTE format('CREATE TABLE big.t_%s ()', i); END LOOP; END $$`,
];
