import assert from 'node:assert/strict';
import { Client } from 'pg';
import { neverCancelled } from '../../../../src/base/cancelSignal';
import { columnProtectionScaffold } from '../../../../src/core/scaffold/columnProtection/columnProtectionScaffold';
import { protectionRules } from '../../../../src/core/scaffold/columnProtection/protectionRules';
import { readProtection } from '../../../../src/core/scaffold/columnProtection/readProtection';
import type { FormValues } from '../../../../src/core/scaffold/scaffoldForm';
import { openCatalog, runAll } from '../../../support/catalog';
import { catalogSnapshot, snapshotDifference } from '../../../support/catalogSnapshot';
import type { TestServer } from '../../../support/postgres';
import { sharedServer } from '../../../support/sharedServer';

describe('column protection: who sees what', () => {
  let server: TestServer;
  let database: string;
  let client: Client;

  before(async () => {
    server = await sharedServer();
    await runAll(server, 'postgres', [
      ...['analyst', 'team', 'member', 'guard', 'officer', 'app', 'stranger'].map(
        (role) => `CREATE ROLE seen_${role}`,
      ),
      'GRANT seen_team TO seen_member',
    ]);
  });

  beforeEach(async () => {
    database = await server.createDatabase('seen');
    await runAll(server, database, setup);
    client = new Client({ connectionString: server.url(database) });
    await client.connect();
  });

  afterEach(async () => {
    await client.end();
    await server.query(`DROP DATABASE "${database}" WITH (FORCE)`);
  });

  after(() =>
    runAll(
      server,
      'postgres',
      ['analyst', 'member', 'team', 'guard', 'officer', 'app', 'stranger'].map(
        (role) => `DROP ROLE seen_${role}`,
      ),
    ),
  );

  async function planned(values: FormValues) {
    const read = readProtection({ table: 'core.customers', ...values });
    assert.ok(read.kind === 'spec', JSON.stringify(read));
    const catalog = await openCatalog(server, database);
    try {
      return columnProtectionScaffold.generate(
        read.spec,
        await columnProtectionScaffold.facts(catalog, read.spec, neverCancelled),
      );
    } finally {
      await catalog.close();
    }
  }

  /** Applies the steps; the answer undoes them and compares the catalogs. */
  async function apply(values: FormValues): Promise<() => Promise<void>> {
    const before = await catalogSnapshot(client);
    const { steps, problems } = await planned(values);
    assert.deepEqual(problems, []);
    const pending = steps.filter(({ present }) => present !== true);
    for (const { sql } of pending) {
      await client.query(sql);
    }
    const again = await planned(values);
    assert.deepEqual(
      again.steps.filter(({ present }) => present !== true).map(({ sql }) => sql),
      [],
    );
    return async () => {
      for (const sql of pending.toReversed().flatMap(({ down }) => down ?? [])) {
        await client.query(sql);
      }
      assert.deepEqual(snapshotDifference(before, await catalogSnapshot(client)), []);
    };
  }

  /** What a role sees of a query: the rows as text, or the refusal. */
  async function seen(role: string, query: string): Promise<string> {
    await client.query('BEGIN');
    try {
      await client.query(`SET LOCAL ROLE seen_${role}`);
      const { rows } = await client.query<{ row: string }>(`SELECT x::text AS row FROM (${query}) AS x`);
      return rows.map(({ row }) => row).join(' ');
    } catch (error) {
      return error instanceof Error ? error.message : '';
    } finally {
      await client.query('ROLLBACK');
    }
  }

  const customer = 'SELECT * FROM core.customers WHERE id = 1';
  const refused = 'permission denied for table customers';

  it('column grants: the others can be read, the protected not even in a condition', async () => {
    assert.match(await seen('analyst', customer), /8001015009087/);
    const undo = await apply({
      way: 'columnGrants',
      columns: [{ column: 'id_number' }, { column: 'email' }],
      roles: ['seen_analyst'],
    });
    assert.equal(
      await seen('analyst', 'SELECT id, born, "Full Name" FROM core.customers WHERE id = 1'),
      '(1,1980-01-01,Ann)',
    );
    assert.equal(await seen('analyst', customer), refused);
    assert.equal(await seen('analyst', 'SELECT email FROM core.customers'), refused);
    assert.equal(await seen('analyst', "SELECT id FROM core.customers WHERE id_number LIKE '8%'"), refused);
    assert.match(await seen('officer', customer), /8001015009087/);
    await undo();
    assert.match(await seen('analyst', customer), /8001015009087/);
  });

  it('a masking view: every mask, values that do not fit it, and NULL', async () => {
    const undo = await apply({
      way: 'maskingView',
      columns: [
        { column: 'id_number', mask: 'last4' },
        { column: 'email', mask: 'domain' },
        { column: 'born', mask: 'year' },
        { column: 'Full Name', mask: 'hidden' },
        { column: 'phone', mask: 'empty' },
      ],
      roles: ['seen_analyst'],
      viewSchema: 'safe',
      viewName: 'customers',
    });
    assert.equal(
      await seen('analyst', 'SELECT * FROM safe.customers ORDER BY id'),
      '(1,****9087,***@example.org,1980-01-01,) (2,****,***,1990-01-01,) (3,,,,)',
    );
    assert.equal(await seen('analyst', customer), refused);
    assert.equal(await seen('stranger', 'SELECT * FROM safe.customers'), 'permission denied for schema safe');
    assert.match(await seen('officer', customer), /8001015009087/);
    const [view] = (
      await client.query<{ reloptions: string[] | null }>(
        `SELECT reloptions FROM pg_class WHERE oid = 'safe.customers'::regclass`,
      )
    ).rows;
    assert.deepEqual(view?.reloptions, server.major >= 15 ? ['security_invoker=false'] : null);
    await undo();
  });

  it('a masking view of a table with row security reads with the policies of its owner', async () => {
    await client.query('ALTER TABLE core.customers ENABLE ROW LEVEL SECURITY');
    await client.query('CREATE POLICY guard ON core.customers TO seen_guard USING (id = 1)');
    await client.query('GRANT SELECT ON core.customers TO seen_guard');
    await client.query('GRANT USAGE ON SCHEMA core TO seen_guard');
    await client.query('GRANT CREATE ON SCHEMA safe TO seen_guard');
    const values = {
      way: 'maskingView',
      columns: [{ column: 'email', mask: 'hidden' }],
      roles: ['seen_analyst'],
      viewSchema: 'safe',
      viewName: 'customers',
    };
    assert.match(
      (await planned(values)).warnings.map(({ message }) => message).join(),
      /every reader of the view sees all rows/,
    );
    const owned = { ...values, viewOwner: 'seen_guard' };
    assert.match(
      (await planned(owned)).warnings.map(({ message }) => message).join(),
      /The view reads as seen_guard/,
    );
    const undo = await apply(owned);
    assert.equal(await seen('analyst', 'SELECT id FROM safe.customers'), '(1)');
    await undo();
  });

  it('encryption: bytes in the table, and the clear text only with the key and the right', async () => {
    const undo = await apply({
      way: 'encrypt',
      columns: [{ column: 'id_number' }],
      roles: ['seen_officer'],
      writers: ['seen_app'],
      functionSchema: 'safe',
    });
    await client.query('GRANT USAGE ON SCHEMA safe TO seen_officer, seen_app, seen_analyst');
    await assert.rejects(
      client.query('UPDATE core.customers SET id_number_encrypted = safe.encrypt_value(id_number)'),
      /There is no key in this transaction/,
    );
    const key = (value: string) =>
      client.query(`SELECT set_config('lakehouse.column_key', $1, false)`, [value]);
    await key('long secret');
    await client.query('UPDATE core.customers SET id_number_encrypted = safe.encrypt_value(id_number)');
    const { rows } = await client.query<{ bytes: Buffer; type: string }>(
      'SELECT id_number_encrypted AS bytes, pg_typeof(id_number_encrypted)::text AS type FROM core.customers WHERE id = 1',
    );
    assert.equal(rows[0]?.type, 'bytea');
    assert.ok(!rows[0].bytes.toString('latin1').includes('8001015009087'));
    const decrypt = 'SELECT safe.decrypt_value(id_number_encrypted) FROM core.customers WHERE id = 1';
    assert.equal(await seen('officer', decrypt), '(8001015009087)');
    assert.equal(await seen('analyst', decrypt), 'permission denied for function decrypt_value');
    assert.equal(
      await seen('app', `SELECT safe.decrypt_value('')`),
      'permission denied for function decrypt_value',
    );
    await key('wrong');
    assert.equal(await seen('officer', decrypt), 'Wrong key or corrupt data');
    await key('');
    assert.equal(await seen('officer', decrypt), 'There is no key in this transaction.');
    await client.query('REVOKE USAGE ON SCHEMA safe FROM seen_officer, seen_app, seen_analyst');
    await undo();
  });

  const view = { way: 'maskingView', roles: ['seen_analyst'], viewSchema: 'safe', viewName: 'v' };
  for (const [id, values, expected] of [
    [
      'stillSeen',
      { way: 'columnGrants', columns: [{ column: 'email' }], roles: ['seen_member'] },
      /seen_member still reads all of core\.customers: as a member of seen_team/,
    ],
    ['guessableHash', { ...view, columns: [{ column: 'email', mask: 'hash' }] }, /those of email again/],
    [
      'clearTextStays',
      { way: 'encrypt', columns: [{ column: 'email' }], roles: ['seen_officer'], functionSchema: 'safe' },
      /UPDATE core\.customers SET email_encrypted = safe\.encrypt_value\(email::text\)/,
    ],
  ] as const) {
    it(`warns by the rule ${id}`, async () => {
      const { warnings } = await planned(values);
      assert.match(warnings.find(({ rule }) => rule === id)?.message ?? '', expected);
    });
  }

  it('has a case for each rule, and no warning for what is right', async () => {
    assert.deepEqual(protectionRules.map(({ id }) => id).sort(), [
      'clearTextStays',
      'guessableHash',
      'stillSeen',
      'viewPastRowSecurity',
    ]);
    assert.deepEqual(
      (await planned({ ...view, columns: [{ column: 'email', mask: 'domain' }] })).warnings,
      [],
    );
  });

  for (const [values, field, message] of [
    [
      { ...view, table: 'core.nowhere', columns: [{ column: 'email' }] },
      'table',
      /There is no table core\.nowhere/,
    ],
    [{ ...view, columns: [{ column: 'nothing' }] }, 'columns.0.column', /has no column nothing/],
    [{ ...view, columns: [{ column: 'email', mask: 'year' }] }, 'columns.0.column', /which has no year/],
    [
      { ...view, viewSchema: 'nowhere', columns: [{ column: 'email' }] },
      'viewSchema',
      /There is no schema nowhere/,
    ],
    [
      { ...view, viewSchema: 'core', viewName: 'customers', columns: [{ column: 'email' }] },
      'viewName',
      /exists and is something else/,
    ],
    [
      { ...view, viewOwner: 'seen_stranger', columns: [{ column: 'email' }] },
      'viewOwner',
      /may not read core\.customers/,
    ],
    [{ ...view, roles: ['nobody'], columns: [{ column: 'email' }] }, 'roles', /There is no role nobody/],
    [
      {
        way: 'columnGrants',
        roles: ['seen_analyst'],
        columns: ['id', 'id_number', 'email', 'born', 'Full Name', 'phone'].map((column) => ({ column })),
      },
      'columns',
      /No column would be left/,
    ],
  ] as const) {
    it(`refuses at ${field}: ${message.source}`, async () => {
      const { problems, steps } = await planned(values);
      assert.deepEqual(steps, []);
      assert.ok(
        problems.some((each) => each.field === field && message.test(each.message)),
        JSON.stringify(problems),
      );
    });
  }

  it('refuses a form that is not filled in', () => {
    const read = readProtection({ columns: [{ column: 'a' }, { column: 'a' }] });
    assert.ok(read.kind === 'problems');
    assert.deepEqual(
      read.problems.map(({ field }) => field),
      ['table', 'columns.1.column', 'roles'],
    );
  });
});

const setup = [
  'CREATE SCHEMA core',
  'CREATE SCHEMA safe',
  'CREATE TABLE core.customers (id int PRIMARY KEY, id_number text, email text, born date, "Full Name" text, phone text)',
  `INSERT INTO core.customers VALUES (1, '8001015009087', 'ann@example.org', '1980-01-01', 'Ann', '555'),
     (2, '12', 'no address', '1990-07-07', 'Bob', '556'), (3, NULL, NULL, NULL, NULL, NULL)`,
  'GRANT USAGE ON SCHEMA core TO seen_analyst, seen_team, seen_officer, seen_app',
  'GRANT SELECT ON core.customers TO seen_analyst, seen_team, seen_officer',
];
