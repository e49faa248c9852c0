import { statSync, writeFileSync } from 'node:fs';
import Module from 'node:module';
import path from 'node:path';
import * as vscode from 'vscode';
import { hostMemory } from './hostMemory';

/** What the extension host measured of itself in one launch. */
export interface HostReport {
  /** Milliseconds that loading the code and running `activate()` took. */
  readonly activation: number;
  /** Kilobytes of code that activation loaded. */
  readonly bundle: number;
  /** Megabytes that the extension added to the host, after a query, when everything is idle again. */
  readonly memory: number;
  /** The same for an extension that VS Code brings along. */
  readonly referenceActivation: number;
}

/** Runs in the extension host, instead of tests: measures, and writes the report to `LAKEHOUSE_BENCH_REPORT`. */
export async function run(): Promise<void> {
  const referenceActivation = await activate(reference());
  const before = hostMemory();
  const activation = await activate('lakehouse-postgres.lakehouse-postgres');
  const bundle = loadedKilobytes(extension('lakehouse-postgres.lakehouse-postgres').extensionPath);
  await runQuery();
  await new Promise((resolve) => setTimeout(resolve, 1500));
  const report: HostReport = { activation, bundle, memory: hostMemory() - before, referenceActivation };
  writeFileSync(process.env['LAKEHOUSE_BENCH_REPORT'] ?? '', JSON.stringify(report));
}

/** An extension of VS Code's own that nothing has activated yet. */
function reference(): string {
  const ids = ['vscode.npm', 'vscode.emmet', 'vscode.gulp', 'vscode.merge-conflict'];
  const idle = ids.find((id) => vscode.extensions.getExtension(id)?.isActive === false);
  if (idle === undefined) {
    throw new Error('Every extension that could be compared with is active already.');
  }
  return idle;
}

function extension(id: string): vscode.Extension<unknown> {
  const found = vscode.extensions.getExtension(id);
  if (!found) {
    throw new Error(`The extension ${id} is not there.`);
  }
  return found;
}

/**
 * What VS Code itself shows as an extension's activation: loading its code, and its `activate()`. The time between the
 * two belongs to the host, which tells its window about the activation and works for other extensions meanwhile.
 */
async function activate(id: string): Promise<number> {
  const found = extension(id);
  if (found.isActive) {
    throw new Error(`${id} was active before it was measured.`);
  }
  const { main } = found.packageJSON as { readonly main: string };
  const stopwatch = timeLoading(path.join(found.extensionPath, main));
  try {
    await found.activate();
  } finally {
    stopwatch.stop();
  }
  return stopwatch.milliseconds();
}

type Load = (this: unknown, request: string, ...rest: readonly unknown[]) => unknown;

/** Adds up the time that the module takes to load, with all it needs, and the time of its `activate()`. */
function timeLoading(main: string): { milliseconds(): number; stop(): void } {
  const loader = Module as unknown as { _load: Load };
  const load = loader._load;
  let total = 0;
  const timed = <T>(work: () => T): T => {
    const start = performance.now();
    const result = work();
    total += performance.now() - start;
    return result;
  };
  loader._load = function (request, ...rest) {
    if (withoutEnding(request) !== withoutEnding(main)) {
      return load.call(this, request, ...rest);
    }
    const exported = timed(() => load.call(this, request, ...rest)) as {
      activate(context: unknown): unknown;
    };
    return { ...exported, activate: (context: unknown) => timed(() => exported.activate(context)) };
  };
  return { milliseconds: () => total, stop: () => (loader._load = load) };
}

function withoutEnding(file: string): string {
  return path.normalize(file).replace(/\.c?js$/, '');
}

/** The files of the extension that the host has loaded so far. */
function loadedKilobytes(folder: string): number {
  const files = Object.keys(require.cache).filter((file) => file.startsWith(folder + path.sep));
  return files.reduce((sum, file) => sum + statSync(file).size, 0) / 1024;
}

async function runQuery(): Promise<void> {
  const document = await vscode.workspace.openTextDocument({
    language: 'sql',
    content: 'select n, md5(n::text) from generate_series(1, 1000) as n;',
  });
  await vscode.window.showTextDocument(document);
  await vscode.commands.executeCommand('lakehouse.connections.connect', 'bench');
  await vscode.commands.executeCommand('lakehouse.query.runStatement');
}
