import assert from 'node:assert/strict';
import { CancelledError, type CancelSignal, neverCancelled } from '../../../src/base/cancelSignal';
import type { CatalogQuery } from '../../../src/core/ports';
import { ConnectionLostError, ServerError } from '../../../src/core/sql/serverError';
import { Connector } from '../../../src/node/pg/connector';
import type { Deadlines } from '../../../src/node/pg/deadlines';
import type { PgDatabase } from '../../../src/node/pg/pgDatabase';
import { eventually } from '../../support/eventually';
import type { TestServer } from '../../support/postgres';
import { passwords, profileFor } from '../../support/sessions';
import { sharedServer } from '../../support/sharedServer';
import { startTcpProxy } from '../../support/tcpProxy';

describe('A catalog', () => {
  let server: TestServer;
  let name: string;
  let connector: Connector;
  let catalog: PgDatabase;

  async function open(deadlines: Partial<Deadlines> = {}, port = server.port): Promise<void> {
    const profile = profileFor(server, { database: name, port });
    connector = new Connector(profile, passwords(server.password), { deadlines });
    catalog = await connector.openDatabase(neverCancelled);
  }

  before(async () => {
    server = await sharedServer();
    name = await server.createDatabase('catalog');
  });

  afterEach(async () => {
    await catalog.close();
    await connector.close();
    await untilLines(0);
  });

  async function lines(): Promise<
    readonly { readonly pid: number; readonly state: string; readonly query: string }[]
  > {
    const all = await server.backends();
    return all.filter(({ database, application }) => database === name && application !== 'test bed');
  }

  async function untilLines(count: number): Promise<void> {
    while ((await lines()).length !== count) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  async function untilActive(pattern: RegExp): Promise<number> {
    for (;;) {
      const active = (await lines()).find(({ state, query }) => state === 'active' && pattern.test(query));
      if (active) {
        return active.pid;
      }
    }
  }

  const isAsleep = ({ state, query }: { readonly state: string; readonly query: string }) =>
    state === 'active' && query.includes('pg_sleep');

  /** A new backend finds no function as long as it cannot read the schemas: it hangs at the first question. */
  async function whileNobodyEnters(work: () => Promise<void>): Promise<void> {
    await server.withAdmin(async (client) => {
      await client.query('BEGIN');
      await client.query('LOCK TABLE pg_catalog.pg_namespace IN ACCESS EXCLUSIVE MODE');
      await work();
      await client.query('ROLLBACK');
    }, name);
  }

  const waitingQuery =
    'SELECT FROM pg_locks WHERE NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = $1)';

  async function untilSomebodyWaits(): Promise<void> {
    assert.ok(await eventually(async () => (await server.query(waitingQuery, [name])).length > 0));
  }

  const read = (text: string, signal: CancelSignal = neverCancelled) => catalog.read(oneValue(text), signal);

  it('keeps a good line when another one that was lost would have become idle', async () => {
    const catalogIdle = 1_000;
    await open({ catalogIdle });
    const pid = (wait: number) => `select pg_catalog.pg_backend_pid() from pg_catalog.pg_sleep(${wait})`;
    // The line that comes back last is the first to be used again.
    const [kept, lost] = (await Promise.all([read(pid(0.1)), read(pid(0.5))])).flat();
    // Timers of one duration fire in the order in which they began: after the lost line's, before the good one's.
    const lostIdles = new Promise((resolve) => setTimeout(resolve, catalogIdle));
    await server.query('select pg_terminate_backend($1::int)', [lost]);
    await untilLines(1);
    assert.deepEqual(await read(pid(0)), [kept]);
    await lostIdles;
    assert.deepEqual(await read(pid(0)), [kept]);
  });

  it('is read with an empty search path, read-only, within a time', async () => {
    await open();
    const settings = ['search_path', 'transaction_read_only', 'statement_timeout', 'application_name'];
    const values = await Promise.all(
      settings.map((each) => read(`select pg_catalog.current_setting('${each}')`)),
    );
    assert.deepEqual(values.flat(), ['', 'on', '30s', 'Lakehouse Postgres']);
    await assert.rejects(read('create table public.t ()'), (error: unknown) => {
      assert.ok(error instanceof ServerError);
      assert.equal(error.code, '25006');
      return true;
    });
    assert.equal(catalog.server.database, name);
    assert.equal(Math.floor(catalog.server.version / 10_000), server.major);
    assert.equal(catalog.server.transactionPooled, false);
  });

  it('is not held up by a slow read, and never uses more than three lines', async () => {
    await open();
    const stop = new AbortController();
    const slow = [1, 2].map(() => read('select pg_catalog.pg_sleep(60)', stop.signal));
    assert.ok(await eventually(async () => (await lines()).filter(isAsleep).length === 2));
    const many = Array.from({ length: 20 }, (_, index) => read(`select ${index}`));
    assert.deepEqual(
      (await Promise.all(many)).flat(),
      many.map((_, index) => String(index)),
    );
    assert.equal((await lines()).length, 3);
    stop.abort();
    await Promise.all(slow.map((each) => assert.rejects(each, CancelledError)));
  });

  it('cancels a read on the server, and uses the line again', async () => {
    await open();
    const stop = new AbortController();
    const slow = read('select pg_catalog.pg_sleep(60)', stop.signal);
    const pid = await untilActive(/pg_sleep/);
    stop.abort();
    await assert.rejects(slow, CancelledError);
    while ((await lines()).find((each) => each.pid === pid)?.state !== 'idle') {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    const pids = await Promise.all([1, 2, 3].map(() => read('select pg_catalog.pg_backend_pid()')));
    assert.ok(pids.flat().includes(String(pid)));
  });

  it('stops a line that is being opened, on the server, too', async () => {
    await open();
    await whileNobodyEnters(async () => {
      const stop = new AbortController();
      const opening = connector.openDatabase(stop.signal);
      await untilSomebodyWaits();
      stop.abort();
      await assert.rejects(opening, CancelledError);
      await untilLines(1);
    });
  });

  it('stops a read for which a line is being opened', async () => {
    await open();
    const stop = new AbortController();
    const slow = read('select pg_catalog.pg_sleep(60)', stop.signal);
    await untilActive(/pg_sleep/);
    await whileNobodyEnters(async () => {
      const late = read('select 1', stop.signal);
      await untilSomebodyWaits();
      const ends = [late, slow].map((each) => assert.rejects(each, CancelledError));
      stop.abort();
      await Promise.all(ends);
      await untilLines(1);
    });
  });

  it('is closed also while a line is being opened', async () => {
    await open();
    const slow = read('select pg_catalog.pg_sleep(60)');
    await untilActive(/pg_sleep/);
    await whileNobodyEnters(async () => {
      const late = read('select 1');
      await untilSomebodyWaits();
      const ends = [assert.rejects(slow), assert.rejects(late, ConnectionLostError)];
      await catalog.close();
      await Promise.all(ends);
      await untilLines(0);
    });
  });

  it('forgets a read whose turn has not come', async () => {
    await open();
    const stop = new AbortController();
    const slow = [1, 2, 3].map(() => read('select pg_catalog.pg_sleep(60)', stop.signal));
    const waiting = new AbortController();
    const late = read('select 1', waiting.signal);
    waiting.abort();
    await assert.rejects(late, CancelledError);
    stop.abort();
    await Promise.all(slow.map((each) => assert.rejects(each, CancelledError)));
  });

  it('reads again on a new line when one was lost', async () => {
    await open();
    const slow = read('select pg_catalog.pg_sleep(0.3), 1');
    await server.query('select pg_terminate_backend($1)', [await untilActive(/pg_sleep/)]);
    assert.deepEqual(await slow, ['']);
    const [pid] = await read('select pg_catalog.pg_backend_pid()');
    await server.query('select pg_terminate_backend($1)', [pid]);
    assert.deepEqual(await read('select 1'), ['1']);
  });

  it('reads again when an idle line was cut silently', async () => {
    const proxy = await startTcpProxy(server);
    try {
      await open({ idleBeforeCheck: 0, checkAnswer: 200 }, proxy.port);
      proxy.cut();
      const reading = read('select 1');
      setTimeout(() => proxy.heal(), 400);
      assert.deepEqual(await reading, ['1']);
    } finally {
      await proxy.dispose();
    }
  });

  it('closes lines that nobody uses, and opens one when it is needed', async () => {
    await open({ catalogIdle: 50 });
    await untilLines(0);
    assert.deepEqual(await read('select 1'), ['1']);
  });

  it('ends reads under way when it is closed', async () => {
    await open();
    const slow = read('select pg_catalog.pg_sleep(60)');
    const ended = assert.rejects(slow, (error: unknown) => {
      assert.ok(error instanceof ServerError || error instanceof ConnectionLostError);
      return true;
    });
    await untilActive(/pg_sleep/);
    await catalog.close();
    await ended;
    await assert.rejects(read('select 1'), ConnectionLostError);
  });
});

function oneValue(text: string): CatalogQuery<string | null> {
  return { name: 'test', text, values: [], row: ([cell]) => cell ?? null };
}
