import os from 'node:os';
import path from 'node:path';

/** A path with the user's home folder in the place of a leading `~`, which is the shell's to expand and not the system's. */
export function expandHome(file: string): string {
  return file === '~' || /^~[/\\]/.test(file) ? path.join(os.homedir(), file.slice(1)) : file;
}
