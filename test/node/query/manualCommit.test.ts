import assert from 'node:assert/strict';
import { CancelledError, neverCancelled } from '../../../src/base/cancelSignal';
import { manualCommit } from '../../../src/core/query/manualCommit';
import { type RunTimeouts, timedRun } from '../../../src/core/query/timedRun';
import type { Execute } from '../../../src/core/query/runStatements';
import type { Session } from '../../../src/core/query/session';
import { Connector } from '../../../src/node/pg/connector';
import { PgParser } from '../../../src/node/sql/pgParser';
import { startPgBouncer } from '../../support/pgbouncer';
import type { TestServer } from '../../support/postgres';
import { CollectingSink, passwords, profileFor, run } from '../../support/sessions';
import { sharedServer } from '../../support/sharedServer';

const parser = new PgParser();

function plain(session: Session): Execute {
  return (request, sink) => session.execute(request, sink, neverCancelled);
}

describe('statements around which something stands', () => {
  let server: TestServer;
  let database: string;
  let connector: Connector;
  let session: Session;

  before(async () => {
    server = await sharedServer();
    database = await server.createDatabase('manual');
    connector = new Connector(profileFor(server, { database }), passwords(server.password));
  });

  beforeEach(async () => {
    session = await connector.openSession(neverCancelled);
    await run(session, 'drop table if exists kept');
    await run(session, 'create table kept (id int)');
  });

  afterEach(() => session.close());
  after(() => connector.close());

  async function kept(): Promise<number> {
    return (await server.query('select id from kept', [], database)).length;
  }

  describe('with manual commit', () => {
    let offered: string[];
    let commits: boolean;
    let isManual: boolean;
    let execute: (text: string, isOwn?: true) => Promise<unknown>;

    beforeEach(() => {
      offered = [];
      commits = true;
      isManual = true;
      const wrapped = manualCommit(
        {
          session,
          parser,
          isManual: () => isManual,
          offerCommit: (statement) => {
            offered.push(statement);
            return Promise.resolve(commits);
          },
        },
        plain(session),
      );
      execute = (text, isOwn) =>
        wrapped({ text, maxRows: 10, ...(isOwn && { isOwn }) }, new CollectingSink());
    });

    it('begins before the first statement, once, and commits when told', async () => {
      await execute('insert into kept values (1)');
      assert.equal(session.transaction, 'inTransaction');
      await execute('insert into kept values (2)');
      assert.equal(await kept(), 0);
      await execute('commit');
      assert.equal(await kept(), 2);
      assert.equal(session.transaction, 'idle');
    });

    it('leaves no failed transaction behind a first statement, but keeps one that holds something', async () => {
      await assert.rejects(execute('select nope'), { code: '42703' });
      assert.equal(session.transaction, 'idle');
      await execute('insert into kept values (1)');
      await assert.rejects(execute('select nope'), { code: '42703' });
      assert.equal(session.transaction, 'failed');
      await assert.rejects(execute('vacuum kept'), { code: '25P02' });
      assert.deepEqual(offered, []);
      await execute('rollback');
    });

    it('leaves no empty transaction behind when the user turned away before anything was sent', async () => {
      const turnedAway = manualCommit(
        { session, parser, isManual: () => true, offerCommit: () => Promise.resolve(true) },
        () => Promise.reject(new CancelledError()),
      );
      const request = { text: 'copy kept to stdout', maxRows: 1 };
      await assert.rejects(turnedAway(request, new CollectingSink()), CancelledError);
      assert.equal(session.transaction, 'idle');
    });

    it('begins nothing for transaction control, queries of ours, maintenance, and in automatic mode', async () => {
      await execute('vacuum kept');
      await execute('select 1', true);
      assert.equal(session.transaction, 'idle');
      await execute('begin isolation level serializable');
      await execute('rollback');
      isManual = false;
      await execute('insert into kept values (1)');
      assert.equal(session.transaction, 'idle');
      assert.equal(await kept(), 1);
    });

    it('offers to commit before a statement that no transaction block may hold', async () => {
      await execute('insert into kept values (1)');
      await execute('vacuum kept');
      assert.deepEqual(offered, ['vacuum kept']);
      assert.deepEqual([await kept(), session.transaction], [1, 'idle']);
      commits = false;
      await execute('insert into kept values (2)');
      await assert.rejects(
        execute('create index concurrently on kept (id)'),
        /cannot run inside a transaction/,
      );
      assert.deepEqual([await kept(), session.transaction], [1, 'inTransaction']);
    });
  });

  describe('with time limits', () => {
    function timed(on: Session, timeouts: RunTimeouts): (text: string) => Promise<CollectingSink> {
      const wrapped = timedRun({ session: on, parser }, timeouts, plain(on));
      return async (text) => {
        const sink = new CollectingSink();
        await wrapped({ text, maxRows: 10 }, sink);
        return sink;
      };
    }

    const setting = async (on: Session, name: string) => (await run(on, `show ${name}`)).rows[0]?.[0];

    it('limits statements and gives the session its own limits back', async () => {
      await run(session, "set statement_timeout = '7s'");
      const execute = timed(session, { statement: 40, lock: undefined });
      await assert.rejects(execute('select pg_sleep(30)'), { code: '57014' });
      assert.equal(await setting(session, 'statement_timeout'), '7s');
      await run(session, 'begin');
      await execute('insert into kept values (1)');
      assert.equal(await setting(session, 'statement_timeout'), '7s');
      await assert.rejects(execute('select pg_sleep(30)'), { code: '57014' });
      await run(session, 'rollback');
      assert.equal(await setting(session, 'statement_timeout'), '7s');
    });

    it('lifts a limit for one run, and limits maintenance too', async () => {
      await run(session, "set statement_timeout = '30ms'");
      await timed(session, { statement: 0, lock: undefined })('select pg_sleep(0.1)');
      assert.equal(await setting(session, 'statement_timeout'), '30ms');
      await timed(session, { statement: 60_000, lock: 1000 })('vacuum kept');
      assert.equal(await setting(session, 'lock_timeout'), '0');
    });

    it('limits the wait for a lock', async () => {
      const other = await connector.openSession(neverCancelled);
      await run(other, 'begin');
      await run(other, 'lock table kept');
      const execute = timed(session, { statement: undefined, lock: 30 });
      await assert.rejects(execute('select * from kept'), { code: '55P03' });
      await other.close();
    });

    it('uses SET LOCAL in a transaction of its own behind a pooler', async function () {
      const pooler = await startPgBouncer(server, 'transaction');
      if (!pooler) {
        this.skip();
      }
      const pooled = new Connector(
        profileFor(server, { port: pooler.port, database }),
        passwords(server.password),
      );
      try {
        const session = await pooled.openSession(neverCancelled);
        const execute = timed(session, { statement: 40, lock: undefined });
        await assert.rejects(execute('select pg_sleep(30)'), { code: '57014' });
        const { received } = await execute('select current_setting($$statement_timeout$$)');
        assert.deepEqual(received, [['40ms']]);
        await execute('insert into kept values (1)');
        assert.equal(await kept(), 1);
        await assert.rejects(execute('vacuum kept'), /Behind a pooler .* Nothing was sent/s);
        assert.deepEqual([session.transaction, await setting(session, 'statement_timeout')], ['idle', '0']);
        await session.close();
      } finally {
        await pooled.close();
        await pooler.stop();
      }
    });
  });
});
