import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable';
import { showInformation, showWarning } from '../notices';
import type { Runner } from '../run';
import type { TestTally } from './fileTests';

/** No folder with dependencies holds tests of ours. */
const excluded = '**/node_modules/**';

/** The files of the workspace whose names end so, by name. */
export async function filesEnding(ending: string): Promise<readonly vscode.Uri[]> {
  const found = await vscode.workspace.findFiles(`**/*${ending}`, excluded, 5000);
  return found.sort((a, b) => a.path.localeCompare(b.path));
}

/** Loads what shows such files, when the workspace holds one: not while VS Code starts. */
export function whenFilesEnd(
  ending: string,
  { runner, after, load }: { readonly runner: Runner; readonly after: number; load(): Promise<unknown> },
): Disposable {
  const look = async () => {
    const found = await vscode.workspace.findFiles(`**/*${ending}`, excluded, 1);
    await (found.length > 0 ? load() : undefined);
  };
  const timer = setTimeout(() => void runner.quietly(`looking for *${ending}`, undefined, look), after);
  return { dispose: () => clearTimeout(timer) };
}

/** Says how tests went. */
export async function tellTally(
  { passed, failed }: TestTally,
  words: {
    readonly none: string;
    readonly all: (count: number) => string;
    readonly some: (failed: number, count: number) => string;
  },
): Promise<void> {
  const count = passed + failed;
  if (count === 0) {
    await showInformation(words.none);
  } else if (failed === 0) {
    await showInformation(words.all(count));
  } else {
    const show = 'Show Tests';
    if ((await showWarning(words.some(failed, count), show)) === show) {
      await vscode.commands.executeCommand('workbench.view.testing.focus');
    }
  }
}
