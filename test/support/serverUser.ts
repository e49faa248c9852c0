import { readFile } from 'node:fs/promises';
import { isRoot } from './cacheFolder';

/** The user who runs `postgres`, in the form that `spawn` takes; empty when we are an ordinary user. */
export interface ServerUser {
  readonly uid?: number;
  readonly gid?: number;
}

/** As root, the user `postgres` where there is one, else `nobody`: initdb wants a user who has an entry in /etc/passwd. */
export async function serverUser(): Promise<ServerUser> {
  if (!isRoot()) {
    return {};
  }
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  for (const name of ['postgres', '_postgres', 'nobody']) {
    const entry = lines.find((fields) => fields[0] === name);
    if (entry) {
      // macOS writes the number of nobody as -2.
      return { uid: Number(entry[2]) >>> 0, gid: Number(entry[3]) >>> 0 };
    }
  }
  throw new Error('postgres does not run as root, and /etc/passwd has neither a user postgres nor nobody.');
}
