import assert from 'node:assert/strict';
import { neverCancelled } from '../../../../src/base/cancelSignal';
import { lintRowSecurity } from '../../../../src/core/scaffold/rowSecurity/lint/lintRowSecurity';
import { readPolicyCatalog } from '../../../../src/core/scaffold/rowSecurity/lint/readPolicyCatalog';
import { rowSecurityScaffold } from '../../../../src/core/scaffold/rowSecurity/rowSecurityScaffold';
import type { ScaffoldPlan } from '../../../../src/core/scaffold/scaffold';
import type { FormValues } from '../../../../src/core/scaffold/scaffoldForm';
import { openCatalog, runAll } from '../../../support/catalog';
import { startPostgres, type TestServer } from '../../../support/postgres';
import type { PostgresMajor } from '../../../support/postgresBinaries';
import { fixtureStatements } from '../../../support/scaffold/rowSecurityFixtures';

const [one, two] = ['00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000002'];
const everyRow = { template: 'everyRow', roles: ['app_users'] };
const membership = {
  template: 'membership',
  roles: ['app_users'],
  column: 'tenant_id',
  members: 'core.members',
  memberKey: 'tenant_id',
};

/** The policies of a form, what the session has set, and the rows that the role app sees of core.documents. */
const cases: readonly (readonly [
  name: string,
  policies: readonly FormValues[],
  settings: Readonly<Record<string, string>>,
  sees: readonly number[],
])[] = [
  ['a tenant', [{ roles: ['app_users'], column: 'tenant_id' }], { 'app.tenant_id': one }, [1, 3]],
  ['another tenant', [{ roles: ['app_users'], column: 'tenant_id' }], { 'app.tenant_id': two }, [2]],
  ['a tenant that is not set', [{ roles: ['app_users'], column: 'tenant_id' }], {}, []],
  ['a tenant that is empty', [{ roles: ['app_users'], column: 'tenant_id' }], { 'app.tenant_id': '' }, []],
  ['a varchar', [{ roles: ['app_users'], column: 'kind', setting: 'app.kind' }], { 'app.kind': 'b' }, [2, 3]],
  ['the name of the role', [{ template: 'user', roles: ['app'], column: 'owner_name' }], {}, [1]],
  ['members by role', [{ ...membership, memberUser: 'member' }], {}, [1, 3]],
  [
    'members by setting',
    [{ ...membership, memberUser: 'person', memberSetting: 'app.person' }],
    { 'app.person': '8' },
    [2],
  ],
  [
    'members by a missing setting',
    [{ ...membership, memberUser: 'person', memberSetting: 'app.person' }],
    {},
    [],
  ],
  [
    'a window of time',
    [everyRow, { template: 'window', roles: ['app_users'], from: 'valid_from', until: 'valid_until' }],
    {},
    [1, 4],
  ],
  [
    'rows not marked by a time',
    [everyRow, { template: 'softDelete', roles: ['PUBLIC'], column: 'deleted_at' }],
    {},
    [1, 2],
  ],
  [
    'rows not marked by a flag',
    [everyRow, { template: 'softDelete', roles: ['PUBLIC'], column: 'gone' }],
    {},
    [1, 2, 4],
  ],
  ['an open guard', [everyRow, guard()], { 'app.mfa': "o'n" }, [1, 2, 3, 4]],
  ['a shut guard', [everyRow, guard()], { 'app.mfa': 'off' }, []],
  ['a guard that is not set', [everyRow, guard()], {}, []],
  ['every row', [everyRow], {}, [1, 2, 3, 4]],
];

for (const major of [15, 18] as const satisfies readonly PostgresMajor[]) {
  describe(`Row security templates on PostgreSQL ${major}`, () => {
    let server: TestServer;
    let base: string;

    before(async () => {
      server = await startPostgres({ major });
      base = await server.createDatabase('base');
      await runAll(server, base, [...fixtureStatements('roles'), ...fixtureStatements('documents')]);
    });

    after(() => server.dispose());

    const plan = async (database: string, values: FormValues): Promise<ScaffoldPlan> => {
      const checked = rowSecurityScaffold.spec(values);
      assert.ok(checked.kind === 'spec', JSON.stringify(checked));
      const catalog = await openCatalog(server, database);
      try {
        const facts = await rowSecurityScaffold.facts(catalog, checked.spec, neverCancelled);
        const made = rowSecurityScaffold.generate(checked.spec, facts);
        assert.deepEqual(made.problems, []);
        return made;
      } finally {
        await catalog.close();
      }
    };

    for (const [name, policies, settings, sees] of cases) {
      it(`shows the rows of ${name}`, async () => {
        const database = await server.createDatabase('case', { template: base });
        const { steps } = await plan(database, { table: 'core.documents', policies });
        await runAll(
          server,
          database,
          steps.map(({ sql }) => sql),
        );
        const ids = await server.withAdmin(async (client) => {
          await client.query('BEGIN');
          await client.query('SET LOCAL ROLE app');
          for (const [setting, value] of Object.entries(settings)) {
            await client.query('SELECT set_config($1, $2, true)', [setting, value]);
          }
          const { rows } = await client.query<{ id: number }>('SELECT id FROM core.documents ORDER BY id');
          await client.query('ROLLBACK');
          return rows.map(({ id }) => id);
        }, database);
        assert.deepEqual(ids, sees);
        const again = await plan(database, { table: 'core.documents', policies });
        assert.deepEqual(
          again.steps.filter(({ present }) => present !== true),
          [],
        );
        const catalog = await openCatalog(server, database);
        const found = lintRowSecurity(await readPolicyCatalog(catalog, neverCancelled));
        await catalog.close();
        assert.deepEqual(found, []);
      });
    }

    it('refuses a row of another tenant', async () => {
      const database = await server.createDatabase('case', { template: base });
      const { steps } = await plan(database, {
        table: 'core.documents',
        policies: [{ roles: ['app_users'], column: 'tenant_id' }],
      });
      await runAll(
        server,
        database,
        steps.map(({ sql }) => sql),
      );
      const insert = (tenant: string) =>
        runAll(server, database, [
          'BEGIN',
          'SET LOCAL ROLE app',
          `SELECT set_config('app.tenant_id', '${one}', true)`,
          `INSERT INTO core.documents (id, tenant_id) VALUES (9, '${tenant}') RETURNING id`,
          'ROLLBACK',
        ]);
      await insert(one);
      await assert.rejects(insert(two), /new row violates row-level security policy/);
    });

    it('writes a post-hook that makes the policies after dbt has swapped the table', async () => {
      const database = await server.createDatabase('case', { template: base });
      const made = await plan(database, {
        table: 'core.documents',
        builtBy: 'dbt',
        policies: [{ roles: ['app_users'], column: 'tenant_id', name: 'of "tenant"' }],
      });
      assert.deepEqual(
        made.steps.map(({ sql }) => sql),
        ['GRANT USAGE ON SCHEMA core TO app_users'],
      );
      const text = made.documents?.[0]?.text ?? '';
      assert.match(text, /indexes=\[\{'columns': \["tenant_id"\]\}\]/);
      const hooks = [...text.matchAll(/^ {4}(".*"),?$/gm)].map(([, hook]) =>
        (JSON.parse(hook ?? '""') as string).replaceAll('{{ this }}', '"core"."documents"'),
      );
      assert.equal(hooks.length, 5);
      // A run of dbt on a table that stayed, and one that made it anew.
      await runAll(server, database, [...made.steps.map(({ sql }) => sql), ...hooks, ...hooks]);
      await runAll(server, database, [
        'CREATE TABLE core.documents__dbt_tmp AS TABLE core.documents',
        'DROP TABLE core.documents',
        'ALTER TABLE core.documents__dbt_tmp RENAME TO documents',
        ...hooks,
        'SET ROLE app',
        `SELECT set_config('app.tenant_id', '${two}', false)`,
        'CREATE TEMP TABLE seen AS SELECT id FROM core.documents',
        'SELECT 1 / (SELECT count(*) FROM seen WHERE id = 2)::int',
      ]);
    });
  });
}

function guard(): FormValues {
  return { template: 'guard', roles: ['PUBLIC'], setting: 'app.mfa', value: "o'n" };
}
