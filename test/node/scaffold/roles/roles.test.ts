import assert from 'node:assert/strict';
import { neverCancelled } from '../../../../src/base/cancelSignal';
import { readRoles } from '../../../../src/core/scaffold/roles/readRoles';
import { roleRules } from '../../../../src/core/scaffold/roles/roleRules';
import { rolesScaffold } from '../../../../src/core/scaffold/roles/rolesScaffold';
import type { FormValues } from '../../../../src/core/scaffold/scaffoldForm';
import { openCatalog, runAll } from '../../../support/catalog';
import type { TestServer } from '../../../support/postgres';
import { sharedServer } from '../../../support/sharedServer';

describe('roles: form, rules and rights', () => {
  let server: TestServer;
  let database: string;

  before(async () => {
    server = await sharedServer();
    database = await server.createDatabase('roles');
    await runAll(server, database, [
      'CREATE ROLE roles_owner',
      'CREATE ROLE roles_boss SUPERUSER',
      'CREATE ROLE roles_bypass BYPASSRLS',
      'CREATE ROLE roles_person LOGIN',
      'CREATE ROLE roles_team',
      'GRANT roles_team TO roles_person',
      "CREATE ROLE roles_admin LOGIN CREATEROLE PASSWORD 'p'",
      "CREATE ROLE roles_poor LOGIN PASSWORD 'p'",
      'CREATE SCHEMA core',
      'CREATE TABLE core.customers (id int)',
      'ALTER TABLE core.customers ENABLE ROW LEVEL SECURITY',
      'CREATE POLICY team ON core.customers TO roles_team USING (true)',
      'CREATE SCHEMA marts AUTHORIZATION roles_admin',
      'CREATE TABLE marts.theirs (id int)',
      'ALTER TABLE marts.theirs OWNER TO roles_owner',
    ]);
    await server.query(`ALTER DATABASE "${database}" OWNER TO roles_admin`);
  });

  after(async () => {
    await server.query(`DROP DATABASE "${database}" WITH (FORCE)`);
    for (const role of ['owner', 'boss', 'bypass', 'person', 'team', 'admin', 'poor']) {
      await server.query(`DROP ROLE roles_${role}`);
    }
  });

  async function planned(values: FormValues, user?: string) {
    const read = readRoles(values);
    assert.ok(read.kind === 'spec', JSON.stringify(read));
    const catalog = await openCatalog(
      server,
      database,
      user === undefined ? server : { user, password: 'p' },
    );
    try {
      return rolesScaffold.generate(read.spec, await rolesScaffold.facts(catalog, read.spec, neverCancelled));
    } finally {
      await catalog.close();
    }
  }

  const group = (changes: FormValues = {}) => ({
    groups: [{ name: 'roles_new', kind: 'readOnly', reads: ['core'], ...changes }],
  });

  for (const [id, values, expected] of [
    ['powerfulRole', group({ name: 'roles_boss' }), /roles_boss is a superuser/],
    ['powerfulRole', group({ name: 'roles_bypass' }), /roles_bypass has BYPASSRLS/],
    ['groupCanLogIn', group({ name: 'roles_person' }), /roles_person exists and can log in/],
    ['loginWithoutGroup', { logins: [{ name: 'roles_alone' }] }, /roles_alone is a member of no group/],
    [
      'creatorIsGroup',
      { ...group(), creators: ['roles_team'] },
      /its members \(roles_person\) create belong to them/,
    ],
    [
      'foreignOwners',
      group({ kind: 'dbt', reads: [], writes: ['core'] }),
      /core\.customers belongs to \w+: roles_new may read it, but dbt cannot rebuild it/,
    ],
    ['rowSecurityHidesAll', group(), /customers in core has no policy for roles_new/],
    ['closedOut', { ...group(), closeDatabase: true }, /roles_person.* can then no longer connect to roles_/],
  ] as const satisfies readonly (readonly [string, FormValues, RegExp])[]) {
    it(`warns by the rule ${id}: ${expected.source.slice(0, 40)}`, async () => {
      const { warnings } = await planned(values);
      assert.match(warnings.find(({ rule }) => rule === id)?.message ?? '', expected);
    });
  }

  it('has a case for each rule, and warns about nothing in a clean form', async () => {
    assert.deepEqual(roleRules.map(({ id }) => id).sort(), [
      'closedOut',
      'creatorIsGroup',
      'foreignOwners',
      'groupCanLogIn',
      'loginWithoutGroup',
      'powerfulRole',
      'rowSecurityHidesAll',
    ]);
    const { warnings, problems } = await planned(group({ reads: ['marts'] }));
    assert.deepEqual([warnings, problems], [[], []]);
  });

  it('says which right is missing before anything runs', async () => {
    const { problems, steps } = await planned(group(), 'roles_poor');
    assert.deepEqual(steps, []);
    assert.match(problems[0]?.message ?? '', /needs CREATEROLE, and roles_poor does not have it/);
    assert.ok(problems.some(({ message }) => /core\.customers: it belongs to /.test(message)));
    assert.match(problems.at(-1)?.message ?? '', /USAGE on schema core can be granted by its owner/);
  });

  it('names the owner of a table whose privileges the user may not grant', async () => {
    const { problems } = await planned(group({ reads: ['marts'] }), 'roles_admin');
    assert.deepEqual(problems, [
      {
        field: 'groups.0.reads',
        message:
          'You are roles_admin and may not grant privileges on marts.theirs: it belongs to roles_owner. Connect as its owner or a superuser.',
      },
    ]);
  });

  it('lets an administrator who is no superuser set default privileges of the roles that he makes', async () => {
    const values = {
      groups: [
        { name: 'roles_etl', kind: 'etl', writes: ['fresh'] },
        { name: 'roles_read', kind: 'readOnly', reads: ['fresh'] },
      ],
    };
    const admin = { user: 'roles_admin', password: 'p' };
    await runAll(server, database, ['CREATE SCHEMA fresh AUTHORIZATION roles_admin']);
    const { steps, problems } = await planned(values, admin.user);
    assert.deepEqual(problems, []);
    await applyAs(
      admin,
      steps.map(({ sql }) => sql),
    );
    const again = await planned(values, admin.user);
    assert.deepEqual(
      again.steps.filter(({ present }) => present !== true).map(({ sql }) => sql),
      [],
    );
    await applyAs(
      admin,
      steps.toReversed().flatMap(({ down }) => down ?? []),
    );
    assert.deepEqual(
      await server.query(`SELECT rolname FROM pg_roles WHERE rolname IN ('roles_etl', 'roles_read')`),
      [],
    );
  });

  async function applyAs(
    as: { readonly user: string; readonly password: string },
    statements: readonly string[],
  ) {
    const { Client } = await import('pg');
    const client = new Client({ host: server.host, port: server.port, database, ...as });
    await client.connect();
    try {
      for (const sql of statements) {
        await client.query(sql);
      }
    } finally {
      await client.end();
    }
  }

  for (const [values, field, message] of [
    [{}, 'groups', /Add a group or a login/],
    [group({ name: '' }), 'groups.0.name', /Name the group/],
    [group({ name: 'pg_mine' }), 'groups.0.name', /reserved for the roles of PostgreSQL/],
    [group({ name: 'public' }), 'groups.0.name', /cannot be the name of a role/],
    [group({ name: 'ü'.repeat(32) }), 'groups.0.name', /has 64 bytes, and PostgreSQL keeps only 63/],
    [group({ name: 'a\0b' }), 'groups.0.name', /NUL/],
    [group({ reads: [] }), 'groups.0.reads', /Choose the schemas/],
    [
      { ...group(), logins: [{ name: 'roles_new', groups: ['x'] }] },
      'logins.0.name',
      /two roles named roles_new/,
    ],
    [{ logins: [{ name: 'a', groups: ['b'], actsAs: 'c' }] }, 'logins.0.actsAs', /only as its member/],
    [{ logins: [{ name: 'a', groups: ['a'] }] }, 'logins.0.groups', /member of itself/],
    [{ logins: [{ name: 'a', groups: [], timeout: '1; drop' }] }, 'logins.0.timeout', /whole number from 1/],
    [{ groups: 'no list', logins: [] }, 'groups', /Add a group or a login/],
  ] as const satisfies readonly (readonly [FormValues, string, RegExp])[]) {
    it(`refuses at ${field}: ${message.source}`, () => {
      const read = readRoles(values);
      assert.ok(read.kind === 'problems');
      assert.equal(read.problems[0]?.field, field);
      assert.match(read.problems[0].message, message);
    });
  }

  it('refuses schemas, groups and creators that are not there', async () => {
    const { problems } = await planned({
      groups: [{ name: 'roles_new', kind: 'readOnly', reads: ['nowhere'] }],
      logins: [{ name: 'roles_login', groups: ['no_group'] }],
      creators: ['nobody'],
    });
    assert.deepEqual(
      problems.map(({ field }) => field),
      ['creators', 'logins.0.groups', 'groups.0.reads'],
    );
  });
});
