import assert from 'node:assert/strict';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { neverCancelled } from '../../../src/base/cancelSignal';
import type { ConnectionProfile } from '../../../src/core/connections/connectionProfile';
import { testConnection } from '../../../src/node/pg/testConnection';
import { CertificateAuthority, type KeyPair } from '../../support/certificates';
import { startPostgres, type TestServer } from '../../support/postgres';
import { passwords, profileFor } from '../../support/sessions';
import { sharedServer } from '../../support/sharedServer';

describe('Test connection', () => {
  it('tells server, role, line and rights of the administrator', async () => {
    const server = await sharedServer();
    const result = await testConnection(profileFor(server), passwords(server.password), neverCancelled);
    assert.ok(result.ok);
    assert.equal(Math.floor(result.server.version / 10_000), server.major);
    assert.equal(result.line, 'not encrypted');
    assert.ok(result.latency > 0);
    assert.deepEqual(result.warnings, []);
    assert.deepEqual(
      result.writeRights.map(({ sentence }) => sentence),
      [`${server.user} is a superuser.`],
    );
  });

  it('answers a failure, and leaves no backend', async () => {
    const server = await sharedServer();
    const profile = profileFor(server, { database: 'no_such', applicationName: 'failing test' });
    const result = await testConnection(profile, passwords(server.password), neverCancelled);
    assert.ok(!result.ok);
    assert.equal(result.failure.kind, 'databaseMissing');
    assert.equal(result.failure.title, 'Database missing');
    assert.ok(!(await server.backends()).some(({ application }) => application === 'failing test'));
  });

  const grants: readonly { title: string; sql: readonly string[]; kinds: readonly string[] }[] = [
    { title: 'reads only', sql: ['grant select on all tables in schema public to reader'], kinds: [] },
    { title: 'may insert', sql: ['grant insert on t to reader'], kinds: ['relations'] },
    { title: 'may update one column', sql: ['grant update (n) on t to reader'], kinds: ['relations'] },
    { title: 'owns a table', sql: ['alter table t owner to reader'], kinds: ['relations'] },
    { title: 'may create in a schema', sql: ['grant create on schema public to reader'], kinds: ['schemas'] },
    { title: 'may run programs', sql: ['grant pg_execute_server_program to reader'], kinds: ['predefined'] },
    { title: 'may create roles', sql: ['alter role reader createrole'], kinds: ['power'] },
    {
      title: 'may become a writer',
      sql: [
        'create role writer',
        'grant insert on t to writer',
        'alter role reader noinherit',
        'grant writer to reader',
      ],
      kinds: ['setRole'],
    },
    {
      title: 'may call a function that writes as its owner',
      sql: ['create function f() returns void language sql security definer as $$ delete from t $$'],
      kinds: ['functions'],
    },
  ];
  for (const { title, sql, kinds } of grants) {
    it(`sees that a role ${title}`, async () => {
      const server = await sharedServer();
      const database = await server.createDatabase('rights');
      await server.withAdmin(async (admin) => {
        await admin.query(
          `create table t (n int); revoke create on schema public from public; create role reader login password 'reader'`,
        );
        try {
          for (const each of sql) {
            await admin.query(each);
          }
          const profile = profileFor(server, { database, user: 'reader' });
          const result = await testConnection(profile, passwords('reader'), neverCancelled);
          assert.ok(result.ok, JSON.stringify(result));
          assert.deepEqual(
            result.writeRights.map(({ kind }) => kind),
            kinds,
          );
        } finally {
          await admin.query('drop owned by reader; drop role reader');
          await admin.query('drop owned by writer; drop role writer').catch(() => undefined);
        }
      }, database);
    });
  }
});

describe('Test connection over TLS', () => {
  let server: TestServer;
  let folder: string;
  let client: KeyPair;

  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'lhpg-client-'));
    const authority = await CertificateAuthority.create();
    client = await authority.issueClient('certified');
    await writeFile(path.join(folder, 'root.crt'), authority.certificate);
    server = await startPostgres({
      tls: { ...(await authority.issueServer()), authority: authority.certificate },
      hba: ['hostssl all certified all cert', 'host all old all md5', 'host all all all scram-sha-256'],
      settings: { password_encryption: 'md5' },
    });
    await server.query('create role certified login');
    await server.query("create role old login password 'old'");
  });

  after(async () => {
    await server.dispose();
    await rm(folder, { recursive: true, force: true });
  });

  beforeEach(async () => {
    await writeFile(path.join(folder, 'client.crt'), client.certificate);
    await writeFile(path.join(folder, 'client.key'), client.key, { mode: 0o600 });
    await chmod(path.join(folder, 'client.key'), 0o600);
  });

  const tls = (changes: Partial<ConnectionProfile['tls']>): ConnectionProfile['tls'] => ({
    mode: 'require',
    rootCertificate: undefined,
    certificate: undefined,
    key: undefined,
    ...changes,
  });

  async function test(
    changes: Partial<ConnectionProfile>,
    password = server.password,
    libpqFolder = '/nowhere',
  ) {
    const profile = profileFor(server, { host: 'localhost', ...changes });
    return testConnection(profile, passwords(password), neverCancelled, { libpqFolder });
  }

  it('warns of a certificate that nobody checked', async () => {
    const result = await test({ tls: tls({ mode: 'require' }), user: 'old' }, 'old');
    assert.ok(result.ok);
    assert.match(result.line, /^TLSv1\.3, .+, the server’s certificate was not checked$/);
    assert.deepEqual(result.warnings, [
      'The server uses MD5 for passwords, which is outdated: set password_encryption to scram-sha-256.',
      'TLS is on, but nothing proves that this is the right server: name a root certificate and use “verify-full”.',
    ]);
  });

  it('is content with verify-full', async () => {
    const rootCertificate = path.join(folder, 'root.crt');
    const result = await test({ tls: tls({ mode: 'verify-full', rootCertificate }) });
    assert.ok(result.ok);
    assert.match(result.line, /certificate and name checked$/);
    assert.deepEqual(result.warnings, []);
  });

  it('finds the root certificate in the default folder of libpq', async () => {
    const result = await test({ tls: tls({ mode: 'verify-ca' }) }, server.password, folder);
    assert.ok(result.ok);
    assert.match(result.line, /certificate checked, name not$/);
  });

  it('logs in by a client certificate', async () => {
    const result = await test({ user: 'certified', tls: tls(clientFiles()) });
    assert.ok(result.ok, JSON.stringify(result));
    assert.equal(result.server.user, 'certified');
  });

  it('says that the certificate is missing when the server wants one', async () => {
    const result = await test({ user: 'certified', tls: tls({}) });
    assert.ok(!result.ok);
    assert.equal(result.failure.kind, 'authentication');
    assert.match(result.failure.happened, /requires a valid client certificate/);
  });

  const files: readonly { title: string; break: () => Promise<unknown>; says: RegExp }[] = [
    {
      title: 'others can read the key',
      break: () => chmod(path.join(folder, 'client.key'), 0o644),
      says: /can be read by others, so it was not used: set its permissions to 0600/,
    },
    {
      title: 'the key is missing',
      break: () => rm(path.join(folder, 'client.key')),
      says: /but its private key .* does not exist/,
    },
    {
      title: 'the certificate is missing',
      break: () => rm(path.join(folder, 'client.crt')),
      says: /The client certificate .* does not exist/,
    },
    {
      title: 'the certificate is something else',
      break: () => writeFile(path.join(folder, 'client.crt'), 'hello'),
      says: /is not in PEM form/,
    },
    {
      title: 'the key is protected by a passphrase',
      break: () => writeFile(path.join(folder, 'client.key'), '-----BEGIN ENCRYPTED PRIVATE KEY-----\nx'),
      says: /protected by a passphrase/,
    },
    {
      title: 'the key belongs to another certificate',
      break: async () => {
        const other = await (await CertificateAuthority.create()).issueClient('certified');
        await writeFile(path.join(folder, 'client.key'), other.key);
      },
      says: /The private key .* does not belong to the client certificate/,
    },
  ];
  for (const { title, break: breakFile, says } of files) {
    it(`explains that ${title}`, async () => {
      await breakFile();
      const result = await test({ user: 'certified', tls: tls(clientFiles()) });
      assert.ok(!result.ok);
      assert.equal(result.failure.kind, 'certificateFile', result.failure.happened);
      assert.match(result.failure.happened, says);
    });
  }

  const roots: readonly { title: string; tls: Partial<ConnectionProfile['tls']>; says: RegExp }[] = [
    {
      title: 'the root certificate is missing',
      tls: { mode: 'require', rootCertificate: '/nowhere/root.crt' },
      says: /^The root certificate \/nowhere\/root\.crt does not exist\.$/,
    },
    {
      title: 'verify-full needs a root certificate',
      tls: { mode: 'verify-full' },
      says: /^The root certificate .*root\.crt does not exist, and the TLS mode “verify-full” needs it/,
    },
    {
      title: 'the system’s authorities need verify-full',
      tls: { mode: 'verify-ca', rootCertificate: 'system' },
      says: /use “verify-full” with them\.$/,
    },
    {
      title: 'the system’s authorities did not sign the certificate',
      tls: { mode: 'verify-full', rootCertificate: 'system' },
      says: /is not signed by a trusted authority/,
    },
  ];
  for (const { title, tls: changes, says } of roots) {
    it(`explains that ${title}`, async () => {
      const result = await test({ tls: tls(changes) });
      assert.ok(!result.ok);
      assert.match(result.failure.happened, says);
    });
  }

  it('uses no TLS on a Unix socket, whatever the mode', async function () {
    if (process.platform === 'win32') {
      this.skip();
    }
    const result = await test({ host: server.socketDirectory, tls: tls({ mode: 'verify-full' }) });
    assert.ok(result.ok, JSON.stringify(result));
    assert.equal(result.line, 'Unix socket on this machine');
  });

  function clientFiles(): Partial<ConnectionProfile['tls']> {
    return { certificate: path.join(folder, 'client.crt'), key: path.join(folder, 'client.key') };
  }
});
