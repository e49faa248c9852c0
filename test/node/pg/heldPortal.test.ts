import assert from 'node:assert/strict';
import { neverCancelled } from '../../../src/base/cancelSignal';
import { Deferred } from '../../../src/base/deferred';
import type { AtCap, StatementOutcome, StatementRequest } from '../../../src/core/query/session';
import { ConnectionLostError } from '../../../src/core/sql/serverError';
import { Connector } from '../../../src/node/pg/connector';
import type { PgSession } from '../../../src/node/pg/pgSession';
import { eventually } from '../../support/eventually';
import type { TestServer } from '../../support/postgres';
import { CollectingSink, passwords, profileFor, run } from '../../support/sessions';
import { sharedServer } from '../../support/sharedServer';

describe('A statement at its cap', () => {
  let server: TestServer;
  let database: string;
  let connector: Connector;
  let session: PgSession;

  before(async () => {
    server = await sharedServer();
    database = await server.createDatabase('held');
    connector = new Connector(profileFor(server, { database }), passwords(server.password));
  });

  beforeEach(async () => {
    session = await connector.openSession(neverCancelled);
  });

  afterEach(async () => {
    await session.close();
  });

  after(() => connector.close());

  interface Held {
    readonly outcome: StatementOutcome;
    readonly numbers: readonly number[];
    /** How many rows were here each time when it was asked what to do. */
    readonly asked: readonly number[];
    readonly notices: readonly string[];
  }

  async function fetch(
    text: string,
    caps: Pick<StatementRequest, 'maxRows' | 'maxBytes'>,
    say: () => AtCap | Promise<AtCap>,
  ): Promise<Held> {
    const sink = new CollectingSink();
    const asked: number[] = [];
    const atCap = async () => {
      asked.push(sink.received.length);
      return await say();
    };
    const outcome = await session.execute({ text, ...caps, atCap }, sink, neverCancelled);
    const numbers = sink.received.map(([first]) => Number(first));
    return { outcome, numbers, asked, notices: sink.notices.map(({ message }) => message) };
  }

  const series = (count: number) => `select n from generate_series(1, ${count}) as n`;

  for (const maxRows of [1, 99, 100, 101, 20_000]) {
    it(`goes on after row ${maxRows} without a gap, and counts all rows`, async () => {
      const { outcome, numbers, asked } = await fetch(series(30_000), { maxRows }, () => 'fetchAll');
      assert.deepEqual(asked, [maxRows]);
      assert.equal(numbers.length, 30_000);
      assert.ok(numbers.every((number, place) => number === place + 1));
      assert.deepEqual(
        [outcome.complete, outcome.commandTag, outcome.rowCount],
        [true, 'SELECT 30000', 30_000],
      );
    });

    it(`ends after row ${maxRows} when nobody wants the rest`, async () => {
      const { outcome, numbers, asked } = await fetch(series(30_000), { maxRows }, () => 'close');
      assert.deepEqual([asked, numbers.length, numbers.at(-1)], [[maxRows], maxRows, maxRows]);
      assert.deepEqual([outcome.complete, outcome.commandTag], [false, undefined]);
    });

    it(`asks nothing when the result ends with row ${maxRows}`, async () => {
      const { outcome, numbers, asked } = await fetch(series(maxRows), { maxRows }, () => 'close');
      assert.deepEqual([asked, numbers.length, outcome.complete], [[], maxRows, true]);
    });
  }

  it('goes on after the cap for bytes without a gap', async () => {
    const text = "select n, repeat('x', 1000) from generate_series(1, 20000) as n";
    const caps = { maxRows: Infinity, maxBytes: 1_000_000 };
    const { numbers, asked } = await fetch(text, caps, () => 'fetchAll');
    assert.equal(asked.length, 1);
    assert.ok((asked[0] ?? 0) >= 900 && (asked[0] ?? 0) < 20_000, String(asked));
    assert.equal(numbers.length, 20_000);
    assert.ok(numbers.every((number, place) => number === place + 1));
  });

  it('keeps the portal on the server meanwhile, and gives it back', async () => {
    const said = new Deferred<AtCap>();
    const fetched = fetch(series(1000), { maxRows: 10 }, () => said.promise);
    assert.equal(await stateBecomes('active', 'ClientRead'), true);
    said.resolve('close');
    await fetched;
    assert.equal(await stateBecomes('idle', 'ClientRead'), true);
    assert.equal((await run(session, 'select 1')).rows.length, 1);
  });

  it('is not lost as silent however long it is held', async () => {
    const short = { ...profileFor(server, { database }) };
    const watched = new Connector(short, passwords(server.password), {
      deadlines: { silenceBeforeProbe: 50, probeGrace: 20 },
    });
    const other = session;
    session = await watched.openSession(neverCancelled);
    await other.close();
    const wait = () => new Promise<AtCap>((resolve) => setTimeout(() => resolve('fetchAll'), 500));
    const { numbers } = await fetch(series(1000), { maxRows: 10 }, wait);
    assert.equal(numbers.length, 1000);
    await session.close();
    await watched.close();
    session = await connector.openSession(neverCancelled);
  });

  it('may be held for longer than statement_timeout', async () => {
    await run(session, 'set statement_timeout = 200');
    const wait = () => new Promise<AtCap>((resolve) => setTimeout(() => resolve('fetchAll'), 500));
    const { numbers, outcome } = await fetch(series(1000), { maxRows: 10 }, wait);
    assert.deepEqual([numbers.length, outcome.complete], [1000, true]);
  });

  it('is of no use any more when its session is ended', async () => {
    const ended = new Deferred<void>();
    const held = session.execute(
      {
        text: series(1000),
        maxRows: 10,
        atCap: (signal) => {
          signal.addEventListener('abort', () => ended.resolve(), { once: true });
          return new Promise(() => undefined);
        },
      },
      new CollectingSink(),
      neverCancelled,
    );
    const lost = assert.rejects(held, (error) => error instanceof ConnectionLostError);
    assert.equal(await stateBecomes('active', 'ClientRead'), true);
    await server.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [
      database,
    ]);
    await lost;
    await ended.promise;
  });

  it('is ended by a cap where rows had to be passed over', async () => {
    const text = "select n, repeat('x', 70000000) from generate_series(1, 3) as n";
    const { asked, outcome } = await fetch(text, { maxRows: 1 }, () => 'fetchAll');
    assert.deepEqual([outcome.rowCount, outcome.complete], [asked.length === 0 ? 1 : 3, asked.length > 0]);
  });

  async function stateBecomes(state: string, waits: string): Promise<boolean> {
    return eventually(async () => {
      const rows = await server.query(
        "select 1 from pg_stat_activity where datname = $1 and state = $2 and wait_event = $3 and query like '%keeps a result open%'",
        [database, state, waits],
      );
      return rows.length === 1;
    });
  }
});
