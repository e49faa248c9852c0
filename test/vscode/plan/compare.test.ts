import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { neverCancelled } from '../../../src/base/cancelSignal';
import { DisposableStore } from '../../../src/base/disposable';
import { outcomeSentences } from '../../../src/core/plan/baseline/checkBaseline';
import { baselineTests } from '../../../src/vscode/plan/baseline/baselineTests';
import { PlanBaselines } from '../../../src/vscode/plan/baseline/planBaselines';
import { PlanComparisons } from '../../../src/vscode/plan/compare/planComparisons';
import type { RecentPlan } from '../../../src/vscode/plan/compare/recentPlans';
import { readPlanFile } from '../../../src/vscode/plan/compare/planFiles';
import { ExplainRunner } from '../../../src/vscode/plan/explainRunner';
import { PlanPanels } from '../../../src/vscode/plan/planPanels';
import { ConnectionBindings } from '../../../src/vscode/query/connectionBindings';
import { EditorSessions } from '../../../src/vscode/query/editorSessions';
import { EditorWork } from '../../../src/vscode/query/editorWork';
import { ErrorMarks } from '../../../src/vscode/query/errorMarks';
import { Runner } from '../../../src/vscode/run';
import { closeEditors } from '../../support/closeEditors';
import { emptyMemory } from '../../support/emptyMemory';
import { eventually } from '../../support/eventually';
import { profileFor } from '../../support/sessions';
import { sharedServer } from '../../support/sharedServer';
import { TestConnections } from '../../support/testConnections';

describe('comparing plans', () => {
  const extension = vscode.extensions.all.find((each) => each.id.endsWith('.lakehouse-postgres'));
  const log = vscode.window.createOutputChannel('compare test', { log: true });
  let store: DisposableStore;
  let connections: TestConnections;
  let comparisons: PlanComparisons;
  let explainer: ExplainRunner;
  let baselines: PlanBaselines;
  let tests: ReturnType<typeof baselineTests>;
  let panels: PlanPanels;
  let folder: string;
  let query: (text: string) => Promise<unknown>;

  after(() => log.dispose());

  beforeEach(async () => {
    assert.ok(extension);
    const server = await sharedServer();
    const database = await server.createDatabase('compare');
    query = (text) => server.query(text, [], database);
    await query('create table t as select g as id, g % 100 as n from generate_series(1, 20000) g');
    await query('create index t_id_idx on t (id)');
    await query('analyze t');
    folder = await mkdtemp(path.join(os.tmpdir(), 'lakehouse-compare-'));
    store = new DisposableStore();
    const runner = new Runner(log);
    connections = store.add(new TestConnections([profileFor(server, { database })], server.password));
    const confirm = () => Promise.resolve(true);
    const sessions = store.add(new EditorSessions(connections, confirm, () => undefined));
    const bindings = store.add(new ConnectionBindings(emptyMemory, connections));
    const work = store.add(new EditorWork({ connections, bindings, sessions }));
    const marks = store.add(new ErrorMarks());
    const { extensionUri } = extension;
    panels = store.add(
      new PlanPanels({
        ...{ extensionUri, runner, memory: emptyMemory },
        shown: (plan) => comparisons.remember(plan),
      }),
    );
    const history = { open: () => Promise.reject(new Error('There is no history.')) };
    comparisons = store.add(
      new PlanComparisons({ extensionUri, runner, connections, confirm, history, panels }),
    );
    explainer = new ExplainRunner({ runner, connections, sessions, work, marks, panels, confirm });
    baselines = new PlanBaselines({ connections, work, comparisons: () => Promise.resolve(comparisons) });
    tests = store.add(baselineTests(baselines, runner));
  });

  afterEach(async () => {
    await closeEditors();
    store.dispose();
    await connections.disconnect();
    await rm(folder, { recursive: true, force: true });
  });

  async function opened(content: string): Promise<vscode.TextDocument> {
    const file = path.join(folder, 'loans.sql');
    await writeFile(file, content);
    const document = await vscode.workspace.openTextDocument(vscode.Uri.file(file));
    await vscode.window.showTextDocument(document, { preview: false });
    return document;
  }

  it('shows two runs of a statement beside each other', async () => {
    const document = await opened('select * from t where id = 5');
    await explainer.explain(document, { kind: 'document' }, true);
    await query('drop index t_id_idx');
    await explainer.explain(document, { kind: 'document' }, true);
    const [after, before] = comparisons.remembered;
    assert.ok(before && after);
    comparisons.show(before, after);
    const view = comparisons.page?.view();
    assert.match(view?.comparison.verdict ?? '', /Index Scan on public\.t became a Seq Scan/);
    assert.match(view?.before.name ?? '', /^loans\.sql, /);
    assert.match(view?.after.origin ?? '', /^EXPLAIN ANALYZE on Test$/);
    await reopened(before);
  });

  /** A plan that is compared can still be shown by itself. */
  async function reopened(plan: RecentPlan): Promise<void> {
    await plan.open?.();
    const labels = () => vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ label }) => label));
    const isOpen = () => Promise.resolve(labels().some((label) => label.startsWith('Plan: loans.sql, ')));
    assert.ok(await eventually(isOpen), labels().join());
  }

  it('reads a plan of a file', async () => {
    const file = path.join(folder, 'slow.plan');
    await writeFile(file, 'Seq Scan on t  (cost=0.00..339.00 rows=1 width=8)\n  Filter: (id = 5)\n');
    const plan = await readPlanFile(vscode.Uri.file(file), panels);
    assert.equal(plan?.plan.nodes[0]?.nodeType, 'Seq Scan');
    await writeFile(file, 'nothing');
    await assert.rejects(readPlanFile(vscode.Uri.file(file), panels), /No plan was found in slow\.plan/);
  });

  it('saves a baseline beside the file and tells when the plan is another one', async () => {
    const document = await opened('select * from t where id = 5;\nselect count(*) from t;\n');
    const { file, count } = await baselines.save(document, { kind: 'document' });
    assert.equal(count, 2);
    assert.match(await readFile(file.fsPath, 'utf8'), /Index Scan using t_id_idx on public\.t \| rows 10\^0/);
    const kinds = async () =>
      (await baselines.check(file, undefined, neverCancelled)).map(({ outcome }) => outcome.kind);
    assert.deepEqual(await kinds(), ['same', 'same']);
    await query('drop index t_id_idx');
    assert.deepEqual(await kinds(), ['changed', 'same']);
    const [first] = await baselines.check(file, 1, neverCancelled);
    assert.ok(first);
    assert.deepEqual(outcomeSentences(first.outcome), ['Index Scan on public.t became a Seq Scan.']);
    await baselines.compare(file, 1);
    assert.equal(
      comparisons.page?.view()?.comparison.verdict,
      'The plan changed: Index Scan on public.t became a Seq Scan.',
    );
  });

  it('lists baselines in the Test Explorer and runs them there', async () => {
    const document = await opened('select * from t where id = 5;\nselect count(*) from t;\n');
    const { file } = await baselines.save(document, { kind: 'document' });
    await tests.take(file);
    assert.equal(tests.items.size, 1);
    assert.equal(tests.items.get(file.toString())?.children.size, 2);
    const run = () =>
      tests.run(new vscode.TestRunRequest(), new vscode.CancellationTokenSource().token, 'bound');
    assert.deepEqual(await run(), { passed: 2, failed: 0 });
    await query('drop index t_id_idx');
    assert.deepEqual(await run(), { passed: 1, failed: 1 });
  });
});
