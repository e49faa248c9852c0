import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { UserError } from '../../../src/base/userError';
import {
  openEditorText,
  openPlanFile,
  openPlanFromClipboard,
} from '../../../src/vscode/plan/open/planSources';
import type { PlanOpener, TextSubject } from '../../../src/vscode/plan/planSubject';
import { closeEditors } from '../../support/closeEditors';

const plan = 'Seq Scan on loans  (cost=0.00..1.00 rows=1 width=4)';

describe('opening plans from elsewhere', () => {
  let folder: string;
  let opened: TextSubject[];
  const opener: PlanOpener = {
    open: (subject) => {
      opened.push(subject);
      return Promise.resolve();
    },
  };

  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'lakehouse-plans-'));
    opened = [];
  });

  afterEach(async () => {
    await closeEditors();
    await rm(folder, { recursive: true, force: true });
  });

  function origins(): readonly string[] {
    return opened.map(({ name, origin, plan: { format } }) => `${name} | ${origin} | ${format}`);
  }

  it('opens a file, and reads it again', async () => {
    const file = path.join(folder, 'slow.plan');
    await writeFile(file, plan);
    await openPlanFile(opener, vscode.Uri.file(file));
    await writeFile(file, '[{"Plan": {"Node Type": "Result"}}]');
    await opened[0]?.again?.();
    assert.deepEqual(origins(), ['slow.plan | slow.plan | text', 'slow.plan | slow.plan | json']);
  });

  it('opens what PowerShell writes', async () => {
    const file = path.join(folder, 'wide.txt');
    await writeFile(file, `\ufeff${plan}`, 'utf16le');
    await openPlanFile(opener, vscode.Uri.file(file));
    assert.deepEqual(origins(), ['wide.txt | wide.txt | text']);
  });

  it('opens what is on the clipboard', async () => {
    await vscode.env.clipboard.writeText(`QUERY PLAN\n----------\n${plan}\n(1 row)`);
    await openPlanFromClipboard(opener);
    assert.deepEqual(origins(), ['Clipboard | Clipboard | text']);
    assert.equal(opened[0]?.again, undefined);
  });

  it('opens what is selected in an editor', async () => {
    const document = await vscode.workspace.openTextDocument({ content: `notes\n${plan}\nmore notes` });
    const editor = await vscode.window.showTextDocument(document);
    editor.selection = new vscode.Selection(1, 0, 1, plan.length);
    await openEditorText(opener);
    assert.equal(opened[0]?.plan.text, plan);
  });

  it('knows plans by their names', async () => {
    const file = path.join(folder, 'a.explain');
    await writeFile(file, plan);
    const document = await vscode.workspace.openTextDocument(vscode.Uri.file(file));
    assert.equal(document.languageId, 'postgresPlan');
  });

  it('says why a text is no plan', async () => {
    const file = path.join(folder, 'notes.txt');
    await writeFile(file, 'nothing here');
    await assert.rejects(openPlanFile(opener, vscode.Uri.file(file)), (error) => {
      assert.ok(error instanceof UserError);
      assert.match(error.message, /^notes\.txt could not be read as a plan\. The text from here is no part/);
      return true;
    });
    assert.deepEqual(opened, []);
  });
});
