import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { Session } from '../../../src/core/query/session';
import { eventually } from '../../support/eventually';
import { FaultBed, type RunUnderWay } from '../../support/faultBed';
import { startPgBouncer } from '../../support/pgbouncer';
import { startPostgres, type TestServer } from '../../support/postgres';
import { run } from '../../support/sessions';
import { startTcpProxy, type TcpProxy } from '../../support/tcpProxy';
import { makeScratchFolder } from '../../support/workbench/scratchFolder';

/** Many rows, so that there is a middle. */
const stream = "select generate_series(1, 50000000) as n, repeat('x', 200) as text";
/** Writes, says so in a way that no rollback undoes, and goes on for long. */
const write =
  "do $$ begin insert into written values (1); perform nextval('sent'); perform pg_sleep(600); end $$";

/** Fault, what the user was told, what the server saw. */
const table: (readonly [fault: string, user: string, server: string])[] = [];

describe('A fault', function () {
  this.timeout(120_000);
  let server: TestServer;
  let proxy: TcpProxy;
  let bed: FaultBed;
  let scratch: ReturnType<typeof makeScratchFolder>;

  before(async () => {
    server = await startPostgres({ settings: { max_connections: '30' } });
    await server.query("create role single login connection limit 1 password '" + server.password + "'");
  });

  after(async () => {
    await server.dispose();
    const lines = table.map((cells) => `| ${cells.map((cell) => cell.replaceAll('\n', ' ')).join(' | ')} |`);
    console.log(
      ['| fault | what the user saw | what the server saw |', '|---|---|---|', ...lines].join('\n'),
    );
  });

  beforeEach(async () => {
    scratch = makeScratchFolder('faults');
    bed = new FaultBed(server, scratch.path);
    proxy = await startTcpProxy(server);
    await server.query('drop table if exists written; drop sequence if exists sent');
    await server.query('create table written (n int); create sequence sent');
  });

  afterEach(async () => {
    await proxy.dispose();
    await bed.close();
    scratch.remove();
  });

  const flowing = async ({ store }: RunUnderWay) =>
    assert.ok(await eventually(() => Promise.resolve((store.statement(0)?.rows?.count ?? 0) > 1000)));
  const sent = async () => {
    const [row] = await server.query<{ calls: string; rows: string }>(
      'select (case when is_called then last_value else 0 end)::text as calls, (select count(*) from written)::text as rows from sent',
    );
    return `sent ${row?.calls ?? '?'} times, ${row?.rows ?? '?'} rows written`;
  };
  const gone = async () => {
    const isGone = await eventually(async () => (await bed.backends()).length === 0);
    assert.ok(isGone, `a backend is left: ${JSON.stringify(await bed.backends())}`);
    return 'no backend left';
  };
  /** The sentence is told, and the next run, on a new session, works. */
  const check = async (fault: string, running: RunUnderWay, says: RegExp, saw: () => Promise<string>) => {
    const told = await bed.told(running);
    assert.match(told, says);
    table.push([fault, told, await saw()]);
    await works(await bed.open(proxy.port));
  };
  const works = async (session: Session) => {
    assert.deepEqual((await run(session, 'select 42')).rows, [['42']]);
    await session.close();
  };

  it('is survived: the server is stopped in the middle of a stream, and comes back', async () => {
    const running = bed.begin(await bed.open(proxy.port), stream);
    await flowing(running);
    await server.stop();
    await running.end;
    await server.start();
    await check('server stopped mid-stream', running, /terminating connection|not known/, gone);
    assert.ok((running.store.statement(0)?.rows?.count ?? 0) > 1000, 'what was read is kept');
  });

  it('is survived: the server crashes in the middle of a write', async () => {
    const running = bed.begin(await bed.open(proxy.port), write);
    assert.ok(await eventually(async () => (await sent()).startsWith('sent 1')));
    // The test servers do not wait for the disk.
    await server.query('checkpoint');
    await server.stopImmediately();
    await running.end;
    await server.start();
    await check('server crashed mid-write', running, /not known, so it is not sent again|crash/, async () => {
      assert.match(await sent(), /, 0 rows written$/);
      return `${await sent()} after recovery; ${await gone()}`;
    });
  });

  it('is survived: RST in the middle of a stream', async () => {
    const running = bed.begin(await bed.open(proxy.port), stream);
    await flowing(running);
    proxy.reset();
    await check('RST mid-stream', running, /Whether the server carried out .* not sent again\.$/, gone);
  });

  it('is survived: RST in the middle of a write, which is not sent again', async () => {
    const running = bed.begin(await bed.open(proxy.port), write);
    assert.ok(await eventually(async () => (await sent()).startsWith('sent 1')));
    proxy.reset();
    await check('RST mid-write', running, /not known, so it is not sent again\.$/, sent);
    assert.match(await sent(), /^sent 1 times/);
  });

  it('is survived: a silent cut in the middle of a stream', async () => {
    const running = bed.begin(await bed.open(proxy.port), stream);
    await flowing(running);
    proxy.cut();
    await running.end;
    proxy.heal();
    await check('silent cut mid-stream', running, /not known, so it is not sent again\.$/, gone);
  });

  it('is survived: the socket was dead for minutes while nobody ran anything', async () => {
    const session = await bed.open(proxy.port);
    await run(session, 'select 1');
    proxy.cut();
    const running = bed.begin(session, 'insert into written values (1)');
    await running.end;
    proxy.heal();
    await check('socket dead while idle', running, /This statement was not sent\.$/, sent);
    assert.match(await sent(), /, 0 rows written$/);
  });

  it('is survived: pg_terminate_backend in the middle of a write', async () => {
    const running = bed.begin(await bed.open(proxy.port), write);
    assert.ok(await eventually(async () => (await sent()).startsWith('sent 1')));
    await server.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where query like 'do $$ begin ins%'",
    );
    await check('pg_terminate_backend', running, /not known, so it is not sent again\.$/, sent);
    assert.equal(await sent(), 'sent 1 times, 0 rows written');
  });

  it('is survived: idle_session_timeout', async () => {
    const session = await bed.open(proxy.port);
    const lost = new Promise((resolve) => session.onDidLose(resolve));
    await run(session, "set idle_session_timeout = '50ms'");
    const sentence = String(await lost);
    assert.match(sentence, /idle/);
    const running = bed.begin(session, 'insert into written values (1)');
    await check('idle_session_timeout', running, /This statement was not sent\.$/, sent);
    assert.match(await sent(), /, 0 rows written$/);
  });

  it('is survived: PgBouncer is killed and started again', async function () {
    const pooler = await startPgBouncer(server, 'transaction');
    if (!pooler) {
      this.skip();
    }
    const running = bed.begin(await bed.open(pooler.port), write);
    assert.ok(await eventually(async () => (await sent()).startsWith('sent 1')));
    await pooler.stop();
    await running.end;
    const again = await startPgBouncer(server, 'transaction', { port: pooler.port });
    try {
      await check('PgBouncer restarted', running, /not known, so it is not sent again\.$/, sent);
      await works(await bed.open(pooler.port));
      assert.match(await sent(), /^sent 1 times/);
    } finally {
      await again?.stop();
    }
  });

  it('is survived: there is no connection left', async () => {
    const only = await bed.open(proxy.port, 'single');
    const refused = await bed.open(proxy.port, 'single').then(
      () => assert.fail('there was another'),
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    assert.match(refused, /connection/);
    table.push(['out of connections', refused, `${(await bed.backends()).length} backend, the first`]);
    await works(only);
    assert.ok(await eventually(async () => (await bed.backends()).length === 0));
    await works(await bed.open(proxy.port, 'single'));
  });

  it('is survived: the disk is full', async function () {
    const disk = path.join(scratch.path, 'disk');
    mkdirSync(disk);
    const isRoot = process.platform === 'linux' && process.getuid?.() === 0;
    if (!isRoot || spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', disk]).status !== 0) {
      this.skip();
    }
    const full = new FaultBed(server, disk);
    try {
      const session = await full.open(proxy.port);
      const running = full.begin(session, stream);
      const told = await full.told(running);
      assert.match(told, /^The disk is full/);
      const rows = running.store.statement(0)?.rows;
      const first = await rows?.window({ first: 0, count: 1, firstColumn: 0, columnCount: 1 }, 100);
      assert.deepEqual(first, [['1']]);
      table.push(['disk full', told, `the statement was stopped; ${rows?.count ?? 0} rows are kept`]);
      await works(session);
    } finally {
      await full.close();
      await eventually(() => Promise.resolve(spawnSync('umount', [disk]).status === 0));
    }
  });

  it('is none: 50 results are open', async () => {
    const sessions = await Promise.all(Array.from({ length: 10 }, () => bed.open(proxy.port)));
    const runs: RunUnderWay[] = [];
    for (let result = 0; result < 50; result++) {
      const session = sessions[result % sessions.length];
      assert.ok(session);
      const text = `select n, repeat('x', 100) from generate_series(1, 5000) as n where n > ${result}`;
      const running = bed.begin(session, text);
      assert.equal((await running.end).kind, 'completed');
      runs.push(running);
    }
    for (const [result, { store }] of runs.entries()) {
      const window = { first: 0, count: 1, firstColumn: 0, columnCount: 1 };
      assert.deepEqual(await store.statement(0)?.rows?.window(window, 100), [[String(result + 1)]]);
    }
    const files = readdirSync(scratch.path, { recursive: true }).filter((name) =>
      String(name).endsWith('.rows'),
    );
    assert.equal(files.length, 50);
    table.push(['50 results open', 'all can be read', `${(await bed.backends()).length} backends, idle`]);
  });

  it('is none: 10,000 statements in one file, each sent once', async () => {
    const text = Array.from({ length: 10_000 }, (_, n) => `insert into written values (${n});`).join('\n');
    const running = bed.begin(await bed.open(proxy.port), text);
    const told = await bed.told(running);
    assert.equal(told, 'completed');
    assert.match(await sent(), /, 10000 rows written$/);
    table.push(['10,000 statements in one file', told, await sent()]);
  });

  const phases: readonly (readonly [phase: string, text: string, begun: RegExp | undefined])[] = [
    ['before anything is sent', 'insert into written values (1)', undefined],
    ['while it waits for a lock', 'lock table written; insert into written values (1)', /^lock table/],
    ['while it is silent', 'select pg_sleep(600)', /^select pg_sleep/],
    ['while rows stream', stream, /^select generate/],
    ['while it writes', write, /^do/],
  ];
  for (const [phase, text, begun] of phases) {
    it(`is none: a cancel ${phase}`, async () => {
      const stop = new AbortController();
      const session = await bed.open(proxy.port);
      await server.withAdmin(async (other) => {
        await other.query('begin; lock table written in access share mode');
        if (begun === undefined) {
          stop.abort();
        }
        if (phase.includes('lock')) {
          await run(session, 'begin');
        }
        const running = bed.begin(session, text, stop.signal);
        if (begun) {
          const isBegun = async () =>
            (await server.backends()).some(({ query, state }) => state === 'active' && begun.test(query));
          assert.ok(await eventually(isBegun));
          stop.abort();
        }
        assert.equal((await running.end).kind, 'cancelled');
        const isIdle = async () =>
          (await server.backends()).every(({ query, state }) => !(state === 'active' && begun?.test(query)));
        assert.ok(await eventually(isIdle));
        await other.query('rollback');
      });
      if (session.transaction !== 'idle') {
        await run(session, 'rollback');
      }
      const rows = await sent();
      assert.match(rows, /, 0 rows written$/);
      table.push([`cancel ${phase}`, 'cancelled', `the statement ended; ${rows}`]);
      await works(session);
    });
  }
});
