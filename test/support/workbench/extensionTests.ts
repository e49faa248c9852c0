import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { format } from 'node:util';
import type { Page } from 'playwright-core';
import { Deferred } from '../../../src/base/deferred';
import { openBrowser } from './browser';
import { testLine } from './testLine';
import type { WorkbenchServer } from './workbenchServer';

export interface ExtensionTestRun {
  readonly browser: string;
  readonly server: WorkbenchServer;
  readonly extensionDevelopmentPath: string;
  readonly extensionTestsPath: string;
  readonly workspace: string | undefined;
}

/** How long the page may take to start the tests. The tests have their own limits after that. */
const startLimitMs = 120_000;

/** Runs extension tests in the workbench, pipes their console through, and returns their exit code. */
export async function runExtensionTests(run: ExtensionTestRun): Promise<number> {
  const browser = await openBrowser(run.browser, { width: 1280, height: 800, scale: 1 });
  try {
    const page = browser.context.pages()[0] ?? (await browser.context.newPage());
    const exit = new Deferred<number>();
    const started = await reportTo(page, exit);
    const limit = setTimeout(() => {
      if (!started()) {
        exit.reject(new Error(`The tests did not start. The server printed:\n${run.server.output()}`));
      }
    }, startLimitMs);
    await page.goto(testUrl(run));
    try {
      return await exit.promise;
    } finally {
      clearTimeout(limit);
    }
  } finally {
    await browser.close();
  }
}

/** Defines the two functions that the page calls, before it loads. */
async function reportTo(page: Page, exit: Deferred<number>): Promise<() => boolean> {
  let logged = false;
  const quiet = new QuietConsole();
  await page.exposeFunction('codeAutomationLog', (_type: string, args: unknown[]) => {
    logged = quiet.print(args) || logged;
  });
  await page.exposeFunction('codeAutomationExit', (code: unknown) => {
    if (!logged) {
      quiet.printAll();
    }
    exit.resolve(typeof code === 'number' ? code : 1);
  });
  page.on('crash', () => exit.reject(new Error('The page of the workbench crashed.')));
  page.on('close', () => exit.reject(new Error('The page of the workbench was closed.')));
  // Nobody may be waiting yet, or any more, when one of these fires.
  exit.promise.catch(() => undefined);
  return () => logged;
}

/** Prints the lines of the tests, and keeps what the workbench itself has to say for the case that none comes. */
class QuietConsole {
  private readonly kept: string[] = [];

  /** Whether it was a line of the tests. */
  print(args: readonly unknown[]): boolean {
    const line = testLine.read(args[0]);
    if (line !== undefined) {
      console.log(line);
      return true;
    }
    if (process.env['LAKEHOUSE_VERBOSE'] === '1') {
      console.log(...args);
    }
    this.kept.push(format(...args));
    return false;
  }

  printAll(): void {
    console.log(this.kept.slice(-200).join('\n'));
  }
}

function testUrl(run: ExtensionTestRun): string {
  const remote = (file: string) =>
    `vscode-remote://localhost:${run.server.port}${pathToFileURL(path.resolve(file)).pathname}`;
  const payload = [
    ['extensionDevelopmentPath', remote(run.extensionDevelopmentPath)],
    ['extensionTestsPath', remote(run.extensionTestsPath)],
  ];
  const url = new URL(run.server.url);
  if (run.workspace !== undefined) {
    url.searchParams.set('folder', pathToFileURL(path.resolve(run.workspace)).pathname);
  }
  url.searchParams.set('payload', JSON.stringify(payload));
  return url.href;
}
