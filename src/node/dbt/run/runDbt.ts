import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { CancelledError, type CancelSignal } from '../../../base/cancelSignal';
import { UserError } from '../../../base/userError';

export interface DbtRun {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What it prints, as it comes, of both streams. */
  readonly output: (text: string) => void;
  /** Milliseconds that dbt has to take its statements back when it is interrupted, before it is ended; 8000 unless told. */
  readonly patience?: number;
}

/**
 * Runs dbt to its end and returns its exit code: 0, 1 when a node failed, 2 when dbt itself did.
 * A cancel interrupts dbt with every process that it started, and waits until they are gone.
 * @throws UserError when it cannot be started; CancelledError
 */
export async function runDbt(run: DbtRun, signal: CancelSignal): Promise<number> {
  signal.throwIfAborted();
  const child = spawn(run.program, [...run.args], {
    cwd: run.cwd,
    env: { ...run.env, PYTHONUNBUFFERED: '1' },
    shell: false,
    windowsHide: true,
    // A group of its own, so that all of it can be ended together.
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => run.output(text));
  }
  let stopped: Promise<void> | undefined;
  const stop = () => {
    stopped = stopTree(child, run.patience ?? 8000);
  };
  signal.addEventListener('abort', stop, { once: true });
  try {
    const code = await ended(child, run.program);
    await stopped;
    if (signal.aborted) {
      throw new CancelledError();
    }
    return code;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function ended(child: ChildProcess, program: string): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        new UserError(
          error.code === 'ENOENT'
            ? `${program} was not found. Name your dbt in the setting lakehouse.dbt.executable.`
            : `${program} could not be started (${error.code ?? error.message}).`,
        ),
      ),
    );
    child.once('close', (code) => resolve(code ?? 1));
  });
}

/** Asks first, as Ctrl+C in a terminal does, because dbt then cancels what runs on the server. */
async function stopTree(child: ChildProcess, patience: number): Promise<void> {
  if (child.pid === undefined) {
    return;
  }
  if (process.platform === 'win32') {
    spawn('taskkill', ['/pid', String(child.pid), '/t', '/f'], { windowsHide: true });
    return;
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    if (!endGroup(child.pid, signal) || (await goneWithin(child, patience))) {
      break;
    }
  }
  // Also where dbt itself is gone: what it started in the background may listen to nothing.
  endGroup(child.pid, 'SIGKILL');
}

/** False when nobody of the group is left. */
function endGroup(pid: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(-pid, signal);
    return true;
  } catch {
    return false;
  }
}

async function goneWithin(child: ChildProcess, milliseconds: number): Promise<boolean> {
  const stopWaiting = new AbortController();
  const timer = setTimeout(() => stopWaiting.abort(), milliseconds);
  try {
    await once(child, 'close', { signal: stopWaiting.signal });
    return true;
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}
