import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { neverCancelled } from '../../../src/base/cancelSignal';
import { parseJsonPlan } from '../../../src/core/plan/parseJson';
import type { CatalogFacts } from '../../../src/core/plan/relationFacts';
import type { AdviceList } from '../../../src/protocol/planAdvice';
import {
  PanelAdvice,
  type PlanCatalog,
  type ShownDocument,
} from '../../../src/vscode/plan/advice/panelAdvice';
import { advisedPlan } from '../../support/webview/advisedPlan';

describe('advice of a plan panel', () => {
  const document = parseJsonPlan(advisedPlan).value ?? { results: [] };
  const index = { runId: 1, plan: 0, advice: 'seq-scan-discards-most 1', fix: 0 };
  const sql = 'CREATE INDEX CONCURRENTLY ON core.readings (b, seen);';

  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  function open(catalog?: PlanCatalog) {
    const told: AdviceList[] = [];
    const shown: ShownDocument = {
      runId: 1,
      subject: {
        kind: 'text',
        key: 'slow',
        name: 'slow.plan',
        origin: 'slow.plan',
        plan: { format: 'json', text: advisedPlan, document, line: 1, problems: [], logged: undefined },
        again: undefined,
      },
      document,
      catalog,
    };
    const advice = new PanelAdvice({ shown: () => shown, tell: (list) => told.push(list) });
    return { advice, told };
  }

  async function ask(advice: PanelAdvice, runId = 1): Promise<AdviceList | undefined> {
    return await advice.handlers.advice({ runId, plan: 0 }, neverCancelled);
  }

  it('is there without a connection, and gone with its plan', async () => {
    const { advice, told } = open();
    const list = await ask(advice);
    assert.deepEqual([list?.catalog, list?.advice[0]?.rule, told], ['none', 'seq-scan-discards-most', []]);
    assert.equal(await ask(advice, 2), undefined);
    assert.equal(advice.fix({ ...index, runId: 2 }), undefined);
  });

  it('puts a fix into an editor, or on the clipboard, and runs nothing', async () => {
    const { advice } = open();
    await ask(advice);
    await advice.handlers.insertFix(index, neverCancelled);
    const editor = vscode.window.activeTextEditor;
    assert.equal(editor?.document.getText(), `${sql}\n`);
    assert.equal(editor.document.languageId, 'sql');
    assert.equal(editor.document.getText(editor.selection), sql);
    await advice.handlers.copyFix(index, neverCancelled);
    assert.equal(await vscode.env.clipboard.readText(), sql);
  });

  it('is told anew when the catalog has answered, or could not', async () => {
    const facts: CatalogFacts = {
      relations: [],
      server: {
        version: 180_000,
        blockSize: 8192,
        extensions: [],
        availableExtensions: [],
        countersResetAgo: undefined,
        role: 'reader',
      },
    };
    const known = open({ all: () => Promise.resolve(facts) });
    assert.equal((await ask(known.advice))?.catalog, 'reading');
    const failed = open({ all: () => Promise.reject(new Error('The server is gone.')) });
    assert.equal((await ask(failed.advice))?.catalog, 'reading');
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(
      [known.told.map(({ catalog }) => catalog), failed.told.map(({ catalog }) => catalog)],
      [['known'], [{ failed: 'The server is gone.' }]],
    );
  });
});
