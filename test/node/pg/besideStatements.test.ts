import assert from 'node:assert/strict';
import { neverCancelled } from '../../../src/base/cancelSignal';
import type { Session, SessionNotification } from '../../../src/core/query/session';
import {
  progressQuery,
  reportsProgress,
  type StatementProgress,
} from '../../../src/core/query/statementProgress';
import { Connector } from '../../../src/node/pg/connector';
import { eventually } from '../../support/eventually';
import { startPgBouncer } from '../../support/pgbouncer';
import type { TestServer } from '../../support/postgres';
import { CollectingSink, passwords, profileFor, run } from '../../support/sessions';
import { sharedServer } from '../../support/sharedServer';

describe('What a session tells beside its statements', () => {
  let server: TestServer;
  let database: string;
  let connector: Connector;
  let session: Session;

  before(async () => {
    server = await sharedServer();
    database = await server.createDatabase('beside');
    connector = new Connector(profileFor(server, { database }), passwords(server.password));
  });

  beforeEach(async () => {
    session = await connector.openSession(neverCancelled);
  });

  afterEach(() => session.close());
  after(() => connector.close());

  it('is a notification, while it is idle and while a statement runs', async () => {
    const heard: SessionNotification[] = [];
    session.onDidNotify((notification) => heard.push(notification));
    const texts = () => heard.map(({ channel, payload }) => `${channel}: ${payload}`);
    await run(session, 'listen "Orders"');
    await server.query(`select pg_notify('Orders', 'one: ü')`, [], database);
    await eventually(() => Promise.resolve(heard.length > 0));
    assert.deepEqual(texts(), ['Orders: one: ü']);
    await run(session, `select pg_notify('Orders', ''), pg_notify('other', 'unheard')`);
    assert.deepEqual(texts(), ['Orders: one: ü', 'Orders: ']);
    const [row] = (await run(session, 'select pg_backend_pid()')).rows;
    assert.equal(heard[1]?.processId, Number(row?.[0]));
    await run(session, 'unlisten *');
    await run(session, `select pg_notify('Orders', 'late')`);
    assert.equal(heard.length, 2);
  });

  it('is how far a command has come', async () => {
    await run(
      session,
      'create table wide as select n, repeat($$x$$, 500) as t from generate_series(1, 20000) as n',
    );
    await run(session, 'delete from wide where n % 2 = 0');
    await run(session, 'set vacuum_cost_delay = 20');
    await run(session, 'set vacuum_cost_limit = 1');
    const stop = new AbortController();
    const running = session.execute({ text: 'vacuum wide', maxRows: 1 }, new CollectingSink(), stop.signal);
    const query = (processId: number) => progressQuery(session.server.version, processId);
    const look = async () => (await session.readAboutBackend(query, neverCancelled)) ?? [];
    let seen: readonly StatementProgress[] = [];
    await eventually(async () => {
      seen = await look();
      return seen.some(({ fraction = 0 }) => fraction > 0);
    });
    assert.equal(seen[0]?.phase, 'scanning heap');
    assert.match(seen[0].words, /^[\d,]+ of 1,\d{3} blocks$/);
    stop.abort();
    await assert.rejects(running);
  });

  it('is nothing behind a pooler, which shares the server process', async function () {
    const pooler = await startPgBouncer(server, 'transaction');
    if (!pooler) {
      this.skip();
    }
    const profile = profileFor(server, { port: pooler.port, database });
    const pooled = new Connector(profile, passwords(server.password));
    try {
      const session = await pooled.openSession(neverCancelled);
      const read = session.readAboutBackend(
        (id) => progressQuery(session.server.version, id),
        neverCancelled,
      );
      assert.equal(await read, undefined);
      await session.close();
    } finally {
      await pooled.close();
      await pooler.stop();
    }
  });

  it('is honest where a role may not see it', () => {
    const { row } = progressQuery(180_000, 1);
    assert.deepEqual(row([null, null, null, 'blocks']), {
      phase: 'The progress is not shown to this role.',
      fraction: undefined,
      words: '',
    });
    assert.deepEqual(row(['copying', '1234', '0', 'rows']), {
      phase: 'copying',
      fraction: undefined,
      words: '1,234 rows',
    });
  });

  it('is asked for only where PostgreSQL reports it', () => {
    const reports = [
      'vacuum',
      '-- x\n/* y */ ANALYZE t',
      'create  unique\nindex on t (a)',
      'reindex table t',
      'copy t to stdout',
      'cluster',
    ];
    assert.deepEqual(
      reports.filter((sql) => !reportsProgress(sql)),
      [],
    );
    const others = ['select 1', 'create table index_x ()', 'vacuumed', 'explain analyze select 1', ''];
    assert.deepEqual(others.filter(reportsProgress), []);
  });
});
