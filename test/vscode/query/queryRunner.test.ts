import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { CancelledError } from '../../../src/base/cancelSignal';
import { DisposableStore } from '../../../src/base/disposable';
import type { RunTarget } from '../../../src/core/query/runPlan';
import { ConnectionBindings } from '../../../src/vscode/query/connectionBindings';
import { EditorSessions } from '../../../src/vscode/query/editorSessions';
import { EditorWork } from '../../../src/vscode/query/editorWork';
import { ErrorMarks } from '../../../src/vscode/query/errorMarks';
import type { WriteAnswer, WriteQuestion } from '../../../src/vscode/query/productionWrites';
import { QueryRunner } from '../../../src/vscode/query/queryRunner';
import { QueryRuns } from '../../../src/vscode/query/queryRuns';
import { StatementGuards } from '../../../src/vscode/query/statementGuards';
import { ResultStorage } from '../../../src/vscode/query/resultStorage';
import { runView } from '../../../src/vscode/query/runView';
import { connectionItem, elapsedText } from '../../../src/vscode/query/statusTexts';
import { transactionTexts } from '../../../src/vscode/transactions/transactionTexts';
import { Runner } from '../../../src/vscode/run';
import { eventually } from '../../support/eventually';
import { emptyMemory } from '../../support/emptyMemory';
import type { TestServer } from '../../support/postgres';
import { profileFor } from '../../support/sessions';
import { sharedServer } from '../../support/sharedServer';
import { TestConnections } from '../../support/testConnections';
import { makeScratchFolder } from '../../support/workbench/scratchFolder';

const wholeFile: RunTarget = { kind: 'document' };

describe('the run of an editor', () => {
  const log = vscode.window.createOutputChannel('run test', { log: true });
  const scratch = makeScratchFolder('run');
  let server: TestServer;
  let database: string;
  let store: DisposableStore;
  let connections: TestConnections;
  let sessions: EditorSessions;
  let runs: QueryRuns;
  let queries: QueryRunner;
  let asked: WriteQuestion[];
  let answer: WriteAnswer = 'once';

  before(async () => {
    server = await sharedServer();
    database = await server.createDatabase('runner');
  });

  after(() => {
    log.dispose();
    scratch.remove();
  });

  beforeEach(() => {
    store = new DisposableStore();
    const profile = profileFor(server, { database, name: 'Warehouse', environment: 'production' });
    connections = store.add(new TestConnections([profile], server.password));
    sessions = store.add(
      new EditorSessions(
        connections,
        () => Promise.resolve(false),
        () => undefined,
      ),
    );
    const bindings = store.add(new ConnectionBindings(emptyMemory, connections));
    const work = store.add(new EditorWork({ connections, bindings, sessions }));
    const marks = store.add(new ErrorMarks());
    runs = store.add(new QueryRuns());
    const showResults = () => Promise.resolve();
    const { makeRows } = store.add(new ResultStorage(vscode.Uri.file(scratch.path)));
    asked = [];
    const askAboutWrites = (question: WriteQuestion) => {
      asked.push(question);
      return Promise.resolve(answer);
    };
    queries = new QueryRunner({
      runner: new Runner(log),
      work,
      runs,
      marks,
      guards: new StatementGuards(),
      makeRows,
      showResults,
      askAboutWrites,
    });
  });

  afterEach(async () => {
    store.dispose();
    await connections.disconnect();
  });

  async function run(content: string): Promise<vscode.TextDocument> {
    const document = await vscode.workspace.openTextDocument({ language: 'sql', content });
    await queries.run(document, wholeFile);
    return document;
  }

  it('asks once before a run that may write on production, and never before one that reads', async () => {
    const tables = async () => {
      const query = "select relname from pg_class where relname like 'prod\\_%' order by 1";
      return (await server.query(query, [], database)).map(({ relname }) => relname as unknown);
    };
    await run('select 1; table pg_class; begin; set work_mem = 64; commit; explain delete from pg_class');
    assert.equal(asked.length, 0);
    answer = 'no';
    await assert.rejects(run('select 1; create table prod_no ()'), CancelledError);
    answer = 'once';
    const document = await run('create table prod_one (); drop table prod_one; create table prod_two ()');
    assert.deepEqual(
      asked.map(({ message }) => message),
      [
        'Run a statement that may write on Warehouse, which is production?',
        'Run 3 statements that may write on Warehouse, which is production?',
      ],
    );
    assert.match(
      asked[0]?.detail ?? '',
      new RegExp(`^create table prod_no \\(\\)\n→ [^]*Connection: Warehouse. Database: ${database}. Role: `),
    );
    assert.deepEqual(await tables(), ['prod_two']);
    answer = 'always';
    await queries.run(document, { kind: 'cursors', offsets: [30] });
    assert.equal(asked.length, 3);
  });

  it('asks no more in a session in which the user does not want to be asked', async () => {
    answer = 'always';
    const document = await run('create temporary table kept ()');
    await queries.run(document, { kind: 'document' });
    assert.equal(asked.length, 1);
    await run('create temporary table other ()');
    assert.equal(asked.length, 2);
  });

  describe('a result that a cap has cut', () => {
    const settings = vscode.workspace.getConfiguration('lakehouse.query');
    const set = (key: string, value: number | undefined) =>
      settings.update(key, value, vscode.ConfigurationTarget.Global);

    before(() => set('rowCap', 1000));

    after(async () => {
      await set('rowCap', undefined);
      await set('holdSeconds', undefined);
    });

    const series = (text = 'select generate_series(1, 3000)') =>
      vscode.workspace.openTextDocument({ language: 'sql', content: text });
    const found = (document: vscode.TextDocument) => {
      const record = runs.of(document.uri)?.store.statement(0);
      return [record?.state, record?.complete, record?.rows?.count];
    };
    const isHeld = (document: vscode.TextDocument) =>
      eventually(() => Promise.resolve(runs.of(document.uri)?.held !== undefined));

    it('stays open, and goes on when the rest is wanted', async () => {
      const document = await series();
      const running = queries.run(document, wholeFile);
      assert.equal(await isHeld(document), true);
      assert.deepEqual(found(document), ['held', false, 1000]);
      const run = runs.of(document.uri);
      assert.ok(run && (runView(run).statements[0]?.heldMs ?? 0) > 20_000);
      await queries.fetchAll(run, 0);
      await running;
      assert.deepEqual(found(document), ['done', true, 3000]);
      await assert.rejects(queries.fetchAll(run, 0), /All rows of this result are here\./);
    });

    it('makes room for the next run', async () => {
      const document = await series();
      const running = queries.run(document, wholeFile);
      assert.equal(await isHeld(document), true);
      const next = queries.run(document, wholeFile);
      await running;
      assert.equal(await isHeld(document), true);
      runs.of(document.uri)?.held?.close();
      await next;
      assert.deepEqual(found(document), ['done', false, 1000]);
    });

    it('closes after its time, and is fetched by running again', async () => {
      await set('holdSeconds', 0);
      const document = await series();
      await queries.run(document, wholeFile);
      assert.deepEqual(found(document), ['done', false, 1000]);
      const run = runs.of(document.uri);
      assert.ok(run);
      await queries.fetchAll(run, 0);
      assert.deepEqual(found(document), ['done', true, 3000]);
      await set('holdSeconds', undefined);
    });

    it('is not held when it writes', async () => {
      const document = await series(
        'create temporary table t (n int); insert into t select 1 from generate_series(1, 3000) returning *',
      );
      await queries.run(document, wholeFile);
      assert.deepEqual(
        [runs.of(document.uri)?.held, runs.of(document.uri)?.store.statement(1)?.complete],
        [undefined, false],
      );
    });
  });

  it('refuses behind a pooler what would stay there, and leaves no transaction open', async () => {
    const profile = profileFor(server, { database, name: 'Warehouse', pooler: 'transaction' });
    connections.profiles = [profile];
    await assert.rejects(
      run('select 1; set work_mem = 64'),
      /SET and RESET would reach .* Nothing was sent\.$/,
    );
    assert.equal(asked.length, 0);
    const document = await run('begin; select nope; commit');
    assert.equal(sessions.of(document.uri)?.session.transaction, 'idle');
    assert.equal(sessions.of(document.uri)?.inTransaction, false);
  });

  it('tells the view what it needs', async () => {
    const document = await run("select 1 as a;\n\n  select '🐘', nope;\nselect 3;");
    const found = runs.of(document.uri);
    assert.ok(found);
    const view = runView(found);
    assert.deepEqual(
      { ...view, runId: 0, documentName: '', statements: [] },
      {
        ...{ runId: 0, documentName: '', connectionName: 'Warehouse', database, environment: 'production' },
        color: 'lakehouse.production',
        ...{ readOnly: false, rowCap: 100_000, statements: [], running: false },
      },
    );
    assert.deepEqual(
      view.statements.map(({ title, state, rowCount, commandTag, error }) => [
        title,
        state,
        rowCount,
        commandTag,
        error && `${error.line ?? 0}:${error.column ?? 0} ${error.message}`,
      ]),
      [
        ['select 1 as a', 'done', 1, 'SELECT 1', undefined],
        ["select '🐘', nope", 'failed', 0, undefined, '3:16 column "nope" does not exist'],
        ['select 3', 'skipped', 0, undefined, undefined],
      ],
    );
  });

  it('follows the role and the transaction', async () => {
    const document = await run('set role pg_monitor; begin;');
    const editor = sessions.of(document.uri);
    const profile = connections.profiles[0];
    assert.ok(editor && profile);
    const binding = { profileId: 'test', database };
    assert.equal(connectionItem(binding, profile, editor).text, `Warehouse › ${database} › pg_monitor`);
    assert.equal(transactionTexts(editor, editor.transactionSince ?? 0)?.text, 'In transaction 0:00');
    assert.equal(editor.hasTraces, true);
  });

  it('shows a failed transaction, and nothing when there is none', async () => {
    const document = await run('begin; select 1/0;');
    const editor = sessions.of(document.uri);
    const minuteLater = (editor?.transactionSince ?? 0) + 61_000;
    assert.equal(transactionTexts(editor, minuteLater)?.text, 'Transaction failed 1:01');
    assert.equal(transactionTexts(undefined, 0), undefined);
  });

  it('shows where an editor would connect before it does, and that it must be chosen', () => {
    const profile = connections.profiles[0];
    assert.ok(profile);
    const readOnly = { ...profile, readOnly: true };
    const binding = { profileId: 'test', database: 'lake' };
    const look = connectionItem(binding, readOnly, undefined);
    assert.equal(look.text, `Warehouse › lake › ${server.user} · read-only`);
    assert.equal(look.icon, 'lock');
    assert.equal(look.background, 'statusBarItem.warningBackground');
    const writing = connectionItem(binding, profile, undefined);
    assert.equal(writing.background, 'statusBarItem.errorBackground');
    const coloured = { ...profile, environment: 'staging', color: 'purple' } as const;
    const { color, background } = connectionItem(binding, coloured, undefined);
    assert.deepEqual([color, background], ['lakehouse.purple', undefined]);
    assert.equal(connectionItem(undefined, undefined, undefined).text, 'Choose Connection');
  });

  for (const [milliseconds, text] of [
    [0, '0:00'],
    [61_999, '1:01'],
    [3_600_000, '60:00'],
  ] as const) {
    it(`writes ${milliseconds} ms as ${text}`, () => assert.equal(elapsedText(milliseconds), text));
  }
});
