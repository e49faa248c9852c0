import { existsSync, readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { runTests, TestRunFailedError } from '@vscode/test-electron';
import { UserError } from '../../../src/base/userError';
import { cacheFolder } from '../cacheFolder';
import { findDesktop } from './desktop';
import { makeScratchFolder } from './scratchFolder';
import { writeUserSettings } from './userSettings';
import type { WorkbenchAge } from './workbenchPackage';

const root = path.resolve(__dirname, '../../../..');

/** What is run in the extension host. */
export interface HostProgram {
  /** The folder of the extension. */
  readonly extension: string;
  /** A module that exports `run()`. */
  readonly tests: string;
  /** The user's settings. */
  readonly settings: Readonly<Record<string, unknown>>;
}

const allTests: HostProgram = {
  extension: root,
  tests: path.join(root, 'out/test/vscode/index.js'),
  settings: {},
};

/**
 * Runs the tests of `test/vscode`, or another program, in a real VS Code, with user data, extensions and a workspace of their own, and
 * returns the exit code. `LAKEHOUSE_VSCODE` chooses which: `workbench` (from npm), `download` (the desktop one), or the
 * path of an executable; else the desktop one where it is installed, and the workbench where it is not.
 */
export async function runHostTests(
  age: WorkbenchAge,
  environment: Readonly<Record<string, string>>,
  program: HostProgram = allTests,
): Promise<number> {
  const scratch = makeScratchFolder('host');
  try {
    const userDataDir = path.join(scratch.path, 'user-data');
    const workspace = path.join(scratch.path, 'workspace');
    await mkdir(workspace);
    await writeUserSettings(userDataDir, program.settings);
    return await runTests({
      ...executable(age),
      extensionDevelopmentPath: program.extension,
      extensionTestsPath: program.tests,
      launchArgs: [
        workspace,
        `--user-data-dir=${userDataDir}`,
        `--extensions-dir=${path.join(scratch.path, 'extensions')}`,
      ],
      extensionTestsEnv: { ...environment, LAKEHOUSE_WORKBENCH: age },
    });
  } catch (error) {
    if (error instanceof TestRunFailedError) {
      return error.code ?? 1;
    }
    throw error;
  } finally {
    scratch.remove();
  }
}

type Executable = Pick<Parameters<typeof runTests>[0], 'vscodeExecutablePath' | 'version' | 'cachePath'>;

function executable(age: WorkbenchAge): Executable {
  const chosen = process.env['LAKEHOUSE_VSCODE'] ?? '';
  if (chosen === 'download') {
    const version = age === 'oldest' ? oldestVersion() : 'stable';
    console.log(`  In the desktop VS Code, version ${version}, downloaded.`);
    return { version, cachePath: path.join(cacheFolder(), 'vscode') };
  }
  if (chosen !== '' && chosen !== 'workbench' && !existsSync(chosen)) {
    throw new UserError(`LAKEHOUSE_VSCODE names ${chosen}, which does not exist.`);
  }
  const desktop = chosen === '' && age === 'newest' ? findDesktop() : undefined;
  const file = chosen !== '' && chosen !== 'workbench' ? chosen : desktop;
  if (file !== undefined) {
    console.log(`  In ${file}.`);
    return { vscodeExecutablePath: file };
  }
  const launcher = process.platform === 'win32' ? 'code.cmd' : 'code.mjs';
  return { vscodeExecutablePath: path.join(root, 'scripts', launcher) };
}

/** The floor of `engines.vscode`, which is also what the types are of. */
function oldestVersion(): string {
  const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
    readonly engines: { readonly vscode: string };
  };
  return manifest.engines.vscode.replace(/^\D+/, '');
}
