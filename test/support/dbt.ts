import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Context } from 'mocha';
import { cacheFolder } from './cacheFolder';
import { withFileLock } from './fileLock';
import { runProgram } from './runProgram';

/** The exact versions of dbt and of all that it needs. */
const requirementsFile = path.join(__dirname, '../../../test/fixtures/dbt/requirements.txt');

/** What dbt-core 1.11 runs on. */
const oldestPython = [3, 10] as const;

/** How long a command of dbt may take, in milliseconds, before it is ended. */
const patience = 300_000;

/** The real dbt, in a virtual environment of its own. */
export interface DbtProgram {
  /** The path of `dbt`. */
  readonly program: string;
  /** The path of the environment's Python, which can import dbt. */
  readonly python: string;
  /** The folder with both, for a PATH. */
  readonly folder: string;
}

/** How a command of dbt ended. */
export interface DbtRun {
  /** 0: all went well; 1: something in the project failed; 2: dbt could not do it. Null when it was ended. */
  readonly code: number | null;
  /** What it printed, both streams as they came, without colours. */
  readonly output: string;
}

let program: Promise<DbtProgram | { readonly missing: string }> | undefined;

/**
 * The dbt that tests compare us with; made from PyPI at the first call on a machine and kept in the cache.
 * @throws Error that says why there is none. Tests call `dbtOrSkip`.
 */
export async function dbtProgram(): Promise<DbtProgram> {
  const found = await (program ??= makeOnce());
  if ('missing' in found) {
    throw new Error(found.missing);
  }
  return found;
}

/** Call it in `before`: where there is no Python or no registry, the tests of the suite are counted as skipped. */
export async function dbtOrSkip(context: Context): Promise<DbtProgram> {
  // A machine makes the environment once, and another process of the same machine may be at it.
  context.timeout(900_000);
  const found = await (program ??= makeOnce());
  if ('missing' in found) {
    console.log(`  Not compared with the real dbt: ${found.missing}`);
    context.skip();
  }
  return found;
}

/**
 * Runs a command of dbt to its end. It sees none of the variables of dbt and libpq that this process has.
 * @throws Error when dbt cannot be started; that dbt fails is an answer.
 */
export async function runDbt(
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Promise<DbtRun> {
  const dbt = await dbtProgram();
  const child = spawn(dbt.program, ['--no-use-colors', ...args], {
    cwd,
    env: { ...neutralEnvironment(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    signal: AbortSignal.timeout(patience),
    killSignal: 'SIGKILL',
  });
  const end = () => void child.kill('SIGKILL');
  process.once('exit', end);
  try {
    return await new Promise((resolve, reject) => {
      const chunks: Buffer[] = [];
      child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
      child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
      child.once('error', reject);
      child.once('close', (code) => resolve({ code, output: Buffer.concat(chunks).toString('utf8') }));
    });
  } finally {
    process.removeListener('exit', end);
  }
}

/** As `runDbt`. @throws Error with what dbt printed when it does not succeed. */
export async function runDbtWell(
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const { code, output } = await runDbt(args, cwd, env);
  if (code !== 0) {
    throw new Error(`dbt ${args.join(' ')} ended with code ${String(code)}.\n${output}`);
  }
  return output;
}

function neutralEnvironment(): Record<string, string | undefined> {
  const foreign = /^(DBT_|PG[A-Z]+$|PYTHON(HOME|PATH|STARTUP)$|VIRTUAL_ENV$)/;
  return {
    ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name))),
    DBT_SEND_ANONYMOUS_USAGE_STATS: 'false',
    PYTHONUTF8: '1',
  };
}

/** Never rejects, so that one reason is told to every suite that asks. */
async function makeOnce(): Promise<DbtProgram | { readonly missing: string }> {
  try {
    const python = await findPython();
    if (python === undefined) {
      return { missing: `there is no Python ${oldestPython.join('.')} or newer on the PATH.` };
    }
    return await environmentOf(python);
  } catch (error) {
    return { missing: error instanceof Error ? error.message : String(error) };
  }
}

interface Python {
  readonly program: string;
  /** Such as `3.11` */
  readonly version: string;
}

async function findPython(): Promise<Python | undefined> {
  const newer = Array.from({ length: 4 }, (_, index) => `python3.${13 - index}`);
  for (const name of ['python3', 'python', ...newer]) {
    const code = 'import sys; print(sys.executable); print("%d.%d" % sys.version_info[:2])';
    const said = await runProgram(name, ['-c', code]).catch(() => '');
    const [executable, version = ''] = said.trim().split(/\r?\n/);
    const [major = 0, minor = 0] = version.split('.').map(Number);
    if (executable && major === oldestPython[0] && minor >= oldestPython[1]) {
      return { program: executable, version };
    }
  }
  return undefined;
}

/** The environment is named after what is in it, so that other versions get one of their own. */
async function environmentOf(python: Python): Promise<DbtProgram> {
  const requirements = await readFile(requirementsFile, 'utf8');
  const hash = createHash('sha256').update(requirements.replaceAll('\r\n', '\n')).digest('hex').slice(0, 12);
  const folder = path.join(cacheFolder(), 'dbt', `python${python.version}-${hash}`);
  // The paths in an environment are absolute, so it cannot be made elsewhere and renamed: this file says that it is whole.
  const ready = path.join(folder, 'ready');
  if (!existsSync(ready)) {
    await withFileLock(`${folder}.lock`, async () => {
      if (!existsSync(ready)) {
        await makeEnvironment(python, folder);
        await writeFile(ready, '');
      }
    });
  }
  const bin = path.join(folder, process.platform === 'win32' ? 'Scripts' : 'bin');
  const file = (name: string) => path.join(bin, process.platform === 'win32' ? `${name}.exe` : name);
  return { program: file('dbt'), python: file('python'), folder: bin };
}

async function makeEnvironment(python: Python, folder: string): Promise<void> {
  console.log(`Making dbt for Python ${python.version} from PyPI (once) …`);
  await rm(folder, { recursive: true, force: true });
  await mkdir(path.dirname(folder), { recursive: true });
  const env = neutralEnvironment() as NodeJS.ProcessEnv;
  try {
    await runProgram(python.program, ['-m', 'venv', folder], { env });
    const inside = path.join(
      folder,
      process.platform === 'win32' ? path.join('Scripts', 'python.exe') : path.join('bin', 'python'),
    );
    const options = ['--quiet', '--no-input', '--no-deps', '--disable-pip-version-check'];
    await runProgram(inside, ['-m', 'pip', 'install', ...options, '-r', requirementsFile], { env });
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    const reason = error instanceof Error ? error.message.trim().split(/\r?\n/).slice(-3).join(' ') : '';
    throw new Error(`dbt cannot be installed with Python ${python.version}: ${reason}`, { cause: error });
  }
}
