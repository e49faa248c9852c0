import path from 'node:path';

/** Whether a file lies in a folder, at any depth; a folder does not lie in itself. Links are not followed. */
export function liesIn(file: string, folder: string): boolean {
  const way = path.relative(folder, file);
  // A name may begin with two dots and still be a name.
  return way !== '' && way !== '..' && !way.startsWith(`..${path.sep}`) && !path.isAbsolute(way);
}
