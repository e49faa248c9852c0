import assert from 'node:assert/strict';
import * as vscode from 'vscode';

describe('Format Document', () => {
  after(async () => {
    await vscode.workspace
      .getConfiguration('lakehouse')
      .update('format.keywordCase', undefined, vscode.ConfigurationTarget.Global);
  });

  it('lays out SQL by the settings and by the indent of the editor', async () => {
    await vscode.workspace
      .getConfiguration('lakehouse')
      .update('format.keywordCase', 'upper', vscode.ConfigurationTarget.Global);
    const content = 'select 1 as a;\nselect (((;\n';
    const document = await vscode.workspace.openTextDocument({ language: 'sql', content });
    const edits = await vscode.commands.executeCommand<readonly vscode.TextEdit[]>(
      'vscode.executeFormatDocumentProvider',
      document.uri,
      { tabSize: 3, insertSpaces: true },
    );
    assert.ok(edits.length > 0);
    const edit = new vscode.WorkspaceEdit();
    edit.set(document.uri, [...edits]);
    await vscode.workspace.applyEdit(edit);
    assert.equal(document.getText(), 'SELECT\n   1 AS a;\nselect (((;\n');
  });
});
