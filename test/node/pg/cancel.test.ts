import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { CancelledError, type CancelSignal, neverCancelled } from '../../../src/base/cancelSignal';
import { ConnectionLostError, ServerError } from '../../../src/core/sql/serverError';
import { Connector } from '../../../src/node/pg/connector';
import type { Deadlines } from '../../../src/node/pg/deadlines';
import type { PgSession } from '../../../src/node/pg/pgSession';
import { CertificateAuthority } from '../../support/certificates';
import { startPostgres, type TestServer } from '../../support/postgres';
import { CollectingSink, passwords, profileFor, run } from '../../support/sessions';
import { startTcpProxy } from '../../support/tcpProxy';

describe('Cancel', () => {
  let server: TestServer;
  let folder: string;
  let rootCertificate: string;

  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'lhpg-cancel-'));
    rootCertificate = path.join(folder, 'root.crt');
    const authority = await CertificateAuthority.create();
    await writeFile(rootCertificate, authority.certificate);
    server = await startPostgres({
      tls: await authority.issueServer(),
      hba: ['hostssl all all all scram-sha-256'],
      settings: { log_connections: 'on' },
    });
  });

  after(async () => {
    await server.dispose();
    await rm(folder, { recursive: true, force: true });
  });

  function connectTo(port: number, cancelObeyed = 5_000, deadlines: Partial<Deadlines> = {}): Connector {
    const tls = { mode: 'verify-full', rootCertificate, certificate: undefined, key: undefined } as const;
    const profile = profileFor(server, { host: 'localhost', port, tls });
    return new Connector(profile, passwords(server.password), { deadlines: { ...deadlines, cancelObeyed } });
  }

  /** What a body does first; one that catches the cancel has it where it catches. */
  const notice = `raise notice 'running';`;

  /** Runs a body and settles when it raises its notice. `ended` has its error; undefined for none. */
  async function begin(
    session: PgSession,
    body: string,
    signal: CancelSignal = neverCancelled,
  ): Promise<{ readonly ended: Promise<unknown> }> {
    const sink = new CollectingSink();
    const text = `do $$ begin ${body.includes(notice) ? '' : notice} ${body} end $$`;
    const began = new Promise<void>((resolve) => {
      sink.notice = () => resolve();
    });
    const running = session.execute({ text, maxRows: 1 }, sink, signal);
    const ended = running.then(
      () => undefined,
      (error: unknown) => error,
    );
    await began;
    return { ended };
  }

  it('goes over TLS where the session is, and reports that the server obeyed', async () => {
    const proxy = await startTcpProxy(server);
    const connector = connectTo(proxy.port);
    const session = await connector.openSession(neverCancelled);
    try {
      const running = await begin(session, "raise notice 'running'; perform pg_sleep(60);");
      const before = proxy.accepted;
      const outcome = await session.cancel();
      assert.deepEqual(outcome, { kind: 'cancelled' });
      const error = await running.ended;
      assert.ok(error instanceof CancelledError, String(error));
      assert.equal(proxy.accepted, before + 1);
      assert.ok(proxy.bytesUp > 1_000, 'a request without TLS is 16 bytes');
      assert.equal(session.transaction, 'idle');
      assert.deepEqual((await run(session, 'select 1')).rows, [['1']]);
    } finally {
      await session.close();
      await connector.close();
      await proxy.dispose();
    }
  });

  it('asks again when the server has passed over a request', async () => {
    const connector = connectTo(server.port);
    const session = await connector.openSession(neverCancelled);
    try {
      const running = await begin(
        session,
        `begin ${notice} perform pg_sleep(60); exception when query_canceled then perform pg_sleep(60); end;`,
      );
      assert.deepEqual(await session.cancel(), { kind: 'cancelled' });
      assert.ok((await running.ended) instanceof CancelledError);
      assert.deepEqual((await run(session, 'select 1')).rows, [['1']]);
    } finally {
      await session.close();
      await connector.close();
    }
  });

  it('says so when the server does not obey, and terminate ends it', async () => {
    const connector = connectTo(server.port, 300);
    const session = await connector.openSession(neverCancelled);
    try {
      const running = await begin(
        session,
        `loop begin ${notice} perform pg_sleep(60); exception when query_canceled then perform 1; end; end loop;`,
      );
      assert.deepEqual(await session.cancel(), {
        kind: 'notObeyed',
        reason: 'The server has not stopped the statement within 0.3 s.',
      });
      await session.terminate();
      const error = await running.ended;
      assert.ok(error instanceof ConnectionLostError, String(error));
      assert.match(
        error.message,
        /terminating connection due to administrator command|You ended the session/,
      );
    } finally {
      await session.close();
      await connector.close();
    }
  });

  it('says so when the request cannot be delivered', async () => {
    const proxy = await startTcpProxy(server);
    const connector = connectTo(proxy.port, 500);
    const session = await connector.openSession(neverCancelled);
    try {
      const running = await begin(session, "raise notice 'running'; perform pg_sleep(0.5);");
      await proxy.refuse();
      const outcome = await session.cancel();
      assert.ok(outcome.kind === 'notObeyed');
      assert.match(outcome.reason, /could not be delivered: .*ECONNREFUSED/);
      assert.equal(await running.ended, undefined);
    } finally {
      await session.close();
      await connector.close();
      await proxy.dispose();
    }
  });

  it('keeps a statement from being sent that waits for a sign of life', async () => {
    const connector = connectTo(server.port, 5_000, { idleBeforeCheck: 0 });
    const session = await connector.openSession(neverCancelled);
    try {
      await run(session, 'create temporary sequence sent');
      const statement = run(session, "select nextval('sent')");
      assert.deepEqual(await session.cancel(), { kind: 'notSent' });
      await assert.rejects(statement, CancelledError);
      assert.deepEqual((await run(session, "select nextval('sent')")).rows, [['1']]);
    } finally {
      await session.close();
      await connector.close();
    }
  });

  it('sends one request for a signal and a call that stop the same statement', async () => {
    const proxy = await startTcpProxy(server);
    const connector = connectTo(proxy.port);
    const session = await connector.openSession(neverCancelled);
    try {
      const stop = new AbortController();
      const running = await begin(session, "raise notice 'running'; perform pg_sleep(60);", stop.signal);
      const before = proxy.accepted;
      stop.abort();
      assert.deepEqual(await session.cancel(), { kind: 'cancelled' });
      assert.ok((await running.ended) instanceof CancelledError);
      assert.equal(proxy.accepted, before + 1);
    } finally {
      await session.close();
      await connector.close();
      await proxy.dispose();
    }
  });

  it('never hits the statement that comes after', async () => {
    const connector = connectTo(server.port);
    const session = await connector.openSession(neverCancelled);
    try {
      for (let round = 0; round < 20; round++) {
        const first = run(session, `select pg_sleep(${round / 2000})`).catch((error: unknown) => error);
        // The statement is sent now, which the session does not do in the same turn.
        await new Promise(setImmediate);
        const cancelled = session.cancel();
        const outcome = await first;
        assert.ok(!(outcome instanceof ServerError), String(outcome));
        assert.deepEqual((await run(session, 'select pg_sleep(0.01), 1')).rows, [['', '1']]);
        await cancelled;
      }
    } finally {
      await session.close();
      await connector.close();
    }
  });

  it('a timeout of the server is no cancel', async () => {
    const connector = connectTo(server.port);
    const session = await connector.openSession(neverCancelled);
    try {
      await run(session, "set statement_timeout = '50ms'");
      await assert.rejects(run(session, 'select pg_sleep(60)'), (error: unknown) => {
        assert.ok(error instanceof ServerError);
        assert.match(error.message, /statement timeout/);
        return true;
      });
    } finally {
      await session.close();
      await connector.close();
    }
  });

  it('happens to a running statement when its session is closed', async () => {
    const connector = connectTo(server.port);
    const session = await connector.openSession(neverCancelled);
    const running = await begin(session, "raise notice 'running'; perform pg_sleep(60);");
    await session.close();
    await running.ended;
    while ((await server.backends()).length > 0) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    await connector.close();
  });
});
