import assert from 'node:assert/strict';
import net from 'node:net';
import { serialize } from 'pg-protocol';
import { CancelledError, neverCancelled } from '../../../src/base/cancelSignal';
import { Deferred } from '../../../src/base/deferred';
import { sandboxProfile } from '../../../src/core/connections/sandbox';
import { Connector } from '../../../src/node/pg/connector';
import type { OwnerNews } from '../../../src/node/sandbox/windowMessages';
import type { SandboxWindow } from '../../../src/node/sandbox/sandboxWindow';
import { eventually } from '../../support/eventually';
import { TestSandbox } from '../../support/sandbox';
import { CollectingSink, run } from '../../support/sessions';

describe('Clients of the sandbox', () => {
  let sandbox: TestSandbox;
  let window: SandboxWindow;
  const waits = { said: 300, limit: 1_500 };

  before(async () => {
    sandbox = await TestSandbox.create();
    window = await sandbox.open({ waits });
  });

  after(() => sandbox.dispose());

  it('keep their settings and their role, although they share one backend', async () => {
    const [first, second] = await Promise.all([sandbox.session(window), sandbox.session(window)]);
    await run(first, "SET work_mem = '7MB'");
    await run(first, "SET app.tenant = 'one'");
    await run(first, 'SET ROLE lakehouse_read_only');
    await run(second, "SET app.tenant = 'two'");
    const state = "SELECT current_setting('work_mem'), current_setting('app.tenant', true), current_user";
    assert.deepEqual((await run(second, state)).rows, [['4MB', 'two', 'postgres']]);
    assert.deepEqual((await run(first, state)).rows, [['7MB', 'one', 'lakehouse_read_only']]);
    assert.deepEqual((await run(second, state)).rows, [['4MB', 'two', 'postgres']]);
    await Promise.all([first.close(), second.close()]);
  });

  it('lose temporary tables to another session, and are told', async () => {
    const [first, second] = await Promise.all([sandbox.session(window), sandbox.session(window)]);
    await run(first, 'CREATE TEMP TABLE mine AS SELECT 1 AS a');
    await run(first, 'PREPARE p AS SELECT 1');
    assert.deepEqual((await run(first, 'SELECT a FROM mine')).notices, []);
    assert.deepEqual((await run(second, "SELECT to_regclass('mine')")).rows, [[null]]);
    const { notices } = await run(first, 'SELECT 1');
    assert.match(
      notices[0]?.message ?? '',
      /one temporary object, one prepared statement of this session are gone/,
    );
    await assert.rejects(run(first, 'SELECT a FROM mine'), /"mine" does not exist/);
    await Promise.all([first.close(), second.close()]);
  });

  it('keep temporary tables while the sidebar reads the catalog', async () => {
    const connector = sandbox.connector(window);
    const session = await connector.openSession(neverCancelled);
    const catalog = await connector.openDatabase(neverCancelled);
    await run(session, 'CREATE TEMP TABLE mine AS SELECT 1 AS a');
    await run(session, 'SET enable_seqscan = off');
    const path = await catalog.read(
      {
        name: 'path',
        text: "SELECT current_setting('search_path'), current_setting('enable_seqscan')",
        values: [],
        row: (cells) => cells,
      },
      neverCancelled,
    );
    assert.deepEqual(path, [['', 'on']]);
    const { rows, notices } = await run(session, "SELECT a, current_setting('enable_seqscan') FROM mine");
    assert.deepEqual(rows, [['1', 'off']]);
    assert.deepEqual(notices, []);
    await Promise.all([session.close(), catalog.close()]);
  });

  it('wait for an open transaction, say so, and give up after a while', async () => {
    const news = nextNews(window);
    const [holder, waiter] = await Promise.all([
      sandbox.session(window, 'the holder'),
      sandbox.session(window, 'the waiter'),
    ]);
    await run(holder, 'BEGIN');
    await assert.rejects(
      run(waiter, 'SELECT 1'),
      /The sandbox stayed busy: “the holder” has an open transaction that did nothing for \d+ s/,
    );
    const said = await news;
    assert.ok(said.kind === 'waiting');
    assert.equal(said.waiting, 'the waiter');
    assert.equal(said.holder.doing, 'inTransaction');
    await run(holder, 'COMMIT');
    assert.deepEqual((await run(waiter, 'SELECT 1')).rows, [['1']]);
    await Promise.all([holder.close(), waiter.close()]);
  });

  it('are let in when the user ends the transaction that holds them up', async () => {
    const [holder, waiter] = await Promise.all([
      sandbox.session(window, 'the holder'),
      sandbox.session(window),
    ]);
    await run(holder, 'BEGIN');
    await run(holder, 'CREATE TABLE public.never (a int)');
    const lost = new Promise<string>((resolve) => holder.onDidLose(resolve));
    const waiting = run(waiter, "SELECT to_regclass('public.never')");
    await window.endTurn((await window.status()).holder?.id ?? -1);
    assert.match(await lost, /A user ended this transaction/);
    assert.deepEqual((await waiting).rows, [[null]]);
    await waiter.close();
  });

  it('are let in when the line of the holder breaks', async () => {
    const [holder, waiter] = await Promise.all([sandbox.session(window), sandbox.session(window)]);
    await run(holder, 'BEGIN');
    await run(holder, 'CREATE TABLE public.never (a int)');
    await holder.terminate();
    assert.deepEqual((await run(waiter, "SELECT to_regclass('public.never')")).rows, [[null]]);
    await waiter.close();
  });

  it('cancel a statement by a restart, which keeps what was committed and is said to all', async () => {
    const [one, other] = await Promise.all([sandbox.session(window), sandbox.session(window)]);
    await run(one, 'CREATE TABLE public.committed AS SELECT 1 AS a');
    const restarted = nextNews(window);
    const sink = new CollectingSink();
    const running = one.execute({ text: 'SELECT pg_sleep(1000)', maxRows: 10 }, sink, neverCancelled);
    const failed = assert.rejects(running, CancelledError);
    assert.ok(await eventually(async () => (await window.status()).holder?.doing === 'running'));
    assert.deepEqual(await one.cancel(), { kind: 'cancelled' });
    await failed;
    assert.match(sink.notices[0]?.message ?? '', /was restarted, because a running statement was cancelled/);
    assert.deepEqual(await restarted, {
      kind: 'restarted',
      cause: { kind: 'cancelled', reason: 'a running statement was cancelled' },
    });
    const { rows, notices } = await run(other, 'SELECT a FROM public.committed');
    assert.deepEqual(rows, [['1']]);
    assert.ok(notices.some(({ message }) => message.startsWith('The sandbox was restarted, because')));
    assert.deepEqual((await run(one, 'SELECT 2')).rows, [['2']]);
    await Promise.all([one.close(), other.close()]);
  });

  it('cancel what still waits without a restart', async () => {
    const [holder, waiter] = await Promise.all([sandbox.session(window), sandbox.session(window)]);
    await run(holder, 'BEGIN');
    const waits = nextNews(window);
    const failed = assert.rejects(run(waiter, 'SELECT 1'), CancelledError);
    await waits;
    await waiter.cancel();
    await failed;
    assert.equal(holder.transaction, 'inTransaction');
    assert.deepEqual((await run(holder, 'SELECT 1')).notices, []);
    await Promise.all([holder.close(), waiter.close()]);
  });

  it('survive a statement that PGlite breaks off over', async () => {
    const session = await sandbox.session(window);
    await assert.rejects(
      run(session, "COPY core.products FROM PROGRAM 'true'"),
      /it broke off the statement/,
    );
    assert.deepEqual((await run(session, 'SELECT 1')).rows, [['1']]);
    await session.close();
  });

  const refused: readonly [what: string, text: string, words: RegExp][] = [
    ['data for COPY', 'COPY core.products FROM STDIN', /waits for data that an editor cannot send/],
    ['data of COPY', 'COPY core.products TO STDOUT', /is no table of results/],
    ['an error', 'SELECT 1/0', /division by zero/],
  ];
  for (const [what, text, words] of refused) {
    it(`go on after ${what}`, async () => {
      const session = await sandbox.session(window);
      await assert.rejects(run(session, text), words);
      assert.deepEqual((await run(session, 'SELECT 1')).rows, [['1']]);
      assert.deepEqual((await run(session, 'SELECT 1')).notices, []);
      await session.close();
    });
  }

  it('learn which limit of the sandbox an error comes from', async () => {
    const session = await sandbox.session(window);
    const error = await run(session, 'CREATE EXTENSION hstore').catch((reason: unknown) => reason);
    assert.match(
      (error as { fields: { hint: string } }).fields.hint,
      /^A limit of the sandbox: Only plpgsql/,
    );
    await session.close();
  });

  it('read as many rows as they want in one exchange, and learn the names of new types', async () => {
    const session = await sandbox.session(window);
    const many = 'SELECT n FROM generate_series(1, 1000) n';
    for (const [maxRows, complete, count] of [
      [10, false, 10],
      [1000, true, 1000],
      [Infinity, true, 1000],
    ] as const) {
      const outcome = await run(session, many, { maxRows });
      assert.deepEqual([outcome.complete, outcome.rowCount, outcome.rows.length], [complete, count, count]);
    }
    await run(session, 'BEGIN');
    await run(session, "CREATE TYPE public.mood AS ENUM ('calm')");
    const { columns, rows } = await run(session, "SELECT 'calm'::public.mood AS m", { maxRows: 10 });
    assert.deepEqual([columns?.[0]?.typeName, rows], ['mood', [['calm']]]);
    await run(session, 'ROLLBACK');
    await session.close();
  });

  it('hold back a result that they take slowly', async () => {
    const session = await sandbox.session(window);
    let bytes = 0;
    const sink = {
      columns: () => undefined,
      notice: () => undefined,
      rows: async (rows: readonly (readonly (string | null)[])[]) => {
        bytes += rows.reduce((sum, [cell]) => sum + (cell?.length ?? 0), 0);
        await new Promise((resolve) => setImmediate(resolve));
      },
    };
    const text = "SELECT repeat('x', 10000) FROM generate_series(1, 5000)";
    await session.execute({ text, maxRows: Infinity }, sink, neverCancelled);
    assert.equal(bytes, 50_000_000);
    await session.close();
  });

  it('are let in when the user stops one that takes nothing of its result', async () => {
    const [stuck, waiter] = await Promise.all([sandbox.session(window), sandbox.session(window)]);
    const news = nextNews(window);
    const released = new Deferred<void>();
    const sink = { columns: () => undefined, notice: () => undefined, rows: () => released.promise };
    const text = "SELECT repeat('x', 100000) FROM generate_series(1, 1000)";
    const slow = assert.rejects(stuck.execute({ text, maxRows: Infinity }, sink, neverCancelled), /was lost/);
    assert.ok(await eventually(async () => (await window.status()).holder?.doing === 'running'));
    const waiting = run(waiter, 'SELECT 1');
    const said = await news;
    assert.ok(said.kind === 'waiting');
    await window.endTurn(said.holder.id);
    assert.deepEqual((await waiting).rows, [['1']]);
    released.resolve();
    await slow;
    await waiter.close();
  });

  const strangers: readonly [
    who: string,
    changes: { user?: string; database?: string },
    token: string,
    words: RegExp,
  ][] = [
    ['has no token', {}, 'wrong', /did not accept the login/],
    ['has another user name', { user: 'lakehouse_read_only' }, '', /one user that logs in/],
    ['wants another database', { database: 'postgres' }, '', /serves one database/],
  ];
  for (const [who, changes, token, words] of strangers) {
    it(`are refused when one ${who}`, async () => {
      const { endpoint, token: right } = window.place;
      const profile = { ...sandboxProfile(endpoint), ...changes };
      const asked: string[] = [];
      const connector = new Connector(profile, {
        getPassword: (_profile, reason) => {
          asked.push(reason);
          return Promise.resolve(reason === 'requested' ? token || right : undefined);
        },
      });
      await assert.rejects(connector.openSession(neverCancelled), words);
      await connector.close();
    });
  }

  const garbage: readonly [what: string, bytes: Buffer][] = [
    ['a web request', Buffer.from('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')],
    [
      'a startup without a password',
      Buffer.concat([
        serialize.startup({ user: 'postgres', database: 'lakehouse' }),
        serialize.query('DROP SCHEMA marts CASCADE'),
      ]),
    ],
    ['a huge length', Buffer.from([0x7f, 0xff, 0xff, 0xff, 0, 3, 0, 0])],
  ];
  for (const [what, bytes] of garbage) {
    it(`are sent away when they begin with ${what}`, async () => {
      const { host, port } = window.place.endpoint;
      const socket = net.connect(
        host.startsWith('/') ? { path: `${host}/.s.PGSQL.${String(port)}` } : { host, port },
      );
      socket.write(bytes);
      socket.resume();
      await new Promise((resolve) => socket.once('close', resolve));
      const session = await sandbox.session(window);
      assert.deepEqual((await run(session, "SELECT to_regnamespace('marts') IS NULL")).rows, [['f']]);
      await session.close();
    });
  }
});

function nextNews(window: SandboxWindow): Promise<OwnerNews> {
  return new Promise((resolve) => {
    const subscription = window.onNews((news) => {
      subscription.dispose();
      resolve(news);
    });
  });
}
