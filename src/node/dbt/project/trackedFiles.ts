import { readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import type { CancelSignal } from '../../../base/cancelSignal';
import { git } from '../../git';

interface Kept {
  /** The state of the repository's index for which git gave this answer. */
  readonly index: string;
  readonly answer: boolean;
}

/**
 * Which files git tracks. Starting a process costs a reading more than everything else that it does after an edit, so an
 * answer is kept as long as the index of the repository is as it was: adding and removing a file both write it.
 */
export class TrackedFiles {
  private readonly kept = new Map<string, Kept>();

  /** Whether git tracks a file, or what it is a link to; undefined where there is no git, or no repository. */
  async isTracked(file: string, signal: CancelSignal): Promise<boolean | undefined> {
    const real = await realpath(file).catch(() => file);
    const answers = await Promise.all([...new Set([file, real])].map((each) => this.ask(each, signal)));
    return answers.find((each) => each === true) ?? answers.find((each) => each !== undefined);
  }

  private async ask(file: string, signal: CancelSignal): Promise<boolean | undefined> {
    const index = await indexState(path.dirname(file));
    if (index === undefined) {
      return undefined;
    }
    const kept = this.kept.get(file);
    if (kept?.index === index) {
      return kept.answer;
    }
    const answer = await gitTracks(file, signal);
    if (answer !== undefined) {
      this.kept.set(file, { index, answer });
    }
    return answer;
  }
}

async function gitTracks(file: string, signal: CancelSignal): Promise<boolean | undefined> {
  const args = ['ls-files', '--error-unmatch', '--', path.basename(file)];
  const { code } = await git(path.dirname(file), args, { signal, timeout: 2000 });
  // 1 says that git does not know the file; everything else that it could not be asked.
  return code === 0 ? true : code === 1 ? false : undefined;
}

/** Where the index of a folder's repository is and when it was written; undefined where there is no repository. */
async function indexState(folder: string): Promise<string | undefined> {
  // Git, too, looks upwards from where a folder really is.
  for (let at = await realpath(folder).catch(() => folder); ; at = path.dirname(at)) {
    const index = await indexFile(path.join(at, '.git'));
    if (index !== undefined) {
      const found = await stat(index).catch(() => undefined);
      return [index, found?.ino, found?.size, found?.mtimeMs].join();
    }
    if (path.dirname(at) === at) {
      return undefined;
    }
  }
}

/** In a linked work tree and in a submodule `.git` is a file that says where the repository is. Source: gitrepository-layout. */
async function indexFile(entry: string): Promise<string | undefined> {
  const found = await stat(entry).catch(() => undefined);
  if (!found?.isFile()) {
    return found && path.join(entry, 'index');
  }
  const [, linked] = /^gitdir: (.+)/.exec(await readFile(entry, 'utf8').catch(() => '')) ?? [];
  return linked === undefined ? undefined : path.resolve(path.dirname(entry), linked, 'index');
}
