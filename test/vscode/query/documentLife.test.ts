import assert from 'node:assert/strict';
import path from 'node:path';
import * as vscode from 'vscode';
import { DocumentLife } from '../../../src/vscode/query/documentLife';
import { makeScratchFolder, type ScratchFolder } from '../../support/workbench/scratchFolder';

describe('the life of documents', () => {
  let life: DocumentLife;
  let log: string[];
  let attached: Set<string>;
  let scratch: ScratchFolder;
  let folder: string;
  let heard: () => void;

  beforeEach(() => {
    scratch = makeScratchFolder('life');
    folder = scratch.path;
    attached = new Set();
    log = [];
    heard = () => undefined;
    life = new DocumentLife((uri) => attached.has(uri.toString()));
    life.onDidEnd((uri) => note(`end ${name(uri)}`));
    life.onDidMove(({ from, to }) => {
      attached.delete(from.toString());
      attached.add(to.toString());
      note(`move ${name(from)} ${name(to)}`);
    });
  });

  afterEach(async () => {
    life.dispose();
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    scratch.remove();
  });

  it('ends with the closing of the tab', async () => {
    const document = await show('a.sql', 'select 1');
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    await logged(`end ${name(document.uri)}`);
  });

  it('goes on while another tab shows the document', async () => {
    const document = await show('a.sql', 'select 1');
    await vscode.commands.executeCommand('workbench.action.splitEditorRight');
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    const other = await show('b.sql', 'select 2');
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    await logged(`end ${name(other.uri)}`);
    assert.ok(!log.includes(`end ${name(document.uri)}`));
  });

  it('goes on with another language', async () => {
    const document = await show('a.sql', 'select 1');
    await vscode.languages.setTextDocumentLanguage(document, 'plaintext');
    const other = await show('b.sql', 'select 2');
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    await logged(`end ${name(other.uri)}`);
    assert.deepEqual(log, [`end ${name(other.uri)}`]);
  });

  it('follows a document that is saved for the first time', async () => {
    const untitled = vscode.Uri.file(path.join(folder, 'saved.sql')).with({ scheme: 'untitled' });
    const document = await vscode.workspace.openTextDocument(untitled);
    const editor = await vscode.window.showTextDocument(document, { preview: false });
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'select 42'));
    attached.add(document.uri.toString());
    await vscode.commands.executeCommand('workbench.action.files.save');
    await logged('move saved.sql saved.sql');
    assert.ok([...attached][0]?.startsWith('file:'));
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    await logged('end saved.sql');
  });

  it('follows a file that is renamed, and one in a folder that is renamed', async () => {
    const document = await show('sub/a.sql', 'select 1');
    const rename = new vscode.WorkspaceEdit();
    rename.renameFile(document.uri, vscode.Uri.joinPath(document.uri, '../b.sql'));
    await vscode.workspace.applyEdit(rename);
    await logged('move a.sql b.sql');
    const move = new vscode.WorkspaceEdit();
    move.renameFile(vscode.Uri.file(path.join(folder, 'sub')), vscode.Uri.file(path.join(folder, 'other')));
    await vscode.workspace.applyEdit(move);
    await logged('move b.sql b.sql');
    assert.ok([...attached][0]?.endsWith('/other/b.sql'));
  });

  async function show(file: string, text: string): Promise<vscode.TextDocument> {
    const uri = vscode.Uri.file(path.join(folder, file));
    await vscode.workspace.fs.writeFile(uri, Buffer.from(text));
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document, { preview: false });
    attached.add(uri.toString());
    return document;
  }

  function note(line: string): void {
    log.push(line);
    heard();
  }

  async function logged(line: string): Promise<void> {
    while (!log.includes(line)) {
      await new Promise<void>((resolve, reject) => {
        heard = resolve;
        setTimeout(() => reject(new Error(`${line} is missing in ${log.join()}`)), 10_000);
      });
    }
  }
});

function name(uri: vscode.Uri): string {
  return path.posix.basename(uri.path);
}
