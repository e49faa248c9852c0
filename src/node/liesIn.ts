import { realpathSync } from 'node:fs';
import path from 'node:path';

/** Whether a file lies in a folder, at any depth; a folder does not lie in itself. Links are not followed. */
export function liesIn(file: string, folder: string): boolean {
  const way = path.relative(folder, file);
  // A name may begin with two dots and still be a name.
  return way !== '' && way !== '..' && !way.startsWith(`..${path.sep}`) && !path.isAbsolute(way);
}

/** The same for where links lead: whether a file lies in a folder by its path, or by what the path leads to. */
export function reallyLiesIn(file: string, folder: string): boolean {
  const [files, folders] = [file, folder].map((each) => [each, whereItLeads(each)]) as [string[], string[]];
  return folders.some((each) => files.some((one) => liesIn(one, each)));
}

/** What does not exist leads nowhere else. */
function whereItLeads(file: string): string {
  try {
    return realpathSync.native(file);
  } catch {
    return file;
  }
}
