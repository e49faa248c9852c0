import { readFileSync } from 'node:fs';
import path from 'node:path';
import { repositoryRoot } from '../support/sourceFiles';
import { runHostTests } from '../support/workbench/hostTests';
import { usualMotion } from '../support/workbench/userSettings';
import { makeScratchFolder } from '../support/workbench/scratchFolder';

/** Runs a program of this folder in the extension host of a VS Code of its own, and reads the report that it writes. */
export async function runInHost<T>(
  program: string,
  settings: Readonly<Record<string, unknown>>,
  environment: Readonly<Record<string, string>>,
): Promise<T> {
  const scratch = makeScratchFolder('bench');
  try {
    const report = path.join(scratch.path, 'report.json');
    const code = await runHostTests(
      'newest',
      { ...environment, LAKEHOUSE_BENCH_REPORT: report },
      {
        extension: path.join(repositoryRoot, 'out/package'),
        tests: path.join(repositoryRoot, `out/test/bench/${program}.js`),
        settings: { ...usualMotion, ...settings },
      },
    );
    if (code !== 0) {
      throw new Error(`The extension host ended with ${code}.`);
    }
    return JSON.parse(readFileSync(report, 'utf8')) as T;
  } finally {
    scratch.remove();
  }
}
