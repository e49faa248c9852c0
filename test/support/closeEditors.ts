import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually } from './eventually';

/**
 * Closes every editor and waits until no untitled document is left. The next one would get the name of one that is still
 * there, and its text.
 */
export async function closeEditors(): Promise<void> {
  const untitled = () => vscode.workspace.textDocuments.filter(({ isUntitled }) => isUntitled);
  for (const document of untitled()) {
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  }
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  assert.ok(await eventually(() => Promise.resolve(untitled().length === 0)), 'An untitled document stays.');
}
