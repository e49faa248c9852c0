import assert from 'node:assert/strict';
import { CancelledError, neverCancelled } from '../../../src/base/cancelSignal';
import { UserError } from '../../../src/base/userError';
import { ConnectError } from '../../../src/core/connections/connectError';
import type { ConnectionProfile } from '../../../src/core/connections/connectionProfile';
import type { Cell } from '../../../src/core/ports';
import { ServerError } from '../../../src/core/sql/serverError';
import { Connector } from '../../../src/node/pg/connector';
import type { PgSession } from '../../../src/node/pg/pgSession';
import type { TestServer } from '../../support/postgres';
import { CollectingSink, passwords, profileFor, run } from '../../support/sessions';
import { sharedServer } from '../../support/sharedServer';

describe('A session', () => {
  let server: TestServer;
  let database: string;
  let connector: Connector;
  let session: PgSession;

  before(async () => {
    server = await sharedServer();
    database = await server.createDatabase('session');
    connector = new Connector(profileFor(server, { database }), passwords(server.password));
  });

  beforeEach(async () => {
    session = await connector.openSession(neverCancelled);
  });

  afterEach(async () => {
    await session.close();
    await connector.close();
    await noBackends(server, database);
  });

  it('answers columns with the names of their types, and values as PostgreSQL prints them', async () => {
    await run(session, "create type pg_temp.mood as enum ('fine', 'foul')");
    const answer = await run(
      session,
      `select 9007199254740993::int8 as big, 1.50::numeric(15,2) as price, null::text as nothing, '' as empty,
        '2024-02-29 12:00+00'::timestamptz as at, array[1,null]::int[] as list, 'fine'::pg_temp.mood as mood`,
    );
    assert.deepEqual(answer.rows, [
      ['9007199254740993', '1.50', null, '', '2024-02-29 12:00:00+00', '{1,NULL}', 'fine'],
    ]);
    assert.deepEqual(
      answer.columns?.map(({ name, typeName }) => `${name} ${typeName}`),
      [
        'big bigint',
        'price numeric(15,2)',
        'nothing text',
        'empty text',
        'at timestamp with time zone',
        'list integer[]',
        'mood mood',
      ],
    );
    assert.equal(answer.commandTag, 'SELECT 1');
  });

  it('keeps settings, temporary tables and transactions between statements', async () => {
    await run(session, "set work_mem = '77MB'");
    await run(session, 'create temporary table kept (n int)');
    await run(session, 'begin');
    assert.equal(session.transaction, 'inTransaction');
    await assert.rejects(run(session, 'select 1/0'), isServerError('22012'));
    assert.equal(session.transaction, 'failed');
    await run(session, 'rollback');
    assert.equal(session.transaction, 'idle');
    const answer = await run(session, "select current_setting('work_mem'), count(*) from kept");
    assert.deepEqual(answer.rows, [['77MB', '0']]);
  });

  const caps = [
    { rows: 5, maxRows: 10, received: 5, complete: true },
    { rows: 10, maxRows: 10, received: 10, complete: true },
    { rows: 11, maxRows: 10, received: 10, complete: false },
    { rows: 0, maxRows: 10, received: 0, complete: true },
    { rows: 25_000, maxRows: 20_000, received: 20_000, complete: false },
    { rows: 25_000, maxRows: Infinity, received: 25_000, complete: true },
    { rows: 25_000, maxRows: 25_000, received: 25_000, complete: true },
  ];
  for (const { rows, maxRows, received, complete } of caps) {
    it(`receives ${received} of ${rows} rows when ${maxRows} are wanted`, async () => {
      const answer = await run(session, 'select generate_series(1, $1::int)', {
        maxRows,
        values: [String(rows)],
      });
      assert.equal(answer.rowCount, received);
      assert.equal(answer.complete, complete);
      assert.equal(answer.commandTag, complete ? `SELECT ${rows}` : undefined);
      assert.deepEqual(
        answer.rows.map(([cell]) => cell),
        Array.from({ length: received }, (_, index) => String(index + 1)),
      );
      assert.equal((await run(session, 'select 1')).rowCount, 1);
    });
  }

  it('stops by a cancel where the transaction does not matter', async () => {
    const sink = new CollectingSink();
    const text = 'select generate_series(1, 10000000)';
    const outcome = await session.execute({ text, maxRows: 10, stopBy: 'cancel' }, sink, neverCancelled);
    assert.deepEqual([outcome.complete, outcome.rowCount, outcome.commandTag], [false, 10, undefined]);
    assert.equal(sink.received.length, 10);
    assert.deepEqual((await run(session, 'select 1')).rows, [['1']]);
  });

  it('stops after so many bytes', async () => {
    const sink = new CollectingSink();
    const text = "select repeat('x', 1000) from generate_series(1, 100000)";
    const outcome = await session.execute(
      { text, maxRows: Infinity, maxBytes: 50_000 },
      sink,
      neverCancelled,
    );
    assert.equal(outcome.complete, false);
    assert.equal(sink.received.length, 50);
  });

  it('holds the server back while the sink is busy', async () => {
    let busy = 0;
    let most = 0;
    class SlowSink extends CollectingSink {
      override async rows(rows: readonly (readonly (string | null)[])[]): Promise<void> {
        most = Math.max(most, ++busy);
        await new Promise((resolve) => setImmediate(resolve));
        busy--;
        void super.rows(rows);
      }
    }
    const sink = new SlowSink();
    const text = "select n, repeat('x', 200) from generate_series(1, 50000) n";
    await session.execute({ text, maxRows: Infinity }, sink, neverCancelled);
    assert.equal(most, 1);
    assert.deepEqual(
      sink.received.map(([n]) => Number(n)),
      Array.from({ length: 50_000 }, (_, index) => index + 1),
    );
  });

  it('runs statements without a result and an empty one', async () => {
    const table = await run(session, 'create temporary table t ()');
    assert.deepEqual([table.commandTag, table.columns, table.complete], ['CREATE TABLE', undefined, true]);
    const empty = await run(session, ' -- nothing');
    assert.deepEqual([empty.commandTag, empty.columns, empty.rowCount], ['', undefined, 0]);
  });

  it('refuses a second statement in one message', async () => {
    await assert.rejects(run(session, 'select 1; select 2'), isServerError('42601'));
  });

  it('streams notices', async () => {
    const answer = await run(session, "do $$ begin raise notice 'one'; raise warning 'two'; end $$");
    assert.deepEqual(
      answer.notices.map(({ severity, message }) => [severity, message]),
      [
        ['NOTICE', 'one'],
        ['WARNING', 'two'],
      ],
    );
  });

  it('keeps every field of an error', async () => {
    await run(session, 'create temporary table t (n int constraint positive check (n > 0))');
    await assert.rejects(run(session, 'insert into t values (-1)'), (error: unknown) => {
      assert.ok(error instanceof ServerError);
      const { severity, code, detail, table, constraint } = error.fields;
      assert.deepEqual([severity, code, table, constraint], ['ERROR', '23514', 't', 'positive']);
      assert.match(detail ?? '', /Failing row contains/);
      return true;
    });
    await assert.rejects(run(session, "select '😀', nope"), (error: unknown) => {
      assert.ok(error instanceof ServerError);
      assert.equal(error.fields.position, 13);
      return true;
    });
  });

  const copies = [
    { text: 'copy (select generate_series(1, 1000000)) to stdout', says: /^COPY … TO STDOUT/ },
    { text: 'copy pg_temp.target from stdin', says: /^COPY … FROM STDIN/ },
  ];
  for (const { text, says } of copies) {
    it(`answers “${text}” with a sentence and stays usable`, async () => {
      await run(session, 'create temporary table target (n int)');
      await assert.rejects(run(session, text), (error: unknown) => {
        assert.ok(error instanceof UserError);
        assert.match(error.message, says);
        return true;
      });
      assert.deepEqual((await run(session, 'select count(*) from target')).rows, [['0']]);
    });
  }

  it('takes a value of 100 MB', async () => {
    const answer = await run(session, "select repeat('x', 100 * 1024 * 1024)");
    assert.equal(answer.rows[0]?.[0]?.length, 100 * 1024 * 1024);
  });

  it('refuses a row of more than 256 MB with a sentence and stays usable', async () => {
    await assert.rejects(run(session, "select repeat('x', 300 * 1024 * 1024)"), (error: unknown) => {
      assert.ok(error instanceof UserError);
      assert.match(error.message, /^Row 1 of the result has 300 MB, more than the 256 MB/);
      return true;
    });
    assert.deepEqual((await run(session, 'select 1')).rows, [['1']]);
  });

  it('refuses a zero byte without sending anything', async () => {
    await assert.rejects(run(session, "select 'a\0b'"), UserError);
    await assert.rejects(run(session, 'select $1::text', { values: ['a\0b'] }), UserError);
    assert.deepEqual((await run(session, 'select 1')).rows, [['1']]);
  });

  it('passes on what a sink throws and stays usable', async () => {
    class BrokenSink extends CollectingSink {
      override rows(): void {
        throw new Error('The disk is full.');
      }
    }
    const text = 'select generate_series(1, 1000000)';
    await assert.rejects(
      session.execute({ text, maxRows: 500_000 }, new BrokenSink(), neverCancelled),
      /The disk is full/,
    );
    assert.deepEqual((await run(session, 'select 1')).rows, [['1']]);
  });

  it('runs one statement at a time', async () => {
    const slow = run(session, 'select pg_sleep(0.2)');
    await assert.rejects(run(session, 'select 1'), UserError);
    await slow;
  });

  it('cancels by signal, and reports what became of it', async () => {
    const stop = new AbortController();
    const sink = new CollectingSink();
    const text = "do $$ begin raise notice 'running'; perform pg_sleep(60); end $$";
    sink.notice = () => stop.abort();
    await assert.rejects(session.execute({ text, maxRows: 1 }, sink, stop.signal), CancelledError);
    assert.deepEqual(await session.cancel(), { kind: 'finishedFirst' });
    assert.deepEqual((await run(session, 'select 1')).rows, [['1']]);
  });

  it('does not send a statement when the signal is aborted already', async () => {
    const signal = AbortSignal.abort(new CancelledError());
    const request = { text: 'create table should_not_exist ()', maxRows: 1 };
    await assert.rejects(session.execute(request, new CollectingSink(), signal), CancelledError);
    const [row] = (await run(session, "select to_regclass('should_not_exist')")).rows;
    assert.deepEqual(row, [null]);
  });
});

describe('The settings of a connection', () => {
  let server: TestServer;
  let database: string;

  before(async () => {
    server = await sharedServer();
    database = await server.createDatabase('settings');
    await server.query('create role settings_reader', [], database);
  });

  after(() => server.query('drop role settings_reader'));

  it('hold in its sessions, and the role also where the catalog is read', async () => {
    const profile = profileFor(server, {
      database,
      role: 'settings_reader',
      searchPath: 'pg_catalog, "Raw data"',
      timeouts: {
        connect: 0,
        statement: 61_000,
        lock: 62_000,
        idleInTransaction: 63_000,
        idleSession: 64_000,
      },
    });
    const connector = new Connector(profile, passwords(server.password));
    const session = await connector.openSession(neverCancelled);
    const names = ['search_path', 'statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout'];
    const newer = server.major >= 14 ? ['idle_session_timeout'] : [];
    const columns = [...names, ...newer].map((name) => `current_setting('${name}')`);
    const { rows } = await run(session, `select current_user, session_user, ${columns.join(', ')}`);
    assert.deepEqual(rows, [
      [
        'settings_reader',
        server.user,
        'pg_catalog, "Raw data"',
        '61s',
        '62s',
        '63s',
        ...newer.map(() => '64s'),
      ],
    ]);
    const catalog = await connector.openDatabase(neverCancelled);
    const query = {
      name: 'who',
      text: 'select current_user',
      values: [],
      row: ([who]: readonly Cell[]) => who,
    };
    assert.deepEqual(await catalog.read(query, neverCancelled), ['settings_reader']);
    await catalog.close();
    await session.close();
    await connector.close();
    await noBackends(server, database);
  });

  it('are explained where the server refuses one, and leave no backend', async () => {
    const refused: readonly (readonly [Partial<ConnectionProfile>, RegExp])[] = [
      [{ role: 'no_such_role' }, /The server says: role "no_such_role" does not exist\. Correct the role/],
      [{ searchPath: 'a b' }, /The server says: invalid value for parameter "search_path"/],
    ];
    for (const [changes, expected] of refused) {
      const connector = new Connector(
        profileFor(server, { database, ...changes }),
        passwords(server.password),
      );
      await assert.rejects(connector.openSession(neverCancelled), (error: unknown) => {
        assert.ok(error instanceof ConnectError, String(error));
        assert.equal(error.kind, 'settingRefused');
        assert.match(error.message, expected);
        return true;
      });
      await connector.close();
    }
    await noBackends(server, database);
  });
});

export async function noBackends(server: TestServer, database: string): Promise<void> {
  let left = await server.backends();
  // A backend disappears a moment after its client has said goodbye.
  for (let attempt = 0; attempt < 100 && left.some((each) => each.database === database); attempt++) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    left = await server.backends();
  }
  assert.deepEqual(
    left.filter((each) => each.database === database),
    [],
  );
}

function isServerError(code: string): (error: unknown) => boolean {
  return (error) => error instanceof ServerError && error.code === code;
}
