import assert from 'node:assert/strict';
import { GridDriver } from '../support/webview/gridDriver';
import { columns, GeneratedResults, runOf, statement } from '../support/webview/resultsHost';
import { WebviewBrowser, type WebviewPage } from '../support/webview/webviewBrowser';

describe('the menus of a result', () => {
  let browser: WebviewBrowser;
  let view: WebviewPage;
  let grid: GridDriver;

  before(async () => {
    browser = await WebviewBrowser.open();
  });

  beforeEach(async () => {
    const host = new GeneratedResults(runOf([statement({ columns: columns(3) })]));
    view = await browser.page({ name: 'results' }, host.connect);
    grid = new GridDriver(view.page);
    await grid.shows(0, 0, '0:0');
  });

  afterEach(() => view.close());
  after(() => browser.close());

  const menu = () => view.page.getByRole('menu');

  it('opens the menu of a column by key, by the right button and by its own button', async () => {
    await grid.grid.focus();
    await grid.press('ArrowRight', 'Alt+ArrowDown');
    await view.page.getByRole('menu', { name: 'Column column_1' }).waitFor();
    assert.equal(await view.page.evaluate(() => document.activeElement?.getAttribute('role')), 'menuitem');
    await grid.press('Escape');
    await menu().waitFor({ state: 'hidden' });
    assert.equal(await view.page.evaluate(() => document.activeElement?.getAttribute('role')), 'grid');
    await grid.head(2).click({ button: 'right' });
    await view.page.getByRole('menu', { name: 'Column column_2' }).waitFor();
    await grid.cell(1, 1).click();
    await menu().waitFor({ state: 'hidden' });
    await grid.head(0).hover();
    await grid.head(0).locator('.grid-head-menu').click();
    await view.page.getByRole('menu', { name: 'Column column_0' }).waitFor();
  });

  it('opens the menu of a cell, walks through it and does what was chosen', async () => {
    await grid.grid.focus();
    await grid.press('ArrowDown', 'Shift+F10', 'End', 'Home');
    await view.page.getByRole('menu', { name: 'Cell of column_0' }).waitFor();
    assert.deepEqual(await view.accessibilityProblems(), []);
    await grid.press('Enter');
    await view.page.getByRole('dialog').waitFor();
    await grid.press('Escape');
    await grid.cell(2, 1).click({ button: 'right' });
    await view.page.getByRole('menu', { name: 'Cell of column_1' }).waitFor();
    assert.deepEqual(await grid.selected(), ['2:1']);
  });
});
