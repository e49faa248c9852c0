import assert from 'node:assert/strict';
import { neverCancelled } from '../../../src/base/cancelSignal';
import { ConnectionLostError } from '../../../src/core/sql/serverError';
import { Connector } from '../../../src/node/pg/connector';
import type { Deadlines } from '../../../src/node/pg/deadlines';
import type { PgSession } from '../../../src/node/pg/pgSession';
import { startPostgres, type TestServer } from '../../support/postgres';
import { CollectingSink, passwords, profileFor, run } from '../../support/sessions';
import { sharedServer } from '../../support/sharedServer';
import { startTcpProxy, type TcpProxy } from '../../support/tcpProxy';

/** The real ones in a shorter measure. */
const short: Partial<Deadlines> = {
  idleBeforeCheck: 0,
  checkAnswer: 300,
  silenceBeforeProbe: 200,
  probeAnswer: 1_000,
  probeGrace: 100,
};

const application = 'Lakehouse liveness test';

describe('A line that is lost', () => {
  let server: TestServer;
  let proxy: TcpProxy;
  let connector: Connector;
  let session: PgSession;
  let losses: string[];

  async function open(deadlines: Partial<Deadlines> = short): Promise<void> {
    const profile = profileFor(server, { port: proxy.port, applicationName: application });
    connector = new Connector(profile, passwords(server.password), { deadlines });
    session = await connector.openSession(neverCancelled);
    losses = [];
    session.onDidLose((sentence) => losses.push(sentence));
  }

  beforeEach(async () => {
    server = await sharedServer();
    proxy = await startTcpProxy(server);
  });

  afterEach(async () => {
    await session.close();
    await connector.close();
    await proxy.dispose();
    // A backend whose client vanished would sleep on.
    await server.query('select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1', [
      application,
    ]);
    await noSleepers(server);
  });

  /** The session's end is told once, in the same words, and everything after it fails in the same way. */
  async function assertLost(loss: Promise<unknown>, says: RegExp, statementSent: boolean): Promise<void> {
    await assert.rejects(loss, (error: unknown) => {
      assert.ok(error instanceof ConnectionLostError, String(error));
      assert.match(error.message, says);
      assert.match(error.message, /What its session held .* is gone\.$/);
      assert.equal(error.statementSent, statementSent);
      return true;
    });
    assert.equal(losses.length, 1);
    assert.match(losses[0] ?? '', says);
    await assert.rejects(run(session, 'select 1'), ConnectionLostError);
    assert.equal(losses.length, 1);
  }

  it('is noticed by RST in the middle of a statement', async () => {
    await open();
    const sleeping = run(session, 'select pg_sleep(60)');
    await untilActive(server, session);
    proxy.reset();
    await assertLost(sleeping, /was lost: read ECONNRESET/, true);
  });

  it('is noticed when the server ends the backend, in the server’s words', async () => {
    await open();
    const sleeping = run(session, 'select pg_sleep(60)');
    const pid = await untilActive(server, session);
    // The statement can fail before the server has answered who ended it.
    const ended = assertLost(
      sleeping,
      /was lost: terminating connection due to administrator command\./,
      true,
    );
    await server.query('select pg_terminate_backend($1)', [pid]);
    await ended;
  });

  it('is noticed while idle', async () => {
    await open();
    const lost = new Promise((resolve) => session.onDidLose(resolve));
    const [[pid] = []] = (await run(session, 'select pg_backend_pid()')).rows;
    await server.query('select pg_terminate_backend($1)', [pid]);
    await lost;
    await assertLost(run(session, 'select 1'), /terminating connection/, false);
  });

  it('is noticed before a statement when the line was cut silently while idle, and nothing is sent', async () => {
    await open();
    proxy.cut();
    const sent = proxy.bytesUp;
    await assertLost(run(session, 'create table must_not_exist ()'), /did not answer within 0\.3 s/, false);
    assert.equal(proxy.bytesUp, sent);
  });

  it('is noticed when the line and every other one are cut silently while a statement runs', async () => {
    await open();
    const sleeping = run(session, 'select pg_sleep(60)');
    await untilActive(server, session);
    proxy.cut();
    await assertLost(sleeping, /has been silent and cannot be reached any more/, true);
  });

  it('is noticed when only this line is dead and the server finished long ago', async () => {
    await open();
    const running = run(session, 'select pg_sleep(0.5)');
    await untilActive(server, session);
    proxy.cut();
    // Lines that are opened from now on are sound.
    await proxy.refuse();
    const sound = await startTcpProxy(server, proxy.port);
    await assertLost(running, /The server waits for this client, but nothing arrives/, true);
    await connector.close();
    await sound.dispose();
  });

  it('is not imagined: a statement that is silent for long goes on', async () => {
    await open();
    const answer = await run(session, "select pg_sleep(1.2), 'done'");
    assert.deepEqual(answer.rows, [['', 'done']]);
    assert.deepEqual(losses, []);
    assert.ok(proxy.accepted > 1, 'nobody looked');
  });

  it('is not imagined while we hold the server back ourselves', async () => {
    await open();
    class SlowSink extends CollectingSink {
      override rows(): Promise<void> {
        return new Promise((resolve) => setTimeout(resolve, 700));
      }
    }
    const text = 'select generate_series(1, 101)';
    const outcome = await session.execute({ text, maxRows: Infinity }, new SlowSink(), neverCancelled);
    assert.equal(outcome.rowCount, 101);
    assert.deepEqual(losses, []);
  });

  it('can be ended by the user together with the backend', async () => {
    await open();
    const sleeping = run(session, 'select pg_sleep(60)');
    sleeping.catch(() => undefined);
    await untilActive(server, session);
    await session.terminate();
    await assertLost(sleeping, /terminating connection|You ended the session/, true);
    // The line by which the backend was ended is not meant.
    await connector.close();
    await noSleepers(server);
  });
});

describe('A server that is killed in the middle of a query', () => {
  it('is reported, and a new session works when it is back', async () => {
    const server = await startPostgres();
    const profile = profileFor(server, { applicationName: application });
    const connector = new Connector(profile, passwords(server.password));
    try {
      const session = await connector.openSession(neverCancelled);
      const sleeping = run(session, 'select pg_sleep(60)');
      sleeping.catch(() => undefined);
      await untilActive(server, session);
      await server.stopImmediately();
      await assert.rejects(sleeping, ConnectionLostError);
      await server.start();
      const next = await connector.openSession(neverCancelled);
      assert.deepEqual((await run(next, 'select 1')).rows, [['1']]);
      await next.close();
    } finally {
      await connector.close();
      await server.dispose();
    }
  });
});

/** A terminated backend disappears a moment later. */
async function noSleepers(server: TestServer): Promise<void> {
  while ((await server.backends()).some((each) => each.application === application)) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Waits until the server works on the session's statement, and answers its process. */
async function untilActive(server: TestServer, session: PgSession): Promise<number> {
  for (;;) {
    const active = (await server.backends()).find(
      (each) => each.state === 'active' && /pg_sleep/.test(each.query) && each.application === application,
    );
    if (active && session.busy) {
      return active.pid;
    }
  }
}
