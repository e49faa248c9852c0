import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import * as vscode from 'vscode';
import { DisposableStore } from '../../../../src/base/disposable';
import { dayOf } from '../../../../src/core/history/days';
import { readHistorySearch } from '../../../../src/core/history/searchHistory';
import { History } from '../../../../src/vscode/history/history';
import { historyItem } from '../../../../src/vscode/history/historyItem';
import { HistoryModel } from '../../../../src/vscode/history/historyModel';
import { ExplainRunner } from '../../../../src/vscode/plan/explainRunner';
import { PlanHistory } from '../../../../src/vscode/plan/history/planHistory';
import { recordPlan } from '../../../../src/vscode/plan/history/recordPlan';
import { showPlan } from '../../../../src/vscode/plan/history/showPlan';
import { PlanPanels } from '../../../../src/vscode/plan/planPanels';
import { closeEditors } from '../../../support/closeEditors';
import { emptyMemory } from '../../../support/emptyMemory';
import { eventually } from '../../../support/eventually';
import type { TestServer } from '../../../support/postgres';
import { type QueryBench, queryBench } from '../../../support/queryBench';
import { profileFor } from '../../../support/sessions';
import { sharedServer } from '../../../support/sharedServer';
import { makeScratchFolder } from '../../../support/workbench/scratchFolder';

describe('the history of plans', () => {
  const extension = vscode.extensions.all.find((each) => each.id.endsWith('.lakehouse-postgres'));
  const scratch = makeScratchFolder('plan history');
  let server: TestServer;
  let store: DisposableStore;
  let bench: QueryBench;
  let history: History;
  let panels: PlanPanels;
  let explainer: ExplainRunner;
  let recorded: Promise<void>[];

  before(async () => {
    server = await sharedServer();
  });

  after(() => scratch.remove());

  beforeEach(async () => {
    assert.ok(extension);
    store = new DisposableStore();
    bench = queryBench(profileFor(server, { name: 'Warehouse' }), server.password, scratch.path);
    history = store.add(new History(vscode.Uri.file(scratch.path)));
    await history.clear();
    recorded = [];
    const { runner, connections, sessions, work, marks } = bench;
    panels = store.add(new PlanPanels({ extensionUri: extension.extensionUri, runner, memory: emptyMemory }));
    explainer = new ExplainRunner({
      ...{ runner, connections, sessions, work, marks, panels },
      confirm: () => Promise.resolve(true),
      ended: (explained) => recorded.push(recordPlan(history, explained)),
    });
  });

  afterEach(async () => {
    store.dispose();
    await bench.close();
    await closeEditors();
  });

  async function explain(content: string, analyze = false): Promise<void> {
    const document = await vscode.workspace.openTextDocument({ language: 'sql', content });
    await vscode.window.showTextDocument(document, { preview: false });
    await explainer.explain(document, { kind: 'document' }, analyze);
    await Promise.all(recorded);
  }

  /** As a window that is opened later sees it. */
  function laterPlans(): PlanHistory {
    return new PlanHistory(store.add(new History(vscode.Uri.file(scratch.path))));
  }

  it('has each plan of a statement, however it is written, and shows it again', async () => {
    await explain('select count(*) from pg_class', true);
    await explain('explain SELECT count(*)\n  from pg_class;');
    await explain('select 2');
    const plans = laterPlans();
    const found = await plans.ofStatement('select COUNT(*) from pg_class -- now');
    assert.deepEqual(
      found.map(({ plan, connection, outcome }) => [plan.analyzed, connection, outcome]),
      [
        [false, 'Warehouse', 'done'],
        [true, 'Warehouse', 'done'],
      ],
    );
    assert.equal((await plans.recent()).length, 3);
    const [, analyzed] = found;
    assert.ok(analyzed);
    const [result] = (await plans.read(analyzed)).document.results;
    assert.ok(result?.kind === 'plan' && result.analyzed && result.executionMs !== undefined);
    await showPlan(analyzed, { plans, panels });
    const labels = () => vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ label }) => label));
    assert.ok(
      await eventually(() => Promise.resolve(labels().some((each) => /^Plan: Today \d\d:\d\d$/.test(each)))),
    );
  });

  it('is part of the view of the history: searched, and deleted with the entry', async () => {
    await explain('select 1 as needle', true);
    const model = new HistoryModel(history);
    model.filter = readHistorySearch('plan analyze needle');
    const [day] = await model.days();
    assert.ok(day);
    const [node] = await model.runs(day);
    assert.ok(node?.kind === 'run');
    const item = historyItem(node);
    assert.equal(item.label, 'EXPLAIN ANALYZE select 1 as needle');
    assert.equal(item.contextValue, 'historyRun+plan');
    assert.match(String(item.description), / · plan kept$/);
    await history.delete(node.day, node.entry.id);
    assert.deepEqual(await readdir(path.join(scratch.path, 'history', 'plans')), []);
    await assert.rejects(new PlanHistory(history).read(node.entry), /is not kept any more/);
  });

  it('keeps no secret, in the text or in the plan', async () => {
    await explain(
      `select * from (select 'x'::text as password, now() as at) t where password = 'hunter22' || at`,
    );
    const folder = path.join(scratch.path, 'history', 'plans');
    const [name = ''] = await readdir(folder);
    const plan = gunzipSync(await readFile(path.join(folder, name))).toString();
    const entries = await (await history.open()).files.read(dayOf(Date.now()));
    assert.match(plan, /Node Type/);
    assert.doesNotMatch(plan + JSON.stringify(entries), /hunter22/);
    assert.deepEqual(
      entries.map(({ text, isAltered }) => [text.endsWith(`t where password = '•••' || at`), isAltered]),
      [[true, true]],
    );
  });

  it('has what failed, without a plan', async () => {
    await explain('select * from nowhere');
    const entries = await (await history.open()).files.read(dayOf(Date.now()));
    assert.deepEqual(
      entries.map(({ text, outcome, code, plan }) => [text, outcome, code, plan?.analyzed]),
      [['select * from nowhere', 'failed', '42P01', false]],
    );
    assert.deepEqual(await laterPlans().recent(), []);
  });
});
