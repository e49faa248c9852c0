import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { DisposableStore } from '../../../src/base/disposable';
import { dayOf } from '../../../src/core/history/days';
import type { HistoryEntry } from '../../../src/core/history/historyEntry';
import { readHistorySearch } from '../../../src/core/history/searchHistory';
import { History } from '../../../src/vscode/history/history';
import { openEntryResult, runEntryAgain } from '../../../src/vscode/history/historyActions';
import { historyItem, runTooltip } from '../../../src/vscode/history/historyItem';
import { HistoryModel } from '../../../src/vscode/history/historyModel';
import { finishedRun, recordRun } from '../../../src/vscode/history/recordRun';
import { entryOf } from '../../support/historyEntries';
import type { TestServer } from '../../support/postgres';
import { type QueryBench, queryBench } from '../../support/queryBench';
import { profileFor } from '../../support/sessions';
import { sharedServer } from '../../support/sharedServer';
import { rowsOf } from '../../support/storedRows';
import { makeScratchFolder } from '../../support/workbench/scratchFolder';

describe('the history of an editor’s runs', () => {
  const scratch = makeScratchFolder('recorded');
  let server: TestServer;
  let store: DisposableStore;
  let bench: QueryBench;
  let history: History;
  let recorded: Promise<void>[];

  before(async () => {
    server = await sharedServer();
  });

  after(() => scratch.remove());

  beforeEach(async () => {
    store = new DisposableStore();
    bench = queryBench(profileFor(server, { name: 'Warehouse' }), server.password, scratch.path);
    history = store.add(new History(vscode.Uri.file(scratch.path)));
    await history.clear();
    recorded = [];
    bench.queries.onDidEndRun((ended) => {
      recorded.push(recordRun(history, finishedRun(ended, bench.runs)));
    });
  });

  afterEach(async () => {
    store.dispose();
    await bench.close();
  });

  const run = async (content: string): Promise<HistoryEntry> => {
    const document = await vscode.workspace.openTextDocument({ language: 'sql', content });
    await bench.queries.run(document, { kind: 'document' });
    await Promise.all(recorded);
    const [entry] = await (await history.open()).files.read(dayOf(Date.now()));
    assert.ok(entry);
    return entry;
  };

  it('has what ran where, and how it ended', async () => {
    const entry = await run("select generate_series(1, 3);\nselect 'x' from nowhere;\nselect 3");
    const { id, startedAt, elapsedMs, document, ...rest } = entry;
    assert.match(`${id} ${document ?? ''}`, /^[\w-]{36} untitled:/);
    assert.ok(Math.abs(startedAt - Date.now()) < 60_000 && elapsedMs >= 0);
    assert.deepEqual(rest, {
      text: "select generate_series(1, 3);\n\nselect 'x' from nowhere;\n\nselect 3;",
      isAltered: false,
      statements: 3,
      ...{ profileId: 'test', connection: 'Warehouse', environment: 'local' },
      ...{ database: 'postgres', role: server.user, rows: 3, outcome: 'failed', code: '42P01' },
      message: 'relation "nowhere" does not exist',
      extension: undefined,
    });
  });

  it('opens a result again, with all its rows, in an editor with the text', async () => {
    const entry = await run("select n, 'ü' || n from generate_series(1, 5000) as n");
    await openEntryResult({ history, connections: bench.connections, query: bench.feature }, entry);
    const uri = vscode.window.activeTextEditor?.document.uri;
    const shown = uri && bench.runs.of(uri);
    assert.ok(shown);
    const rows = await rowsOf(shown.store.statement(0));
    assert.deepEqual([rows.length, rows[4999]], [5000, ['5000', 'ü5000']]);
    assert.equal(shown.connectionName, 'Warehouse');
    assert.deepEqual(bench.bindings.of(uri), { profileId: 'test', database: 'postgres' });
    await (await history.open()).kept.delete(entry.id);
    await assert.rejects(
      openEntryResult({ history, connections: bench.connections, query: bench.feature }, entry),
      /is not kept any more/,
    );
  });

  it('runs a text again, but never one that lacks its secrets', async () => {
    const parts = { history, connections: bench.connections, query: bench.feature };
    await runEntryAgain(parts, entryOf({ profileId: 'test', database: 'postgres', text: 'select 77' }));
    await Promise.all(recorded);
    assert.equal(recorded.length, 1);
    const altered = { profileId: 'test', text: "alter role x password '•••'", isAltered: true };
    await runEntryAgain(parts, entryOf({ ...altered, database: 'postgres' }));
    assert.equal(recorded.length, 1);
    assert.equal(vscode.window.activeTextEditor?.document.getText(), altered.text);
  });

  it('shows days, runs and more of a long day, and only what answers a search', async () => {
    const { files } = await history.open();
    const now = Date.now();
    for (let run = 0; run < 450; run++) {
      const text = run === 7 ? 'select needle' : 'select 1';
      await files.append(dayOf(now), entryOf({ id: `r${run}`, startedAt: now + run, text }));
    }
    await files.append('2026-01-02', entryOf({ id: 'old', text: 'select 2' }));
    const model = new HistoryModel(history);
    const [today, old] = await model.days();
    assert.deepEqual([today?.label, old?.day], ['Today', '2026-01-02']);
    assert.ok(today);
    let nodes = await model.runs(today);
    const more = nodes.at(-1);
    assert.ok(nodes.length === 201 && more?.kind === 'more' && more.rest === 250);
    model.showMore(more);
    nodes = await model.runs(today);
    assert.equal(nodes.length, 401);
    assert.equal(nodes[0]?.kind === 'run' && nodes[0].entry.id, 'r449');
    model.filter = readHistorySearch('needle');
    const found = await model.days();
    assert.deepEqual(
      found.map(({ day, found: some }) => [day, some?.map(({ id }) => id)]),
      [[dayOf(now), ['r7']]],
    );
  });

  it('shows texts that look like Markdown, links or icons as they are', () => {
    const entry = entryOf({
      text: '```\n[x](command:evil) <img src=x> $(bug)',
      connection: '**W** [x](command:evil)',
      message: '<script> $(bug) `x`',
      outcome: 'failed',
      code: '42601',
    });
    const { value, isTrusted, supportHtml } = runTooltip(entry);
    assert.ok(isTrusted !== true && supportHtml !== true);
    assert.match(value, /\\\[x\\\]\\\(command:evil\\\)/);
    assert.match(value, /\n````+sql\n```\n/);
    assert.doesNotMatch(value.replace(/````[^]*/, ''), /<script>|(?<!\\)\*\*W/);
    const item = historyItem({ kind: 'run', day: '2026-11-21', entry, hasResult: true, hasPlan: false });
    assert.equal(item.contextValue, 'historyRun+result');
    assert.match(String(item.description), / · failed 42601 · result kept$/);
  });
});
