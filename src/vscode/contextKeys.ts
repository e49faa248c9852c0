import * as vscode from 'vscode';
import type { ContextKey } from './contextKeyTable';

export function setContextKey(key: ContextKey, value: unknown): void {
  void vscode.commands.executeCommand('setContext', key, value);
}
