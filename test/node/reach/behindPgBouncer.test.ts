import assert from 'node:assert/strict';
import { CancelledError, neverCancelled } from '../../../src/base/cancelSignal';
import type { ConnectionProfile } from '../../../src/core/connections/connectionProfile';
import { Connector } from '../../../src/node/pg/connector';
import { testConnection } from '../../../src/node/pg/testConnection';
import { eventually } from '../../support/eventually';
import { type Pooler, type PooledServer, type PoolerOptions, startPgBouncer } from '../../support/pgbouncer';
import { freePort, type TestServer } from '../../support/postgres';
import { passwords, profileFor, run } from '../../support/sessions';
import { sharedServer } from '../../support/sharedServer';
import { checkRow, connectOutcome, runOutcome } from '../../support/situations';

const actions: readonly (readonly [string, string])[] = [
  ['Query', 'select 1'],
  ['EXPLAIN ANALYZE', 'explain analyze select 1'],
  ['BEGIN … COMMIT in one run', 'begin; select 1; commit'],
  ['BEGIN alone', 'begin'],
  ['A cursor in one run', 'begin; declare c cursor for select 1; fetch c; commit'],
  ['A cursor WITH HOLD', 'begin; declare c cursor with hold for select 1; commit'],
  ['SET', "set work_mem = '5MB'"],
  ['RESET', 'reset work_mem'],
  ['SET LOCAL between BEGIN and COMMIT', "begin; set local work_mem = '5MB'; select 1; commit"],
  ['SET LOCAL alone', "set local work_mem = '5MB'"],
  ['SET TRANSACTION', 'begin; set transaction read only; commit'],
  ['SET SESSION CHARACTERISTICS', 'set session characteristics as transaction read only'],
  ['SET ROLE', 'set role none'],
  ['set_config(…, false)', "select set_config('work_mem', '5MB', false)"],
  ['set_config(…, true)', "select set_config('work_mem', '5MB', true)"],
  ['Temporary table', 'create temp table mine (id int)'],
  ['Temporary table with ON COMMIT DROP', 'begin; create temp table mine (id int) on commit drop; commit'],
  ['SELECT INTO TEMP', 'select 1 as id into temp mine'],
  ['LISTEN', 'listen changes'],
  ['NOTIFY', 'notify changes'],
  ['PREPARE', 'prepare p as select 1'],
  ['DISCARD ALL', 'discard all'],
  ['pg_advisory_lock()', 'select pg_advisory_lock(1)'],
  ['pg_advisory_xact_lock()', 'select pg_advisory_xact_lock(1)'],
];

describe('Behind PgBouncer', () => {
  let server: TestServer;
  const poolers: Pooler[] = [];

  before(async function () {
    server = await sharedServer();
    const probe = await startPgBouncer(server, 'session');
    if (!probe) {
      console.log('      skipped: there is no PgBouncer here');
      this.skip();
    }
    await probe.stop();
  });

  afterEach(() => Promise.all(poolers.splice(0).map((each) => each.stop())));

  async function start(
    mode: 'transaction' | 'session',
    options: PoolerOptions = {},
    before: PooledServer = server,
  ): Promise<Pooler> {
    const pooler = await startPgBouncer(before, mode, options);
    assert.ok(pooler);
    poolers.push(pooler);
    return pooler;
  }

  const connectorFor = (
    { port }: Pooler,
    changes: Partial<ConnectionProfile> = {},
    password = server.password,
  ): Connector => new Connector(profileFor(server, { port, ...changes }), passwords(password));

  for (const mode of ['transaction', 'session'] as const) {
    const situation = `PgBouncer in ${mode} mode`;
    it(`in ${mode} mode does what the table says`, async function () {
      this.timeout(30_000);
      const connector = connectorFor(await start(mode));
      for (const [action, text] of actions) {
        // A session of its own for each, because in session mode things stay.
        const session = await connector.openSession(neverCancelled);
        checkRow(situation, action, await runOutcome(session, text));
        await session.close();
      }
      await connector.close();
    });

    it(`in ${mode} mode cancels and browses`, async () => {
      const connector = connectorFor(await start(mode));
      const session = await connector.openSession(neverCancelled);
      const running = run(session, 'select pg_sleep(60)');
      const isActive = async () =>
        (await server.backends()).some(({ query, state }) => state === 'active' && query.includes('sleep'));
      assert.ok(await eventually(isActive));
      checkRow(situation, 'Cancel', (await session.cancel()).kind);
      await assert.rejects(running, CancelledError);
      const catalog = await connector.openDatabase(neverCancelled);
      const query = { name: 'relations', text: 'select 1', values: [], row: () => 1 };
      assert.deepEqual(await catalog.read(query, neverCancelled), [1]);
      checkRow(situation, 'Browse', 'works');
      await catalog.close();
      await session.close();
      await connector.close();
    });

    it(`in ${mode} mode says what of the connection cannot be kept`, async () => {
      const pooler = await start(mode);
      const timeouts = { ...profileFor(server).timeouts, statement: 5000 };
      const profile = profileFor(server, { port: pooler.port, timeouts });
      const outcome = await testConnection(profile, passwords(server.password), neverCancelled);
      assert.ok(outcome.ok);
      checkRow(situation, 'Test Connection, with a statement timeout', outcome.warnings.join(' ') || 'works');
      const searchPath = connectorFor(pooler, { searchPath: 'marts' });
      checkRow(situation, 'Connect, with a search path', await connectOutcome(searchPath));
    });
  }

  it('believes what is declared', async () => {
    const pooler = await start('session');
    for (const [declared, expected] of [
      ['transaction', true],
      ['session', false],
      ['none', false],
      ['detect', false],
    ] as const) {
      const connector = connectorFor(pooler, { pooler: declared });
      const session = await connector.openSession(neverCancelled);
      assert.equal(session.server.transactionPooled, expected, declared);
      await session.close();
      await connector.close();
    }
  });

  const situation = 'A pooler that refuses';

  it('explains max_client_conn', async () => {
    const pooler = await start('session', { settings: ['max_client_conn = 2'] });
    const first = connectorFor(pooler, { pooler: 'session' });
    const sessions = [await first.openSession(neverCancelled), await first.openSession(neverCancelled)];
    checkRow(situation, 'max_client_conn is reached', await connectOutcome(connectorFor(pooler)));
    await Promise.all(sessions.map((session) => session.close()));
    await first.close();
  });

  it('explains query_wait_timeout, at the login and later', async function () {
    this.timeout(30_000);
    const settings = ['default_pool_size = 1', 'query_wait_timeout = 1', 'max_db_connections = 1'];
    const pooler = await start('transaction', { settings });
    const holder = connectorFor(pooler, { pooler: 'transaction' });
    const other = connectorFor(pooler, { pooler: 'transaction' });
    const waiting = await other.openSession(neverCancelled);
    const session = await holder.openSession(neverCancelled);
    await run(session, 'begin');
    checkRow(
      situation,
      'No server connection is free when a query runs',
      await runOutcome(waiting, 'select 1'),
    );
    const late = connectorFor(pooler, { pooler: 'transaction' });
    checkRow(situation, 'No server connection is free at the login', await connectOutcome(late));
    await session.close();
    await Promise.all([holder, other].map((each) => each.close()));
  });

  it('explains a wrong password, an unknown user and a database that is missing', async () => {
    const pooler = await start('transaction');
    const wrong = connectorFor(pooler, {}, 'wrong');
    checkRow(situation, 'The password is wrong', await connectOutcome(wrong));
    const nobody = connectorFor(pooler, { user: 'nobody_here' });
    checkRow(situation, 'The pooler does not know the user', await connectOutcome(nobody));
    const missing = connectorFor(pooler, { database: 'no_such' });
    checkRow(situation, 'The database does not exist', await connectOutcome(missing));
  });

  it('explains a server that it cannot log in to, or reach', async () => {
    const stale = await startPgBouncer({ ...facts(server), password: 'old' }, 'transaction');
    assert.ok(stale);
    poolers.push(stale);
    const rejected = connectorFor(stale, {}, 'old');
    checkRow(situation, 'The pooler has an old password of the server', await connectOutcome(rejected));
    const port = await freePort();
    const settings = ['query_wait_timeout = 2', 'server_login_retry = 1'];
    const lonely = await start('transaction', { settings }, { ...facts(server), port });
    checkRow(situation, 'The server does not run', await connectOutcome(connectorFor(lonely)));
  });
});

function facts({ host, port, user, password }: TestServer): PooledServer {
  return { host, port, user, password };
}
