import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { DisposableStore } from '../../../src/base/disposable';
import { policyTestExplorer } from '../../../src/vscode/rlsBench/policyTestExplorer';
import { PolicyTestFiles } from '../../../src/vscode/rlsBench/policyTestFiles';
import type { RlsBenchParts } from '../../../src/vscode/rlsBench/rlsBenchParts';
import { Runner } from '../../../src/vscode/run';
import type { Question } from '../../../src/vscode/query/questions';
import type { TestServer } from '../../support/postgres';
import { profileFor } from '../../support/sessions';
import { sharedServer } from '../../support/sharedServer';
import { TestConnections } from '../../support/testConnections';

const text = `tests:
  - name: right
    as: explored_app
    sql: select 1
    expect: { rows: 1 }
  - name: wrong
    as: explored_app
    sql: select 1
    expect: { values: [['<b>2</b>']] }
  - name: broken
    as: explored_nobody
    sql: select 1
    expect: allowed
`;

describe('tests of row security in the Test Explorer', () => {
  const log = vscode.window.createOutputChannel('row security tests', { log: true });
  let server: TestServer;
  let folder: string;
  let file: vscode.Uri;
  let store: DisposableStore;
  let connections: TestConnections;
  let files: PolicyTestFiles;
  let explorer: ReturnType<typeof policyTestExplorer>;
  let questions: Question[];

  before(async () => {
    server = await sharedServer();
    await server.query('create role explored_app');
  });

  after(async () => {
    await server.query('drop role explored_app');
    log.dispose();
  });

  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'rls-explorer-'));
    file = vscode.Uri.file(path.join(folder, 'a.rls.yml'));
    await writeFile(file.fsPath, text);
    store = new DisposableStore();
    questions = [];
    connections = store.add(
      new TestConnections([profileFor(server, { environment: 'production' })], server.password),
    );
    const parts: RlsBenchParts = {
      context: { extensionUri: vscode.Uri.file(folder) },
      runner: new Runner(log),
      connections,
      confirm: (question) => {
        questions.push(question);
        return Promise.resolve(true);
      },
      sandbox: { show: () => Promise.resolve() },
      chosen: () => undefined,
      openAs: () => Promise.resolve(),
    };
    files = new PolicyTestFiles(parts);
    explorer = store.add(policyTestExplorer(files, parts));
  });

  afterEach(async () => {
    store.dispose();
    await connections.disconnect();
    await rm(folder, { recursive: true, force: true });
  });

  const run = (include?: readonly vscode.TestItem[], exclude?: readonly vscode.TestItem[]) =>
    explorer.run(new vscode.TestRunRequest(include, exclude), new vscode.CancellationTokenSource().token, {
      profileId: 'test',
      database: 'postgres',
    });

  it('list each test at its line, and run all of them or one', async () => {
    await explorer.take(file);
    const item = explorer.items.get(file.toString());
    assert.ok(item);
    const children: vscode.TestItem[] = [];
    item.children.forEach((child) => children.push(child));
    assert.deepEqual(
      children.map(({ label, description, range }) => [label, description, range?.start.line]),
      [
        ['right', 'as explored_app', 1],
        ['wrong', 'as explored_app', 5],
        ['broken', 'as explored_nobody', 9],
      ],
    );
    assert.deepEqual(await run(), { passed: 1, failed: 2 });
    assert.deepEqual(await run(children.slice(0, 1)), { passed: 1, failed: 0 });
    assert.deepEqual(await run(undefined, children.slice(1, 2)), { passed: 1, failed: 1 });
    assert.deepEqual(await run(children, [item]), { passed: 0, failed: 0 });
  });

  it('tell what is wrong with a file', async () => {
    await writeFile(file.fsPath, 'tests:\n  - as: a\n');
    await explorer.take(file);
    const item = explorer.items.get(file.toString());
    const error = item?.error;
    assert.ok(typeof error === 'object');
    assert.match(error.value.replaceAll('&nbsp;', ' '), /Line 2/);
    assert.deepEqual(await run(), { passed: 0, failed: 1 });
  });

  it('refuse a setup outside of the workspace', async () => {
    await writeFile(file.fsPath, `setup: ../../etc/passwd\n${text}`);
    await assert.rejects(
      files.run(
        file,
        {
          place: { profileId: 'test', database: 'postgres' },
          only: undefined,
          signal: new AbortController().signal,
        },
        () => undefined,
      ),
      /lies outside of the workspace/,
    );
  });

  it('ask before a connection is used', async () => {
    assert.equal(await files.agreed({ profileId: 'test', database: 'postgres' }), true);
    assert.match(questions[0]?.detail ?? '', /^This is production\./);
  });
});
