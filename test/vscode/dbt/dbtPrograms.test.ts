import assert from 'node:assert/strict';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { CancelledError } from '../../../src/base/cancelSignal';
import { DisposableStore } from '../../../src/base/disposable';
import { DbtProjects } from '../../../src/vscode/dbt/dbtProjects';
import type { DbtParts } from '../../../src/vscode/dbt/dbtParts';
import { DbtPrograms } from '../../../src/vscode/dbt/run/dbtPrograms';
import { DbtRuns } from '../../../src/vscode/dbt/run/dbtRuns';
import type { PlanFeature } from '../../../src/vscode/plan/registerPlan';
import { dbtParts, type TestUser } from '../../support/dbtParts';
import { TestConnections } from '../../support/testConnections';
import { makeScratchFolder } from '../../support/workbench/scratchFolder';
import { until } from '../../support/workbench/until';

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
  let parts: DbtParts;

  before(async () => {
    const [workspace] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(workspace);
    folder = path.join(workspace.uri.fsPath, 'dbt-programs');
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, 'dbt_project.yml'), 'name: shop\nprofile: shop\n');
    await writeFile(program, '', { mode: 0o755 });
    store = new DisposableStore();
    const made = dbtParts(store.add(new TestConnections([], '')), log);
    ({ parts, user } = made);
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
    await writeFile(
      path.join(folder, 'profiles.yml'),
      `shop:\n  target: dev\n  outputs:\n    dev:\n${fields.join('')}`,
    );
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

  it('ends with the window, also while it compiles', async function () {
    if (process.platform === 'win32') {
      this.skip();
    }
    user.allows = true;
    await start({});
    const slow = path.join(folder, 'slow');
    await writeFile(slow, '#!/bin/sh\necho $$ > "$0.pid"\nexec sleep 600\n', { mode: 0o755 });
    await mkdir(path.join(folder, 'models'), { recursive: true });
    await writeFile(path.join(folder, 'models', 'one.sql'), 'select 1 as id\n');
    await projects.check(folder);
    const settings = vscode.workspace.getConfiguration('lakehouse.dbt');
    await settings.update('executable', slow, vscode.ConfigurationTarget.Workspace);
    const no = () => Promise.reject(new Error('no'));
    const { connections } = parts;
    const runs = new DbtRuns(parts, projects, {
      comparisons: { get: no },
      comparing: { connections, confirm: no, panels: no },
    } as unknown as PlanFeature);
    let pid = 0;
    try {
      const node = { kind: 'node', root: folder, node: 'model.shop.one' };
      const compiling = runs.run('lakehouse.dbt.compile', { subject: node });
      pid = await until('dbt at work', async () => {
        const text = await readFile(`${slow}.pid`, 'utf8').catch(() => '');
        return text.endsWith('\n') ? Number(text) : undefined;
      });
      runs.dispose();
      await assert.rejects(compiling, CancelledError);
      assert.throws(() => process.kill(pid, 0), /ESRCH/);
    } finally {
      await settings.update('executable', undefined, vscode.ConfigurationTarget.Workspace);
      endIfThere(pid);
    }
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

function endIfThere(pid: number): void {
  try {
    process.kill(pid > 0 ? pid : NaN, 'SIGKILL');
  } catch {
    // It is gone, as it should be.
  }
}
