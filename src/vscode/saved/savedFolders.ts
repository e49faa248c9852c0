import path from 'node:path';
import * as vscode from 'vscode';
import { UserError } from '../../base/userError';
import { settingDefaults } from '../settingTable';

const setting = 'lakehouse.savedQueries.folder';

/** A folder of saved queries. */
export interface SavedFolder {
  readonly name: string;
  readonly uri: vscode.Uri;
}

/**
 * Where saved queries are: one folder in each folder of the workspace, or the one folder that the user chose for all
 * windows. A path that leads out of the workspace counts only in the user's own settings.
 */
export function savedFolders(): readonly SavedFolder[] {
  const set = vscode.workspace.getConfiguration().inspect<unknown>(setting)?.globalValue;
  const own = typeof set === 'string' && isAbsolute(set) ? set : undefined;
  const folders = (vscode.workspace.workspaceFolders ?? []).flatMap((folder): SavedFolder[] => {
    const value = vscode.workspace.getConfiguration(undefined, folder).get<unknown>(setting);
    const inside = insidePath(value) ?? (own !== undefined && value === own ? undefined : defaultPath);
    return inside === undefined ? [] : [{ name: folder.name, uri: vscode.Uri.joinPath(folder.uri, inside) }];
  });
  return own === undefined ? folders : [...folders, { name: path.basename(own), uri: vscode.Uri.file(own) }];
}

/** Like `savedFolders`, for whoever cannot go on without one. @throws UserError when there is none */
export function requiredFolders(): readonly [SavedFolder, ...SavedFolder[]] {
  const [first, ...others] = savedFolders();
  if (!first) {
    throw new UserError(
      'Queries are saved as files, and no folder is open. Open one, or choose a folder for all windows.',
      { action: { title: 'Choose Folder…', command: 'lakehouse.saved.chooseFolder' } },
    );
  }
  return [first, ...others];
}

/** Lets the user open a folder, or choose one for the queries of all windows. */
export async function chooseSavedFolder(): Promise<void> {
  const open = 'Open a Folder';
  const choose = 'Choose a Folder for All Windows…';
  const answer = await vscode.window.showQuickPick(
    [
      { label: open, detail: `Queries are saved in its folder ${defaultPath}` },
      { label: choose, detail: 'Queries are saved there, whatever folder is open' },
    ],
    { title: 'Folder for Saved Queries' },
  );
  if (answer?.label === open) {
    await vscode.commands.executeCommand('vscode.openFolder');
  } else if (answer) {
    const options = { canSelectFiles: false, canSelectFolders: true, openLabel: 'Save Queries Here' };
    const [folder] = (await vscode.window.showOpenDialog(options)) ?? [];
    if (folder) {
      const target = vscode.ConfigurationTarget.Global;
      await vscode.workspace.getConfiguration().update(setting, folder.fsPath, target);
    }
  }
}

const defaultPath = settingDefaults[setting];

/** The path as segments below a folder of the workspace; undefined when it leads elsewhere. */
function insidePath(value: unknown): string | undefined {
  if (typeof value !== 'string' || isAbsolute(value)) {
    return undefined;
  }
  const clean = path.posix.normalize(value.replaceAll('\\', '/')).replace(/\/$/, '');
  return clean === '..' || clean.startsWith('../') ? undefined : clean;
}

function isAbsolute(value: string): boolean {
  return path.isAbsolute(value) || path.win32.isAbsolute(value);
}
