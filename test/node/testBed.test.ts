import assert from 'node:assert/strict';
import { execFile, fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client, type ClientConfig } from 'pg';
import { CertificateAuthority, makeSelfSigned } from '../support/certificates';
import { startPostgres, type TestServer } from '../support/postgres';
import { testedMajor } from '../support/postgresBinaries';
import { sharedServer } from '../support/sharedServer';

describe('The test bed', () => {
  it('shares one server of the tested major version', async () => {
    const server = await sharedServer();
    assert.equal(await sharedServer(), server);
    const [row] = await server.query<{ version: string }>(
      "SELECT current_setting('server_version_num') AS version",
    );
    assert.equal(Math.floor(Number(row?.version) / 10_000), testedMajor());
  });

  it('asks for the password and lists the backends', async () => {
    const server = await sharedServer();
    const database = await server.createDatabase('backends');
    const wrong = new Client({
      connectionString: server.url(database, { user: server.user, password: 'x' }),
    });
    await assert.rejects(wrong.connect(), /password authentication failed/);
    const client = new Client({ connectionString: server.url(database), application_name: 'counted' });
    await client.connect();
    const own = (await server.backends()).filter((backend) => backend.database === database);
    assert.deepEqual(
      own.map((backend) => backend.application),
      ['counted'],
    );
    await client.end();
  });

  it('makes databases of other encodings and owners', async () => {
    const server = await sharedServer();
    const name = await server.createDatabase('ascii', { encoding: 'SQL_ASCII', owner: 'pg_monitor' });
    assert.deepEqual(
      await server.query(
        'SELECT pg_encoding_to_char(encoding) AS encoding, pg_get_userbyid(datdba) AS owner FROM pg_database WHERE datname = $1',
        [name],
      ),
      [{ encoding: 'SQL_ASCII', owner: 'pg_monitor' }],
    );
  });

  it('stops, crashes and starts again on the same port with the same data', async () => {
    await withServer({}, async (server) => {
      await server.query('CREATE TABLE kept AS SELECT 1 AS one');
      await server.stop();
      assert.equal(server.isRunning, false);
      await server.start();
      await server.stopImmediately();
      await server.start();
      assert.deepEqual(await server.query('SELECT one FROM kept'), [{ one: 1 }]);
      assert.match(await server.logText(), /automatic recovery/);
    });
  });

  it('says why a server does not start', async () => {
    await assert.rejects(
      startPostgres({ settings: { shared_buffers: 'plenty' } }),
      /shared_buffers.*plenty/s,
    );
  });

  it('has a PostgreSQL 11, to be refused', async () => {
    await withServer({ major: 11 }, async (server) => {
      const [row] = await server.query<{ version: string }>(
        "SELECT current_setting('server_version') AS version",
      );
      assert.match(row?.version ?? '', /^11\./);
    });
  });

  it('stores passwords and asks for them as MD5 where that is wanted', async () => {
    await withServer({ authentication: 'md5' }, async (server) => {
      assert.equal(await answer({ connectionString: server.url() }), 'in');
      const [row] = await server.query<{ stored: string }>(
        'SELECT left(rolpassword, 3) AS stored FROM pg_authid WHERE rolname = $1',
        [server.user],
      );
      assert.equal(row?.stored, 'md5');
    });
  });

  it('obeys the lines of pg_hba.conf that a test gives, and keeps the administrator’s own door', async () => {
    await withServer({ hba: ['host all refused all reject', 'host all all all trust'] }, async (server) => {
      await server.query('CREATE ROLE refused LOGIN');
      await server.query('CREATE ROLE welcome LOGIN');
      const as = (user: string) => ({ connectionString: server.url('postgres', { user, password: '' }) });
      assert.match(await answer(as('refused')), /pg_hba.conf rejects connection/);
      assert.equal(await answer(as('welcome')), 'in');
    });
  });

  it('leaves nothing behind when the test process is killed', async () => {
    const child = fork(path.join(__dirname, '../support/serverForAWhile.js'), { silent: true });
    const started = await new Promise<{ dataDirectory: string; server: number }>((resolve) =>
      child.once('message', resolve),
    );
    assert.ok(existsSync(started.dataDirectory));
    child.kill('SIGKILL');
    const deadline = Date.now() + 20_000;
    while (existsSync(path.dirname(started.dataDirectory))) {
      assert.ok(Date.now() < deadline, `${started.dataDirectory} is still there.`);
      await delay(20);
    }
    assert.throws(() => process.kill(started.server, 0), { code: 'ESRCH' });
  });
});

describe('The certificates of the test bed', () => {
  it('are accepted when they are right, and refused for the reason they were made for', async () => {
    const authority = await CertificateAuthority.create();
    const cases = {
      valid: await authority.issueServer(),
      'wrong name': await authority.issueServer({ names: ['other.example'] }),
      expired: await authority.issueServer({ expired: true }),
      'self-signed': await makeSelfSigned(),
      'another authority': await (await CertificateAuthority.create('Stranger')).issueServer(),
    };
    const outcomes: Record<string, string> = {};
    for (const [name, tls] of Object.entries(cases)) {
      await withServer({ tls, hba: ['hostssl all all all scram-sha-256'] }, async (server) => {
        const config = { connectionString: server.url().replace('127.0.0.1', 'localhost') };
        outcomes[name] = await answer({ ...config, ssl: { ca: authority.certificate } });
      });
    }
    assert.deepEqual(outcomes, {
      valid: 'in',
      'wrong name': 'ERR_TLS_CERT_ALTNAME_INVALID',
      expired: 'CERT_HAS_EXPIRED',
      'self-signed': 'DEPTH_ZERO_SELF_SIGNED_CERT',
      'another authority': 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    });
  });

  it('identify a role by a client certificate', async () => {
    const authority = await CertificateAuthority.create();
    const tls = { ...(await authority.issueServer()), authority: authority.certificate };
    await withServer({ tls, authentication: 'cert', hba: ['hostssl all all all cert'] }, async (server) => {
      await server.query('CREATE ROLE loader LOGIN');
      const { key, certificate: cert } = await authority.issueClient('loader');
      const as = (user: string) =>
        answer({
          connectionString: server.url('postgres', { user, password: '' }),
          ssl: { ca: authority.certificate, key, cert },
        });
      assert.equal(await as('loader'), 'in');
      assert.match(await as(server.user), /certificate authentication failed/);
    });
  });

  it('satisfy OpenSSL', async function () {
    const authority = await CertificateAuthority.create();
    const { certificate } = await authority.issueServer();
    const text = await new Promise<string | undefined>((resolve) => {
      const child = execFile('openssl', ['x509', '-noout', '-text'], (error, output) =>
        resolve(error ? undefined : output),
      );
      child.stdin?.on('error', () => undefined);
      child.stdin?.end(certificate);
    });
    if (text === undefined) {
      this.skip();
    }
    assert.match(text, /DNS:localhost, IP Address:127\.0\.0\.1, IP Address:0:0:0:0:0:0:0:1/);
  });
});

async function withServer(
  options: Parameters<typeof startPostgres>[0],
  work: (server: TestServer) => Promise<void>,
): Promise<void> {
  const server = await startPostgres(options);
  try {
    await work(server);
  } finally {
    await server.dispose();
  }
}

/** `in`, or the reason why not: TLS errors by Node's code, because the sentences change between versions. */
async function answer(config: ClientConfig): Promise<string> {
  const client = new Client(config);
  try {
    await client.connect();
    return 'in';
  } catch (error) {
    assert.ok(error instanceof Error);
    const code = 'code' in error ? String(error.code) : '';
    return /CERT|VERIFY/.test(code) ? code : error.message;
  } finally {
    await client.end();
  }
}
