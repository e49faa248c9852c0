import path from 'node:path';
import * as vscode from 'vscode';
import { CancelledError } from '../../base/cancelSignal';
import { type QueryHeader, readQueryHeader, withQueryHeader } from '../../core/query/queryHeader';
import type { ConnectionService } from '../connections/connectionService';
import { showInformation } from '../notices';
import { activeSqlEditor } from '../query/commandTarget';
import type { Confirm } from '../query/questions';
import type { QueryFeature } from '../query/registerQuery';
import { bindByHeader, headerBinding } from './headerBinding';
import { requiredFolders, type SavedFolder } from './savedFolders';
import type { SavedNode } from './savedTree';

export interface SavedActionParts {
  readonly connections: ConnectionService;
  readonly query: Pick<QueryFeature, 'bindings' | 'queries'>;
  readonly confirm: Confirm;
}

/** A text that is to be saved, and what its file should say of it. */
export interface QueryToSave {
  readonly text: string;
  readonly header: QueryHeader;
}

/** Opens a saved query, bound to the connection that it names. Nothing is sent. */
export async function openSaved(parts: SavedActionParts, uri: vscode.Uri): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(uri);
  const { bindings } = parts.query;
  bindByHeader(document, { connections: parts.connections, bindings });
  await vscode.window.showTextDocument(document, { preview: false });
  const header = readQueryHeader(document.getText());
  const isKnown = headerBinding(header, parts.connections.profiles) !== undefined;
  if (header.connection !== undefined && !isKnown && !bindings.has(uri)) {
    void showInformation(
      `No connection is called "${header.connection}", as this query names it. Choose one in the status bar.`,
    );
  }
  return document;
}

export async function runSaved(parts: SavedActionParts, uri: vscode.Uri): Promise<void> {
  const document = await openSaved(parts, uri);
  await parts.query.queries.run(document, { kind: 'document' });
}

/** What is selected in the active editor, or else all of it. @throws UserError when no SQL document is active */
export function queryOfEditor({ connections, query }: SavedActionParts): QueryToSave {
  const { document, selection } = activeSqlEditor();
  const text = document.getText(selection.isEmpty ? undefined : selection);
  const header = readQueryHeader(document.getText());
  const binding = query.bindings.of(document.uri);
  const profile = binding && connections.profile(binding.profileId);
  const isOwn = binding?.database === profile?.database;
  return {
    text,
    header: {
      connection: profile?.name ?? header.connection,
      database: isOwn ? header.database : binding?.database,
      description: header.description,
    },
  };
}

/** Asks for a name and a description, writes the file and opens it. */
export async function saveQuery(parts: SavedActionParts, { text, header }: QueryToSave): Promise<void> {
  const folder = await chooseFolder(requiredFolders());
  const name = await askName('Save Query', '');
  const description = await vscode.window.showInputBox({
    title: 'Save Query',
    prompt: 'What it answers, in a few words. May be left empty.',
    value: header.description ?? '',
    ignoreFocusOut: true,
  });
  if (description === undefined) {
    throw new CancelledError();
  }
  const uri = vscode.Uri.joinPath(folder.uri, `${name}.sql`);
  if (await exists(uri)) {
    const yes = await parts.confirm({ message: `${name}.sql is there already.`, yes: 'Replace It' });
    if (!yes) {
      throw new CancelledError();
    }
  }
  const content = withQueryHeader(text, { ...header, description: description.trim() || undefined });
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(`${content.trimEnd()}\n`));
  await openSaved(parts, uri);
}

/** Gives a query or a folder another name; editors that show it follow. */
export async function renameSaved(node: SavedNode): Promise<void> {
  const name = await askName('Rename', node.label);
  const to = vscode.Uri.joinPath(node.uri, '..', node.kind === 'query' ? `${name}.sql` : name);
  const edit = new vscode.WorkspaceEdit();
  edit.renameFile(node.uri, to, { overwrite: false });
  const isDone = await vscode.workspace.applyEdit(edit);
  if (!isDone) {
    void showInformation(`${path.posix.basename(node.uri.path)} was not renamed.`);
  }
}

/** Moves a query, or a folder with all that is in it, to the trash, after a question. */
export async function deleteSaved({ confirm }: SavedActionParts, { uri, kind }: SavedNode): Promise<void> {
  const name = path.posix.basename(uri.path);
  const what = kind === 'folder' ? `the folder ${name} and everything in it` : name;
  if (!(await confirm({ message: `Move ${what} to the trash?`, yes: 'Move to Trash' }))) {
    return;
  }
  try {
    await vscode.workspace.fs.delete(uri, { useTrash: true, recursive: true });
  } catch (error) {
    // The machine that holds the files may have no trash.
    const yes = await confirm({
      message: `${name} could not be moved to the trash. Delete it for good?`,
      detail: error instanceof Error ? error.message : '',
      yes: 'Delete',
    });
    if (yes) {
      await vscode.workspace.fs.delete(uri, { useTrash: false, recursive: true });
    }
  }
}

async function chooseFolder(folders: readonly [SavedFolder, ...SavedFolder[]]): Promise<SavedFolder> {
  const [only, ...others] = folders;
  if (others.length === 0) {
    return only;
  }
  const items = folders.map((folder) => ({ label: folder.name, description: folder.uri.fsPath, folder }));
  const choice = await vscode.window.showQuickPick(items, { title: 'Folder of the Query' });
  if (!choice) {
    throw new CancelledError();
  }
  return choice.folder;
}

async function askName(title: string, value: string): Promise<string> {
  const name = await vscode.window.showInputBox({
    ...{ title, value, ignoreFocusOut: true },
    prompt: 'Name of the file, without .sql. A slash makes a folder.',
    validateInput: whyNoName,
  });
  if (name === undefined) {
    throw new CancelledError();
  }
  return name.trim().replace(/\.sql$/i, '');
}

/** Why something cannot be the name of a query; undefined when it can. */
export function whyNoName(name: string): string | undefined {
  const segments = name
    .trim()
    .replace(/\.sql$/i, '')
    .split('/');
  if (
    segments.some((segment) => segment.trim() === '' || /^\.+$/.test(segment) || segment !== segment.trim())
  ) {
    return 'Each part of the name needs letters.';
  }
  return /[<>:"|?*\\\p{Cc}]/u.test(name)
    ? 'These characters cannot be in a name: < > : " | ? * \\'
    : undefined;
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  return vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}
