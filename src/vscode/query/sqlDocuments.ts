import * as vscode from 'vscode';
import { type Statement, splitStatements } from '../../core/sql/splitStatements';

/** The language ids of documents that can be run. */
export const sqlLanguages = ['sql', 'postgres'] as const;

/** The scheme of documents that show what is in the catalog. They are for reading, not for running. */
export const ddlScheme = 'lakehouse-ddl';

/** The scheme of documents that show what edits of a result would send. They are for reading, too. */
export const editPreviewScheme = 'lakehouse-edits';

export function isSqlDocument(document: vscode.TextDocument): boolean {
  return (
    ![ddlScheme, editPreviewScheme].includes(document.uri.scheme) &&
    (sqlLanguages as readonly string[]).includes(document.languageId)
  );
}

/** The statements of a document. They are split once for each version of the text. */
export function statementsOf(document: vscode.TextDocument): readonly Statement[] {
  const known = cache.get(document);
  if (known?.version === document.version) {
    return known.statements;
  }
  const statements = splitStatements(document.getText());
  cache.set(document, { version: document.version, statements });
  return statements;
}

const cache = new WeakMap<vscode.TextDocument, { version: number; statements: readonly Statement[] }>();

/** The document's file name, for messages. */
export function documentName(uri: vscode.Uri): string {
  return uri.path.slice(uri.path.lastIndexOf('/') + 1);
}

/** What identifies an editor's document in every table of this feature. */
export function documentKey(uri: vscode.Uri): string {
  return uri.toString();
}

/** The open document with this URI, if it is open. */
export function openDocument(uri: vscode.Uri): vscode.TextDocument | undefined {
  const key = documentKey(uri);
  return vscode.workspace.textDocuments.find((document) => documentKey(document.uri) === key);
}
