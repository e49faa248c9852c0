/**
 * Runs as a process of its own between a test process and one `postgres`. When the test process ends for any reason,
 * also by SIGKILL, its channel closes; the guardian then stops the server and removes its folder.
 *
 * Arguments: JSON of GuardianOptions. Orders and events travel over the channel of `child_process`.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { appendFileSync, closeSync, openSync, rmSync } from 'node:fs';

export interface GuardianOptions {
  readonly postgres: string;
  readonly pgCtl: string;
  readonly dataDirectory: string;
  readonly logFile: string;
  /** Removed at the end, with everything in it. */
  readonly folder: string;
  readonly uid?: number;
  readonly gid?: number;
}

/** `fast` lets the server shut down in order; `immediate` is a crash as far as the next start is concerned. */
export type StopMode = 'fast' | 'immediate';

export type GuardianOrder =
  | { readonly kind: 'start'; readonly args: readonly string[] }
  | { readonly kind: 'stop'; readonly mode: StopMode };

/** Sent when the server process has ended, or could not be started. */
export interface GuardianEvent {
  readonly kind: 'ended';
  readonly reason: string;
}

const signals: Readonly<Record<StopMode, NodeJS.Signals>> = { fast: 'SIGINT', immediate: 'SIGQUIT' };

function main(options: GuardianOptions): void {
  let server: ChildProcess | undefined;

  const start = (args: readonly string[]): void => {
    const log = openSync(options.logFile, 'a');
    const { uid, gid } = options;
    const child = spawn(options.postgres, ['-D', options.dataDirectory, ...args], {
      cwd: options.dataDirectory,
      stdio: ['ignore', log, log],
      env: { ...process.env, LC_ALL: 'C' },
      ...(uid === undefined ? {} : { uid }),
      ...(gid === undefined ? {} : { gid }),
    });
    closeSync(log);
    server = child;
    let ended = false;
    const end = (reason: string): void => {
      if (!ended) {
        ended = true;
        server = undefined;
        report({ kind: 'ended', reason });
      }
    };
    child.on('error', (error) => end(error.message));
    child.on('exit', (code, signal) => end(signal ?? `code ${String(code)}`));
  };

  const stop = (mode: StopMode): void => {
    if (process.platform === 'win32') {
      // Windows has no signals; pg_ctl knows the server's own way.
      spawn(options.pgCtl, ['stop', '-D', options.dataDirectory, '-m', mode], { stdio: 'ignore' });
    } else {
      server?.kill(signals[mode]);
    }
  };

  const removeAndExit = (): void => {
    try {
      rmSync(options.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    } catch (error) {
      appendFileSync(options.logFile, `Cannot remove ${options.folder}: ${String(error)}\n`);
    }
    process.exit(0);
  };

  process.on('message', (order: GuardianOrder) => {
    if (order.kind === 'start') {
      start(order.args);
    } else {
      stop(order.mode);
    }
  });
  process.on('disconnect', () => {
    if (server) {
      server.on('exit', removeAndExit);
      stop('immediate');
    } else {
      removeAndExit();
    }
  });
}

function report(event: GuardianEvent): void {
  if (process.connected) {
    process.send?.(event);
  }
}

// An interrupt at the terminal is for the test process; the guardian leaves when that has gone.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => undefined);
}
main(JSON.parse(process.argv[2] ?? '{}') as GuardianOptions);
