import * as vscode from 'vscode';

/** The extension's log, shown under "Lakehouse" in the Output panel. */
export function createLog(): vscode.LogOutputChannel {
  return vscode.window.createOutputChannel('Lakehouse', { log: true });
}
