import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { CancelSignal } from '../../../base/cancelSignal';
import { UserError } from '../../../base/userError';
import { git } from '../../git';
import { liesIn } from '../../liesIn';

/** What a dbt project of text, with its seeds, stays far below. In bytes. */
const largest = 128 * 1024 * 1024;

/**
 * Writes the files of a folder as they were in a commit into another folder. They are written as git keeps them: no filter of the
 * repository is run. Links and submodules are left out.
 * @throws UserError when git cannot tell them; CancelledError
 */
export async function exportCommit(
  { folder, commit }: { readonly folder: string; readonly commit: string },
  into: string,
  signal: CancelSignal,
): Promise<void> {
  const listed = await git(folder, ['ls-tree', '-r', '-z', commit], { signal });
  const files = listed.output.toString('utf8').split('\0').flatMap(fileOf);
  const input = files.map(({ id }) => `${id}\n`).join('');
  const read = await git(folder, ['cat-file', '--batch'], { signal, input, timeout: 60_000, most: largest });
  signal.throwIfAborted();
  if (listed.code !== 0 || read.code !== 0) {
    throw new UserError(
      `git could not tell the files of ${path.basename(folder)} as they were in ${commit}.`,
    );
  }
  let at = 0;
  for (const { name } of files) {
    const end = read.output.indexOf('\n', at);
    const size = /^\S+ blob (\d+)$/.exec(read.output.toString('latin1', at, end))?.[1];
    const file = path.join(into, ...name.split('/'));
    if (size === undefined || !liesIn(file, into)) {
      throw new UserError(`${name} of ${commit} cannot be read from git.`);
    }
    at = end + 1 + Number(size);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, read.output.subarray(end + 1, at));
    at++;
  }
}

/** A line of `ls-tree`: mode, kind, id, and the path from the folder. */
function fileOf(line: string): readonly { readonly id: string; readonly name: string }[] {
  const [, id, name] = /^100\d+ blob ([0-9a-f]+)\t([\s\S]+)$/.exec(line) ?? [];
  return id === undefined || name === undefined ? [] : [{ id, name }];
}
