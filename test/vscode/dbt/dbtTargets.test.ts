import assert from 'node:assert/strict';
import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { CancelledError, neverCancelled } from '../../../src/base/cancelSignal';
import { DisposableStore } from '../../../src/base/disposable';
import { consentKey } from '../../../src/core/connections/connectionProfile';
import { allFindings } from '../../../src/core/dbt/view/dbtState';
import { loadProfiles } from '../../../src/vscode/connections/profileSettings';
import { DbtLive } from '../../../src/vscode/dbt/dbtLive';
import { dbtPasswords } from '../../../src/vscode/dbt/dbtPasswords';
import { DbtProjects } from '../../../src/vscode/dbt/dbtProjects';
import { DbtRelations } from '../../../src/vscode/dbt/dbtRelations';
import { targetDatabase } from '../../../src/vscode/dbt/run/targetDatabase';
import { targetConnection } from '../../../src/vscode/dbt/targetConnection';
import { useTarget } from '../../../src/vscode/dbt/useTarget';
import { closeEditors } from '../../support/closeEditors';
import { dbtParts, type TestUser } from '../../support/dbtParts';
import type { TestServer } from '../../support/postgres';
import { profileFor } from '../../support/sessions';
import { sharedServer } from '../../support/sharedServer';
import { TestConnections } from '../../support/testConnections';
import { makeScratchFolder } from '../../support/workbench/scratchFolder';
import { until } from '../../support/workbench/until';

describe('targets of dbt', () => {
  const log = vscode.window.createOutputChannel('dbt target tests', { log: true });
  const saved = new Map<string, string>();
  let server: TestServer;
  let folder: string;
  let store: DisposableStore;
  let parts: ReturnType<typeof dbtParts>['parts'];
  let user: TestUser;
  let projects: DbtProjects;
  let live: DbtLive;
  let connections: TestConnections;

  before(async () => {
    server = await sharedServer();
    const [workspace] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(workspace);
    folder = path.join(workspace.uri.fsPath, 'dbt-targets');
    await mkdir(folder, { recursive: true });
    await mkdir(path.join(folder, 'models', 'marts'), { recursive: true });
    await writeFile(path.join(folder, 'models', 'marts', 'orders.sql'), 'select 1 as id\n');
    await writeFile(
      path.join(folder, 'models', 'marts', 'models.yml'),
      'models:\n  - name: orders\n    config:\n      alias: sales\n',
    );
    await writeProfiles('dbt_targets');
    await writeFile(
      path.join(folder, 'dbt_project.yml'),
      'name: shop\nversion: "1.0.0"\nprofile: shop\nmodels:\n  shop:\n    marts:\n      +schema: bi\n',
    );
  });

  async function writeProfiles(schema: string): Promise<void> {
    const target = (name: string, password: string) =>
      [
        `    ${name}:`,
        ...['type: postgres', `host: ${server.host}`, `port: ${String(server.port)}`].map(
          (each) => `      ${each}`,
        ),
        ...[`user: ${server.user}`, `password: ${password}`, 'dbname: postgres'].map(
          (each) => `      ${each}`,
        ),
        ...[`schema: ${schema}`, 'threads: 1', 'keepalives_idle: 30'].map((each) => `      ${each}`),
        '',
      ].join('\n');
    await writeFile(
      path.join(folder, 'profiles.yml'),
      `shop:\n  target: dev\n  outputs:\n${target('dev', `"{{ env_var('LAKEHOUSE_TEST_ASKED') }}"`)}${target('prod', "''")}`,
    );
  }

  beforeEach(async () => {
    store = new DisposableStore();
    connections = store.add(new TestConnections([], server.password));
    ({ parts, user } = dbtParts(connections, log, saved));
    store.add(parts.marks);
    projects = store.add(new DbtProjects(parts));
    live = store.add(new DbtLive(parts, projects));
    await projects.ready();
  });

  afterEach(async () => {
    await connections.disconnect();
    store.dispose();
    await vscode.workspace
      .getConfiguration('lakehouse')
      .update('connections', undefined, vscode.ConfigurationTarget.Global);
  });

  after(async () => {
    await rm(folder, { recursive: true, force: true });
    log.dispose();
  });

  const state = () => {
    const found = projects.state(folder);
    assert.ok(found, projects.states.map(({ project }) => project.root).join());
    return found;
  };

  it('are chosen for a project, and the choice outlives a reading', async () => {
    assert.equal(state().shown?.name, 'dev');
    await projects.chooseTarget(folder, 'prod');
    assert.equal(state().shown?.name, 'prod');
    await projects.check(folder);
    assert.equal(state().shown?.name, 'prod');
  });

  it('say which variable is missing until its value was kept, in secret storage alone', async () => {
    assert.ok(state().findings.some(({ check }) => check === 'missing-variable'));
    const { environment } = parts.variables;
    assert.equal((await environment.call(parts.variables, folder))['LAKEHOUSE_TEST_ASKED'], undefined);
    await parts.variables.keep(folder, 'LAKEHOUSE_TEST_ASKED', server.password);
    await projects.check(folder);
    assert.ok(!state().findings.some(({ check }) => check === 'missing-variable'));
    assert.equal((await projects.environment('/elsewhere'))['LAKEHOUSE_TEST_ASKED'], undefined);
    assert.equal(await parts.variables.forget(folder), 1);
    assert.equal(saved.size, 0);
  });

  it('are asked only after a yes about exactly their host', async () => {
    await parts.variables.keep(folder, 'LAKEHOUSE_TEST_ASKED', server.password);
    await projects.check(folder);
    user.allows = false;
    await live.check(state(), { targets: ['dev'], byUser: true });
    assert.deepEqual(
      user.asked.map(({ host, port, scope }) => [host, port, scope]),
      [[server.host, server.port, 'workspace']],
    );
    assert.equal(state().live.size, 0);
    user.allows = true;
    await live.check(state(), { targets: ['dev'], byUser: true });
    const check = state().live.get('dev');
    assert.ok(check?.kind === 'done');
    assert.deepEqual(check.connection, { kind: 'ok' });
    // Nobody asked for this one: what is not allowed already is left alone.
    user.asked.length = 0;
    await live.check(state(), { targets: ['prod'], byUser: false });
    assert.deepEqual([user.asked.length, state().live.has('prod')], [0, false]);
  });

  it('are not being checked any longer when their variables cannot be read', async () => {
    parts.variables.environment = () => Promise.reject(new Error('locked'));
    await assert.rejects(live.check(state(), { targets: ['dev'], byUser: true }), /locked/);
    assert.equal(state().live.size, 0);
  });

  it('need another yes after a change of where the password goes, and of what is in it', async () => {
    const file = path.join(folder, 'profiles.yml');
    const text = await readFile(file, 'utf8');
    const keyAfter = async (from: string | RegExp, to: string) => {
      const changed = text.replace(from, to);
      assert.ok(from === '' || changed !== text, String(from));
      await writeFile(file, changed);
      await parts.variables.keep(folder, 'LAKEHOUSE_TEST_ASKED', 'sekret');
      await parts.variables.keep(folder, 'LAKEHOUSE_TEST_OTHER', 'another secret');
      await projects.check(folder);
      const [target] = state().project.targets;
      assert.ok(target);
      const made = targetConnection(folder, target, parts);
      assert.ok(made.kind === 'connection' && made.profile.scope === 'workspace', to);
      return consentKey(made.profile);
    };
    try {
      const before = await keyAfter('', '');
      assert.equal(await keyAfter('threads: 1', 'threads: 2'), before);
      const changes: readonly (readonly [string | RegExp, string])[] = [
        [/host: .*/, 'host: evil.example'],
        [/host: (.*)/, 'host: $1,evil.example'],
        [/host: .*/, `host: "{{ env_var('LAKEHOUSE_TEST_OTHER') }}"`],
        [/port: .*/, 'port: 1'],
        [/user: .*/, 'user: eve'],
        ['threads: 1', 'sslmode: disable'],
        ['threads: 1', 'sslrootcert: /evil.pem'],
        [
          "env_var('LAKEHOUSE_TEST_ASKED') }}",
          "env_var('LAKEHOUSE_TEST_ASKED') }}{{ env_var('LAKEHOUSE_TEST_OTHER') }}",
        ],
        ['LAKEHOUSE_TEST_ASKED', 'LAKEHOUSE_TEST_OTHER'],
      ];
      for (const [from, to] of changes) {
        assert.notEqual(await keyAfter(from, to), before, to);
      }
    } finally {
      await writeFile(file, text);
    }
  });

  it('count as the workspace’s also behind links, and where its settings name their file', async () => {
    const scratch = makeScratchFolder('dbt-home');
    const settings = vscode.workspace.getConfiguration('lakehouse.dbt');
    const { Workspace } = vscode.ConfigurationTarget;
    const [target] = state().project.targets;
    assert.ok(target);
    const scopeOf = (file: string) => {
      const made = targetConnection(folder, { ...target, place: { ...target.place, file } }, parts);
      return made.kind === 'connection' ? made.profile.scope : made.kind;
    };
    try {
      await symlink(folder, path.join(scratch.path, 'link'), 'junction');
      const own = path.join(scratch.path, 'profiles.yml');
      assert.equal(scopeOf(own), 'user');
      assert.equal(scopeOf(path.join(scratch.path, 'link', 'profiles.yml')), 'workspace');
      for (const name of ['profilesDir', 'environmentFile']) {
        await settings.update(name, scratch.path, Workspace);
        assert.equal(scopeOf(own), 'workspace', name);
        await settings.update(name, undefined, Workspace);
      }
      assert.equal(scopeOf(own), 'user');
    } finally {
      await settings.update('profilesDir', undefined, Workspace);
      await settings.update('environmentFile', undefined, Workspace);
      scratch.remove();
    }
  });

  it('are checked when a connection to them opens, if their host was allowed before', async () => {
    await parts.variables.keep(folder, 'LAKEHOUSE_TEST_ASKED', server.password);
    await projects.check(folder);
    user.hasAllowed = true;
    connections.add(profileFor(server, { id: 'elsewhere', database: 'template1' }));
    assert.equal(state().live.size, 0);
    connections.add(profileFor(server, { id: 'there', database: 'postgres' }));
    const check = await until('a live check of dev', () => {
      const found = state().live.get('dev');
      return Promise.resolve(found?.kind === 'done' ? found : undefined);
    });
    assert.deepEqual([check.connection, user.asked.length], [{ kind: 'ok' }, 0]);
  });

  it('keep what was found, marked as of an older profile, when their values change', async () => {
    await parts.variables.keep(folder, 'LAKEHOUSE_TEST_ASKED', server.password);
    await projects.check(folder);
    await live.check(state(), { targets: ['dev'], byUser: true });
    const older = () => {
      const check = state().live.get('dev');
      return check?.kind === 'done' && check.older;
    };
    await projects.check(folder);
    assert.equal(older(), undefined);
    await writeProfiles('dbt_moved');
    await projects.check(folder);
    assert.equal(older(), true);
    await live.check(state(), { targets: ['dev'], byUser: true });
    assert.equal(older(), undefined);
    // They change while the question about the host is open, so before anything is found.
    const answers: (() => void)[] = [];
    parts.vault.confirmHost = () => new Promise((resolve) => answers.push(resolve));
    const checking = live.check(state(), { targets: ['dev'], byUser: true });
    const answer = await until('the question about the host', () => Promise.resolve(answers[0]));
    await writeProfiles('dbt_targets');
    await projects.check(folder);
    answer();
    await checking;
    assert.equal(older(), true);
  });

  it('are shown without the checks that are left out, those of the server too, until they are wanted again', async () => {
    const ignore = (checks: readonly string[] | undefined) =>
      vscode.workspace
        .getConfiguration('lakehouse')
        .update('dbt.ignoredChecks', checks, vscode.ConfigurationTarget.Workspace);
    const finding = { check: 'drift', severity: 'warning', message: 'It drifted.', fixes: [] } as const;
    const found = () => allFindings(state()).map(({ check }) => check);
    projects.setLive(folder, 'dev', {
      ...{ kind: 'done', at: Date.now(), connection: { kind: 'ok' } },
      findings: [finding],
    });
    const before = found();
    assert.ok(before.includes('drift') && before.includes('missing-variable'), before.join());
    try {
      await ignore(['drift', 'missing-variable']);
      await until('nothing of them', () =>
        Promise.resolve(
          found().every((check) => !['drift', 'missing-variable'].includes(check)) || undefined,
        ),
      );
      await projects.check(folder);
      assert.ok(!found().includes('drift'), found().join());
    } finally {
      await ignore(undefined);
    }
    await until('both again', () => Promise.resolve(found().join() === before.join() || undefined));
  });

  it('lead from a relation of their very database to its model, by its alias and its schema', async () => {
    const relations = store.add(new DbtRelations(parts, projects));
    connections.add(profileFor(server, { id: 'there', database: 'postgres' }));
    connections.add(profileFor(server, { id: 'elsewhere', database: 'template1' }));
    const key = (profileId: string, database?: string, name = 'sales') => ({
      place: { profileId, database },
      ...{ schema: 'dbt_targets_bi', name },
    });
    assert.match(parts.marks.mark(key('there'))?.lines[0] ?? '', /^dbt model shop\.orders, models\/marts\//);
    const others = [key('elsewhere'), key('there', 'template1'), key('there', undefined, 'orders')];
    assert.deepEqual(
      others.map((each) => relations.mark(each)),
      [undefined, undefined, undefined],
    );
    const fileOf = await parts.marks.files(key('there').place);
    assert.equal(fileOf('dbt_targets_bi', 'sales'), 'dbt-targets/models/marts/orders.sql');
    assert.equal(fileOf('dbt_targets_bi', 'orders'), undefined);
    await parts.marks.open(key('there'));
    assert.equal(
      vscode.window.activeTextEditor?.document.uri.fsPath,
      path.join(folder, 'models', 'marts', 'orders.sql'),
    );
    await assert.rejects(parts.marks.open(key('elsewhere')), /No model of a dbt project is/);
    await closeEditors();
  });

  it('get the values that were entered for their own project', async () => {
    const other = path.join(folder, '..', 'dbt-another');
    await mkdir(other);
    try {
      const text = await readFile(path.join(folder, 'profiles.yml'), 'utf8');
      await writeFile(path.join(other, 'profiles.yml'), text);
      await writeFile(path.join(other, 'dbt_project.yml'), 'name: another\nprofile: shop\n');
      await parts.variables.keep(other, 'LAKEHOUSE_TEST_ASKED', 'of another');
      await parts.variables.keep(folder, 'LAKEHOUSE_TEST_ASKED', 'of this');
      const passwordIn = (root: string) =>
        dbtPasswords(parts.context.extensionUri, parts.variables).getPassword(
          profileFor(server, {
            password: 'dbt',
            dbtTarget: { profiles: path.join(root, 'profiles.yml'), profile: 'shop', target: 'dev' },
          }),
          'requested',
          neverCancelled,
        );
      assert.deepEqual([await passwordIn(other), await passwordIn(folder)], ['of another', 'of this']);
    } finally {
      await rm(other, { recursive: true });
    }
  });

  it('become connections that name the target and hold no password', async () => {
    const target = state().project.targets[0];
    assert.ok(target);
    user.allows = false;
    await assert.rejects(useTarget(state(), target, parts), CancelledError);
    assert.deepEqual(loadProfiles().value, []);
    user.allows = true;
    store.add(
      vscode.workspace.onDidChangeConfiguration(() => {
        connections.profiles = loadProfiles().value;
      }),
    );
    // A notification would wait for the user, and with it whoever needs the connection.
    const profile = await targetDatabase(state(), target, parts);
    assert.deepEqual(loadProfiles().value, [profile]);
    assert.equal(user.questions.length, 2);
    assert.match(user.questions[0]?.message ?? '', new RegExp(server.host));
    assert.equal(profile.password, 'dbt');
    assert.deepEqual(profile.dbtTarget, {
      profiles: path.join(folder, 'profiles.yml'),
      profile: 'shop',
      target: 'dev',
      variables: ['LAKEHOUSE_TEST_ASKED'],
    });
    assert.equal(profile.host, server.host);
  });
});
