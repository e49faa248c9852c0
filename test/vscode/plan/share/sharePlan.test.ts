import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { parseJsonPlan } from '../../../../src/core/plan/parseJson';
import { type SharedPlan, sharePlan } from '../../../../src/vscode/plan/share/sharePlan';
import { generatePlan } from '../../../support/generatePlan';
import { makeScratchFolder } from '../../../support/workbench/scratchFolder';

describe('sharing a plan', () => {
  const scratch = makeScratchFolder('shared plans');
  const json = generatePlan({ nodes: 5000, indent: false });
  const document = parseJsonPlan(json).value;
  assert.ok(document);
  const plan: SharedPlan = { name: 'loans.sql', document, json, statement: 'select id from table_7' };

  after(() => scratch.remove());

  it('writes the file that was chosen, under a name of the plan', async () => {
    const asked: unknown[] = [];
    const file = vscode.Uri.file(path.join(scratch.path, 'loans.plan.html'));
    const choose = (name: string, format: string) => {
      asked.push([name, format]);
      return Promise.resolve(file);
    };
    await sharePlan(plan, { format: 'html', anonymous: false, to: 'file' }, choose);
    assert.deepEqual(asked, [['loans.sql', 'html']]);
    assert.match(await readFile(file.fsPath, 'utf8'), /^<!doctype html>[^]*select id from table_7/);
  });

  it('writes nothing when no file is chosen', async () => {
    const before = await vscode.env.clipboard.readText();
    await sharePlan(plan, { format: 'text', anonymous: false, to: 'file' }, () => Promise.resolve(undefined));
    assert.equal(await vscode.env.clipboard.readText(), before);
  });

  it('copies the server’s own JSON, or other names in the plan and in the name of the file', async () => {
    await sharePlan(plan, { format: 'json', anonymous: false, to: 'clipboard' });
    assert.equal(await vscode.env.clipboard.readText(), json);
    await sharePlan(plan, { format: 'text', anonymous: true, to: 'clipboard' });
    const text = await vscode.env.clipboard.readText();
    assert.match(text, /Index Scan on schema_1\.table_1 {2}\(/);
    assert.doesNotMatch(text, /public|amount/);
    const names: string[] = [];
    const choose = (name: string) => {
      names.push(name);
      return Promise.resolve(undefined);
    };
    await sharePlan(plan, { format: 'svg', anonymous: true, to: 'file' }, choose);
    assert.deepEqual(names, ['plan']);
  });
});
