import * as vscode from 'vscode';
import { CancelledError } from '../../base/cancelSignal';
import type { ConnectionProfile } from '../../core/connections/connectionProfile';
import { entryDraft } from '../../core/connections/connectionForm';
import { writeConnectionFile } from '../../core/connections/import/connectionFile';
import { findEntry } from './profileSettings';

/** The text of a file with these connections, as their settings have them. No secret is among these. */
export function exportText(profiles: readonly Pick<ConnectionProfile, 'id' | 'name'>[]): string {
  const entries = profiles.flatMap(({ id, name }) => {
    const found = findEntry(id);
    return found === undefined ? [] : [{ name, ...entryDraft(found.entry).draft }];
  });
  return writeConnectionFile(entries);
}

/**
 * Asks which connections go into a file, and where it is to be.
 * @throws CancelledError when the user backed out
 */
export async function exportConnections(profiles: readonly ConnectionProfile[]): Promise<void> {
  const items = profiles.map((profile) => ({
    label: profile.name,
    description: `${profile.user}@${profile.host}:${String(profile.port)}/${profile.database}`,
    picked: true,
    profile,
  }));
  const chosen = await vscode.window.showQuickPick(items, {
    title: 'Export Connections',
    placeHolder: 'Passwords stay here: the file has none',
    canPickMany: true,
    ignoreFocusOut: true,
  });
  if (!chosen || chosen.length === 0) {
    throw new CancelledError();
  }
  const file = await vscode.window.showSaveDialog({
    title: 'Export Connections',
    filters: { JSON: ['json'] },
    ...defaultPlace(),
  });
  if (!file) {
    throw new CancelledError();
  }
  const text = exportText(chosen.map(({ profile }) => profile));
  await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(text));
}

function defaultPlace(): { readonly defaultUri?: vscode.Uri } {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  return folder === undefined ? {} : { defaultUri: vscode.Uri.joinPath(folder, 'connections.json') };
}
