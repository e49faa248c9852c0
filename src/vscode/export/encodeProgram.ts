import * as vscode from 'vscode';

/** The file of the thread that encodes rows; the build makes it. */
export function encodeProgram(extensionUri: vscode.Uri): string {
  return vscode.Uri.joinPath(extensionUri, 'dist', 'threads', 'encode.js').fsPath;
}
