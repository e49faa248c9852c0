import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { ConnectionBindings } from '../../../src/vscode/query/connectionBindings';
import { EditorColors } from '../../../src/vscode/query/editorColors';
import { emptyMemory } from '../../support/emptyMemory';
import { profileFor } from '../../support/sessions';
import { sharedServer } from '../../support/sharedServer';
import { TestConnections } from '../../support/testConnections';

describe('the colour of an editor', () => {
  const settings = vscode.workspace.getConfiguration('lakehouse');

  afterEach(async () => {
    await settings.update('query.colorEditor', undefined, vscode.ConfigurationTarget.Global);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('is that of its connection, unless nobody wants it or there is none', async () => {
    const server = await sharedServer();
    const production = profileFor(server, { id: 'p', environment: 'production' });
    const purple = profileFor(server, { id: 'q', color: 'purple' });
    const connections = new TestConnections([production, purple], server.password);
    const bindings = new ConnectionBindings(emptyMemory, connections);
    const colors = new EditorColors(connections, bindings);
    try {
      const sql = await vscode.workspace.openTextDocument({
        language: 'sql',
        content: 'select 1;\n'.repeat(50),
      });
      const editor = await vscode.window.showTextDocument(sql);
      assert.equal(colors.colorOf(sql), undefined);
      bindings.set(sql.uri, { profileId: 'p', database: 'postgres' });
      assert.equal(colors.colorOf(sql), 'lakehouse.production');
      bindings.set(sql.uri, { profileId: 'q', database: 'postgres' });
      assert.equal(colors.colorOf(sql), 'lakehouse.purple');
      // A new first line is drawn anew, and nothing fails on the way.
      await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), '-- first\n'));
      const text = await vscode.workspace.openTextDocument({ language: 'plaintext', content: 'select 1' });
      bindings.set(text.uri, { profileId: 'q', database: 'postgres' });
      assert.equal(colors.colorOf(text), undefined);
      await settings.update('query.colorEditor', false, vscode.ConfigurationTarget.Global);
      assert.equal(colors.colorOf(sql), undefined);
    } finally {
      colors.dispose();
      bindings.dispose();
      connections.dispose();
    }
  });
});
