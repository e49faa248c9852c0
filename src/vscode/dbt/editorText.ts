import * as vscode from 'vscode';

/** The text of a file as an editor shows it; undefined where none does. */
export function editorText(file: string): string | undefined {
  return documentOf(file)?.getText();
}

/** The text of a file as it stands in an editor, where that is not saved. */
export function unsavedText(file: string): string | undefined {
  const document = documentOf(file);
  return document?.isDirty === true ? document.getText() : undefined;
}

function documentOf(file: string): vscode.TextDocument | undefined {
  return vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === 'file' && uri.fsPath === file);
}
