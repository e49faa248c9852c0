import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { type BrowserContext, chromium } from 'playwright-core';
import { UserError } from '../../../src/base/userError';
import { cacheFolder } from '../cacheFolder';
import { withFileLock } from '../fileLock';
import { makeScratchFolder } from './scratchFolder';

const run = promisify(execFile);

/** A headless browser with a profile of its own, gone after `close`. */
export interface HeadlessBrowser {
  readonly context: BrowserContext;
  close(): Promise<void>;
}

/**
 * The path of Chrome, Chromium or Edge: `LAKEHOUSE_BROWSER`, on PATH, in the usual places, or installed now.
 * @throws UserError saying what is missing.
 */
export async function ensureBrowser(say: (line: string) => void): Promise<string> {
  return findBrowser() ?? (await installBrowser(say));
}

/** The path of an installed Chrome, Chromium or Edge; undefined when there is none. */
export function findBrowser(): string | undefined {
  const chosen = process.env['LAKEHOUSE_BROWSER'];
  if (chosen !== undefined && chosen !== '') {
    if (!existsSync(chosen)) {
      throw new UserError(`LAKEHOUSE_BROWSER names ${chosen}, which does not exist.`);
    }
    return chosen;
  }
  return [...onPath(), ...usualPlaces(), downloadedBrowser()].find(isExecutable);
}

/** Opens a headless browser. `width` and `height` are CSS pixels; `scale` makes screenshots sharper. */
export async function openBrowser(
  executable: string,
  size: { readonly width: number; readonly height: number; readonly scale: number },
): Promise<HeadlessBrowser> {
  const profile = makeScratchFolder('browser');
  const context = await chromium.launchPersistentContext(profile.path, {
    executablePath: executable,
    headless: true,
    viewport: { width: size.width, height: size.height },
    deviceScaleFactor: size.scale,
    args: [
      ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'],
      ...['--disable-background-networking', '--disable-component-update', '--disable-dev-shm-usage'],
    ],
  });
  return {
    context,
    close: async () => {
      await context.close();
      profile.remove();
    },
  };
}

function onPath(): string[] {
  const names =
    process.platform === 'win32'
      ? ['chrome.exe', 'chromium.exe', 'msedge.exe']
      : ['google-chrome', 'google-chrome-stable', 'chromium', 'chromium-browser', 'microsoft-edge', 'chrome'];
  const folders = (process.env['PATH'] ?? '').split(path.delimiter).filter((folder) => folder !== '');
  return names.flatMap((name) => folders.map((folder) => path.join(folder, name)));
}

function usualPlaces(): string[] {
  if (process.platform === 'darwin') {
    return ['/Applications', path.join(os.homedir(), 'Applications')].flatMap((folder) =>
      ['Google Chrome', 'Chromium', 'Microsoft Edge'].map((name) =>
        path.join(folder, `${name}.app`, 'Contents', 'MacOS', name),
      ),
    );
  }
  if (process.platform === 'win32') {
    return ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA']
      .map((name) => process.env[name])
      .filter((folder) => folder !== undefined)
      .flatMap((folder) => [
        path.join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe'),
        path.join(folder, 'Chromium', 'Application', 'chrome.exe'),
        path.join(folder, 'Microsoft', 'Edge', 'Application', 'msedge.exe'),
      ]);
  }
  return ['/usr/bin/chromium', '/usr/bin/google-chrome', '/opt/google/chrome/chrome', '/snap/bin/chromium'];
}

function downloadedBrowser(): string {
  return chromium.executablePath();
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

async function installBrowser(say: (line: string) => void): Promise<string> {
  const failures: string[] = [];
  await withFileLock(path.join(cacheFolder(), 'browser.lock'), async () => {
    for (const way of [fromDebian, fromPlaywright]) {
      if (findBrowser() === undefined) {
        await way(say).catch((error: unknown) => failures.push(reason(error)));
      }
    }
  });
  const browser = findBrowser();
  if (browser === undefined) {
    throw new UserError(
      'No browser was found, and none could be installed. Install Chrome, Chromium or Edge, or name one in the ' +
        `environment variable LAKEHOUSE_BROWSER. ${failures.join(' ')}`,
    );
  }
  return browser;
}

/** Debian's package brings the libraries that Chromium needs; only root may install it. */
async function fromDebian(say: (line: string) => void): Promise<void> {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    return;
  }
  say('No browser was found. Installing the package chromium.');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get', ['update', '-q'], { env }).catch(() => undefined);
  await run('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'chromium'], {
    env,
    maxBuffer: 64 * 1024 * 1024,
  });
}

async function fromPlaywright(say: (line: string) => void): Promise<void> {
  say('No browser was found. Downloading Chromium as Playwright does.');
  const cli = path.join(path.dirname(require.resolve('playwright-core/package.json')), 'cli.js');
  await run(process.execPath, [cli, 'install', '--no-shell', 'chromium'], { maxBuffer: 64 * 1024 * 1024 });
}

/** The line of a failed program that says why. */
function reason(error: unknown): string {
  const { message, stderr = '' } = error as { readonly message: string; readonly stderr?: string };
  const lines = `${stderr}\n${message}`.split('\n').filter((line) => line.trim() !== '');
  return lines.find((line) => /\b(Error|E):/.test(line)) ?? lines[0] ?? '';
}
