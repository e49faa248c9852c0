import type * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable';
import type { Runner } from '../run';

/** The command that lists all others by what a person wants to do. */
export function registerHelp(extension: vscode.Extension<unknown>, runner: Runner): Disposable {
  return runner.command('lakehouse.help', async () => {
    const { showHelp } = await import('./showHelp');
    await showHelp(extension);
  });
}
