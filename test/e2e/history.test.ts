import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { until } from '../support/workbench/until';
import { useWorkbench } from '../support/workbench/workbenchSuite';

describe('the history in the installed extension', function () {
  this.timeout(300_000);
  const suite = useWorkbench({
    name: 'history',
    connections: ({ connection }) => [connection({ id: 'warehouse', name: 'Warehouse' })],
  });
  const { press } = suite;
  const driver = () => suite.driver;
  const run = async (text: string) => {
    await suite.replaceText(text);
    await press('Control+Shift+Enter');
  };
  const runs = async () => (await driver().treeTexts('History')).filter((line) => line.startsWith('  '));
  /** Everything that the extension has written about runs. */
  const stored = () => {
    const { folder } = suite.workbench;
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => /[\\/]history[\\/].*\.jsonl$/.test(file))
      .map((file) => readFileSync(path.join(folder, file), 'utf8'))
      .join('');
  };

  it('lists the runs of today, without their secrets', async () => {
    await driver().openFile('payments.sql');
    await run('select n, n * n as square from generate_series(1, 25) as n;');
    await driver().webviewWith(/25 rows/);
    await run("create role keeper password 'hunter2';");
    await driver().webviewWith(/CREATE ROLE/);
    await run('select nope;\nselect 2;');
    await driver().webviewWith(/column "nope" does not exist/);
    await driver().openContainer('Lakehouse');
    await driver().page.locator('.pane-header[aria-label^="History"]').click();
    await driver().expand(await driver().treeRow('History', 'Today', 1));
    await until('three runs', async () => ((await runs()).length === 3 ? true : undefined));
    const [failed, made, read] = await runs();
    assert.match(
      failed ?? '',
      /^ {2}select nope; … \(2 statements\) {2}\d\d:\d\d · Warehouse · \d+ ms · failed 42703$/,
    );
    assert.match(made ?? '', /^ {2}create role keeper password '•••'/);
    assert.match(read ?? '', /· 25 rows · result kept$/);
    assert.ok(stored().includes('keeper'));
    assert.ok(!stored().includes('hunter2'));
    await driver().widenSidebar(430);
    await suite.picture('history-tree');
  });

  it('opens a result again after its document has run something else', async () => {
    const row = await driver().treeRow(
      'History',
      'select n, n * n as square from generate_series(1, 25) as n',
      2,
    );
    await row.hover();
    await row.locator('.action-label[aria-label^="Open Result"]').click();
    const results = await driver().webviewWith(/25 rows/);
    assert.match(await results.evaluate(() => document.body.innerText), /Warehouse/);
    await driver().statusBarItem(/Warehouse ›/);
    await suite.picture('history-result');
  });

  it('filters, and finds a run by a word of its error', async () => {
    await driver().beginCommand('Lakehouse: Filter History…');
    await driver().answerQuickInput('42703');
    await until('one run', async () => ((await runs()).length === 1 ? true : undefined));
    await driver().runCommand('Lakehouse: Clear the Filter of the History');
    await driver().beginCommand('Lakehouse: Search History…');
    await driver().typeQuickInput('keeper');
    await driver().chooseQuickPick("create role keeper password '•••'");
    await driver().page.locator('.editor-instance .view-line', { hasText: 'keeper' }).first().waitFor();
  });

  it('records nothing in private mode, and says so', async () => {
    await driver().runCommand('Lakehouse: Start Private Mode');
    await driver().statusBarItem(/^Private$/);
    await driver().openFile('payments.sql');
    await run('select 4711;');
    await driver().webviewWith(/4711/);
    await driver().runCommand('Lakehouse: End Private Mode');
    await run('select 4712;');
    await until('the run', () => Promise.resolve(stored().includes('4712') ? true : undefined));
    assert.ok(!stored().includes('4711'));
  });

  it('saves a query with its connection, and lists it among the others', async () => {
    await driver().page.locator('.pane-header[aria-label^="Saved Queries"]').click();
    await driver().treeRow('Saved Queries', '02_portfolio', 1);
    await driver().beginCommand('Lakehouse: Save Query…');
    await driver().quickInputTitled('Save Query');
    await driver().answerQuickInput('reports/answer');
    await driver().quickInputTitled('Save Query');
    await driver().page.locator('.quick-input-message', { hasText: 'What it answers' }).waitFor();
    await driver().answerQuickInput('The answer');
    await driver().page.locator('.tab.active', { hasText: 'answer.sql' }).waitFor();
    const file = path.join(suite.workbench.folder, 'demo/queries/reports/answer.sql');
    assert.equal(
      readFileSync(file, 'utf8'),
      '-- lakehouse: connection = Warehouse\n-- lakehouse: description = The answer\n\nselect 4712;\n',
    );
    await driver().expand(await driver().treeRow('Saved Queries', 'reports', 1));
    const row = await driver().treeRow('Saved Queries', 'answer', 2);
    assert.match(await row.innerText(), /The answer · Warehouse/);
    await suite.picture('history-saved');
    await row.hover();
    await row.locator('.action-label[aria-label^="Run Saved Query"]').click();
    await driver().webviewWith(/4712/);
    await driver().statusBarItem(/^Warehouse ›/);
  });

  it('deletes everything when asked to', async () => {
    await driver().beginCommand('Lakehouse: Clear History…');
    await driver().answerDialog('Delete All');
    await until('nothing', () => Promise.resolve(stored() === '' ? true : undefined));
  });
});
