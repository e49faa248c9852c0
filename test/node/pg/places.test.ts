import assert from 'node:assert/strict';
import dns from 'node:dns';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { neverCancelled } from '../../../src/base/cancelSignal';
import type { ConnectionProfile } from '../../../src/core/connections/connectionProfile';
import { Connector } from '../../../src/node/pg/connector';
import { readPassword } from '../../../src/node/secrets/passwordSources';
import { CertificateAuthority } from '../../support/certificates';
import { startPostgres, type TestServer } from '../../support/postgres';
import { passwords, profileFor, run } from '../../support/sessions';

const hasIpv6 = Object.values(os.networkInterfaces()).some((all) =>
  all?.some(({ address }) => address === '::1'),
);

describe('A place to connect to', () => {
  let server: TestServer;
  let folder: string;
  const home = process.env.HOME;

  before(async () => {
    const authority = await CertificateAuthority.create();
    folder = await mkdtemp(path.join(os.tmpdir(), 'lakehouse-home-'));
    await writeFile(path.join(folder, 'root.crt'), authority.certificate);
    server = await startPostgres({
      tls: await authority.issueServer(),
      settings: { listen_addresses: hasIpv6 ? '127.0.0.1,::1' : '127.0.0.1' },
    });
  });

  afterEach(() => {
    process.env.HOME = home;
  });

  after(async () => {
    await server.dispose();
    await rm(folder, { recursive: true, force: true });
  });

  async function peerOf(changes: Partial<ConnectionProfile>): Promise<string> {
    const connector = new Connector(profileFor(server, changes), passwords(server.password));
    const session = await connector.openSession(neverCancelled);
    const { rows } = await run(session, "select coalesce(host(inet_server_addr()), 'socket')");
    // A CancelRequest goes to the same place.
    const sleeping = run(session, 'select pg_sleep(60)').catch(() => undefined);
    while ((await session.cancel()).kind === 'notSent') {
      await new Promise((resolve) => setImmediate(resolve));
    }
    await sleeping;
    await session.close();
    await connector.close();
    return rows[0]?.[0] ?? '';
  }

  it('may be an address of IPv6', async function () {
    if (!hasIpv6) {
      this.skip();
    }
    assert.equal(await peerOf({ host: '::1' }), '::1');
    const tls = {
      mode: 'require',
      rootCertificate: undefined,
      certificate: undefined,
      key: undefined,
    } as const;
    assert.equal(await peerOf({ host: '::1', tls }), '::1');
  });

  it('may be a Unix socket, alone or among hosts', async function () {
    if (process.platform === 'win32') {
      this.skip();
    }
    assert.equal(await peerOf({ host: server.socketDirectory }), 'socket');
    const otherHosts = [{ host: server.socketDirectory, port: server.port }];
    assert.equal(await peerOf({ host: folder, otherHosts }), 'socket');
  });

  it('may be a name with several addresses, which are tried until one answers', async () => {
    const lookup = dns.promises.lookup;
    const found = ['127.0.0.9', '127.0.0.8', '127.0.0.1'].map((address) => ({ address, family: 4 }));
    Object.assign(dns.promises, { lookup: () => Promise.resolve(found) });
    try {
      assert.equal(await peerOf({ host: 'many.example' }), '127.0.0.1');
      assert.equal(await peerOf({ host: 'many.example', targetSession: 'primary' }), '127.0.0.1');
      assert.equal(await peerOf({ host: 'many.example', loadBalance: true }), '127.0.0.1');
    } finally {
      Object.assign(dns.promises, { lookup });
    }
  });

  it('takes ~ in the path of a certificate as the home of the user', async () => {
    process.env.HOME = folder;
    const tls = {
      mode: 'verify-full',
      rootCertificate: '~/root.crt',
      certificate: undefined,
      key: undefined,
    } as const;
    assert.equal(await peerOf({ tls }), '127.0.0.1');
    const missing = { ...tls, rootCertificate: '~/none.crt' };
    await assert.rejects(
      peerOf({ tls: missing }),
      new RegExp(`root certificate ${folder}/none\\.crt does not exist`),
    );
  });

  it('finds the password of several hosts by the first that .pgpass knows', async () => {
    const file = path.join(folder, 'pgpass');
    await writeFile(file, `two:5433:*:*:second\n`, { mode: 0o600 });
    const before_ = process.env.PGPASSFILE;
    process.env.PGPASSFILE = file;
    try {
      const profile = profileFor(server, { host: 'one', otherHosts: [{ host: 'two', port: 5433 }] });
      assert.equal(await readPassword('pgpass', profile, 'requested'), 'second');
      await assert.rejects(
        readPassword('pgpass', { ...profile, otherHosts: [] }, 'requested'),
        /no line for one:/,
      );
    } finally {
      if (before_ === undefined) {
        delete process.env.PGPASSFILE;
      } else {
        process.env.PGPASSFILE = before_;
      }
    }
  });
});
