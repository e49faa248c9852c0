import { existsSync } from 'node:fs';
import { chown, cp, mkdtemp, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { makeShared, sharedCacheFolder } from './cacheFolder';
import { withFileLock } from './fileLock';
import type { PostgresBinaries } from './postgresBinaries';
import { runProgram } from './runProgram';
import type { ServerUser } from './serverUser';

/** The superuser of every test server; the seed documents call theirs so too. */
export const adminName = 'lakehouse_admin';

/** Raised whenever the way of making a template changes, so that old ones in the cache are not used. */
const templateFormat = 1;

/**
 * Makes a fresh data directory with `adminName` and `password`. initdb runs once per version and machine; later
 * calls copy its result, which takes a fraction of the time.
 */
export async function makeDataDirectory(
  binaries: PostgresBinaries,
  user: ServerUser,
  target: { readonly folder: string; readonly password: string; readonly md5: boolean },
): Promise<void> {
  const template = await templateDirectory(binaries, user);
  if (process.platform === 'win32') {
    await cp(template, target.folder, { recursive: true });
  } else {
    // `cp` runs as the server's user, so that the copies belong to it.
    await runProgram('cp', ['-R', template, target.folder], { ...user });
  }
  const password = target.password.replaceAll("'", "''");
  const encryption = target.md5 ? 'md5' : 'scram-sha-256';
  await runProgram(
    binaries.postgres,
    ['--single', '-F', '-c', `password_encryption=${encryption}`, '-D', target.folder, 'postgres'],
    { ...user, cwd: target.folder, input: `ALTER ROLE ${adminName} PASSWORD '${password}'\n` },
  );
}

async function templateDirectory(binaries: PostgresBinaries, user: ServerUser): Promise<string> {
  const cache = path.join(await sharedCacheFolder(), 'postgres');
  // The user is part of the name because only the owner of a data directory can read it.
  const name = `data-${binaries.version}-${templateFormat}${user.uid === undefined ? '' : `-${user.uid}`}`;
  const folder = path.join(cache, name);
  if (!existsSync(folder)) {
    await withFileLock(`${folder}.lock`, async () => {
      if (!existsSync(folder)) {
        await makeTemplate(binaries, user, folder);
      }
    });
  }
  return folder;
}

async function makeTemplate(binaries: PostgresBinaries, user: ServerUser, folder: string): Promise<void> {
  await makeShared(path.dirname(folder));
  const temporary = await mkdtemp(`${folder}.`);
  try {
    if (user.uid !== undefined && user.gid !== undefined) {
      await chown(temporary, user.uid, user.gid);
    }
    const args = ['-U', adminName, '-A', 'trust', '-E', 'UTF8', '--locale=C', '--wal-segsize=4', '--no-sync'];
    await runProgram(binaries.initdb, [...args, '-D', temporary], { ...user, cwd: temporary });
    await rename(temporary, folder);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    throw error;
  }
}
