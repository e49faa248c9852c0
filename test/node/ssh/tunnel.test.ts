import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { CancelledError, neverCancelled } from '../../../src/base/cancelSignal';
import { ConnectionLostError } from '../../../src/core/sql/serverError';
import { eventually } from '../../support/eventually';
import { describeLine } from '../../../src/node/pg/testConnection';
import { freePort } from '../../support/postgres';
import { runProgram } from '../../support/runProgram';
import { profileFor, run } from '../../support/sessions';
import { checkRow, plain } from '../../support/situations';
import { SshAnswers } from '../../support/sshAnswers';
import { startSshd, whyNoSshd } from '../../support/sshd';
import { startTcpProxy } from '../../support/tcpProxy';
import { keyKinds, TunnelBed } from '../../support/tunnelBed';

describe('A tunnel through a real sshd', () => {
  let bed: TunnelBed;

  before(async function () {
    this.timeout(60_000);
    const why = whyNoSshd();
    if (why !== undefined) {
      console.log(`      skipped: ${why}`);
      this.skip();
    }
    bed = await TunnelBed.start();
  });

  afterEach(() => bed.closeConnections());
  after(() => whyNoSshd() ?? bed.stop());

  for (const [name, , passphrase] of keyKinds) {
    it(`opens with a key ${name}`, async () => {
      const answers = new SshAnswers({ secrets: ['wrong', passphrase] });
      await bed.works({ ssh: { keyFile: bed.keys.get(name)?.file }, answers });
      const asked = passphrase === '' ? [] : ['passphrase requested', 'passphrase rejected'];
      assert.deepEqual(answers.asked, asked);
      assert.equal(answers.kept.length, passphrase === '' ? 0 : 1);
    });
  }

  describe('with an agent', () => {
    let agent: ChildProcess;
    const before_ = process.env.SSH_AUTH_SOCK;

    before(async () => {
      const socket = path.join(bed.folder, 'agent');
      agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' });
      process.env.SSH_AUTH_SOCK = socket;
      const add = () => runProgram('ssh-add', ['-q', bed.keys.get('rsa')?.file ?? '']).then(() => true);
      assert.ok(await eventually(() => add().catch(() => false)));
    });

    after(async () => {
      process.env.SSH_AUTH_SOCK = before_ ?? '';
      agent.kill();
      await once(agent, 'exit');
    });

    it('opens with its keys', () => bed.works({ ssh: { auth: 'agent', keyFile: undefined } }));
    it('opens with its keys where a named key is not taken', () =>
      bed.works({ ssh: { auth: 'auto', keyFile: bed.keys.get('stranger')?.file } }));
  });

  it('says what was tried when nothing is taken', async () => {
    const file = bed.keys.get('stranger')?.file ?? '';
    const { failure } = await bed.fails({ ssh: { keyFile: file } });
    assert.equal(failure.kind, 'sshAuthentication');
    assert.equal(
      failure.happened,
      `The SSH server ${bed.sshd.user}@127.0.0.1:${bed.sshd.port} did not let us in. Tried: the key ${file}. It takes: publickey.`,
    );
  });

  const keyFileCases: readonly (readonly [string, () => Promise<string>, RegExp])[] = [
    ['a missing key', () => Promise.resolve(path.join(bed.folder, 'none')), /does not exist\. Correct/],
    [
      'a file that is no key',
      async () => {
        await writeFile(path.join(bed.folder, 'text'), 'no key', { mode: 0o600 });
        return path.join(bed.folder, 'text');
      },
      /holds no private key/,
    ],
    [
      'a key that others can read',
      async () => {
        const file = path.join(bed.folder, 'open');
        await writeFile(file, await readFile(bed.keys.get('ed25519')?.file ?? ''), { mode: 0o644 });
        return file;
      },
      /can be read by others, so it was not used: set its permissions to 0600/,
    ],
  ];
  for (const [name, make, says] of keyFileCases) {
    it(`explains ${name}`, async () => {
      const error = await bed.fails({ ssh: { keyFile: await make() } });
      assert.equal(error.kind, 'sshKeyFile');
      assert.match(error.message, says);
    });
  }

  it('goes through a jump host, and through one of ~/.ssh/config', async () => {
    const second = await startSshd([...bed.keys.values()].slice(0, 1));
    try {
      const known = [bed.sshd, second].map((each) => `[127.0.0.1]:${each.port} ${each.hostKey}`).join('\n');
      const jump = [{ host: bed.sshd.host, port: bed.sshd.port, user: bed.sshd.user }];
      await bed.works({ known, ssh: { host: second.host, port: second.port, jump } });
      assert.match(await second.log(), /Accepted publickey/);
      const config = [
        `Host inside\n  HostName 127.0.0.1\n  Port=${second.port}\n  User ${second.user}`,
        `  IdentityFile "${bed.keys.get('ed25519')?.file ?? ''}"\n  ProxyJump outside`,
        `Host out*\n  HostName 127.0.0.1\n  Port ${bed.sshd.port}\n  IdentityFile ${bed.keys.get('ecdsa')?.file ?? ''}`,
      ].join('\n');
      const none = { port: undefined, user: undefined, keyFile: undefined };
      await bed.works({ known, config, ssh: { host: 'inside', ...none } });
      const workspace = await bed.fails({
        known,
        config,
        ssh: { host: 'inside', ...none },
        profile: { scope: 'workspace' },
      });
      assert.equal(workspace.kind, 'sshUnreachable');
      assert.match(
        workspace.message,
        /The SSH server \S+@inside:22 could not be reached: its name has no address/,
      );
    } finally {
      await second.stop();
    }
  });

  it('checks the certificate for the name of the database, not for this machine', async () => {
    const rootCertificate = path.join(bed.folder, 'root.crt');
    const tls = { mode: 'verify-full', rootCertificate, certificate: undefined, key: undefined } as const;
    await bed.works({ profile: { host: 'localhost', tls } });
    const error = await bed.fails({ profile: { tls } });
    assert.equal(error.kind, 'tlsName');
    assert.match(
      error.message,
      /certificate of 127\.0\.0\.1:\d+ is not made for this host: it is made for localhost/,
    );
  });

  it('speaks TLS through the tunnel', async () => {
    const { connector } = await bed.connectorFor({
      profile: {
        tls: { mode: 'require', rootCertificate: undefined, certificate: undefined, key: undefined },
      },
    });
    const session = await connector.openSession(neverCancelled);
    assert.equal(session.tls.kind, 'tls');
    const { rows } = await run(session, 'select ssl from pg_stat_ssl where pid = pg_backend_pid()');
    assert.deepEqual(rows, [['t']]);
    await session.close();
  });

  it('reaches a Unix socket of the other machine', () =>
    bed.works({ profile: { host: bed.server.socketDirectory } }));

  it('says how far it protects the line', () => {
    const hop = { host: 'bastion', port: undefined, user: undefined, keyFile: undefined, jump: undefined };
    const words = (host: string) =>
      describeLine({ kind: 'none' }, profileFor(bed.server, { host, ssh: { ...hop, auth: 'auto' } }));
    assert.equal(words('db.inside'), 'encrypted by SSH up to bastion, and not encrypted from there');
    assert.equal(words('/run/postgresql'), 'encrypted by SSH up to bastion, which is where the server is');
  });

  it('is shared by all lines of a connection', async () => {
    const { connector, tunnels } = await bed.connectorFor({});
    const before_ = (await bed.sshd.log()).match(/Accepted publickey/g)?.length ?? 0;
    const [one, two, catalog] = await Promise.all([
      connector.openSession(neverCancelled),
      connector.openSession(neverCancelled),
      connector.openDatabase(neverCancelled),
    ]);
    const accepted = (await bed.sshd.log()).match(/Accepted publickey/g)?.length ?? 0;
    assert.equal(accepted - before_, 1);
    await one.close();
    await two.close();
    assert.equal(tunnels.count, 1);
    await catalog.close();
    assert.equal(tunnels.count, 0);
  });

  it('carries large results and cancels through itself', async () => {
    const { connector } = await bed.connectorFor({});
    const session = await connector.openSession(neverCancelled);
    const { rows } = await run(session, "select repeat('x', 1000) from generate_series(1, 20000)");
    assert.equal(rows.length, 20_000);
    const sleeping = run(session, 'select pg_sleep(60)');
    await bed.sleeping();
    checkTunnelRow('Cancel', (await session.cancel()).kind);
    await assert.rejects(sleeping, CancelledError);
    await session.close();
  });

  it('says where the loss was when the SSH connection ends', async () => {
    const proxy = await startTcpProxy(bed.sshd);
    try {
      for (const mode of ['disable', 'require'] as const) {
        const { connector, tunnels } = await bed.connectorFor({
          known: bed.known(bed.sshd, proxy.port),
          ssh: { port: proxy.port },
          profile: { tls: { mode, rootCertificate: undefined, certificate: undefined, key: undefined } },
        });
        const session = await connector.openSession(neverCancelled);
        const running = run(session, 'select pg_sleep(60)');
        await bed.sleeping();
        proxy.reset();
        await assert.rejects(running, (error: unknown) => {
          assert.ok(error instanceof ConnectionLostError);
          assert.match(error.message, /was lost: The SSH connection to \S+@127\.0\.0\.1:\d+ ended\./);
          return true;
        });
        assert.equal(tunnels.count, 0);
        const again = await connector.openSession(neverCancelled);
        await again.close();
      }
    } finally {
      await proxy.dispose();
    }
  });

  it('explains what cannot be reached, and what is not allowed', async () => {
    const nobody = await freePort();
    const refused = await bed.fails({ profile: { port: nobody } });
    assert.equal(refused.kind, 'sshForward');
    checkTunnelRow('The database does not run', refused.message);
    assert.match(
      refused.message,
      new RegExp(`The SSH server could not reach 127\\.0\\.0\\.1:${nobody}: Connection refused\\.`),
    );
    const closed = await bed.fails({ ssh: { port: nobody } });
    assert.equal(closed.kind, 'sshUnreachable');
    checkTunnelRow('The SSH server does not run', closed.message);
    assert.match(closed.message, /could not be reached: nothing listens there\./);
    const postgres = await bed.fails({ ssh: { port: bed.server.port } });
    assert.equal(postgres.kind, 'sshUnreachable');
    const strict = await startSshd([...bed.keys.values()], ['AllowTcpForwarding no']);
    try {
      const known = `[127.0.0.1]:${strict.port} ${strict.hostKey}\n`;
      const forbidden = await bed.fails({ known, ssh: { port: strict.port } });
      assert.equal(forbidden.kind, 'sshForward');
      checkTunnelRow('Forwarding is not allowed', forbidden.message);
    } finally {
      await strict.stop();
    }
  });

  it('stops when the user cancels, and when the server is silent', async () => {
    const proxy = await startTcpProxy(bed.sshd);
    proxy.cut();
    try {
      const setting = { known: bed.known(bed.sshd, proxy.port), ssh: { port: proxy.port } };
      const timeouts = { ...profileFor(bed.server).timeouts, connect: 400 };
      const late = await bed.fails({ ...setting, profile: { timeouts } });
      assert.match(late.message, /could not be reached: it did not answer within 0\.4 s/);
      const { connector, tunnels } = await bed.connectorFor(setting);
      const stop = new AbortController();
      const opening = connector.openSession(stop.signal);
      stop.abort(new CancelledError());
      await assert.rejects(opening, CancelledError);
      assert.equal(tunnels.count, 0);
    } finally {
      await proxy.dispose();
    }
  });
});

/** As `checkRow`, without the ports that differ from run to run. */
function checkTunnelRow(action: string, outcome: string): void {
  checkRow('A tunnel', action, plain(outcome));
}
