import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { CancelledError } from '../../../src/base/cancelSignal';
import { DisposableStore } from '../../../src/base/disposable';
import type { ConnectionProfile } from '../../../src/core/connections/connectionProfile';
import { loadProfiles } from '../../../src/vscode/connections/profileSettings';
import { DbtLive } from '../../../src/vscode/dbt/dbtLive';
import type { DbtParts } from '../../../src/vscode/dbt/dbtParts';
import { DbtProjects } from '../../../src/vscode/dbt/dbtProjects';
import { DbtVariables } from '../../../src/vscode/dbt/dbtVariables';
import { useTarget } from '../../../src/vscode/dbt/useTarget';
import type { Question } from '../../../src/vscode/query/questions';
import { Runner } from '../../../src/vscode/run';
import { memory } from '../../support/memory';
import { memorySecrets } from '../../support/memorySecrets';
import type { TestServer } from '../../support/postgres';
import { sharedServer } from '../../support/sharedServer';
import { TestConnections } from '../../support/testConnections';

describe('targets of dbt', () => {
  const log = vscode.window.createOutputChannel('dbt target tests', { log: true });
  const saved = new Map<string, string>();
  let server: TestServer;
  let folder: string;
  let store: DisposableStore;
  let parts: DbtParts;
  let projects: DbtProjects;
  let live: DbtLive;
  let asked: ConnectionProfile[];
  let questions: Question[];
  let allowed: boolean;

  before(async () => {
    server = await sharedServer();
    const [workspace] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(workspace);
    folder = path.join(workspace.uri.fsPath, 'dbt-targets');
    await mkdir(folder, { recursive: true });
    const target = (name: string, password: string) =>
      [
        `    ${name}:`,
        ...['type: postgres', `host: ${server.host}`, `port: ${String(server.port)}`].map(
          (each) => `      ${each}`,
        ),
        ...[`user: ${server.user}`, `password: ${password}`, 'dbname: postgres'].map(
          (each) => `      ${each}`,
        ),
        ...['schema: dbt_targets', 'threads: 1', 'keepalives_idle: 30'].map((each) => `      ${each}`),
        '',
      ].join('\n');
    await writeFile(
      path.join(folder, 'profiles.yml'),
      `shop:\n  target: dev\n  outputs:\n${target('dev', `"{{ env_var('LAKEHOUSE_TEST_ASKED') }}"`)}${target('prod', "''")}`,
    );
    await writeFile(path.join(folder, 'dbt_project.yml'), 'name: shop\nversion: "1.0.0"\nprofile: shop\n');
  });

  beforeEach(async () => {
    store = new DisposableStore();
    asked = [];
    questions = [];
    allowed = true;
    const extension = vscode.extensions.all.find(({ id }) => id.endsWith('.lakehouse-postgres'));
    assert.ok(extension);
    parts = {
      context: {
        extension,
        extensionUri: extension.extensionUri,
        globalStorageUri: vscode.Uri.joinPath(extension.extensionUri, 'out', 'storage'),
        workspaceState: memory(),
      },
      runner: new Runner(log),
      connections: store.add(new TestConnections([], '')),
      connected: { connectedDatabases: () => Promise.resolve([]) },
      vault: {
        isConfirmed: () => false,
        confirmHost: (profile) => {
          asked.push(profile);
          return allowed ? Promise.resolve() : Promise.reject(new CancelledError());
        },
      },
      variables: new DbtVariables(memorySecrets(saved), memory()),
      queries: {
        open: () => Promise.reject(new Error('no')),
        openAndRun: () => Promise.reject(new Error('no')),
      },
      openScaffold: () => Promise.reject(new Error('no')),
      confirm: (question) => {
        questions.push(question);
        return Promise.resolve(allowed);
      },
    };
    projects = store.add(new DbtProjects(parts));
    live = store.add(new DbtLive(parts, projects));
    await projects.ready();
  });

  afterEach(async () => {
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
    allowed = false;
    await live.check(state(), { targets: ['dev'], byUser: true });
    assert.deepEqual(
      asked.map(({ host, port, scope }) => [host, port, scope]),
      [[server.host, server.port, 'workspace']],
    );
    assert.equal(state().live.size, 0);
    allowed = true;
    await live.check(state(), { targets: ['dev'], byUser: true });
    const check = state().live.get('dev');
    assert.ok(check?.kind === 'done');
    assert.deepEqual(check.connection, { kind: 'ok' });
    // Nobody asked for this one: what is not allowed already is left alone.
    asked = [];
    await live.check(state(), { targets: ['prod'], byUser: false });
    assert.deepEqual([asked.length, state().live.has('prod')], [0, false]);
  });

  it('become connections that name the target and hold no password', async () => {
    const target = state().project.targets[0];
    assert.ok(target);
    allowed = false;
    await assert.rejects(useTarget(state(), target, parts), CancelledError);
    assert.deepEqual(loadProfiles().value, []);
    allowed = true;
    // The notification about it waits for the user.
    void useTarget(state(), target, parts);
    while (loadProfiles().value.length === 0) {
      await new Promise((resolve) => {
        const listening = vscode.workspace.onDidChangeConfiguration(() => {
          listening.dispose();
          resolve(undefined);
        });
      });
    }
    const [profile] = loadProfiles().value;
    assert.equal(questions.length, 2);
    assert.match(questions[0]?.message ?? '', new RegExp(server.host));
    assert.equal(profile?.password, 'dbt');
    assert.deepEqual(profile.dbtTarget, {
      profiles: path.join(folder, 'profiles.yml'),
      profile: 'shop',
      target: 'dev',
    });
    assert.equal(profile.host, server.host);
  });
});
