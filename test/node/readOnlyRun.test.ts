import assert from 'node:assert/strict';
import { CancelledError, neverCancelled } from '../../src/base/cancelSignal';
import { UserError } from '../../src/base/userError';
import type { Cell } from '../../src/core/ports';
import { ReadOnlyRun } from '../../src/core/query/readOnlyRun';
import { ConnectionLostError, ServerError } from '../../src/core/sql/serverError';
import { Connector } from '../../src/node/pg/connector';
import type { PgSession } from '../../src/node/pg/pgSession';
import { PgParser } from '../../src/node/sql/pgParser';
import type { TestServer } from '../support/postgres';
import { CollectingSink, passwords, profileFor, run } from '../support/sessions';
import { eventually } from '../support/eventually';
import { sharedServer } from '../support/sharedServer';

const parser = new PgParser();

describe('ReadOnlyRun', () => {
  let server: TestServer;
  let database: string;
  let connector: Connector;
  let session: PgSession;
  let reader: ReadOnlyRun;

  before(async () => {
    server = await sharedServer();
    database = await server.createDatabase('readonlyrun');
    await server.query('create table t as select generate_series(1, 10) as a', [], database);
  });
  beforeEach(() => open());
  afterEach(async () => {
    await session.close();
    await connector.close();
  });

  async function open(changes: Parameters<typeof profileFor>[1] = {}): Promise<void> {
    connector = new Connector(profileFor(server, { database, ...changes }), passwords(server.password));
    session = await connector.openSession(neverCancelled);
    reader = new ReadOnlyRun(session, parser);
  }

  async function rows(
    text: string,
    options: { readonly maxRows?: number; readonly signal?: AbortSignal } = {},
  ): Promise<readonly (readonly Cell[])[]> {
    const { maxRows = 100, signal = neverCancelled } = options;
    const sink = new CollectingSink();
    await reader.run({ text, maxRows }, sink, signal);
    return sink.received;
  }

  async function setting(name: string): Promise<Cell | undefined> {
    return (await run(session, `show ${name}`)).rows[0]?.[0];
  }

  it('runs a query in a read-only transaction and leaves none behind', async () => {
    assert.deepEqual(await rows('show transaction_read_only'), [['on']]);
    assert.equal(session.transaction, 'idle');
    assert.equal(await setting('default_transaction_read_only'), 'on');
  });

  it('answers a cut result, and leaves no transaction', async () => {
    assert.equal((await rows('select * from t', { maxRows: 3 })).length, 3);
    assert.equal(session.transaction, 'idle');
  });

  it('refuses with one sentence and sends nothing', async () => {
    await assert.rejects(rows('delete from t'), (error: unknown) => {
      assert.ok(error instanceof UserError);
      assert.equal(error.message, 'This connection is read-only, and nothing was sent. DELETE changes data.');
      return true;
    });
    assert.equal(await setting('default_transaction_read_only'), 'off');
  });

  it('rolls back after an error, and goes on', async () => {
    await assert.rejects(rows('select 1 / 0'), ServerError);
    assert.equal(session.transaction, 'idle');
    assert.deepEqual(await rows('select 1'), [['1']]);
  });

  it('rolls back after a cancel, and goes on', async () => {
    const abort = new AbortController();
    const waiting = rows('select pg_sleep(60)', { signal: abort.signal });
    const seen = await eventually(() =>
      server.backends().then((all) => all.some(({ query }) => query.includes('pg_sleep(60)'))),
    );
    assert.ok(seen);
    abort.abort();
    await assert.rejects(waiting, CancelledError);
    assert.equal(session.transaction, 'idle');
    assert.deepEqual(await rows('select 1'), [['1']]);
  });

  it('says so when the line is lost in the middle', async () => {
    const failed = assert.rejects(rows(`select pg_sleep(60), 'lose me'`), (error: unknown) => {
      return error instanceof ConnectionLostError || (error instanceof ServerError && error.code === '57P01');
    });
    await eventually(async () => {
      const found = (await server.backends()).find(({ query }) => query.includes('lose me'));
      return (
        found !== undefined && (await server.query('select pg_terminate_backend($1)', [found.pid])).length > 0
      );
    });
    await failed;
    await assert.rejects(rows('select 1'), ConnectionLostError);
  });

  it('keeps harmless settings', async () => {
    await rows("set search_path = 'pg_catalog'");
    assert.deepEqual(await rows('show search_path'), [['pg_catalog']]);
    await rows('reset search_path');
    assert.deepEqual(await rows('show search_path'), [['"$user", public']]);
  });

  it('keeps a cursor over statements, mistakes and refusals, until it is closed', async () => {
    await rows('declare c scroll cursor for select a from t order by a');
    await rows('declare d cursor for select 1');
    assert.deepEqual(reader.openCursors, ['c', 'd']);
    assert.deepEqual(await rows('fetch 2 from c'), [['1'], ['2']]);
    await assert.rejects(rows('select 1 / 0'), ServerError);
    await assert.rejects(rows('fetch from nobody'), ServerError);
    await assert.rejects(rows('delete from t'), UserError);
    await assert.rejects(rows('set work_mem = 64'), /CLOSE ALL/);
    assert.deepEqual(await rows('select count(*) from t'), [['10']]);
    await rows('move 1 in c');
    assert.deepEqual(await rows('fetch from c'), [['4']]);
    await rows('close d');
    assert.equal(session.transaction, 'inTransaction');
    assert.deepEqual(await rows('fetch backward from c'), [['3']]);
    await rows('close c');
    assert.equal(session.transaction, 'idle');
  });

  it('ends every cursor with CLOSE ALL and with `end`', async () => {
    for (const close of [() => rows('close all'), () => reader.end()]) {
      await rows('declare c cursor for select 1');
      await rows('declare d cursor for select 1');
      await close();
      assert.deepEqual(reader.openCursors, []);
      assert.equal(session.transaction, 'idle');
    }
  });

  it('leaves no transaction behind a cursor that could not be declared', async () => {
    await assert.rejects(rows('declare c cursor for select nowhere'), ServerError);
    assert.equal(session.transaction, 'idle');
    await assert.rejects(rows('fetch c'), /does not exist/);
    assert.equal(session.transaction, 'idle');
  });

  it('does not touch a transaction of the user', async () => {
    await run(session, 'begin');
    await run(session, 'insert into t values (0)');
    await assert.rejects(rows('select 1'), /Commit it or roll it back/);
    assert.equal(session.transaction, 'inTransaction');
    await run(session, 'rollback');
  });

  it('takes one statement at a time', async () => {
    const first = rows('select pg_sleep(0)');
    await assert.rejects(Promise.all([rows('select 2'), rows('select 3'), first]), /Another statement/);
    await first;
    assert.equal(session.transaction, 'idle');
  });

  it('gives the session back when read-only is lifted', async () => {
    await rows('declare c cursor for select 1');
    await reader.lift();
    assert.equal(session.transaction, 'idle');
    assert.equal(await setting('default_transaction_read_only'), 'off');
  });

  it('sets nothing on the session behind a pooler in transaction mode', async () => {
    await session.close();
    await connector.close();
    await open({ pooler: 'transaction', readOnly: true });
    assert.deepEqual(await rows('show transaction_read_only'), [['on']]);
    assert.equal(await setting('default_transaction_read_only'), 'off');
    await assert.rejects(rows('set work_mem = 64'), /somebody else/);
  });
});
