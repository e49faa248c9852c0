import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { CancelledError, neverCancelled } from '../../../src/base/cancelSignal';
import { DisposableStore } from '../../../src/base/disposable';
import { readRelationFacts } from '../../../src/core/plan/facts/readRelationFacts';
import type { ExplainSettings } from '../../../src/core/plan/running/explainSettings';
import { parseJsonPlan } from '../../../src/core/plan/parseJson';
import type { PlanPanelView } from '../../../src/protocol/plan';
import { ExplainRunner } from '../../../src/vscode/plan/explainRunner';
import { withDbtFiles } from '../../../src/vscode/plan/facts/dbtFiles';
import { LiveFacts } from '../../../src/vscode/plan/facts/liveFacts';
import { PlanPanels } from '../../../src/vscode/plan/planPanels';
import type { SettingsQuestion } from '../../../src/vscode/plan/running/askSettings';
import { ConnectionBindings } from '../../../src/vscode/query/connectionBindings';
import { EditorSessions } from '../../../src/vscode/query/editorSessions';
import { EditorWork } from '../../../src/vscode/query/editorWork';
import { ErrorMarks } from '../../../src/vscode/query/errorMarks';
import type { Question } from '../../../src/vscode/query/questions';
import { Runner } from '../../../src/vscode/run';
import { closeEditors } from '../../support/closeEditors';
import { emptyMemory } from '../../support/emptyMemory';
import { eventually } from '../../support/eventually';
import { memory } from '../../support/memory';
import type { TestServer } from '../../support/postgres';
import { testedMajor } from '../../support/postgresBinaries';
import { profileFor } from '../../support/sessions';
import { sharedServer } from '../../support/sharedServer';
import { TestConnections } from '../../support/testConnections';

describe('explaining with options', () => {
  const extension = vscode.extensions.all.find((each) => each.id.endsWith('.lakehouse-postgres'));
  const log = vscode.window.createOutputChannel('explain options test', { log: true });
  let server: TestServer;
  let database: string;
  let store: DisposableStore;
  let connections: TestConnections;
  let work: EditorWork;
  let panels: PlanPanels;
  let explainer: ExplainRunner;
  let questions: Question[];
  let asked: SettingsQuestion[];
  /** What the user chooses, from what was offered. */
  let choose: (question: SettingsQuestion) => ExplainSettings;
  let planning: 'values' | 'generic';

  before(async () => {
    server = await sharedServer();
    await server.query('create role options_reader');
  });

  after(async () => {
    await server.query('drop role options_reader');
    log.dispose();
  });

  beforeEach(async () => {
    assert.ok(extension);
    database = await server.createDatabase('options');
    for (const sql of [
      'create table t as select g as n from generate_series(1, 100) as g',
      'alter table t enable row level security',
      'create policy few on t to options_reader using (n <= 10)',
      'grant select on t to options_reader',
    ]) {
      await server.query(sql, [], database);
    }
    store = new DisposableStore();
    connections = store.add(new TestConnections([profileFor(server, { database })], server.password));
    [questions, asked, planning] = [[], [], 'generic'];
    choose = ({ settings }) => settings;
    const confirm = (question: Question) => {
      questions.push(question);
      return Promise.resolve(true);
    };
    const runner = new Runner(log);
    const sessions = store.add(new EditorSessions(connections, confirm, () => undefined));
    const bindings = store.add(new ConnectionBindings(emptyMemory, connections));
    work = store.add(new EditorWork({ connections, bindings, sessions }));
    const marks = store.add(new ErrorMarks());
    panels = store.add(new PlanPanels({ extensionUri: extension.extensionUri, runner, memory: memory() }));
    explainer = new ExplainRunner({
      ...{ runner, connections, sessions, work, marks, panels, confirm },
      memory: memory(),
      askSettings: (question) => {
        asked.push(question);
        return Promise.resolve(choose(question));
      },
      choosePlanning: () => Promise.resolve(planning),
      // As slow as the clock of a virtual machine without a time stamp counter.
      measureClock: () => Promise.resolve(0.001),
    });
  });

  afterEach(async () => {
    await closeEditors();
    store.dispose();
    await connections.disconnect();
    await server.query('drop owned by options_reader', [], database);
  });

  async function explain(content: string): Promise<PlanPanelView> {
    const document = await vscode.workspace.openTextDocument({ language: 'sql', content });
    await vscode.window.showTextDocument(document, { preview: false });
    await explainer.explainWithOptions(document, { kind: 'document' });
    return shown(document);
  }

  function shown(document: vscode.TextDocument): PlanPanelView {
    const view = panels.of(document.uri)?.view();
    assert.ok(view);
    return view;
  }

  function notes({ state }: PlanPanelView): string {
    const plan = state.kind === 'ready' ? state.plans[0] : undefined;
    assert.ok(plan?.kind === 'plan', JSON.stringify(state));
    return plan.header.notes.join('\n');
  }

  it('asks with what the server offers, and starts the next time with what was chosen', async () => {
    choose = ({ settings }) => ({ ...settings, repeat: 3, timeoutMs: 60_000 });
    await explain('select * from t');
    const [first] = asked;
    assert.ok(first);
    assert.equal(Math.floor(first.version / 10_000), testedMajor());
    assert.deepEqual(
      [first.settings.repeat, first.settings.choice.analyze, first.hasParameters],
      [1, 'on', false],
    );
    assert.ok((await first.roles()).some(({ name }) => name === 'options_reader'));
    await explain('select 1');
    assert.deepEqual([asked[1]?.settings.repeat, asked[1]?.settings.timeoutMs], [3, 60_000]);
  });

  it('runs as a role, and says so', async () => {
    choose = ({ settings }) => ({ ...settings, role: 'options_reader' });
    const view = await explain('select * from t');
    assert.equal(view.title, 'EXPLAIN ANALYZE as options_reader');
    assert.match(
      notes(view),
      /Run as role options_reader by SET LOCAL ROLE: its rights and row security apply/,
    );
    const plan = view.state.kind === 'ready' ? view.state.plans[0] : undefined;
    assert.equal(plan?.kind === 'plan' && plan.nodes[0]?.rowsActual, 10);
    await explain('select 1');
    assert.equal(asked[1]?.settings.role, undefined);
  });

  it('repeats, and says how the runs spread', async () => {
    choose = ({ settings }) => ({ ...settings, repeat: 5 });
    assert.match(
      notes(await explain('select * from t')),
      /^5 runs: median .* from .* to .* This is the plan of run \d/,
    );
    await explain('insert into t values (1)');
    assert.match(questions[0]?.detail ?? '', /This happens 5 times/);
    assert.equal((await server.query('select count(*)::int as n from t', [], database))[0]?.['n'], 100);
  });

  it('runs without timing, and says so', async () => {
    choose = ({ settings }) => ({ ...settings, choice: { ...settings.choice, timing: 'off' } });
    assert.match(notes(await explain('select * from t')), /^TIMING OFF: the execution time is free/);
  });

  it('is not shown as a transaction of the user', async () => {
    const document = await vscode.workspace.openTextDocument({
      language: 'sql',
      content: 'select pg_sleep(600)',
    });
    const explaining = explainer.explain(document, { kind: 'document' }, true);
    const isRunning = async () =>
      (await server.backends()).some(({ query }) => query.includes('ANALYZE') && query.includes('600'));
    assert.ok(await eventually(isRunning));
    const { editor } = work.of(document.uri) ?? {};
    assert.deepEqual([editor?.session.transaction, editor?.inTransaction], ['inTransaction', false]);
    await work.cancel(document.uri);
    await explaining;
    assert.deepEqual([editor?.session.transaction, editor?.inTransaction], ['idle', false]);
  });

  it('says which time limit ended it', async () => {
    choose = ({ settings }) => ({ ...settings, timeoutMs: 1000 });
    const { state } = await explain('select pg_sleep(600)');
    assert.match(
      state.kind === 'failed' ? state.message : '',
      /^The server ended the statement after 1 second, the time limit that was chosen/,
    );
  });

  it('plans parameters without values where that is chosen', async function () {
    if (testedMajor() < 16) {
      this.skip();
    }
    const content = 'select * from t where n = :wanted';
    const document = await vscode.workspace.openTextDocument({ language: 'sql', content });
    await explainer.explain(document, { kind: 'document' }, false);
    assert.match(notes(shown(document)), /A generic plan: its parameters have no values/);
    assert.equal(shown(document).title, 'EXPLAIN');
  });

  it('does nothing when the user turns away', async () => {
    choose = () => {
      throw new CancelledError();
    };
    const document = await vscode.workspace.openTextDocument({ language: 'sql', content: 'select 1' });
    await assert.rejects(explainer.explainWithOptions(document, { kind: 'document' }), CancelledError);
    assert.equal(panels.of(document.uri), undefined);
  });

  it('offers to run without timing where the clock dominates', async () => {
    const { state } = await explain('select count(*) from generate_series(1, 300000) as a');
    const offers = state.kind === 'ready' ? (state.offers ?? []) : [];
    assert.match(offers[0]?.text ?? '', /reading the clock for 300 thousand calls of nodes took about/);
    assert.equal(offers[0]?.action, 'Run without Timing');
    const small = await explain('select * from t');
    assert.deepEqual(small.state.kind === 'ready' && small.state.offers, []);
  });

  it('names the file of a dbt project that builds a table', async () => {
    const asked = ['t', 'pg_class'].map((relation) => ({ schema: undefined, relation }));
    const catalog = await connections.database('test', database);
    const read = await readRelationFacts(catalog, asked, undefined, neverCancelled);
    const facts = withDbtFiles(read, (schema, name) =>
      schema === 'public' && name === 't' ? 'warehouse/models/marts/all_of_t.sql' : undefined,
    );
    assert.deepEqual(
      facts.relations.map((each) => (each.kind === 'found' ? each.facts.dbt : each)),
      [{ kind: 'file', path: 'warehouse/models/marts/all_of_t.sql' }, undefined],
    );
  });

  it('knows the tables of the plan from the live catalog', async () => {
    const facts = new LiveFacts({
      database: () => connections.database('test', database),
      role: 'options_reader',
      withDbt: (facts) => Promise.resolve(facts),
    });
    const node = {
      'Node Type': 'Seq Scan',
      'Relation Name': 't',
      Schema: 'public',
      Alias: 't',
      Filter: '(t.n = 1)',
    };
    const plan = { Plan: { 'Node Type': 'Limit', Plans: [node] } };
    const document = parseJsonPlan(JSON.stringify([plan])).value;
    assert.ok(document);
    const answer = await facts.node(document, { plan: 0, node: 1 }, neverCancelled);
    assert.ok(answer.kind === 'facts');
    assert.equal(answer.facts.title, 'Table public.t');
    const lines = answer.facts.sections.flatMap(({ lines: each }) => each);
    const text = (label: string) => lines.find((line) => line.label === label)?.text ?? '';
    assert.match(text('Row security'), /^enabled, active for this role; policies: few$/);
    assert.equal(text('Indexes'), 'none');
    assert.match(text('n'), /^integer, no statistics: never analyzed$/);
    const none = await facts.node(document, { plan: 0, node: 0 }, neverCancelled);
    assert.equal(none.kind, 'none');
  });
});
