import { execFile } from 'node:child_process';
import { devNull } from 'node:os';
import type { CancelSignal } from '../base/cancelSignal';

export interface GitAnswer {
  /** The exit code; undefined where git is not there, took too long, said too much, or was stopped. */
  readonly code: number | undefined;
  readonly output: Buffer;
}

export interface GitOptions {
  readonly signal: CancelSignal;
  /** Given to git as its standard input. */
  readonly input?: string;
  /** Milliseconds; 10,000 unless told. */
  readonly timeout?: number;
  /** Bytes that it may print; 4 MB unless told. */
  readonly most?: number;
}

/**
 * Asks git about a folder. What a repository's own configuration names is not run: no monitor of files, no program for
 * signatures, no hook, and nothing is fetched for a repository that has only a part of its objects. Paths are names and no patterns.
 * @param args a command that runs no filter: `log`, `ls-files`, `ls-tree`, `cat-file`
 */
export function git(
  folder: string,
  args: readonly string[],
  { signal, input, timeout = 10_000, most = 4 * 1024 * 1024 }: GitOptions,
): Promise<GitAnswer> {
  return new Promise((resolve) => {
    const env = { ...process.env, ...quiet };
    const options = { timeout, windowsHide: true, maxBuffer: most, encoding: 'buffer', env } as const;
    const child = execFile('git', [...harmless, '-C', folder, ...args], options, (error, output) => {
      signal.removeEventListener('abort', stop);
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : undefined;
      resolve({ code, output });
    });
    const stop = () => child.kill();
    signal.addEventListener('abort', stop, { once: true });
    // Git may end before it has read everything.
    child.stdin?.on('error', () => undefined).end(input);
  });
}

const harmless = [
  '--no-pager',
  '--literal-pathspecs',
  ...['-c', 'core.fsmonitor=false'],
  ...['-c', 'log.showSignature=false'],
  ...['-c', `core.hooksPath=${devNull}`],
];

/** Older versions of git do not know of lazy fetching: without a protocol they cannot fetch either. */
const quiet = {
  GIT_NO_LAZY_FETCH: '1',
  GIT_ALLOW_PROTOCOL: 'none',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_TERMINAL_PROMPT: '0',
} as const;
