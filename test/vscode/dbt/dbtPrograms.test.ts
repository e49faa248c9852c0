import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { CancelledError } from '../../../src/base/cancelSignal';
import { DisposableStore } from '../../../src/base/disposable';
import { DbtProjects } from '../../../src/vscode/dbt/dbtProjects';
import { DbtPrograms } from '../../../src/vscode/dbt/run/dbtPrograms';
import { dbtParts, type TestUser } from '../../support/dbtParts';
import { TestConnections } from '../../support/testConnections';
import { makeScratchFolder } from '../../support/workbench/scratchFolder';

const target: Readonly<Record<string, string>> = {
  ...{ type: 'postgres', host: 'db.example', port: '5432', user: 'ana', dbname: 'bi', schema: 'marts' },
  password: `"{{ env_var('LAKEHOUSE_TEST_ASKED', 'x') }}"`,
};

describe('The dbt that is run for a target of the workspace', () => {
  const log = vscode.window.createOutputChannel('dbt program tests', { log: true });
  const scratch = makeScratchFolder('dbt-program');
  const program = path.join(scratch.path, process.platform === 'win32' ? 'dbt.exe' : 'dbt');
  let folder: string;
  let store: DisposableStore;
  let projects: DbtProjects;
  let programs: DbtPrograms;
  let user: TestUser;

  before(async () => {
    const [workspace] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(workspace);
    folder = path.join(workspace.uri.fsPath, 'dbt-programs');
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, 'dbt_project.yml'), 'name: shop\nprofile: shop\n');
    await writeFile(program, '', { mode: 0o755 });
    store = new DisposableStore();
    const made = dbtParts(store.add(new TestConnections([], '')), log);
    user = made.user;
    store.add(made.parts.marks);
    projects = store.add(new DbtProjects(made.parts));
    programs = new DbtPrograms(made.parts);
    await projects.ready();
  });

  after(async () => {
    store.dispose();
    log.dispose();
    scratch.remove();
    await rm(folder, { recursive: true, force: true });
  });

  async function start(changes: Readonly<Record<string, string>>): Promise<string> {
    const fields = Object.entries({ ...target, ...changes }).map(
      ([key, value]) => `      ${key}: ${value}\n`,
    );
    await writeFile(path.join(folder, 'profiles.yml'), `shop:\n  outputs:\n    dev:\n${fields.join('')}`);
    await projects.check(folder);
    const [first] = projects.state(folder)?.project.targets ?? [];
    assert.ok(first);
    return programs.program(folder, first, { PATH: scratch.path });
  }

  it('logs in only after a yes to its host', async () => {
    user.allows = true;
    assert.equal(await start({}), program);
    assert.deepEqual([user.asked.map(({ host }) => host), user.questions], [['db.example'], []]);
    user.allows = false;
    await assert.rejects(start({}), CancelledError);
  });

  // libpq takes the name of the user of the system, and that of the database from it.
  for (const [why, changes, expected] of [
    ['the database is left to libpq', { dbname: "''" }, /no usable database\. .* to db\.example\.$/],
    ['the user is left to libpq', { user: "''" }, /no usable user\. .* to db\.example\.$/],
    [
      'only dbt can render the host',
      { host: `"{{ 'db.example' | dbt_alone }}"` },
      /no usable host\. .* to a host that cannot be told here\.$/,
    ],
    ['only dbt can render the adapter', { type: `"{{ 'postgres' | dbt_alone }}"` }, /no usable type\. /],
  ] as const) {
    it(`logs in only after a yes where ${why}`, async () => {
      user.questions.length = 0;
      user.allows = false;
      await assert.rejects(start(changes), CancelledError);
      user.allows = true;
      assert.equal(await start(changes), program);
      // Nothing of the yes is kept.
      assert.equal(user.questions.length, 2);
      assert.match(user.questions[1]?.detail ?? '', expected);
    });
  }
});
