import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Frame } from 'playwright-core';
import { until } from '../support/workbench/until';
import { useWorkbench } from '../support/workbench/workbenchSuite';

const document = 'bioreactors.sql';

describe('sorting, filtering and drawing a result in the installed extension', function () {
  this.timeout(300_000);
  let results: Frame;
  const suite = useWorkbench({
    name: 'rows',
    connections: ({ connection }) => [connection({ id: 'rows', name: 'Rows' })],
    settings: { 'lakehouse.query.rowCap': 50_000 },
  });
  const { press } = suite;
  const driver = () => suite.driver;
  before(async () => {
    await driver().openFile(document);
    await suite.replaceText(
      "select n as id, case when n % 10 = 0 then null else (n * 7919) % 100003 end as amount, 'name ' || n % 100 as name from generate_series(1, 60000) as n",
    );
    await press('Control+Enter');
    results = await driver().webviewWith(/50,000 rows[^]*Export…/);
  });
  const cell = (row: number, column: number) =>
    results.locator(
      `.grid-row:not([hidden])[aria-rowindex="${row + 2}"] > .grid-cell[aria-colindex="${column + 2}"]`,
    );
  const shows = (row: number, column: number, text: string) =>
    cell(row, column)
      .and(results.getByText(text, { exact: true }))
      .waitFor();
  const head = (column: number) => results.locator(`.grid-head-cell[aria-colindex="${column + 2}"]`);
  const bar = () => results.getByRole('region', { name: 'Order and filter' });

  it('sorts by clicks, and says that these are the rows that were read', async () => {
    await head(1).click();
    await bar().getByText('Sorted by amount ↑').waitFor();
    await bar().getByText('Only the rows that were read, not all of the query.').waitFor();
    await shows(0, 1, '1');
    await head(1).click();
    await bar().getByText('Sorted by amount ↓').waitFor();
    await shows(0, 1, 'NULL');
    await suite.picture('rows-sorted');
  });

  it('filters by the value of a cell, and exports what is left', async () => {
    await cell(0, 2).click({ button: 'right' });
    const value = await cell(0, 2).innerText();
    await results.getByRole('menuitem', { name: 'Only Rows with This Value' }).click();
    await bar().getByText('500 of 50,000 rows').waitFor();
    await bar().getByText(`name = ${value}`).waitFor();
    await suite.picture('rows-filtered');
    await results.getByRole('button', { name: 'Export…' }).click();
    await driver().quickInputTitled('Export Which Rows?');
    await driver().chooseQuickPick('The 500 Rows that Are Shown');
    await driver().quickInputTitled('Export 500 Rows');
    await driver().chooseQuickPick('NDJSON');
    await driver().quickInputTitled('Export 500 Rows as NDJSON');
    await press('Enter');
    await driver().quickInputTitled('Export as NDJSON');
    await suite.picture('rows-export');
    await press('Enter');
    const file = path.join(suite.workbench.folder, 'demo', `${path.parse(document).name}.ndjson`);
    await until('the file', () => Promise.resolve(existsSync(file) ? true : undefined));
    const lines = readFileSync(file, 'utf8').trim().split('\n');
    assert.equal(lines.length, 500);
    assert.ok(lines.every((line) => line.includes(`"name": "${value}"`)));
  });

  it('opens the query for the server', async () => {
    await bar().getByRole('button', { name: 'On the Server…' }).click();
    const text = await until('the query', async () => {
      const lines = await driver().page.locator('.view-lines').first().innerText();
      return /ORDER\s+BY\s+amount\s+DESC/.test(lines) ? lines : undefined;
    });
    assert.match(text, /generate_series/);
    await driver().runCommand('View: Revert and Close Editor');
    results = await driver().webviewWith(/500 of 50,000 rows/);
    await bar().getByRole('button', { name: 'Clear' }).click();
    await shows(0, 0, '1');
  });

  it('finds a value in all rows', async () => {
    await results.getByRole('grid').focus();
    await press('Control+f');
    await results.getByLabel('Find in all rows').fill('name 42');
    await press('Enter');
    await results.getByText('1 of 500 hits').waitFor();
    await shows(41, 2, 'name 42');
    await suite.picture('rows-found');
    await press('Escape');
  });

  it('shows statistics and a chart', async () => {
    await head(1).click({ button: 'right' });
    await results.getByRole('menuitem', { name: 'Column Statistics' }).click();
    const dialog = results.getByRole('dialog', { name: 'amount' });
    await dialog.getByText('5,000 (10 %)').waitFor();
    await dialog.getByText('45,000', { exact: true }).waitFor();
    await suite.picture('rows-statistics');
    await dialog.getByRole('button', { name: 'Close' }).click();
    await results.getByRole('button', { name: 'Chart' }).click();
    await results
      .getByText(/50,000 rows in 300 ranges of equal width/)
      .first()
      .waitFor();
    await suite.picture('rows-chart');
    await results.getByRole('button', { name: 'Rows', exact: true }).click();
    await shows(41, 2, 'name 42');
  });
});
