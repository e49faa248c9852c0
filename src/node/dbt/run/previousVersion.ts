import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { CancelSignal } from '../../../base/cancelSignal';
import { UserError } from '../../../base/userError';

/** A file as it was before. */
export interface PreviousVersion {
  readonly text: string;
  /** The commit, abbreviated. */
  readonly commit: string;
  /** The day of the commit, such as `2026-11-21`. */
  readonly day: string;
}

/** A model is text; what is larger was not written by a person. In bytes. */
const largest = 4 * 1024 * 1024;

/**
 * The last version of a file in git that differs from the one on the disk: that of HEAD where it was changed since, else the one
 * before the last commit that changed it.
 * @throws UserError when git has none, or is not there
 */
export async function previousVersion(file: string, signal: CancelSignal): Promise<PreviousVersion> {
  const folder = path.dirname(file);
  const name = path.basename(file);
  const now = await readFile(file, 'utf8');
  const log = await git(folder, ['log', '-n', '20', '--format=%h %cs', '--', name], signal);
  for (const line of log?.split('\n') ?? []) {
    const [commit = '', day = ''] = line.split(' ');
    const text = commit === '' ? undefined : await git(folder, ['show', `${commit}:./${name}`], signal);
    if (text !== undefined && text !== now) {
      return { text, commit, day };
    }
  }
  throw new UserError(`git has no other version of ${name}, so there is nothing to compare with.`);
}

/** What git prints; undefined where it fails. The configuration of a repository must not name a program that is run. */
function git(folder: string, args: readonly string[], signal: CancelSignal): Promise<string | undefined> {
  return new Promise((resolve) => {
    const options = { timeout: 10_000, windowsHide: true, maxBuffer: largest, encoding: 'utf8' } as const;
    const words = ['-C', folder, '-c', 'core.fsmonitor=false', ...args];
    const child = execFile('git', words, options, (error, output) => {
      signal.removeEventListener('abort', stop);
      resolve(error ? undefined : output);
    });
    const stop = () => child.kill();
    signal.addEventListener('abort', stop, { once: true });
  });
}
