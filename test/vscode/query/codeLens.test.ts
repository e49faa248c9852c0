import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { StatementLenses } from '../../../src/vscode/query/codeLens';

describe('CodeLens of statements', () => {
  const token = new vscode.CancellationTokenSource().token;
  let lenses: StatementLenses;

  before(() => {
    lenses = new StatementLenses();
  });

  after(() => lenses.dispose());

  async function linesOf(content: string): Promise<readonly string[]> {
    const document = await vscode.workspace.openTextDocument({ language: 'sql', content });
    assert.equal(document.getText(), content);
    return lenses.provideCodeLenses(document, token).map((lens) => {
      const { command, range } = lenses.resolveCodeLens(lens);
      return `${range.start.line + 1}:${range.start.character + 1} ${command?.title ?? ''}`;
    });
  }

  it('offers to run, explain and analyze each statement, where it begins', async () => {
    assert.deepEqual(await linesOf('-- first\nselect 1;\n\\timing\n  select 2; '), [
      '2:1 Run',
      '2:1 Explain',
      '2:1 Analyze',
      '4:3 Run',
      '4:3 Explain',
      '4:3 Analyze',
    ]);
  });

  it('offers nothing in a Jinja document', async () => {
    assert.deepEqual(await linesOf('select * from {{ ref("a") }};\nselect 1'), []);
  });

  it('offers nothing when the setting is off', async () => {
    const settings = vscode.workspace.getConfiguration('lakehouse.query');
    await settings.update('codeLens', false, vscode.ConfigurationTarget.Global);
    assert.deepEqual(await linesOf('select 1'), []);
    await settings.update('codeLens', undefined, vscode.ConfigurationTarget.Global);
  });

  it('finds all of 10,000 statements', async () => {
    assert.equal((await linesOf('select 1;\n'.repeat(10_000))).length, 30_000);
  });
});
