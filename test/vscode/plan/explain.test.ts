import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { CancelledError } from '../../../src/base/cancelSignal';
import { DisposableStore } from '../../../src/base/disposable';
import { UserError } from '../../../src/base/userError';
import type { PlanPanelView } from '../../../src/protocol/plan';
import { ExplainRunner } from '../../../src/vscode/plan/explainRunner';
import { PlanPanels } from '../../../src/vscode/plan/planPanels';
import { ConnectionBindings } from '../../../src/vscode/query/connectionBindings';
import { EditorSessions } from '../../../src/vscode/query/editorSessions';
import { EditorWork } from '../../../src/vscode/query/editorWork';
import { ErrorMarks } from '../../../src/vscode/query/errorMarks';
import type { Question } from '../../../src/vscode/query/questions';
import { Runner } from '../../../src/vscode/run';
import { closeEditors } from '../../support/closeEditors';
import { emptyMemory } from '../../support/emptyMemory';
import type { TestServer } from '../../support/postgres';
import { profileFor, run } from '../../support/sessions';
import { sharedServer } from '../../support/sharedServer';
import { TestConnections } from '../../support/testConnections';

describe('explaining statements of an editor', () => {
  const extension = vscode.extensions.all.find((each) => each.id.endsWith('.lakehouse-postgres'));
  const log = vscode.window.createOutputChannel('explain test', { log: true });
  let server: TestServer;
  let database: string;
  let store: DisposableStore;
  let connections: TestConnections;
  let sessions: EditorSessions;
  let work: EditorWork;
  let panels: PlanPanels;
  let explainer: ExplainRunner;
  let questions: Question[];
  let answer: boolean;

  before(async () => {
    server = await sharedServer();
  });

  after(() => log.dispose());

  beforeEach(async () => {
    database = await server.createDatabase('explain');
    await server.query('create table t (n int)', [], database);
    await server.query('create function f() returns int volatile language sql return 1', [], database);
    setUp({});
  });

  afterEach(async () => {
    await closeEditors();
    store.dispose();
    await connections.disconnect();
  });

  function setUp(changes: { readonly readOnly?: boolean }): void {
    assert.ok(extension);
    store = new DisposableStore();
    connections = store.add(
      new TestConnections([profileFor(server, { database, ...changes })], server.password),
    );
    questions = [];
    answer = false;
    const confirm = (question: Question) => {
      questions.push(question);
      return Promise.resolve(answer);
    };
    const runner = new Runner(log);
    sessions = store.add(new EditorSessions(connections, confirm, () => undefined));
    const bindings = store.add(new ConnectionBindings(emptyMemory, connections));
    work = store.add(new EditorWork({ connections, bindings, sessions }));
    const marks = store.add(new ErrorMarks());
    panels = store.add(new PlanPanels({ extensionUri: extension.extensionUri, runner, memory: emptyMemory }));
    explainer = new ExplainRunner({ runner, connections, sessions, work, marks, panels, confirm });
  }

  async function explain(content: string, analyze: boolean): Promise<vscode.TextDocument> {
    const document = await vscode.workspace.openTextDocument({ language: 'sql', content });
    await vscode.window.showTextDocument(document, { preview: false });
    await explainer.explain(document, { kind: 'document' }, analyze);
    return document;
  }

  function shown(document: vscode.TextDocument): PlanPanelView {
    const view = panels.of(document.uri)?.view();
    assert.ok(view);
    return view;
  }

  /** The notes of the first plan. */
  function notes(document: vscode.TextDocument): readonly string[] {
    const { state } = shown(document);
    const plan = state.kind === 'ready' ? state.plans[0] : undefined;
    assert.ok(plan?.kind === 'plan', JSON.stringify(state));
    return plan.header.notes;
  }

  async function count(): Promise<unknown> {
    return (await server.query('select count(*)::int as n from t', [], database))[0]?.['n'];
  }

  it('shows a plan beside the editor, which keeps the focus', async () => {
    const document = await explain('select * from t', false);
    assert.equal(shown(document).title, 'EXPLAIN');
    assert.deepEqual(notes(document), ['These are estimates: the statement was not executed.']);
    assert.equal(vscode.window.activeTextEditor?.document, document);
  });

  it('analyzes a query of built-in functions without a question', async () => {
    const document = await explain('select count(*), now() from t', true);
    assert.equal(shown(document).title, 'EXPLAIN ANALYZE');
    assert.deepEqual(notes(document), []);
    assert.deepEqual(questions, []);
  });

  for (const [what, sql] of [
    ['writes', 'insert into t values (1)'],
    ['calls a volatile function', 'select f() from t'],
  ] as const) {
    it(`asks once before it analyzes what ${what}, and rolls it back`, async () => {
      const refused = await explain(sql, true);
      assert.equal(questions.length, 1);
      assert.match(questions[0]?.detail ?? '', /What is not rolled back:\n• Sequences keep/);
      assert.equal(panels.of(refused.uri), undefined);
      answer = true;
      const document = await explain(sql, true);
      assert.equal(shown(document).state.kind, 'ready');
      await explain(sql, true);
      assert.equal(questions.length, 2);
      assert.equal(await count(), 0);
    });
  }

  it('on a read-only connection plans what writes without executing it, and says so', async () => {
    store.dispose();
    setUp({ readOnly: true });
    const document = await explain('insert into t values (1)', true);
    assert.deepEqual(questions, []);
    assert.equal(shown(document).title, 'EXPLAIN');
    assert.match(
      notes(document)[0] ?? '',
      /^This connection is read-only, so the statement was not executed\./,
    );
  });

  it('says what failed, and marks the place in the editor', async () => {
    const document = await explain("-- 🐘\nexplain select '🐘',\n nope from t", false);
    const { state } = shown(document);
    assert.match(state.kind === 'failed' ? state.message : '', /column "nope" does not exist \(42703\)/);
    const [mark] = vscode.languages.getDiagnostics(document.uri);
    assert.equal(mark && document.getText(mark.range), 'nope');
  });

  it('stops when it is cancelled', async () => {
    const content = 'select pg_sleep(600)';
    const document = await vscode.workspace.openTextDocument({ language: 'sql', content });
    const explaining = explainer.explain(document, { kind: 'document' }, true);
    while (
      !(await server.backends()).some((each) => each.database === database && each.query.includes('ANALYZE'))
    ) {
      // The statement is on its way to the server.
    }
    const press = await work.cancel(document.uri);
    await explaining;
    assert.equal(press.kind === 'asked' ? press.outcome.kind : press.kind, 'cancelled');
    assert.equal(shown(document).state.kind, 'cancelled');
  });

  it('leaves an open transaction as it was', async () => {
    const document = await vscode.workspace.openTextDocument({ language: 'sql', content: 'delete from t' });
    const editor = await sessions.acquire(document.uri, { profileId: 'test', database });
    await run(editor.session, 'begin');
    await run(editor.session, 'insert into t values (1)');
    answer = true;
    await explainer.explain(document, { kind: 'document' }, true);
    assert.equal(editor.session.transaction, 'inTransaction');
    assert.deepEqual((await run(editor.session, 'select n from t')).rows, [['1']]);
    await run(editor.session, 'rollback');
  });

  const refusals: readonly (readonly [string, RegExp])[] = [
    ['select 1; select 2', /One statement at a time/],
    ['vacuum t', /PostgreSQL has no plan for this statement/],
    ['select {{ x }}', /contains Jinja/],
  ];
  for (const [content, reason] of refusals) {
    it(`refuses ${content}`, async () => {
      await assert.rejects(explain(content, false), (error) => {
        assert.ok(error instanceof UserError && !(error instanceof CancelledError));
        assert.match(error.message, reason);
        return true;
      });
    });
  }
});
