import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { isRoot } from './cacheFolder';
import { eventually } from './eventually';
import { freePort } from './postgres';
import { runProgram } from './runProgram';

/** A real OpenSSH server that lets its own user in with the keys that a test names. */
export interface SshDaemon {
  readonly host: '127.0.0.1';
  readonly port: number;
  readonly user: string;
  /** The public host key as known_hosts has it: its type and the key in base64. */
  readonly hostKey: string;
  log(): Promise<string>;
  stop(): Promise<void>;
}

export interface SshKey {
  readonly file: string;
  readonly public: string;
}

/** Why there is no OpenSSH server for tests on this machine; undefined when there is one. */
export function whyNoSshd(): string | undefined {
  return sshdProgram() === undefined || spawnSync('ssh-keygen', ['-?']).error !== undefined
    ? 'there is no OpenSSH server here (sshd and ssh-keygen)'
    : undefined;
}

/** Starts sshd on a free loopback port, with a host key of its own. */
export async function startSshd(
  keys: readonly SshKey[],
  settings: readonly string[] = [],
): Promise<SshDaemon> {
  const program = sshdProgram();
  if (program === undefined) {
    throw new Error('There is no sshd on this machine.');
  }
  const folder = await mkdtemp(path.join(os.tmpdir(), 'lakehouse-sshd-'));
  await chmod(folder, 0o755);
  const hostKey = await makeSshKey(path.join(folder, 'host'), ['-t', 'ed25519']);
  const authorized = path.join(folder, 'authorized_keys');
  await writeFile(authorized, keys.map((key) => key.public).join('\n') + '\n', { mode: 0o644 });
  const port = await freePort();
  const config = path.join(folder, 'sshd_config');
  await writeFile(
    config,
    [
      // The first value of each counts, so what a test wants stands above.
      ...settings,
      `Port ${port}`,
      'ListenAddress 127.0.0.1',
      `HostKey ${hostKey.file}`,
      `PidFile ${path.join(folder, 'pid')}`,
      `AuthorizedKeysFile ${authorized}`,
      'StrictModes no',
      'UsePAM no',
      'PasswordAuthentication no',
      'KbdInteractiveAuthentication no',
      'PermitRootLogin prohibit-password',
      'LogLevel VERBOSE',
    ].join('\n') + '\n',
  );
  if (isRoot()) {
    // Where sshd puts the processes that have no rights yet.
    await mkdir('/run/sshd', { recursive: true, mode: 0o755 });
  }
  const logFile = path.join(folder, 'log');
  const child = spawn(program, ['-D', '-f', config, '-E', logFile], { stdio: 'ignore' });
  const log = () => readFile(logFile, 'utf8').catch(() => '');
  if (!(await eventually(() => isListening(port, child)))) {
    child.kill('SIGKILL');
    throw new Error(`sshd did not start.\n${await log()}`);
  }
  return {
    host: '127.0.0.1',
    port,
    user: os.userInfo().username,
    hostKey: hostKey.public.split(' ').slice(0, 2).join(' '),
    log,
    stop: async () => {
      const ended = once(child, 'exit');
      if (child.kill('SIGTERM')) {
        await ended;
      }
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Makes a key pair as a person would. @param options such as `-t ed25519` or `-m PEM` */
export async function makeSshKey(file: string, options: readonly string[], passphrase = ''): Promise<SshKey> {
  await runProgram('ssh-keygen', ['-q', '-N', passphrase, '-C', 'test', ...options, '-f', file]);
  return { file, public: (await readFile(`${file}.pub`, 'utf8')).trim() };
}

function sshdProgram(): string | undefined {
  // sshd wants to be started by its full path.
  const folders = [...(process.env.PATH ?? '').split(path.delimiter), '/usr/sbin', '/usr/local/sbin'];
  return folders.map((folder) => path.join(folder, 'sshd')).find((file) => existsSync(file));
}

async function isListening(port: number, child: ChildProcess): Promise<boolean> {
  if (child.exitCode !== null) {
    throw new Error(`sshd ended with code ${child.exitCode}.`);
  }
  const socket = net.connect(port, '127.0.0.1');
  return new Promise<boolean>((resolve) => {
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
  }).finally(() => socket.destroy());
}
