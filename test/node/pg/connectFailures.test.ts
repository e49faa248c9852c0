import assert from 'node:assert/strict';
import net from 'node:net';
import os from 'node:os';
import { inspect } from 'node:util';
import { CancelledError, neverCancelled } from '../../../src/base/cancelSignal';
import { ConnectError } from '../../../src/core/connections/connectError';
import type { ConnectFailureKind } from '../../../src/core/connections/connectFailure';
import type { ConnectionProfile } from '../../../src/core/connections/connectionProfile';
import type { PasswordProvider } from '../../../src/core/connections/passwordProvider';
import { Connector } from '../../../src/node/pg/connector';
import { freePort, startPostgres, type TestServer } from '../../support/postgres';
import { passwords, profileFor, run } from '../../support/sessions';
import { sharedServer } from '../../support/sharedServer';
import { startTcpProxy } from '../../support/tcpProxy';

/** A password that appears nowhere by chance. */
const secret = 'planted-Secret/7%';

describe('A connect that fails', () => {
  let server: TestServer;

  before(async () => {
    server = await sharedServer();
  });

  interface Case {
    readonly title: string;
    readonly changes: (server: TestServer) => Partial<ConnectionProfile>;
    readonly password?: string;
    readonly kind: ConnectFailureKind;
    readonly says: RegExp;
  }

  const cases: readonly Case[] = [
    {
      title: 'a host without an address',
      changes: () => ({ host: 'no-such-host.invalid' }),
      kind: 'dns',
      says: /^The name no-such-host\.invalid has no address\. Check the spelling/,
    },
    {
      title: 'a database that is missing',
      changes: () => ({ database: 'No Such' }),
      kind: 'databaseMissing',
      says: /has no database No Such\. Check the name/,
    },
    {
      title: 'a wrong password',
      changes: () => ({}),
      password: secret,
      kind: 'authentication',
      says: /did not accept the login of .*password authentication failed.*Check the user and the password\.$/,
    },
    {
      title: 'no password',
      changes: () => ({}),
      password: '',
      kind: 'passwordMissing',
      says: /asks for the password of .*, and there is none/,
    },
    {
      title: 'a socket that is missing',
      changes: () => ({ host: '/nowhere' }),
      kind: 'refused',
      says: /^Nothing listens at \/nowhere\/\.s\.PGSQL\.\d+\. Check that PostgreSQL runs, and that the directory/,
    },
    {
      title: 'TLS demanded of a server without it',
      changes: () => ({ tls: tlsMode('require') }),
      kind: 'noTls',
      says: /does not offer TLS, and this connection demands it/,
    },
  ];

  for (const { title, changes, password, kind, says } of cases) {
    it(`explains ${title}`, async () => {
      const profile = profileFor(server, changes(server));
      const error = await failure(profile, passwords(password ?? server.password));
      assert.equal(error.kind, kind);
      assert.match(error.message, says);
    });
  }

  it('explains a port where nobody listens', async () => {
    const error = await failure(profileFor(server, { port: await freePort() }));
    assert.equal(error.kind, 'refused');
    assert.match(error.message, /^Nothing listens at 127\.0\.0\.1:\d+\./);
  });

  it('explains a dead host by the connect timeout', async () => {
    const proxy = await startTcpProxy(server);
    try {
      proxy.cut();
      const timeouts = { ...profileFor(server).timeouts, connect: 200 };
      const error = await failure(profileFor(server, { port: proxy.port, timeouts }));
      assert.equal(error.kind, 'timeout');
      assert.match(error.message, /did not answer in time \(0\.2 s\)/);
    } finally {
      await proxy.dispose();
    }
  });

  const strangers: readonly {
    title: string;
    answer: string | undefined;
    mode: string;
    kind: ConnectFailureKind;
  }[] = [
    { title: 'that hangs up', answer: undefined, mode: 'disable', kind: 'closed' },
    { title: 'that hangs up on TLS', answer: undefined, mode: 'require', kind: 'closed' },
    {
      title: 'that speaks HTTP',
      answer: 'HTTP/1.1 400 Bad Request\r\n\r\n',
      mode: 'disable',
      kind: 'notPostgres',
    },
    {
      title: 'that speaks HTTP to TLS',
      answer: 'HTTP/1.1 400 Bad Request\r\n\r\n',
      mode: 'require',
      kind: 'notPostgres',
    },
    { title: 'that speaks before TLS', answer: 'Sinjected', mode: 'require', kind: 'notPostgres' },
    {
      title: 'that answers TLS with an error',
      answer: 'E\0\0\0\x10SFATAL\0',
      mode: 'prefer',
      kind: 'notPostgres',
    },
    { title: 'that breaks TLS off', answer: 'S', mode: 'require', kind: 'tlsHandshake' },
  ];
  for (const { title, answer, mode, kind } of strangers) {
    it(`explains a listener ${title}`, async () => {
      const stranger = net.createServer((socket) => {
        socket.on('error', () => undefined);
        socket.once('data', () => (answer === undefined ? socket.destroy() : socket.write(answer, 'latin1')));
        socket.on('data', (data) => {
          if (data[0] === 0x16) {
            socket.destroy();
          }
        });
      });
      await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve));
      const { port } = stranger.address() as net.AddressInfo;
      try {
        const error = await failure(profileFor(server, { port, tls: tlsMode(mode as 'require') }));
        assert.equal(error.kind, kind);
      } finally {
        stranger.close();
      }
    });
  }

  it('refuses PostgreSQL 11', async () => {
    const old = await startPostgres({ major: 11 });
    try {
      const error = await failure(profileFor(old), passwords(old.password));
      assert.equal(error.kind, 'versionTooOld');
      assert.match(error.message, /is PostgreSQL 11\.\d+; Lakehouse Postgres needs 12 or newer/);
      assert.deepEqual(await old.backends(), []);
    } finally {
      await old.dispose();
    }
  });

  it('explains too many connections, pg_hba.conf, and a role that is missing', async () => {
    const small = await startPostgres({
      hba: ['host postgres visitor all trust', 'host postgres lakehouse_admin,nobody all trust'],
      settings: { max_connections: '5', superuser_reserved_connections: '1', max_wal_senders: '0' },
    });
    const connector = new Connector(profileFor(small, { user: 'visitor' }), passwords());
    try {
      await small.query('create role visitor login');
      const stranger = profileFor(small, { user: 'stranger', tls: tlsMode('prefer') });
      assert.equal((await failure(stranger)).kind, 'pgHba');
      assert.equal((await failure(profileFor(small, { user: 'nobody' }))).kind, 'roleMissing');
      await small.query('revoke connect on database postgres from public');
      assert.equal((await failure(profileFor(small, { user: 'visitor' }))).kind, 'notAllowed');
      await small.query('grant connect on database postgres to public');
      const open = [];
      for (;;) {
        try {
          open.push(await connector.openSession(neverCancelled));
        } catch (error) {
          assert.ok(error instanceof ConnectError);
          assert.equal(error.kind, 'tooManyConnections');
          assert.match(error.message, /has no connection left.* It says: .*Close sessions that nobody uses/);
          break;
        }
      }
      assert.ok(open.length > 0);
      await Promise.all(open.map((session) => session.close()));
    } finally {
      await connector.close();
      await small.dispose();
    }
  });

  it('sends no password in clear text over an open line, unless allowed', async function () {
    const address = Object.values(os.networkInterfaces())
      .flat()
      .find((each) => each?.family === 'IPv4' && !each.internal)?.address;
    if (address === undefined) {
      this.skip();
    }
    const open = await startPostgres({ authentication: 'password', settings: { listen_addresses: '*' } });
    try {
      const far = profileFor(open, { host: address });
      const asked: string[] = [];
      const watched: PasswordProvider = {
        getPassword: (_, reason) => {
          asked.push(reason);
          return Promise.resolve(open.password);
        },
      };
      assert.equal((await failure(far, watched)).kind, 'cleartextRefused');
      assert.deepEqual(asked, []);
      for (const profile of [{ ...far, allowCleartextPassword: true }, profileFor(open)]) {
        const session = await new Connector(profile, watched).openSession(neverCancelled);
        assert.equal(session.loginMethod, 'cleartext');
        await session.close();
      }
    } finally {
      await open.dispose();
    }
  });

  it('asks for another password after a wrong one, and remembers the right one', async () => {
    const reasons: string[] = [];
    const provider: PasswordProvider = {
      getPassword: (_, reason) => {
        reasons.push(reason);
        return Promise.resolve(reasons.length < 3 ? `${secret}${reasons.length}` : server.password);
      },
    };
    const connector = new Connector(profileFor(server), provider);
    for (const session of [
      await connector.openSession(neverCancelled),
      await connector.openSession(neverCancelled),
    ]) {
      assert.deepEqual((await run(session, 'select 1')).rows, [['1']]);
      await session.close();
    }
    assert.deepEqual(reasons, ['requested', 'rejected', 'rejected']);
  });

  it('does not count the time in which a person types', async () => {
    const slow: PasswordProvider = {
      getPassword: async () => {
        await new Promise((resolve) => setTimeout(resolve, 700));
        return server.password;
      },
    };
    const profile = profileFor(server, { timeouts: { ...profileFor(server).timeouts, connect: 600 } });
    const session = await new Connector(profile, slow).openSession(neverCancelled);
    await session.close();
  });

  it('connects again when the server hung up while a person typed', async () => {
    const proxy = await startTcpProxy(server);
    const absent: PasswordProvider = {
      getPassword: async () => {
        proxy.reset();
        await new Promise((resolve) => setTimeout(resolve, 50));
        return server.password;
      },
    };
    try {
      const profile = profileFor(server, { port: proxy.port });
      const session = await new Connector(profile, absent).openSession(neverCancelled);
      assert.equal(proxy.accepted, 2);
      await session.close();
    } finally {
      await proxy.dispose();
    }
  });

  it('stops at the wish of the user', async () => {
    const proxy = await startTcpProxy(server);
    try {
      proxy.cut();
      const stop = new AbortController();
      const connector = new Connector(profileFor(server, { port: proxy.port }), passwords(server.password));
      const opening = connector.openSession(stop.signal);
      stop.abort();
      await assert.rejects(opening, CancelledError);
    } finally {
      await proxy.dispose();
    }
  });

  it('shows a dismissed question as cancelled', async () => {
    const dismissed: PasswordProvider = { getPassword: () => Promise.reject(new CancelledError()) };
    await assert.rejects(
      new Connector(profileFor(server), dismissed).openSession(neverCancelled),
      CancelledError,
    );
  });

  it('reads nothing from the environment and prints nothing', async () => {
    const before = { ...process.env };
    const printed: unknown[] = [];
    const warned = (warning: Error) => printed.push(warning);
    const { error: printError, warn, log } = console;
    console.error = console.warn = console.log = (...words: unknown[]) => printed.push(words);
    process.on('warning', warned);
    Object.assign(process.env, {
      PGHOST: '/nowhere',
      PGPASSWORD: server.password,
      PGSSLMODE: 'verify-full',
      PGSSLNEGOTIATION: 'direct',
      PGOPTIONS: '-c work_mem=77MB',
      PGAPPNAME: 'intruder',
    });
    try {
      assert.equal((await failure(profileFor(server), passwords())).kind, 'passwordMissing');
      const connector = new Connector(profileFor(server), passwords(server.password));
      const session = await connector.openSession(neverCancelled);
      const text = "select current_setting('work_mem'), current_setting('application_name')";
      assert.deepEqual((await run(session, text)).rows, [['4MB', 'Lakehouse Postgres']]);
      await session.close();
      await new Promise((resolve) => setImmediate(resolve));
      assert.deepEqual(printed, []);
    } finally {
      process.off('warning', warned);
      Object.assign(console, { error: printError, warn, log });
      for (const name of Object.keys(process.env).filter((each) => !(each in before))) {
        Reflect.deleteProperty(process.env, name);
      }
      Object.assign(process.env, before);
    }
  });
});

function tlsMode(mode: ConnectionProfile['tls']['mode']): ConnectionProfile['tls'] {
  return { mode, rootCertificate: undefined, certificate: undefined, key: undefined };
}

/** The failure of a connect; it must not carry a password in any of its parts. */
async function failure(
  profile: ConnectionProfile,
  provider: PasswordProvider = passwords(secret),
): Promise<ConnectError> {
  const connector = new Connector(profile, provider, { libpqFolder: '/nowhere' });
  try {
    const session = await connector.openSession(neverCancelled);
    await session.close();
  } catch (error) {
    assert.ok(error instanceof ConnectError, inspect(error));
    const everything =
      inspect([error, connector], { depth: Infinity, showHidden: true }) + JSON.stringify(error);
    assert.ok(!everything.includes(secret), everything);
    return error;
  } finally {
    await connector.close();
  }
  throw new Error('It connected.');
}
