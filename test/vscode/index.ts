import { readdirSync } from 'node:fs';
import path from 'node:path';
import { format } from 'node:util';
import Mocha from 'mocha';
import { mochaHooks } from '../support/mochaHooks';
import { testLine } from '../support/workbench/testLine';

/** The entry of host tests: VS Code calls it inside the extension host and waits for it. @throws when a test failed. */
export async function run(): Promise<void> {
  const restore = markConsoleLines();
  try {
    const failures = await runMocha();
    if (failures > 0) {
      throw new Error(`${failures} host ${failures === 1 ? 'test' : 'tests'} failed.`);
    }
  } catch (error) {
    console.log(error instanceof Error ? error.message : error);
    throw error;
  } finally {
    restore();
  }
}

async function runMocha(): Promise<number> {
  const mocha = new Mocha({
    ui: 'bdd',
    color: process.env['FORCE_COLOR'] === '1',
    timeout: 60_000,
    forbidOnly: true,
    reporter: path.join(__dirname, '../support/countingReporter.js'),
    rootHooks: mochaHooks,
    ...(process.env['LAKEHOUSE_GREP'] === undefined ? {} : { grep: process.env['LAKEHOUSE_GREP'] }),
  });
  for (const entry of readdirSync(__dirname, { recursive: true, encoding: 'utf8' }).sort()) {
    if (entry.endsWith('.test.js')) {
      mocha.addFile(path.join(__dirname, entry));
    }
  }
  return new Promise((resolve) => mocha.run(resolve));
}

/**
 * What the tests print stands apart from what the workbench prints, so that the launcher can show it alone. The
 * console itself is replaced, because VS Code lets nobody replace its functions.
 */
function markConsoleLines(): () => void {
  const original = globalThis.console;
  const log = (...args: unknown[]) => {
    original.log(testLine.mark(format(...args)));
  };
  globalThis.console = Object.create(original, { log: { value: log } }) as Console;
  Mocha.reporters.Base.consoleLog = log;
  return () => {
    globalThis.console = original;
  };
}
