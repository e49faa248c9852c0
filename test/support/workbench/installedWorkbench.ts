import { cp, readFile } from 'node:fs/promises';
import path from 'node:path';
import { runProgram } from '../runProgram';
import { ensureBrowser, openBrowser } from './browser';
import { type Theme, themes, WorkbenchDriver } from './driver';
import { makeScratchFolder } from './scratchFolder';
import { writeUserSettings } from './userSettings';
import { ensureWorkbench } from './workbenchPackage';
import { installVsix, startWorkbenchServer } from './workbenchServer';

const root = path.resolve(__dirname, '../../../..');

export interface InstalledWorkbenchOptions {
  readonly vsix: string;
  /** The folder that is copied and opened: what is typed is saved, and must not reach the original. */
  readonly workspace: string;
  readonly theme: Theme;
  /** The user's settings, beside the theme. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** What the extension host finds in its environment. */
  readonly environment: NodeJS.ProcessEnv;
  /** Whether every folder is open as trusted, without asking; it is unless told. */
  readonly trusted?: boolean;
}

/** A headless VS Code in which the packaged extension is installed as a user would install it. */
export interface InstalledWorkbench {
  readonly driver: WorkbenchDriver;
  /** Holds everything that this VS Code writes: user data, logs, storage, extensions. */
  readonly folder: string;
  /** The copy of the workspace that is open. */
  readonly workspace: string;
  /** Saves pictures of the window as it is, one for each theme, the dark one last; `file` is the beginning of their names. */
  pictureInEachTheme(file: string): Promise<void>;
  close(): Promise<void>;
}

let packaged: Promise<string> | undefined;

/** Packages the extension from the sources, once for all suites of this process, and returns the path of the VSIX. */
export function packageExtension(): Promise<string> {
  packaged ??= packageNow();
  return packaged;
}

async function packageNow(): Promise<string> {
  await runProgram(process.execPath, [path.join(root, 'scripts/package.mjs')], { cwd: root });
  const manifest = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')) as {
    readonly name: string;
    readonly version: string;
  };
  return path.join(root, 'dist', `${manifest.name}-${manifest.version}.vsix`);
}

/** Opens a folder in a workbench of its own, with nothing installed but the extension. */
export async function openInstalledWorkbench(
  options: InstalledWorkbenchOptions,
  say: (line: string) => void,
): Promise<InstalledWorkbench> {
  const cleanUp: (() => void | Promise<void>)[] = [];
  const close = async () => {
    for (const step of cleanUp.splice(0).reverse()) {
      await step();
    }
  };
  try {
    const executable = await ensureBrowser(say);
    const folder = await ensureWorkbench('newest', say);
    const scratch = makeScratchFolder('vscode');
    cleanUp.push(() => {
      scratch.remove();
    });
    const place = {
      folder,
      userDataDir: path.join(scratch.path, 'user-data'),
      extensionsDir: path.join(scratch.path, 'extensions'),
    };
    await writeUserSettings(place.userDataDir, {
      'workbench.colorTheme': themes[options.theme],
      ...options.settings,
    });
    await installVsix(place, options.vsix);
    const server = await startWorkbenchServer({
      ...place,
      trustEverything: options.trusted ?? true,
      environment: options.environment,
    });
    cleanUp.push(() => server.stop());
    const browser = await openBrowser(executable, { width: 1440, height: 900, scale: 1 });
    cleanUp.push(() => browser.close());
    const page = browser.context.pages()[0] ?? (await browser.context.newPage());
    const workspace = path.join(scratch.path, path.basename(options.workspace));
    // dbt's artifacts count only while they are younger than the files of their project.
    await cp(options.workspace, workspace, { recursive: true, preserveTimestamps: true });
    const driver = await WorkbenchDriver.open(page, server.url, workspace);
    const pictureInEachTheme = async (file: string) => {
      for (const theme of ['light', 'highContrast', 'dark'] as const) {
        await driver.chooseTheme(theme);
        await driver.screenshot(`${file}-${theme}.png`);
      }
    };
    return { driver, folder: scratch.path, workspace, pictureInEachTheme, close };
  } catch (error) {
    await close();
    throw error;
  }
}
