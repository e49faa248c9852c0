import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { closeEditors } from '../../support/closeEditors';
import { until } from '../../support/workbench/until';

const profilesText = `shop:
  target: dev
  outputs:
    dev:
      type: postgres
      host: localhost
      port: 5432
      user: ana
      password: "{{ env_var('LAKEHOUSE_TEST_NOT_SET', 'x') }}"
      dbname: warehouse
      schema: analytics
      threads: 4
      keepalive_idle: 30
`;

/** Through the extension as it is installed: a project appears in the workspace, and what is found of it is marked. */
describe('problems of dbt projects', () => {
  let folder: string;
  let profiles: vscode.Uri;

  before(async () => {
    const [workspace] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(workspace);
    folder = path.join(workspace.uri.fsPath, 'dbt-problems');
    profiles = vscode.Uri.file(path.join(folder, 'profiles.yml'));
    await mkdir(path.join(folder, 'models'), { recursive: true });
    await writeFile(profiles.fsPath, profilesText);
    await writeFile(path.join(folder, 'models', 'one.sql'), 'select 1 as id\n');
    await writeFile(path.join(folder, 'dbt_project.yml'), 'name: shop\nversion: "1.0.0"\nprofile: shop\n');
    await readAgain();
  });

  after(async () => {
    await closeEditors();
    await rm(folder, { recursive: true, force: true });
  });

  /** Also activates the extension, which looks at the workspace by itself only when that is opened. */
  const readAgain = () => vscode.commands.executeCommand('lakehouse.dbt.refresh');
  const found = () =>
    vscode.languages.getDiagnostics(profiles).filter(({ source }) => source === 'dbt (Lakehouse)');
  const checkOf = ({ code }: vscode.Diagnostic) =>
    typeof code === 'object' ? String(code.value) : String(code);

  async function problem(check: string): Promise<vscode.Diagnostic> {
    return until(
      `${check} among the problems`,
      () => Promise.resolve(found().find((each) => checkOf(each) === check)),
      () =>
        Promise.resolve(
          found()
            .map(({ message }) => message)
            .join(' | '),
        ),
    );
  }

  it('stand at the key, and their code leads to the explanation of the check', async () => {
    const misspelt = await problem('misspelt-key');
    const document = await vscode.workspace.openTextDocument(profiles);
    assert.equal(document.getText(misspelt.range), 'keepalive_idle');
    assert.match(misspelt.message, /^Target dev: .*keepalives_idle/);
    assert.ok(typeof misspelt.code === 'object');
    const explanation = await vscode.workspace.openTextDocument(misspelt.code.target);
    assert.match(explanation.getText(), /^# Misspelt field\n/);
  });

  it('follow what is typed before it is saved, and what is saved', async () => {
    const document = await vscode.workspace.openTextDocument(profiles);
    const edit = new vscode.WorkspaceEdit();
    edit.insert(profiles, new vscode.Position(0, 0), '# one line more\n');
    edit.insert(profiles, document.positionAt(document.getText().length), '      ssl_mode: require\n');
    await vscode.workspace.applyEdit(edit);
    await until('both keys', () => Promise.resolve(found().length === 2 ? true : undefined));
    assert.deepEqual(
      found().map(({ range }) => document.getText(range)),
      ['keepalive_idle', 'ssl_mode'],
    );
    await document.save();
  });

  it('go with what was typed and thrown away', async () => {
    const document = await vscode.workspace.openTextDocument(profiles);
    await vscode.window.showTextDocument(document);
    const edit = new vscode.WorkspaceEdit();
    edit.insert(profiles, document.positionAt(document.getText().length), '      sslmodus: require\n');
    await vscode.workspace.applyEdit(edit);
    await until('all three keys', () => Promise.resolve(found().length === 3 ? true : undefined));
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await until('the two that were saved', () => Promise.resolve(found().length === 2 ? true : undefined));
  });

  it('are not put right where the file says something else by then', async () => {
    const document = await vscode.workspace.openTextDocument(profiles);
    const before = document.getText();
    const range = { start: before.indexOf('keepalive_idle'), end: before.indexOf('keepalive_idle') + 14 };
    const edit = {
      file: profiles.fsPath,
      range,
      text: 'keepalives_idle',
      context: '      \0search_path\0: x',
    };
    const fix = { kind: 'edit', title: 'Rename it', edits: [edit] };
    const finding = { check: 'misspelt-key', severity: 'warning', message: 'old', fixes: [fix] };
    await vscode.commands.executeCommand('lakehouse.dbt.fix', { root: folder, finding, fix });
    assert.equal(document.getText(), before);
  });

  it('are put right by a quick fix', async () => {
    const misspelt = await problem('misspelt-key');
    const document = await vscode.workspace.openTextDocument(profiles);
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      profiles,
      misspelt.range,
      vscode.CodeActionKind.QuickFix.value,
    );
    const titles = actions.map(({ title }) => title);
    assert.ok(titles.includes('Explain “Misspelt field”'), titles.join(' | '));
    const fix = actions.find(({ title }) => title === 'Rename it to keepalives_idle');
    assert.ok(fix?.edit, titles.join(' | '));
    await vscode.workspace.applyEdit(fix.edit);
    assert.match(document.getText(), /^ {6}keepalives_idle: 30$/m);
    // The other key of the test before is still marked.
    await until('one key', () => Promise.resolve(found().length === 1 ? true : undefined));
    assert.deepEqual(
      found().map(({ range }) => document.getText(range)),
      ['ssl_mode'],
    );
    await document.save();
  });

  it('know what a broken file is broken by', async () => {
    await closeEditors();
    await writeFile(profiles.fsPath, 'shop:\n  outputs: [\n');
    await readAgain();
    await problem('broken-yaml');
    await writeFile(profiles.fsPath, profilesText);
    await readAgain();
    await problem('misspelt-key');
  });
});
