import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../../base/userError';

/** The folders of dependencies and of tools hold nothing of ours. */
const skipped = /(?:^|[\\/])(?:node_modules|\.[^\\/.][^\\/]*)(?:[\\/]|$)/;

/** The files that are named, and those in the folders that are named whose names end so. @throws UserError for what is not there */
export async function filesEnding(paths: readonly string[], ending: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const each of paths) {
    const info = await stat(each).catch(() => undefined);
    if (info === undefined) {
      throw new UserError(`${each} does not exist.`);
    }
    if (info.isDirectory()) {
      const names = await readdir(each, { recursive: true });
      found.push(
        ...names
          .filter((name) => name.endsWith(ending) && !skipped.test(name))
          .map((name) => path.join(each, name)),
      );
    } else {
      found.push(each);
    }
  }
  return [...new Set(found)].sort();
}
