import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { closeEditors } from '../../support/closeEditors';
import { until } from '../../support/workbench/until';

/** Through the extension as it is installed. */
describe('the lineage of a dbt project in the workbench', () => {
  let folder: string;

  before(async () => {
    const [workspace] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(workspace);
    folder = path.join(workspace.uri.fsPath, 'dbt-lineage');
    await mkdir(path.join(folder, 'models'), { recursive: true });
    await writeFile(path.join(folder, 'models', 'one.sql'), 'select 1 as id\n');
    await writeFile(path.join(folder, 'models', 'two.sql'), "select * from {{ ref('one') }}\n");
    await writeFile(path.join(folder, 'dbt_project.yml'), 'name: lines\nversion: "1.0.0"\nprofile: lines\n');
    await vscode.commands.executeCommand('lakehouse.dbt.refresh');
  });

  after(async () => {
    await closeEditors();
    await rm(folder, { recursive: true, force: true });
    await vscode.commands.executeCommand('lakehouse.dbt.refresh');
  });

  const pages = () =>
    vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).filter(({ label }) => label === 'Lineage: lines')
      .length;

  it('opens one page for a project, from a model and from the view', async () => {
    const document = await vscode.workspace.openTextDocument(path.join(folder, 'models', 'two.sql'));
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('lakehouse.dbt.showLineage');
    await until('a page', () => Promise.resolve(pages() === 1 || undefined));
    await vscode.commands.executeCommand('lakehouse.dbt.showLineage', {
      subject: { kind: 'project', root: folder },
    });
    await vscode.commands.executeCommand('lakehouse.dbt.showLineage', {
      subject: { kind: 'node', root: folder, node: 'model.lines.one' },
    });
    assert.equal(pages(), 1);
  });
});
