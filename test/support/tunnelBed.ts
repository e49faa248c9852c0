import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { neverCancelled } from '../../src/base/cancelSignal';
import { ConnectError } from '../../src/core/connections/connectError';
import type { ConnectionProfile } from '../../src/core/connections/connectionProfile';
import type { SshSettings } from '../../src/core/connections/sshSettings';
import { Connector } from '../../src/node/pg/connector';
import { Tunnels } from '../../src/node/ssh/tunnels';
import { CertificateAuthority } from './certificates';
import { eventually } from './eventually';
import { startPostgres, type TestServer } from './postgres';
import { passwords, profileFor, run } from './sessions';
import { SshAnswers } from './sshAnswers';
import { makeSshKey, type SshDaemon, type SshKey, startSshd } from './sshd';

/** The kinds of keys that the sshd of the bed takes: name, options of ssh-keygen, passphrase. */
export const keyKinds: readonly (readonly [string, readonly string[], string])[] = [
  ['ed25519', ['-t', 'ed25519'], ''],
  ['ed25519 with a passphrase', ['-t', 'ed25519'], 'open me'],
  ['rsa', ['-t', 'rsa', '-b', '2048'], ''],
  ['rsa in PEM', ['-t', 'rsa', '-b', '2048', '-m', 'PEM'], ''],
  ['rsa in PEM with a passphrase', ['-t', 'rsa', '-b', '2048', '-m', 'PEM'], 'open me'],
  ['rsa in PKCS 8', ['-t', 'rsa', '-b', '2048', '-m', 'PKCS8'], ''],
  ['rsa in PKCS 8 with a passphrase', ['-t', 'rsa', '-b', '2048', '-m', 'PKCS8'], 'open me'],
  ['ecdsa', ['-t', 'ecdsa', '-b', '256'], ''],
  ['ecdsa 384 in PEM', ['-t', 'ecdsa', '-b', '384', '-m', 'PEM'], ''],
  ['ecdsa in PKCS 8', ['-t', 'ecdsa', '-b', '521', '-m', 'PKCS8'], ''],
];

/** What a test changes about a connection that goes through the tunnel. */
export interface TunnelChanges {
  readonly ssh?: Partial<SshSettings>;
  readonly profile?: Partial<ConnectionProfile>;
  readonly answers?: SshAnswers;
  /** Lines of known_hosts; the host key of sshd unless given. */
  readonly known?: string;
  readonly config?: string;
}

/** A PostgreSQL that is reached through an sshd. */
export class TunnelBed {
  private readonly open: { close(): unknown }[] = [];
  private files = 0;

  private constructor(
    readonly folder: string,
    readonly server: TestServer,
    readonly sshd: SshDaemon,
    /** By the names of `keyKinds`, and `stranger`, which is not taken. */
    readonly keys: ReadonlyMap<string, SshKey>,
  ) {}

  static async start(): Promise<TunnelBed> {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'lakehouse-tunnel-'));
    const keys = new Map<string, SshKey>();
    for (const [name, options, passphrase] of [...keyKinds, ['stranger', ['-t', 'ed25519'], ''] as const]) {
      keys.set(name, await makeSshKey(path.join(folder, name.replaceAll(' ', '_')), options, passphrase));
    }
    const accepted = [...keys].filter(([name]) => name !== 'stranger').map(([, key]) => key);
    const authority = await CertificateAuthority.create();
    await writeFile(path.join(folder, 'root.crt'), authority.certificate);
    const tls = await authority.issueServer({ names: ['localhost'] });
    return new TunnelBed(folder, await startPostgres({ tls }), await startSshd(accepted), keys);
  }

  /** The line of known_hosts for a server, at its own port or that of a proxy before it. */
  known(sshd: SshDaemon = this.sshd, port = sshd.port): string {
    return `[127.0.0.1]:${port} ${sshd.hostKey}\n`;
  }

  async connectorFor({ ssh, profile, answers, known, config }: TunnelChanges) {
    const at = (name: string) => path.join(this.folder, `${name}${++this.files}`);
    const [knownFile, own, configFile] = [
      at('known'),
      path.join(at('own'), 'known_hosts'),
      at('config'),
    ] as const;
    await writeFile(knownFile, known ?? this.known());
    await writeFile(configFile, config ?? '');
    const questions = answers ?? new SshAnswers();
    const tunnels = new Tunnels({ questions, knownHosts: { read: [knownFile, own], own }, configFile });
    const { host, port, user } = this.sshd;
    const keyFile = this.keys.get('ed25519')?.file;
    const settings: SshSettings = { host, port, user, auth: 'key', keyFile, jump: undefined, ...ssh };
    const connector = new Connector(
      profileFor(this.server, { ssh: settings, ...profile }),
      passwords(this.server.password),
      { gateway: (each, signal) => tunnels.gateway(each, signal) },
    );
    this.open.push(connector, { close: () => tunnels.dispose() });
    return { connector, tunnels, questions, own };
  }

  /** Runs a query through the tunnel, and looks that nothing stays open. */
  async works(changes: TunnelChanges): Promise<void> {
    const { connector, tunnels } = await this.connectorFor(changes);
    const session = await connector.openSession(neverCancelled);
    assert.deepEqual((await run(session, 'select 1')).rows, [['1']]);
    await session.close();
    assert.equal(tunnels.count, 0, 'the tunnel is closed with its last line');
  }

  async fails(changes: TunnelChanges): Promise<ConnectError> {
    const { connector, tunnels } = await this.connectorFor(changes);
    const error: unknown = await connector.openSession(neverCancelled).catch((each: unknown) => each);
    assert.ok(error instanceof ConnectError, String(error));
    assert.ok(await eventually(() => Promise.resolve(tunnels.count === 0)));
    return error;
  }

  /** Waits until a statement with `pg_sleep` runs. */
  async sleeping(): Promise<void> {
    const isActive = async () =>
      (await this.server.backends()).some(
        ({ query, state }) => state === 'active' && query.includes('sleep'),
      );
    assert.ok(await eventually(isActive));
  }

  /** Closes what the last test left open. */
  async closeConnections(): Promise<void> {
    await Promise.all(this.open.splice(0).map((each) => each.close()));
  }

  async stop(): Promise<void> {
    await this.sshd.stop();
    await this.server.dispose();
    await rm(this.folder, { recursive: true, force: true });
  }
}
