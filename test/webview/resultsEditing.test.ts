import assert from 'node:assert/strict';
import type { RunView } from '../../src/protocol/results';
import { GridDriver } from '../support/webview/gridDriver';
import { columns, GeneratedResults, runOf, statement, type ValueAt } from '../support/webview/resultsHost';
import { until } from '../support/workbench/until';
import { type Theme, themes, WebviewBrowser, type WebviewPage } from '../support/webview/webviewBrowser';

describe('editing a result in the grid', () => {
  let browser: WebviewBrowser;
  let view: WebviewPage | undefined;

  before(async () => {
    browser = await WebviewBrowser.open();
  });

  afterEach(async () => {
    await view?.close();
    view = undefined;
  });

  after(() => browser.close());

  const rows = runOf([statement({ columns: columns(4), rowCount: 50 })]);
  const values: ValueAt = (row, column) => (column === 3 ? null : `${row}:${column}`);

  async function open(
    run: RunView = rows,
    options: { readonly theme?: Theme; readonly width?: number } = {},
  ) {
    const host = new GeneratedResults(run, values);
    view = await browser.page({ name: 'results', ...options }, host.connect);
    const { page } = view;
    await page.locator('.grid-cell:not(.grid-cell-loading)').first().waitFor();
    return { host, page, grid: new GridDriver(page), view };
  }

  async function edit(...given: Parameters<typeof open>) {
    const opened = await open(...given);
    await opened.page.getByRole('button', { name: 'Edit', exact: true }).click();
    await opened.page.getByRole('toolbar', { name: 'Editing core.loans' }).waitFor();
    await opened.grid.grid.focus();
    return opened;
  }

  it('offers no editing on a read-only connection, and says why it is not possible', async () => {
    const { host, page } = await open(runOf([statement()], { readOnly: true }));
    assert.equal(await page.getByRole('button', { name: 'Edit', exact: true }).count(), 0);
    host.edits.refusal = 'core.loans has no primary key.';
    host.show(rows);
    await page.getByRole('button', { name: 'Edit', exact: true }).click();
    await page.getByText('core.loans has no primary key.').first().waitFor();
    assert.equal(await page.getByRole('toolbar').count(), 0);
  });

  it('types over a cell, moves on, and marks what changed', async () => {
    const { grid, page } = await edit();
    await grid.press('ArrowRight', 'ArrowDown', 'x');
    const area = page.getByRole('textbox', { name: 'New value of column_1, text' });
    await area.waitFor();
    await page.keyboard.type('yz');
    await grid.press('Enter');
    await grid.shows(1, 1, 'xyz');
    assert.equal(await grid.active(), '2:1');
    await page.locator('.edit-words').getByText('1 row changed').waitFor();
    await grid.frame();
    assert.match((await grid.cell(1, 1).getAttribute('class')) ?? '', /grid-cell-edited/);
    await page.locator('.grid-number', { hasText: '*2' }).waitFor();
    await grid.press('Control+z');
    await grid.shows(1, 1, '1:1');
    await grid.press('Control+Shift+z');
    await grid.shows(1, 1, 'xyz');
  });

  it('opens the value, keeps line breaks, and drops what was typed on Escape', async () => {
    const { grid, page } = await edit();
    await grid.press('ArrowRight', 'F2');
    const area = page.locator('.cell-editor-text');
    await area.waitFor();
    assert.equal(await area.inputValue(), '0:1');
    await grid.press('End', 'Shift+Enter');
    await page.keyboard.type('b');
    await grid.press('Tab');
    await grid.shows(0, 1, '0:1↵b');
    assert.equal(await grid.active(), '0:2');
    await grid.press('q', 'Escape');
    await grid.shows(0, 2, '0:2');
    assert.equal(await grid.grid.evaluate((element) => element === document.activeElement), true);
  });

  it('tells NULL, DEFAULT and an empty text apart', async () => {
    const { grid, page } = await edit();
    await grid.press('ArrowRight', 'ArrowRight', 'Delete');
    await grid.shows(0, 2, 'NULL');
    await grid.press('ArrowDown', 'Enter');
    await page.locator('.cell-editor').getByRole('button', { name: 'DEFAULT' }).click();
    await grid.shows(1, 2, 'DEFAULT');
    await grid.press('ArrowDown', 'Enter');
    await page.locator('.cell-editor-text').fill('');
    await grid.press('Enter');
    await page.locator('.grid-cell-empty.grid-cell-edited').waitFor();
    await grid.press('ArrowRight', 'Enter');
    const area = page.locator('.cell-editor-text');
    await area.waitFor();
    assert.equal(await area.getAttribute('placeholder'), 'NULL');
    await grid.press('Enter');
    await grid.frame();
    assert.equal(await page.locator('.edit-words').innerText(), '3 rows changed', 'an untouched NULL stays');
  });

  it('says which columns take no value', async () => {
    const { grid, page } = await edit();
    await grid.press('x');
    await page.getByText('column_0 is generated from other columns, so it takes no value.').first().waitFor();
    await grid.press('Delete');
    assert.equal(await page.locator('.cell-editor').isVisible(), false);
  });

  it('adds rows at the end and deletes others, by key', async () => {
    const { grid, page } = await edit();
    await grid.press('Insert');
    await grid.shows(50, 1, 'DEFAULT');
    assert.equal(await grid.active(), '50:0');
    await grid.press('ArrowRight', 'n');
    await grid.press('Enter');
    await grid.shows(50, 1, 'n');
    await grid.press('Control+Home', 'Shift+ArrowDown', 'Control+Delete');
    await page.locator('.edit-words').getByText('1 row added, 2 deleted').waitFor();
    await page.locator('.grid-row-deleted .grid-number').first().waitFor();
    assert.equal(await page.locator('.grid-number', { hasText: '−2' }).innerText(), '−2');
    await grid.press('Control+Delete');
    await page.locator('.edit-words').getByText('1 row added').waitFor();
    await page.locator('.grid-row-deleted').first().waitFor({ state: 'detached' });
  });

  it('puts what is typed into a new row, however late the answers to earlier changes come', async () => {
    const { host, grid, page } = await edit();
    const held: (() => void)[] = [];
    host.edits.delay = () => new Promise((answer) => held.push(answer));
    const isAsked = (count: number) =>
      until('the host to be asked', () => Promise.resolve(held.length === count ? true : undefined));
    await grid.press('Control+Delete', 'Insert');
    await isAsked(2);
    held[0]?.();
    await grid.press('ArrowRight');
    await page.keyboard.type('4');
    await grid.press('Enter');
    await isAsked(3);
    held.forEach((answer) => answer());
    await page.locator('.edit-words').getByText('1 row added, 1 deleted').waitFor();
    await grid.shows(50, 1, '4');
  });

  it('previews, shows what failed and where, and applies', async () => {
    const { grid, page, host } = await edit();
    await grid.press('ArrowRight', 'ArrowDown', 'x', 'Enter', 'Control+End');
    await page.getByRole('button', { name: 'Preview' }).click();
    const message = 'Row 2 was changed by somebody else. Nothing was applied.';
    host.edits.problem = { message, row: 1, column: 1 };
    await page.getByRole('button', { name: 'Apply' }).click();
    await page.getByRole('alert').getByText(message).waitFor();
    await page.getByRole('button', { name: 'Show' }).click();
    assert.equal(await grid.active(), '1:1');
    await grid.frame();
    assert.match((await grid.cell(1, 1).getAttribute('class')) ?? '', /grid-cell-wrong/);
    await grid.shows(1, 1, 'x');
    host.edits.problem = undefined;
    await page.getByRole('button', { name: 'Apply' }).click();
    await page.getByText('Applied: 1 row changed.').waitFor();
    assert.deepEqual([host.edits.applied, host.edits.previewed], [['1 row changed'], 1]);
    await page.getByRole('button', { name: 'Stop Editing' }).click();
    await page.getByRole('button', { name: 'Edit', exact: true }).waitFor();
  });

  it('keeps the edits when the page is thrown away, and shows new rows that took the place of others', async () => {
    const { grid, view: shown, host } = await edit();
    await grid.press('ArrowRight', 'x', 'Enter');
    await grid.shows(0, 1, 'x');
    await shown.reload();
    await grid.shows(0, 1, 'x');
    const asked = host.asked.length;
    host.update(false, statement({ columns: columns(4), rowCount: 49, revision: 1 }));
    await until('the rows to be asked for anew', () =>
      Promise.resolve(host.asked.length > asked ? true : undefined),
    );
    await grid.shows(0, 2, '0:2');
  });

  for (const theme of themes) {
    it(`breaks no rule of WCAG in ${theme}`, async () => {
      const { grid, page, host, view: shown } = await edit(rows, { theme });
      await grid.press(
        'ArrowRight',
        'x',
        'Enter',
        'ArrowRight',
        'Delete',
        'ArrowDown',
        'Control+Delete',
        'Insert',
      );
      await grid.shows(50, 1, 'DEFAULT');
      host.edits.problem = { message: 'Row 1 is no longer there.', row: 0, column: undefined };
      await page.getByRole('button', { name: 'Apply' }).click();
      await page.getByRole('alert').waitFor();
      await grid.grid.focus();
      await grid.press('Control+Home', 'ArrowRight', 'F2');
      await page.locator('.cell-editor-text').waitFor();
      assert.deepEqual(await shown.accessibilityProblems(), []);
      await shown.screenshot(`results-editing-${theme}`);
    });
  }

  it('fits into a panel of 300 pixels', async () => {
    const { grid, page, view: shown } = await edit(rows, { width: 300 });
    await grid.press('ArrowRight', 'F2');
    await page.locator('.cell-editor-text').waitFor();
    await shown.screenshot('results-editing-narrow');
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 300);
  });
});
