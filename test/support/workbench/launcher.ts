import { existsSync } from 'node:fs';
import path from 'node:path';
import { UserError } from '../../../src/base/userError';
import { ensureBrowser } from './browser';
import { runExtensionTests } from './extensionTests';
import { makeScratchFolder } from './scratchFolder';
import { writeUserSettings } from './userSettings';
import { ensureWorkbench } from './workbenchPackage';
import { startWorkbenchServer } from './workbenchServer';

/** The arguments of `code` that a test run uses; the others are accepted and ignored. */
export interface LauncherArguments {
  readonly extensionDevelopmentPath: string;
  readonly extensionTestsPath: string;
  readonly workspace: string | undefined;
  readonly userDataDir: string | undefined;
  readonly extensionsDir: string | undefined;
  readonly disableWorkspaceTrust: boolean;
}

/** @throws UserError when an argument that a test run needs is missing. */
export function parseLauncherArguments(args: readonly string[]): LauncherArguments {
  const options = new Map<string, string>();
  const rest: string[] = [];
  for (let index = 0; index < args.length; index++) {
    const [name = '', ...value] = (args[index] ?? '').split('=');
    if (!name.startsWith('--')) {
      rest.push(args[index] ?? '');
    } else if (value.length > 0) {
      options.set(name, value.join('='));
    } else if (name === '--user-data-dir' || name === '--extensions-dir') {
      options.set(name, args[++index] ?? '');
    } else {
      options.set(name, '');
    }
  }
  return {
    extensionDevelopmentPath: required(options, '--extensionDevelopmentPath'),
    extensionTestsPath: required(options, '--extensionTestsPath'),
    workspace: rest[0],
    userDataDir: options.get('--user-data-dir'),
    extensionsDir: options.get('--extensions-dir'),
    disableWorkspaceTrust: options.has('--disable-workspace-trust'),
  };
}

/**
 * Does what `code --extensionTestsPath=…` does: runs the tests in an extension host, prints their console, and
 * returns the exit code. `LAKEHOUSE_WORKBENCH=oldest` chooses the old workbench.
 */
export async function launch(args: readonly string[]): Promise<number> {
  const say = (line: string) => console.log(line);
  const options = parseLauncherArguments(args);
  if (!existsSync(options.extensionTestsPath)) {
    // The workbench would start, run nothing, and report success.
    throw new UserError(`${options.extensionTestsPath} does not exist. Build first: npm run build.`);
  }
  const age = process.env['LAKEHOUSE_WORKBENCH'] === 'oldest' ? 'oldest' : 'newest';
  const browser = await ensureBrowser(say);
  const folder = await ensureWorkbench(age, say);
  const scratch = makeScratchFolder('vscode');
  try {
    const userDataDir = options.userDataDir ?? path.join(scratch.path, 'user-data');
    await writeUserSettings(userDataDir, {});
    const server = await startWorkbenchServer({
      folder,
      userDataDir,
      extensionsDir: options.extensionsDir ?? path.join(scratch.path, 'extensions'),
      trustEverything: options.disableWorkspaceTrust,
      extensionTests: true,
    });
    try {
      return await runExtensionTests({ ...options, browser, server });
    } finally {
      await server.stop();
    }
  } finally {
    scratch.remove();
  }
}

function required(options: ReadonlyMap<string, string>, name: string): string {
  const value = options.get(name);
  if (value === undefined || value === '') {
    throw new UserError(`${name}=… is missing.`);
  }
  return path.resolve(value);
}
