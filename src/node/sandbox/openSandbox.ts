import { spawn } from 'node:child_process';
import { promises as fs } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import type { CancelSignal } from '../../base/cancelSignal';
import { UserError } from '../../base/userError';
import { removeCluster } from './clusterFiles';
import { readLock } from './lockFile';
import type { OwnerSettings } from './owner';
import { lockFileName, type OwnerLine } from './ownerLines';
import { SandboxWindow } from './sandboxWindow';

export interface OpenSandboxOptions extends OwnerSettings {
  /** Names this window to others. */
  readonly windowName: string;
  /** Says what takes its time. */
  readonly progress: (text: string) => void;
}

/** Starting may take so long in all, on a slow machine with the sample to load. */
const patience = 60_000;

/** One that was stopped needs so long to write its files. */
const endPatience = 10_000;

const pollInterval = 100;

/**
 * Joins the sandbox that runs for this user, or starts it.
 * @throws UserError that says why it cannot be opened; CancelledError
 */
export async function openSandbox(options: OpenSandboxOptions, signal: CancelSignal): Promise<SandboxWindow> {
  const lockFile = path.join(options.folder, lockFileName);
  const until = Date.now() + patience;
  await fs.mkdir(options.folder, { recursive: true, mode: 0o700 });
  while (Date.now() < until) {
    signal.throwIfAborted();
    const lock = await readLock(lockFile);
    if (lock.kind !== 'held') {
      await startOwner(options);
    } else if (lock.record.listening === undefined) {
      await delay(pollInterval);
    } else {
      const window = await join(options, lock.record.listening, signal);
      if (window) {
        return window;
      }
      // It is just ending, or was killed a moment ago.
      await delay(pollInterval);
    }
  }
  throw new UserError(
    `The sandbox did not start within ${String(patience / 1000)} s. Its folder is ${options.folder}.`,
  );
}

/**
 * Deletes the data of a sandbox that does not run or is just ending.
 * @throws UserError while one runs
 */
export async function removeSandbox(folder: string): Promise<void> {
  const lockFile = path.join(folder, lockFileName);
  const until = Date.now() + endPatience;
  while ((await readLock(lockFile)).kind === 'held') {
    if (Date.now() > until) {
      throw new UserError('The sandbox still runs, so its data are kept. Stop it in every window first.');
    }
    await delay(pollInterval);
  }
  await removeCluster(folder);
}

async function join(
  options: OpenSandboxOptions,
  listening: { readonly endpoint: { readonly host: string; readonly port: number }; readonly token: string },
  signal: CancelSignal,
): Promise<SandboxWindow | undefined> {
  try {
    return await SandboxWindow.open(listening, options.windowName, signal);
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
}

/** Starts the process that owns the sandbox, and waits until it is ready or another one is. */
async function startOwner(options: OpenSandboxOptions): Promise<void> {
  const { folder, programFolder, sampleFolder, reset, waits, overTcp } = options;
  const settings: OwnerSettings = { folder, programFolder, sampleFolder, reset, waits, overTcp };
  const program = path.join(programFolder, 'owner.js');
  const owner = spawn(process.execPath, [program, JSON.stringify(settings)], {
    // It outlives this window as long as another one is open.
    detached: true,
    windowsHide: true,
    stdio: ['ignore', 'pipe', 'ignore'],
    // Inside VS Code, execPath is an Electron that this variable turns into Node.
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', NODE_OPTIONS: '' },
  });
  const exited = new Promise<OwnerLine>((resolve) => {
    owner.once('error', (error) => resolve({ kind: 'failed', reason: error.message }));
    owner.once('exit', () => resolve({ kind: 'failed', reason: 'its process ended while starting' }));
  });
  const lines = createInterface({ input: owner.stdout });
  const decided = new Promise<OwnerLine>((resolve) => {
    lines.on('line', (text) => {
      const line = JSON.parse(text) as OwnerLine;
      if (line.kind === 'progress') {
        options.progress(line.text);
      } else {
        resolve(line);
      }
    });
  });
  const outcome = await Promise.race([decided, exited.then((line) => settleSoon(decided, line))]);
  lines.close();
  owner.stdout.destroy();
  owner.unref();
  if (outcome.kind === 'failed') {
    throw new UserError(
      `The sandbox cannot be started: ${outcome.reason}. If its data are damaged, reset it.`,
      { action: { title: 'Reset Sandbox…', command: 'lakehouse.sandbox.reset' } },
    );
  }
}

/** The last lines of a process may arrive after its end is known. */
function settleSoon(decided: Promise<OwnerLine>, otherwise: OwnerLine): Promise<OwnerLine> {
  return Promise.race([decided, delay(200, otherwise)]);
}
