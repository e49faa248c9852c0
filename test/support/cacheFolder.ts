import { chmod, mkdir, stat, statfs } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

const gigabyte = 1024 ** 3;

/**
 * The folder for the big pieces that are fetched once and kept: server binaries, the workbench, a browser.
 * `LAKEHOUSE_CACHE` overrides the place that the platform reserves for caches.
 */
export function cacheFolder(): string {
  const chosen = process.env.LAKEHOUSE_CACHE;
  if (chosen) {
    return path.resolve(chosen);
  }
  const home = os.homedir();
  if (process.platform === 'win32') {
    return path.join(process.env.LOCALAPPDATA ?? path.join(home, 'AppData', 'Local'), 'lakehouse-postgres');
  }
  if (process.platform === 'darwin') {
    return path.join(home, 'Library', 'Caches', 'lakehouse-postgres');
  }
  // The XDG specification says that a relative path must be ignored.
  return path.join(absolute(process.env.XDG_CACHE_HOME) ?? path.join(home, '.cache'), 'lakehouse-postgres');
}

/**
 * Like `cacheFolder`, but readable by every user of the machine. `postgres` refuses to run as root, so root runs it as
 * another user, who cannot look into root's home.
 */
export async function sharedCacheFolder(): Promise<string> {
  const folder = cacheFolder();
  if (!isRoot() || (await isReachableByOthers(folder))) {
    return folder;
  }
  return process.platform === 'darwin'
    ? '/Library/Caches/lakehouse-postgres'
    : '/var/cache/lakehouse-postgres';
}

/** A folder for temporary files, readable by every user when we are root. */
export async function sharedTemporaryFolder(): Promise<string> {
  const folder = os.tmpdir();
  return !isRoot() || (await isReachableByOthers(folder)) ? folder : '/tmp';
}

/**
 * A folder for the data of test servers, readable by every user when we are root: in memory on a Linux that has plenty of
 * it, because there a database, which is 300 files, is made and dropped in a quarter of the time.
 */
export async function serverDataFolder(): Promise<string> {
  return (await hasRoomInMemory()) ? '/dev/shm' : sharedTemporaryFolder();
}

async function hasRoomInMemory(): Promise<boolean> {
  if (process.platform !== 'linux' || os.freemem() < 12 * gigabyte) {
    return false;
  }
  const memory = await statfs('/dev/shm').catch(() => undefined);
  return memory !== undefined && memory.bavail * memory.bsize >= 8 * gigabyte;
}

/** Whether this process is root, which `postgres` does not accept. */
export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** Makes a folder; as root, one that others may enter whatever the umask says. */
export async function makeShared(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true });
  if (!isRoot() || first === undefined) {
    return;
  }
  for (let at = folder; at.startsWith(first); at = path.dirname(at)) {
    await chmod(at, 0o755);
  }
}

async function isReachableByOthers(folder: string): Promise<boolean> {
  await makeShared(folder);
  for (let at = folder; ; at = path.dirname(at)) {
    const { mode } = await stat(at);
    if ((mode & 0o001) === 0) {
      return false;
    }
    if (at === path.dirname(at)) {
      return true;
    }
  }
}

function absolute(folder: string | undefined): string | undefined {
  return folder && path.isAbsolute(folder) ? folder : undefined;
}
