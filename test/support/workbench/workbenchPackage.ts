import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../../../src/base/userError';
import { cacheFolder } from '../cacheFolder';
import { withFileLock } from '../fileLock';

/** The workbenches that host tests run on, as versions of the npm package that ships them. */
export const workbenchVersions = {
  /** The newest one that is known to work. */
  newest: '4.139.1',
  /** The oldest that `engines.vscode` allows: Visual Studio Code 1.100. */
  oldest: '4.100.3',
} as const;

const ripgrepVersion = '1.18.0';

export type WorkbenchAge = keyof typeof workbenchVersions;

/**
 * The folder of a complete VS Code server and web workbench, downloaded from npm when the user's cache lacks it.
 * @throws UserError when it cannot be downloaded.
 */
export async function ensureWorkbench(age: WorkbenchAge, say: (line: string) => void): Promise<string> {
  const version = workbenchVersions[age];
  const parent = path.join(cacheFolder(), 'workbench');
  const folder = path.join(parent, `${version}-${process.platform}-${process.arch}`);
  if (isComplete(folder)) {
    return serverFolder(folder);
  }
  await mkdir(parent, { recursive: true });
  await withFileLock(`${folder}.lock`, async () => {
    if (!isComplete(folder)) {
      say(
        `Downloading the VS Code workbench (code-server ${version} from npm) to ${folder}. This happens once.`,
      );
      await download(version, folder);
    }
  });
  return serverFolder(folder);
}

function serverFolder(folder: string): string {
  return path.join(folder, 'node_modules', 'code-server', 'lib', 'vscode');
}

function isComplete(folder: string): boolean {
  return existsSync(path.join(serverFolder(folder), 'out', 'server-main.js')) && !lacksRipgrep(folder);
}

/** VS Code 1.100 expects the program that finds files where its package's install script would have put it. */
function ripgrepFolder(folder: string): string {
  return path.join(serverFolder(folder), 'node_modules', '@vscode', 'ripgrep');
}

function lacksRipgrep(folder: string): boolean {
  return existsSync(ripgrepFolder(folder)) && !existsSync(path.join(ripgrepFolder(folder), 'bin'));
}

/** The install script would download it from GitHub; the same program is on npm as a package for each platform. */
async function addRipgrep(folder: string): Promise<void> {
  const name = `@vscode/ripgrep-${process.platform}-${process.arch}`;
  const apart = path.join(folder, 'ripgrep');
  await mkdir(apart);
  await writeFile(path.join(apart, 'package.json'), JSON.stringify({ private: true }));
  await npmInstall(apart, [`${name}@${ripgrepVersion}`]);
  await cp(path.join(apart, 'node_modules', name, 'bin'), path.join(ripgrepFolder(folder), 'bin'), {
    recursive: true,
  });
  await rm(apart, { recursive: true });
}

/** Installs beside the final place and renames, so that an interrupted download is never taken for a workbench. */
async function download(version: string, folder: string): Promise<void> {
  const staging = `${folder}.${process.pid}`;
  await rm(staging, { recursive: true, force: true });
  try {
    await mkdir(staging, { recursive: true });
    await writeFile(path.join(staging, 'package.json'), JSON.stringify({ private: true }));
    await npmInstall(staging, [`code-server@${version}`]);
    await npmInstall(serverFolder(staging), []);
    await npmInstall(path.join(serverFolder(staging), 'extensions'), []);
    if (lacksRipgrep(staging)) {
      await addRipgrep(staging);
    }
    await rm(folder, { recursive: true, force: true });
    await rename(staging, folder);
  } catch (error) {
    throw new UserError(
      `The VS Code workbench (npm package code-server ${version}) could not be installed. ` +
        `Is the npm registry reachable? ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    );
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

/** The workbench runs without its native modules, so no install script and no compiler is needed. */
async function npmInstall(folder: string, packages: readonly string[]): Promise<void> {
  const command = [
    ['npm', 'install', ...packages],
    ['--no-save', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
  ].flat();
  // npm is a script on Windows, which only a shell starts; every argument above is a constant of ours.
  const child = spawn(command.join(' '), { cwd: folder, shell: true, stdio: ['ignore', 'ignore', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (data: Buffer) => {
    errors = (errors + data.toString()).slice(-2000);
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) {
    throw new Error(`npm install ended with code ${String(code)}. ${errors.trim()}`);
  }
}
