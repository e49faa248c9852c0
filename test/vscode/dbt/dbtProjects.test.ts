import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { DisposableStore } from '../../../src/base/disposable';
import { DbtProjects } from '../../../src/vscode/dbt/dbtProjects';
import { openNode } from '../../../src/vscode/dbt/language/modelPlaces';
import { closeEditors } from '../../support/closeEditors';
import { dbtNode } from '../../support/dbtNodes';
import { dbtParts } from '../../support/dbtParts';
import { TestConnections } from '../../support/testConnections';
import { until } from '../../support/workbench/until';

describe('projects of dbt in the workspace', () => {
  const log = vscode.window.createOutputChannel('dbt project tests', { log: true });
  let folder: string;
  let store: DisposableStore;
  let projects: DbtProjects;

  before(async () => {
    const [workspace] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(workspace);
    folder = path.join(workspace.uri.fsPath, 'dbt-projects');
    await writeProject('one');
    await writeProject('other');
    await writeFile(
      path.join(folder, 'one', 'profiles.yml'),
      'one:\n  outputs:\n    dev:\n      type: postgres\n      host: "{{ env_var(\'LAKEHOUSE_TEST_HOST\') }}"\n',
    );
    store = new DisposableStore();
    const connections = store.add(new TestConnections([], ''));
    const { parts } = dbtParts(connections, log);
    store.add(parts.marks);
    projects = store.add(new DbtProjects(parts));
    await projects.ready();
  });

  after(async () => {
    store.dispose();
    log.dispose();
    await rm(folder, { recursive: true, force: true });
  });

  async function writeProject(name: string): Promise<void> {
    await mkdir(path.join(folder, name), { recursive: true });
    await writeFile(path.join(folder, name, 'dbt_project.yml'), `name: ${name}\nprofile: ${name}\n`);
  }
  const state = (name: string) => projects.state(path.join(folder, name));
  const checks = (name: string) => (state(name)?.findings ?? []).map(({ check }) => check);

  it('are looked for once, however often somebody needs them', async () => {
    const before = state('one');
    assert.ok(before);
    await Promise.all([projects.ready(), projects.ready()]);
    assert.equal(state('one'), before);
  });

  it('are told of once when all of them are read', async () => {
    let told = 0;
    const listening = projects.onDidChange(() => told++);
    try {
      await projects.search();
      assert.ok(state('one') && state('other'));
      // None while a search that the watcher began goes on.
      assert.ok(told <= 1, String(told));
    } finally {
      listening.dispose();
    }
  });

  it('are found when they come, and forgotten when their folder goes', async () => {
    await writeProject('two');
    await until('the new project', () => Promise.resolve(state('two')));
    await rm(path.join(folder, 'two'), { recursive: true });
    await until('no such project', () => Promise.resolve(state('two') === undefined || undefined));
    // A page of it may still want it read again.
    await projects.check(path.join(folder, 'two'));
    assert.deepEqual([state('two'), state('one') !== undefined], [undefined, true]);
  });

  it('open the file of a node, and say what to do where it is not there', async () => {
    const one = state('one');
    assert.ok(one);
    const node = (of: string, file: string) => ({ ...dbtNode(`model.${of}.days`, { file }), package: of });
    await assert.rejects(
      openNode(one, node('dates', 'models/days.sql')),
      /^UserError: models\/days\.sql is not there\. Run dbt deps to install the package dates\.$/,
    );
    await assert.rejects(openNode(one, node('one', 'models/days.sql')), /is not there\. Run dbt parse/);
    await openNode(one, node('one', 'dbt_project.yml'));
    const shown = vscode.window.activeTextEditor?.document.uri.fsPath;
    assert.equal(shown, path.join(folder, 'one', 'dbt_project.yml'));
    await closeEditors();
  });

  it('follow the file of variables that the settings name, whatever its name', async () => {
    const file = path.join(folder, 'hosts[1].txt');
    const name = (value: string | undefined) =>
      vscode.workspace
        .getConfiguration('lakehouse')
        .update('dbt.environmentFile', value, vscode.ConfigurationTarget.Workspace);
    assert.ok(checks('one').includes('missing-variable'), checks('one').join());
    try {
      await name(file);
      await writeFile(file, 'LAKEHOUSE_TEST_HOST=localhost\n');
      const waits = () =>
        until('a host', () => Promise.resolve(!checks('one').includes('missing-variable') || undefined));
      await waits();
      await writeFile(file, '');
      await until('no host', () => Promise.resolve(checks('one').includes('missing-variable') || undefined));
      await writeFile(file, 'LAKEHOUSE_TEST_HOST=localhost\n');
      await waits();
    } finally {
      await name(undefined);
    }
  });
});
