import * as vscode from 'vscode';
import { CancelledError } from '../../base/cancelSignal';
import { type MigrationFile, type MigrationOptions, orderWords } from '../../core/scaffold/migrationFiles';
import { showInformation } from '../notices';
import { readSetting } from '../settings';

/** More are not opened at once. */
const shownFiles = 2;

/**
 * Writes migration files and shows the first.
 * @throws CancelledError when no folder was chosen, and what `make` throws, before anything is written
 */
export async function saveMigration(
  make: (options: Pick<MigrationOptions, 'stamp' | 'style'>) => readonly MigrationFile[],
): Promise<void> {
  const style = readSetting('lakehouse.scaffold.migrationStyle') === 'dbmate' ? 'dbmate' : 'sql';
  const files = make({ stamp: stampOf(new Date()), style });
  const folder = await migrationFolder();
  await vscode.workspace.fs.createDirectory(folder);
  const written: vscode.Uri[] = [];
  for (const { name, text } of files) {
    const uri = vscode.Uri.joinPath(folder, name);
    await vscode.workspace.fs.writeFile(uri, Buffer.from(text, 'utf8'));
    written.push(uri);
  }
  if (written.length > shownFiles) {
    void showInformation(orderWords(written.length, style));
  }
  // The last one that is shown is in front: the one that goes forward. Both stand in one group beside the form.
  for (const [place, uri] of written.slice(0, shownFiles).reverse().entries()) {
    const viewColumn = place === 0 ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active;
    await vscode.window.showTextDocument(uri, { preview: false, viewColumn });
  }
}

async function migrationFolder(): Promise<vscode.Uri> {
  const [root] = vscode.workspace.workspaceFolders ?? [];
  if (root) {
    const parts = readSetting('lakehouse.scaffold.migrationFolder').split(/[\\/]+/);
    // A setting of the workspace must not lead out of it.
    const inside = parts.filter(
      (part) => part !== '' && part !== '.' && part !== '..' && !part.includes(':'),
    );
    return vscode.Uri.joinPath(root.uri, ...inside);
  }
  const [chosen] =
    (await vscode.window.showOpenDialog({
      canSelectFiles: false,
      canSelectFolders: true,
      openLabel: 'Save Migration Here',
    })) ?? [];
  if (chosen === undefined) {
    throw new CancelledError();
  }
  return chosen;
}

/** `20261121171500`, in UTC as dbmate does. */
function stampOf(time: Date): string {
  return time.toISOString().replace(/\D/g, '').slice(0, 14);
}
