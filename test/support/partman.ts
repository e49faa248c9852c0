import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isRoot, makeShared, sharedCacheFolder } from './cacheFolder';
import { debianPostgres } from './debianPostgres';
import { withFileLock } from './fileLock';
import { startPostgres, type TestServer } from './postgres';
import { runProgram } from './runProgram';

/** The database that pg_cron works in, on the server with pg_partman 4. */
export const cronDatabase = 'jobs';

/** The Debian release whose package of pg_partman is version 5. */
const release = 'trixie';
const packageName = 'postgresql-17-partman';

/**
 * A server with the real extension: version 4 and pg_cron on Debian's own PostgreSQL 15, where their packages are installed;
 * version 5, which needs no compiled code, on PostgreSQL 18 from npm, with the files of Debian's package beside it.
 * @returns a reason where that cannot be had.
 */
export async function partmanServer(major: 4 | 5): Promise<TestServer | string> {
  if (major === 5) {
    const files = await partmanFiles();
    return 'reason' in files
      ? files.reason
      : startPostgres({ major: 18, settings: { extension_control_path: `${files.folder}:$system` } });
  }
  const [partman, cron] = [debianPostgres('pg_partman', 'partman'), debianPostgres('pg_cron', 'cron')];
  return typeof partman === 'string'
    ? partman
    : typeof cron === 'string'
      ? cron
      : startPostgres({
          major: 15,
          binaries: partman,
          settings: { shared_preload_libraries: 'pg_cron', 'cron.database_name': cronDatabase },
        });
}

/** Fetched once on a machine by the machine's own apt, from the mirror that it uses, without installing anything. */
async function partmanFiles(): Promise<{ readonly folder: string } | { readonly reason: string }> {
  const cache = await sharedCacheFolder();
  const folder = path.join(cache, `pg_partman-5-${release}`);
  try {
    if (!existsSync(folder)) {
      await makeShared(cache);
      await withFileLock(`${folder}.lock`, async () => {
        if (!existsSync(folder)) {
          await fetchFiles(folder);
        }
      });
    }
    return { folder };
  } catch (error) {
    const words = error instanceof Error ? error.message.split('\n')[0] : String(error);
    return { reason: `pg_partman 5 cannot be fetched from Debian: ${words ?? ''}` };
  }
}

async function fetchFiles(folder: string): Promise<void> {
  const sites = await runProgram('apt-get', ['indextargets', '--format', '$(SITE)']);
  const site = sites.split('\n').find((each) => /\/debian\/?$/.test(each));
  if (site === undefined) {
    throw new Error('this machine knows no mirror of Debian.');
  }
  const temporary = await mkdtemp(`${folder}.`);
  try {
    const at = (name: string) => path.join(temporary, name);
    await mkdir(at('lists/partial'), { recursive: true });
    await mkdir(at('cache/archives/partial'), { recursive: true });
    await writeFile(at('sources.list'), `deb ${site} ${release} main\n`);
    const options = Object.entries({
      'Dir::Etc::sourcelist': at('sources.list'),
      'Dir::Etc::sourceparts': '/dev/null',
      'Dir::State::lists': at('lists'),
      'Dir::Cache': at('cache'),
      'Acquire::Languages': 'none',
      'Acquire::IndexTargets::deb::DEP-11::DefaultEnabled': 'false',
      'Acquire::http::Timeout': '10',
    }).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
    await runProgram('apt-get', [...options, '-q', 'update'], { cwd: temporary });
    await runProgram('apt-get', [...options, '-q', 'download', packageName], { cwd: temporary });
    const packed = (await readdir(temporary)).find((name) => name.endsWith('.deb')) ?? '';
    await runProgram('dpkg-deb', ['-x', packed, 'unpacked'], { cwd: temporary });
    const extension = at('unpacked/usr/share/postgresql/17/extension');
    await cp(extension, at('made/extension'), { recursive: true });
    if (isRoot()) {
      await runProgram('chmod', ['-R', 'a+rX', at('made')]);
    }
    await rename(at('made'), folder);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}
