import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';
import { sharedTemporaryFolder } from './cacheFolder';
import { freePort } from './postgres';
import { serverUser } from './serverUser';

export interface Pooler {
  readonly port: number;
  stop(): Promise<void>;
}

/** The server behind a pooler, and who logs in there. */
export interface PooledServer {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
}

/** What a test changes about a pooler. */
export interface PoolerOptions {
  /** Lines of the section [pgbouncer]. */
  readonly settings?: readonly string[];
  /** What the pooler has as the administrator's password; the right one unless a test says otherwise. */
  readonly password?: string;
  /** A free one unless a test says otherwise. */
  readonly port?: number;
}

/** Starts a PgBouncer before a server; undefined where there is no PgBouncer on this machine. */
export async function startPgBouncer(
  server: PooledServer,
  mode: 'transaction' | 'session',
  options: PoolerOptions = {},
): Promise<Pooler | undefined> {
  const program = ['pgbouncer', '/usr/sbin/pgbouncer'].find(
    (each) => spawnSync(each, ['--version']).status === 0,
  );
  if (program === undefined) {
    return undefined;
  }
  const folder = await mkdtemp(path.join(await sharedTemporaryFolder(), 'lhpg-pool-'));
  const port = options.port ?? (await freePort());
  const user = await serverUser();
  const files = {
    'userlist.txt': `"${server.user}" "${options.password ?? server.password}"\n`,
    'pgbouncer.ini': [
      '[databases]',
      `* = host=${server.host} port=${server.port}`,
      '[pgbouncer]',
      'listen_addr = 127.0.0.1',
      `listen_port = ${port}`,
      'unix_socket_dir =',
      'auth_type = scram-sha-256',
      `auth_file = ${path.join(folder, 'userlist.txt')}`,
      `pool_mode = ${mode}`,
      'default_pool_size = 5',
      ...(options.settings ?? []),
    ].join('\n'),
  };
  await chmod(folder, 0o700);
  for (const [name, text] of Object.entries(files)) {
    await writeFile(path.join(folder, name), text, { mode: 0o600 });
  }
  if (user.uid !== undefined && user.gid !== undefined) {
    for (const name of ['', ...Object.keys(files)]) {
      await chown(path.join(folder, name), user.uid, user.gid);
    }
  }
  const child = spawn(program, [path.join(folder, 'pgbouncer.ini')], { ...user, stdio: 'ignore' });
  const ended = once(child, 'exit');
  await untilListening(port);
  return {
    port,
    stop: async () => {
      child.kill('SIGKILL');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function untilListening(port: number): Promise<void> {
  for (let attempt = 0; attempt < 500; attempt++) {
    const socket = net.connect(port, '127.0.0.1');
    const listening = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true));
      socket.once('error', () => resolve(false));
    });
    socket.destroy();
    if (listening) {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('PgBouncer did not start.');
}
