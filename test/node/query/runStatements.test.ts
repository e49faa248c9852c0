import assert from 'node:assert/strict';
import { neverCancelled } from '../../../src/base/cancelSignal';
import { planRun } from '../../../src/core/query/runPlan';
import { RunStore, type StatementRecord } from '../../../src/core/query/runStore';
import {
  type Execute,
  type RunEnd,
  type RunEnvironment,
  runStatements,
  runToEnd,
} from '../../../src/core/query/runStatements';
import type { CancelOutcome, Session } from '../../../src/core/query/session';
import { Connector } from '../../../src/node/pg/connector';
import { ResultFolder } from '../../../src/node/results/resultFolder';
import type { TestServer } from '../../support/postgres';
import { passwords, profileFor, run as runOne } from '../../support/sessions';
import { sharedServer } from '../../support/sharedServer';
import { rowsOf } from '../../support/storedRows';
import { startTcpProxy } from '../../support/tcpProxy';
import { makeScratchFolder } from '../../support/workbench/scratchFolder';

interface Ran {
  readonly end: RunEnd;
  readonly store: RunStore;
}

describe('running statements', () => {
  let server: TestServer;
  let database: string;
  let connector: Connector;
  let session: Session;
  const scratch = makeScratchFolder('results');
  const folder = new ResultFolder(scratch.path);
  const stores: RunStore[] = [];

  before(async () => {
    server = await sharedServer();
    database = await server.createDatabase('run');
    connector = new Connector(profileFor(server, { database }), passwords(server.password));
    session = await connector.openSession(neverCancelled);
  });

  after(async () => {
    await session.close();
    await connector.close();
    folder.dispose();
    scratch.remove();
  });

  afterEach(() => {
    for (const store of stores.splice(0)) {
      store.dispose();
    }
  });

  beforeEach(async () => {
    await runOne(session, 'rollback');
    await runOne(session, 'discard all');
    await runOne(session, 'drop schema if exists public cascade');
    await runOne(session, 'create schema public');
  });

  interface RunOptions {
    readonly on?: Session;
    readonly rowCap?: number;
    readonly byteCap?: number;
    readonly stop?: AbortSignal;
    readonly execute?: Execute;
    readonly onNotice?: () => void;
    readonly atCap?: RunEnvironment['atCap'];
  }

  async function run(text: string, options: RunOptions = {}): Promise<Ran> {
    const plan = planRun(text, { kind: 'document' });
    assert.ok(plan.kind === 'run');
    const { on = session, rowCap = 10_000, byteCap = 1e9, stop } = options;
    const store = new RunStore(plan.statements, { rowCap, byteCap }, () => folder.newRows());
    stores.push(store);
    store.onDidChange((index) => {
      if (store.statement(index ?? -1)?.noticeCount === 1) {
        options.onNotice?.();
      }
    });
    const end = await runStatements(store, {
      execute:
        options.execute ??
        ((request, sink) => on.execute({ ...request, maxBytes: store.bytesLeft }, sink, neverCancelled)),
      clock: { now: () => performance.now() },
      signal: stop ?? neverCancelled,
      describe: (error) => String(error),
      ...(options.atCap && { atCap: options.atCap }),
    });
    return { end, store };
  }

  /** One line for each statement. */
  async function summary(store: RunStore): Promise<readonly string[]> {
    const rowsOfEach = await Promise.all(store.statements.map(rowsOf));
    return store.statements.map((record, index) => {
      const rows = record.columns ? ` ${JSON.stringify(rowsOfEach[index])}` : '';
      const notices = record.notices.map((notice) => ` [${notice.severity} ${notice.message}]`).join('');
      const error = record.error ? ` ${record.error.server?.code ?? ''} ${record.error.message}` : '';
      return `${record.state} ${record.commandTag ?? '-'}${rows}${notices}${error}`;
    });
  }

  function first(store: RunStore): StatementRecord {
    const record = store.statement(0);
    assert.ok(record);
    return record;
  }

  it('sends one statement after the other and keeps rows, tags and notices', async () => {
    const { end, store } = await run(`
      create table t (n int); insert into t values (1), (2);
      select n, n is null from t order by n;
      do $$ begin raise notice 'one'; raise warning 'two'; end $$;
      select null, ''`);
    assert.equal(end.kind, 'completed');
    assert.deepEqual(await summary(store), [
      'done CREATE TABLE',
      'done INSERT 0 2',
      'done SELECT 2 [["1","f"],["2","f"]]',
      'done DO [NOTICE one] [WARNING two]',
      'done SELECT 1 [[null,""]]',
    ]);
  });

  it('keeps settings, temporary tables and transactions between runs', async () => {
    await run(
      "set application_name = 'kept'; create temp table kept (n int); begin; insert into kept values (7)",
    );
    assert.equal(session.transaction, 'inTransaction');
    const { store } = await run(
      "select current_setting('application_name'), n from kept; rollback; table kept",
    );
    assert.deepEqual(await summary(store), [
      'done SELECT 1 [["kept","7"]]',
      'done ROLLBACK',
      'done SELECT 0 []',
    ]);
  });

  it('stops at the first error, and the rest is skipped', async () => {
    const { end, store } = await run('create table a (); select 1/0; create table b ()');
    assert.equal(end.kind, 'failed');
    assert.deepEqual(await summary(store), [
      'done CREATE TABLE',
      'failed - 22012 division by zero',
      'skipped -',
    ]);
    assert.equal(store.running, false);
    assert.deepEqual(await rowsOf((await run("select to_regclass('b')")).store.statement(0)), [[null]]);
  });

  const places: readonly (readonly [string, string, string])[] = [
    ['a column', 'select 1;\nselect «nope» from pg_class', '42703'],
    ['after emoji in the text before', "select '🐘🐘', '𝄞é' as ü, «nope»", '42703'],
    ['in a later statement after emoji', "select '🐘';\n-- 🐘\n  select «nope»()", '42883'],
    ['a dotted name', 'select * from «public.nope» where true', '42P01'],
    ['a syntax error', 'select 1 fromm «pg_class» x y', '42601'],
    ['the end of the statement', 'select 1 + «(»', '42601'],
    ['with Windows line ends', "select '🐘',\r\n\r\n  «nope»\r\n", '42703'],
    ['without a position: the whole statement', '«do $$ begin perform 1/0; end $$»', '22012'],
  ];
  for (const [name, marked, code] of places) {
    it(`finds the place of an error: ${name}`, async () => {
      const start = marked.indexOf('«');
      const end = marked.indexOf('»') - 1;
      const { end: ended } = await run(marked.replace(/[«»]/g, ''));
      assert.ok(ended.kind === 'failed');
      assert.equal(ended.error.server?.code, code);
      assert.deepEqual(ended.error.place, { start, end });
    });
  }

  it('keeps message, detail and hint of an error', async () => {
    const { end } = await run(
      "do $$ begin raise 'it broke' using detail = 'the detail', hint = 'the hint', errcode = 'LH001'; end $$",
    );
    assert.ok(end.kind === 'failed');
    const { message, server: fields } = end.error;
    assert.deepEqual(
      [message, fields?.detail, fields?.hint, fields?.code],
      ['it broke', 'the detail', 'the hint', 'LH001'],
    );
  });

  it('says what a missing parameter means', async () => {
    const { end } = await run('select $1::int');
    assert.ok(end.kind === 'failed');
    assert.equal(
      end.error.server?.hint,
      'The statement contains a parameter such as $1. Write a value in its place.',
    );
  });

  describe('limits', () => {
    const cases: readonly (readonly [string, number, number, string | undefined])[] = [
      ['select generate_series(1, 10)', 10, 10, undefined],
      [
        'select generate_series(1, 11)',
        10,
        10,
        'Stopped at 10 rows (lakehouse.query.rowCap): the statement was not run to completion.',
      ],
    ];
    for (const [sql, rowCap, rows, note] of cases) {
      it(`${sql} with a cap of ${rowCap}`, async () => {
        const { store } = await run(sql, { rowCap });
        const record = first(store);
        assert.deepEqual(
          [record.rows?.count, record.complete, record.note],
          [rows, note === undefined, note],
        );
      });
    }

    it('a data-modifying statement runs to its end although its rows are capped', async () => {
      const { store } = await run(
        'create table t (n int); insert into t select generate_series(1, 500) returning n; select count(*) from t',
        { rowCap: 3 },
      );
      const insert = store.statement(1);
      assert.equal(insert?.rows?.count, 3);
      assert.equal(
        insert.note,
        'Only the first 3 rows (lakehouse.query.rowCap) of those returned are shown. The statement itself ran to its end.',
      );
      assert.deepEqual(await rowsOf(store.statement(2)), [['500']]);
    });

    it('the last statement can be held at its cap, the others end there', async () => {
      const states: string[] = [];
      const { store } = await run('select generate_series(1, 50); select generate_series(1, 70)', {
        rowCap: 20,
        atCap: () => {
          const statements = stores.at(-1)?.statements ?? [];
          states.push(
            ...statements.map(({ state, complete, rows }) => `${state} ${complete} ${rows?.count ?? 0}`),
          );
          return Promise.resolve('fetchAll');
        },
      });
      assert.deepEqual(states, ['done false 20', 'held false 20']);
      assert.deepEqual(
        store.statements.map(({ state, complete, rows, note }) => [state, complete, rows?.count, note]),
        [
          [
            'done',
            false,
            20,
            'Stopped at 20 rows (lakehouse.query.rowCap): the statement was not run to completion.',
          ],
          ['done', true, 70, undefined],
        ],
      );
    });

    it('a statement that was capped can run again, to its end and in its place', async () => {
      const { store } = await run('select generate_series(1, 50); select 1', { rowCap: 20 });
      const end = await runToEnd(store, 0, {
        execute: (request, sink) => session.execute(request, sink, neverCancelled),
        clock: { now: () => performance.now() },
        signal: neverCancelled,
        describe: (error) => String(error),
      });
      assert.deepEqual(end, { kind: 'completed' });
      const record = first(store);
      assert.deepEqual(
        [record.state, record.complete, record.commandTag, record.note, store.running],
        ['done', true, 'SELECT 50', undefined, false],
      );
      assert.equal((await rowsOf(record)).length, 50);
      assert.deepEqual(await rowsOf(store.statement(1)), [['1']]);
    });

    it('bytes: a statement stops when the rows of the run are so many', async () => {
      const { store } = await run("select repeat('x', 1000) from generate_series(1, 5000); select 1", {
        byteCap: 2 * 1024 * 1024,
      });
      const record = first(store);
      assert.equal(record.rows?.count, Math.ceil((2 * 1024 * 1024) / 1011));
      assert.equal(
        record.note,
        'Stopped at 2 MB (lakehouse.query.sizeCap): the statement was not run to completion.',
      );
      assert.equal(record.complete, false);
      assert.deepEqual(await rowsOf(store.statement(1)), []);
    });

    it('notices: the first are kept and all are counted', async () => {
      const { store } = await run("do $$ begin for i in 1..1500 loop raise notice '%', i; end loop; end $$");
      const record = first(store);
      assert.deepEqual([record.notices.length, record.noticeCount], [1000, 1500]);
    });
  });

  it('runs 10,000 statements in order', async () => {
    const text = Array.from({ length: 10_000 }, (_, index) => `select ${index};`).join('\n');
    const { end, store } = await run(text);
    assert.equal(end.kind, 'completed');
    const rows = await Promise.all(store.statements.map(rowsOf));
    assert.ok(rows.every(([row], index) => row?.[0] === String(index)));
  });

  it('a cancelled statement ends the run, and the server says that it obeyed', async () => {
    const stop = new AbortController();
    let outcome: Promise<CancelOutcome> | undefined;
    const { end, store } = await run(`select 1; ${noticeAndSleep}; select 2`, {
      stop: stop.signal,
      onNotice: () => {
        stop.abort();
        outcome ??= session.cancel();
      },
    });
    assert.deepEqual(await outcome, { kind: 'cancelled' });
    assert.deepEqual(end, { kind: 'cancelled', index: 1 });
    assert.deepEqual(
      store.statements.map((record) => record.state),
      ['done', 'cancelled', 'skipped'],
    );
  });

  it('when the statement finished before the cancel, nothing further is sent', async () => {
    const stop = new AbortController();
    const { end } = await run('create table early (); create table late ()', {
      stop: stop.signal,
      execute: async (request, sink) => {
        const outcome = await session.execute(request, sink, neverCancelled);
        stop.abort();
        return outcome;
      },
    });
    assert.deepEqual(end, { kind: 'cancelled', index: 1 });
    assert.deepEqual(await rowsOf(first((await run("select to_regclass('late')")).store)), [[null]]);
  });

  it('when the backend is killed, says that the fate of the statement is unknown, and sends nothing again', async () => {
    const lost = await connector.openSession(neverCancelled);
    await run('create sequence calls; create table t (n bigint)', {});
    const { end, store } = await run(
      `select 1; do $$ begin insert into t select nextval('calls'); raise notice 'in'; perform pg_sleep(600); end $$; select 2`,
      {
        on: lost,
        onNotice: () =>
          void server.query(
            "select pg_terminate_backend(pid) from pg_stat_activity where query like 'do $$ begin insert%'",
          ),
      },
    );
    assert.equal(end.kind, 'lost');
    assert.deepEqual(
      store.statements.map((record) => record.state),
      ['done', 'failed', 'skipped'],
    );
    assert.match(
      store.statement(1)?.error?.message ?? '',
      /Whether the server carried out this statement is not known, so it is not sent again\.$/,
    );
    const counted = await run('select last_value, is_called from calls; select count(*) from t');
    assert.deepEqual(await Promise.all(counted.store.statements.map(rowsOf)), [[['1', 't']], [['0']]]);
    await lost.close();
  });

  it('on a session that is lost already, says that the statement was not sent', async () => {
    const lost = await connector.openSession(neverCancelled);
    await lost.terminate();
    const { end } = await run('create table never ()', { on: lost });
    assert.ok(end.kind === 'lost');
    assert.match(end.error.message, /This statement was not sent\.$/);
    assert.deepEqual(await rowsOf(first((await run("select to_regclass('never')")).store)), [[null]]);
  });

  it('a line that is cut between the statement and its answer leaves one execution', async () => {
    const proxy = await startTcpProxy(server);
    const behind = new Connector(
      profileFor(server, { database, port: proxy.port }),
      passwords(server.password),
    );
    const lost = await behind.openSession(neverCancelled);
    await run('create table written (n int)');
    proxy.latency = 300;
    const running = run('insert into written values (1)', { on: lost });
    const count = async () =>
      (await server.query('select count(*)::text n from written', [], database))[0]?.['n'] as string;
    while ((await count()) === '0') {
      // The answer is still on its way when the row is there.
    }
    proxy.reset();
    const { end } = await running;
    assert.equal(end.kind, 'lost');
    await behind.close();
    await proxy.dispose();
    assert.deepEqual(await rowsOf(first((await run('select count(*) from written')).store)), [['1']]);
  });
});

const noticeAndSleep = "do $$ begin raise notice 'running'; perform pg_sleep(600); end $$";
