import path from 'node:path';
import type { CancelSignal } from '../../../base/cancelSignal';
import { UserError } from '../../../base/userError';
import { git } from '../../git';

/** A file as it was before. */
export interface PreviousVersion {
  readonly text: string;
  /** The commit, abbreviated. */
  readonly commit: string;
  /** The day of the commit, such as `2026-11-21`. */
  readonly day: string;
}

/**
 * The last version of a file in git that differs from how it is now: that of HEAD where it was changed since, else the one before
 * the last commit that changed it.
 * @param now the text of the editor, which may not be saved
 * @throws UserError when git has none, or is not there
 */
export async function previousVersion(
  file: string,
  now: string,
  signal: CancelSignal,
): Promise<PreviousVersion> {
  const folder = path.dirname(file);
  const name = path.basename(file);
  const log = await printed(folder, ['log', '-n', '20', '--format=%h %cs', '--', name], signal);
  signal.throwIfAborted();
  for (const line of log?.split('\n') ?? []) {
    const [commit = '', day = ''] = line.split(' ');
    // Other than `show`, it runs no filter.
    const text =
      commit === '' ? undefined : await printed(folder, ['cat-file', 'blob', `${commit}:./${name}`], signal);
    signal.throwIfAborted();
    if (text !== undefined && plain(text) !== plain(now)) {
      return { text, commit, day };
    }
  }
  throw new UserError(`git has no other version of ${name}, so there is nothing to compare with.`);
}

async function printed(
  folder: string,
  args: readonly string[],
  signal: CancelSignal,
): Promise<string | undefined> {
  const { code, output } = await git(folder, args, { signal });
  return code === 0 ? output.toString('utf8') : undefined;
}

/** On Windows git may write other line ends into the folder than it keeps. */
function plain(text: string): string {
  return text.replaceAll('\r\n', '\n');
}
