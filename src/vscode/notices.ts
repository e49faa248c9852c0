import * as vscode from 'vscode';
import { withoutLinks } from './withoutLinks';

/**
 * The only way to a notification, because its text may come from anywhere. Each answers with the action that the user
 * chose.
 */
export function showError(message: string, ...actions: readonly string[]): Thenable<string | undefined> {
  return vscode.window.showErrorMessage(withoutLinks(message), ...actions);
}

export function showWarning(message: string, ...actions: readonly string[]): Thenable<string | undefined> {
  return vscode.window.showWarningMessage(withoutLinks(message), ...actions);
}

export function showInformation(
  message: string,
  ...actions: readonly string[]
): Thenable<string | undefined> {
  return vscode.window.showInformationMessage(withoutLinks(message), ...actions);
}
