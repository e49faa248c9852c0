import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import http from 'node:http';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../postgres';

export interface WorkbenchServerOptions {
  /** The folder that `ensureWorkbench` returned. */
  readonly folder: string;
  readonly userDataDir: string;
  readonly extensionsDir: string;
  /** Open every folder as trusted, without asking. */
  readonly trustEverything: boolean;
  /** Whether the page is to run tests in the extension host. */
  readonly extensionTests?: boolean;
  /** Environment of the server and so of the extension host. */
  readonly environment?: NodeJS.ProcessEnv;
}

export interface WorkbenchServer {
  readonly port: number;
  /**
   * Carries the token without which nobody else on this machine gets in. The host is `localhost`: a webview needs a
   * secure context for its service worker.
   */
  readonly url: string;
  /** What the server printed last, for the message of a failed test. */
  output(): string;
  stop(): Promise<void>;
}

/** Starts the server half of VS Code on a free loopback port. @throws Error when it does not come up in a minute. */
export async function startWorkbenchServer(options: WorkbenchServerOptions): Promise<WorkbenchServer> {
  await mkdir(options.userDataDir, { recursive: true });
  await mkdir(options.extensionsDir, { recursive: true });
  const port = await freePort();
  const token = randomBytes(16).toString('hex');
  const tokenFile = path.join(options.userDataDir, 'token');
  await writeFile(tokenFile, token, { mode: 0o600 });
  const child = spawn(nodeExecutable(), serverArguments(options, port, tokenFile), {
    env: { ...process.env, ...options.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A process group of its own, so that the extension hosts, which outlive the server for hours, end with it.
    detached: process.platform !== 'win32',
  });
  let output = '';
  const collect = (data: Buffer) => {
    output = (output + data.toString()).slice(-20_000);
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  const onExit = () => {
    signalGroup(child, 'SIGKILL');
  };
  process.once('exit', onExit);
  const stop = async () => {
    process.removeListener('exit', onExit);
    await stopProcess(child);
  };
  try {
    await waitUntilItAnswers(child, port);
  } catch (error) {
    await stop();
    throw new Error(`The VS Code server did not start. It printed:\n${output}`, { cause: error });
  }
  return { port, url: `http://localhost:${port}/?tkn=${token}`, output: () => output, stop };
}

/** Installs a VSIX into the extensions folder. @throws Error with what the server printed. */
export async function installVsix(
  options: Omit<WorkbenchServerOptions, 'trustEverything'>,
  vsix: string,
): Promise<void> {
  await mkdir(options.extensionsDir, { recursive: true });
  const child = spawn(
    nodeExecutable(),
    [serverMain(options.folder), '--install-extension', vsix, ...folderArguments(options)],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let output = '';
  child.stdout.on('data', (data: Buffer) => (output += data.toString()));
  child.stderr.on('data', (data: Buffer) => (output += data.toString()));
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0) {
    throw new Error(`VS Code did not install ${vsix}:\n${output}`);
  }
}

function serverMain(folder: string): string {
  return path.join(folder, 'out', 'server-main.js');
}

function folderArguments(options: Omit<WorkbenchServerOptions, 'trustEverything'>): string[] {
  return [
    ...['--server-data-dir', path.join(options.userDataDir, 'server')],
    ...['--user-data-dir', options.userDataDir],
    ...['--extensions-dir', options.extensionsDir],
    ...['--accept-server-license-terms', '--disable-telemetry'],
  ];
}

function serverArguments(options: WorkbenchServerOptions, port: number, tokenFile: string): string[] {
  return [
    serverMain(options.folder),
    ...['--host', '127.0.0.1', '--port', String(port)],
    ...['--connection-token-file', tokenFile],
    // Without this flag the page ignores which extension to test; with it, no notification pops up.
    ...(options.extensionTests ? ['--enable-smoke-test-driver'] : []),
    ...folderArguments(options),
    ...(options.trustEverything ? ['--disable-workspace-trust'] : []),
  ];
}

/** The server wants Node 24: the one of this process, or else the one that npm installed with the dependencies. */
function nodeExecutable(): string {
  if (Number(process.versions.node.split('.')[0]) >= 24) {
    return process.execPath;
  }
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  const installed = path.resolve(__dirname, '../../../../node_modules/node/bin', name);
  return existsSync(installed) ? installed : process.execPath;
}

async function waitUntilItAnswers(child: ChildProcess, port: number): Promise<void> {
  const end = Date.now() + 60_000;
  while (Date.now() < end) {
    if (child.exitCode !== null) {
      throw new Error(`It ended with code ${child.exitCode}.`);
    }
    if (await answers(port)) {
      return;
    }
    await delay(100);
  }
  throw new Error('It did not answer for a minute.');
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const request = http.get({ host: '127.0.0.1', port, path: '/version' }, (response) => {
      response.resume();
      resolve(true);
    });
    request.on('error', () => {
      resolve(false);
    });
  });
}

async function stopProcess(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once('close', resolve));
  const running = child.exitCode === null && child.signalCode === null;
  signalGroup(child, 'SIGTERM');
  if (running) {
    await Promise.race([ended, delay(1000, undefined, { ref: false })]);
  }
  signalGroup(child, 'SIGKILL');
  if (running) {
    await ended;
  }
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) {
    return;
  }
  if (process.platform === 'win32') {
    spawnSync('taskkill', ['/pid', String(child.pid), '/t', '/f'], { stdio: 'ignore' });
    return;
  }
  try {
    process.kill(-child.pid, signal);
  } catch {
    // Nobody of the group is left.
  }
}
