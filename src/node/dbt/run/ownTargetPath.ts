import { createHash } from 'node:crypto';
import path from 'node:path';

/**
 * A target path for what is compiled for a target of a project, in a folder of ours. Its name is made of theirs, which may be longer
 * than names of folders can be, and which a file of the workspace may have chosen to lead elsewhere.
 */
export function ownTargetPath(folder: string, root: string, target: string): string {
  const name = createHash('sha256')
    .update(JSON.stringify([root, target]))
    .digest('hex')
    .slice(0, 32);
  return path.join(folder, name);
}
