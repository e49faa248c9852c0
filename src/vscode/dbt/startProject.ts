import * as vscode from 'vscode';
import { CancelledError } from '../../base/cancelSignal';
import { UserError } from '../../base/userError';
import { isProjectName, newProjectFiles, type NewSource } from '../../core/dbt/project/newProject';
import type { DbtParts } from './dbtParts';
import type { DbtService } from './dbtService';
import { askTarget, choosePlain, offerPassword } from './writeTarget';

/**
 * Starts a small project for a connection, in a new folder: its profile, the tables of one schema as a source, and a model to
 * begin with. Nothing that is there already is written over.
 * @throws UserError, CancelledError
 */
export async function startProject(
  argument: unknown,
  parts: DbtParts,
  projects: Pick<DbtService, 'check'>,
): Promise<void> {
  const connection = await choosePlain(argument, parts, 'Start dbt Project');
  const name = await vscode.window.showInputBox({
    title: 'Name of the dbt project',
    value: connection.database.replaceAll(/\W+/g, '_'),
    validateInput: (text) =>
      isProjectName(text) ? undefined : 'Letters, digits and _, not beginning with a digit.',
    ignoreFocusOut: true,
  });
  if (name === undefined) {
    throw new CancelledError();
  }
  const target = await askTarget(connection, []);
  const source = await chooseSource(connection.id, parts);
  const folder = vscode.Uri.joinPath(await chooseFolder(), name);
  if (await exists(folder)) {
    throw new UserError(`${folder.fsPath} exists already. Choose another name, or another folder.`);
  }
  for (const { path, text } of newProjectFiles({ name, target, source })) {
    await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(folder, path), Buffer.from(text, 'utf8'));
  }
  await vscode.window.showTextDocument(vscode.Uri.joinPath(folder, 'dbt_project.yml'));
  if (vscode.workspace.getWorkspaceFolder(folder) === undefined) {
    await vscode.commands.executeCommand('vscode.openFolder', folder, { forceNewWindow: true });
    return;
  }
  await offerPassword(folder.fsPath, target, parts, projects);
}

/** The tables of a schema that the user chooses, as the project's first source. */
async function chooseSource(profileId: string, { connections }: DbtParts): Promise<NewSource | undefined> {
  const { readSourceTables } = await import('../../core/dbt/project/readSourceTables');
  const database = await connections.database(profileId);
  const schemas = await readSourceTables(database, new AbortController().signal);
  const none = {
    label: '$(circle-slash) No source',
    description: 'begin with an empty model',
    source: undefined,
  };
  const items = schemas.map((source) => ({
    label: `$(symbol-namespace) ${source.schema}`,
    description: `${String(source.tables.length)} ${source.tables.length === 1 ? 'table' : 'tables'}`,
    source,
  }));
  const choice = await vscode.window.showQuickPick([...items, none], {
    title: 'Schema with the tables that models begin with',
  });
  if (!choice) {
    throw new CancelledError();
  }
  return choice.source;
}

async function chooseFolder(): Promise<vscode.Uri> {
  const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
  const [only] = folders;
  if (only && folders.length === 1) {
    return only.uri;
  }
  const [chosen] =
    (await vscode.window.showOpenDialog({
      canSelectFiles: false,
      canSelectFolders: true,
      openLabel: 'Start dbt Project Here',
    })) ?? [];
  if (!chosen) {
    throw new CancelledError();
  }
  return chosen;
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  return vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}
