import * as vscode from 'vscode';
import { settingDefaults, type SettingKey, type SettingValue } from './settingTable';

/** The value of a setting; a value of a wrong type counts as not set, so nothing breaks on a typo. */
export function readSetting<K extends SettingKey>(
  key: K,
  scope?: vscode.ConfigurationScope,
): SettingValue<K> {
  const fallback = settingDefaults[key];
  // Null means any resource; for a scope left out VS Code would log a warning at each reading.
  const value = vscode.workspace.getConfiguration(undefined, scope ?? null).get<unknown>(key);
  return (sameShape(value, fallback) ? value : fallback) as SettingValue<K>;
}

/** Whether a file of the workspace gives a setting its value: what that names is not the user's own choice. */
export function isSetByWorkspace(key: SettingKey, scope: vscode.ConfigurationScope): boolean {
  const values = vscode.workspace.getConfiguration(undefined, scope).inspect(key);
  return values?.workspaceFolderValue !== undefined || values?.workspaceValue !== undefined;
}

/** Fires when one of the settings changed. */
export function onDidChangeSetting(keys: readonly SettingKey[], listener: () => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((event) => {
    if (keys.some((key) => event.affectsConfiguration(key))) {
      listener();
    }
  });
}

function sameShape(value: unknown, fallback: unknown): boolean {
  return Array.isArray(fallback) ? Array.isArray(value) : typeof value === typeof fallback;
}
