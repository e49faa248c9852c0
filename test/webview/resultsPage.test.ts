import assert from 'node:assert/strict';
import type { ServerMessage } from '../../src/core/sql/serverError';
import type { RunView } from '../../src/protocol/results';
import { GridDriver } from '../support/webview/gridDriver';
import {
  column,
  columns,
  GeneratedResults,
  runOf,
  statement,
  type ValueAt,
} from '../support/webview/resultsHost';
import {
  type PageOptions,
  themes,
  WebviewBrowser,
  type WebviewPage,
} from '../support/webview/webviewBrowser';

const created = statement({
  index: 1,
  title: 'create table staging.loans (id bigint)',
  columns: undefined,
  rowCount: 0,
  commandTag: 'CREATE TABLE',
});

const failed = statement({
  index: 2,
  title: 'select custmer_id from core.customers',
  state: 'failed',
  columns: undefined,
  rowCount: 0,
  commandTag: undefined,
  error: {
    message: 'column "custmer_id" does not exist',
    server: message({
      severity: 'ERROR',
      code: '42703',
      message: 'column "custmer_id" does not exist',
      hint: 'Perhaps you meant to reference the column "customers.customer_id".',
    }),
    line: 3,
    column: 8,
  },
});

describe('results page', () => {
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

  async function open(run: RunView | undefined, valueAt?: ValueAt, options: Partial<PageOptions> = {}) {
    const host = new GeneratedResults(run, valueAt);
    view = await browser.page({ name: 'results', ...options }, host.connect);
    await view.page.locator('#app > *').first().waitFor();
    return { host, page: view.page, grid: new GridDriver(view.page), view };
  }

  it('says what to do when nothing has run yet', async () => {
    const { page, host } = await open(undefined);
    assert.match(
      await page.locator('#app').innerText(),
      /^Nothing has run yet\.\s+In an SQL document, Ctrl\+Enter/,
    );
    host.show(runOf([statement()]));
    await page.getByRole('grid').waitFor();
    host.show(undefined);
    await page.getByText('Nothing has run yet.').waitFor();
  });

  it('counts the seconds while a statement runs, and cancels', async () => {
    const running = statement({ state: 'running', columns: undefined, rowCount: 0, elapsedMs: 61_000 });
    const { page, host } = await open(runOf([running], { running: true }));
    await page.getByText('Running · 1 min 1 s').waitFor();
    await page.getByText('Running · 1 min 2 s').waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    host.update(false, { ...running, state: 'cancelled', elapsedMs: 63_000, commandTag: undefined });
    await page.getByText('Cancelled · 1 min 3 s').waitFor();
    assert.equal(host.cancelled, 1);
    assert.equal(await page.getByRole('button', { name: 'Cancel' }).count(), 0);
  });

  it('names rows and time, the cap, and no rows', async () => {
    const { page, host } = await open(runOf([statement({ rowCount: 10_000, complete: false })]));
    const foot = page.locator('.foot');
    await foot.getByText('10,000 rows · 12 ms').waitFor();
    await foot.getByText('Stopped after 10,000 rows. The statement was not run to completion.').waitFor();
    host.show(runOf([statement({ rowCount: 0, note: 'A note of the host.' })], { runId: 2 }));
    await page.getByText('No rows').waitFor();
    await foot.getByText('0 rows · 12 ms').waitFor();
    await foot.getByText('A note of the host.').waitFor();
    assert.equal(await page.locator('.grid-head-name').first().innerText(), 'column_0');
  });

  it('shows for how long a query stays open for its other rows, fetches them or closes it', async () => {
    const held = statement({ state: 'held', rowCount: 100_000, complete: false, heldMs: 20_000 });
    const { page, host } = await open(runOf([held], { running: true }));
    const foot = page.locator('.foot');
    await foot.getByText('There are more rows. The query stays open for 20 s.').waitFor();
    await foot.getByText('There are more rows. The query stays open for 18 s.').waitFor();
    assert.equal(await page.getByRole('button', { name: 'Cancel' }).count(), 0);
    await foot.getByRole('button', { name: 'Fetch All' }).click();
    await foot.getByRole('button', { name: 'Close Query' }).click();
    assert.deepEqual([host.fetched, host.cancelled], [[0], 1]);
    host.update(false, { ...held, state: 'done', note: 'Stopped at 100,000 rows.' });
    await foot.getByText('Stopped at 100,000 rows.').waitFor();
    assert.equal(await foot.getByRole('button', { name: 'Close Query' }).count(), 0);
    await foot.getByRole('button', { name: 'Fetch All' }).click();
    assert.deepEqual(host.fetched, [0, 0]);
    host.update(false, { ...held, state: 'done', complete: true });
    await foot.getByRole('button', { name: 'Fetch All' }).waitFor({ state: 'detached' });
  });

  it('lists what the server answered, and goes to the place of an error', async () => {
    const notices = [
      message({ severity: 'NOTICE', message: 'table "loans" will be created', detail: 'More.' }),
    ];
    const skipped = statement({ index: 3, state: 'skipped', columns: undefined, elapsedMs: undefined });
    const { page, host } = await open(
      runOf([statement(), { ...created, notices, noticeCount: 250 }, failed, skipped]),
    );
    const lines = (await page.locator('.messages').innerText())
      .split('\n')
      .filter((line) => line.trim() !== '');
    assert.deepEqual(lines, [
      'select * from marts.mart_bioreactor_overview',
      'SELECT 1000 · 12 ms',
      'Show rows',
      'create table staging.loans (id bigint)',
      'CREATE TABLE · 12 ms',
      'NOTICE',
      'table "loans" will be created',
      'More.',
      '249 more messages not shown.',
      'select custmer_id from core.customers',
      'Failed · 12 ms',
      'column "custmer_id" does not exist',
      'Hint',
      'Perhaps you meant to reference the column "customers.customer_id".',
      'Code',
      '42703',
      'Go to error (line 3, column 8)',
      'select * from marts.mart_bioreactor_overview',
      'Not run',
    ]);
    await page.getByRole('button', { name: 'Go to error' }).click();
    await page.getByRole('button', { name: 'Show rows' }).click();
    await page.getByRole('grid').waitFor();
    assert.deepEqual(host.revealed, [2]);
  });

  it('lists the last of many statements, and all of them on demand', async () => {
    const many = Array.from({ length: 1000 }, (_, index) => ({
      ...created,
      index,
      title: `statement ${index}`,
    }));
    const { page } = await open(runOf(many));
    assert.equal(await page.locator('.message').count(), 200);
    await page.getByText('800 earlier statements not listed.').waitFor();
    await page.getByRole('button', { name: 'Show all' }).click();
    await page.getByText('statement 0', { exact: true }).waitFor();
    assert.equal(await page.locator('.message').count(), 1000);
  });

  it('walks through the tabs by keyboard, and remembers the chosen one', async () => {
    const results = [0, 1, 2].map((index) => statement({ index, title: `select ${index}` }));
    const { page, grid, view: shown } = await open(runOf(results), (row, index) => `${row}:${index}`);
    await grid.shows(0, 0, '0:0');
    await page.getByRole('tab').first().focus();
    const chosen = async () => page.locator('[role=tab][aria-selected=true]').innerText();
    const walk = ['ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowLeft', 'Home', 'End'];
    const names: string[] = [];
    for (const key of walk) {
      await page.keyboard.press(key);
      names.push(await chosen());
      assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('aria-selected')), 'true');
    }
    assert.deepEqual(
      names.map((name) => name.replace(/\s+/g, ' ').slice(0, 10)),
      ['2 select 1', '3 select 2', 'Messages', '1 select 0', 'Messages', '1 select 0', 'Messages'],
    );
    await page.keyboard.press('ArrowLeft');
    await shown.reload();
    await grid.shows(0, 0, '0:0');
    assert.match(await chosen(), /^3\s+select 2/);
  });

  it('pins and closes results by menu and by key, and leads to results without a tab', async () => {
    const earlier = statement({ index: 1_000_000_000, title: 'select old', pinned: true, earlier: true });
    const many = Array.from({ length: 60 }, (_, index) => statement({ index, title: `select ${index}` }));
    const { page, grid, host } = await open(runOf([earlier, ...many]), (row, index) => `${row}:${index}`);
    assert.match(await page.locator('[role=tab][aria-selected=true]').innerText(), /select 0/);
    const menu = async (item: string) => {
      await page.getByRole('button', { name: 'All results, pin and close' }).click();
      await page.getByRole('menuitem', { name: item }).click();
    };
    await menu('Pin This Result');
    await menu('select 57');
    assert.match(await page.locator('[role=tab][aria-selected=true]').innerText(), /select 57/);
    await menu('Close This Result');
    await menu('select old');
    await page.getByRole('tab', { name: /Pinned\s+select old/ }).focus();
    await grid.press('Delete');
    await grid.frame();
    assert.deepEqual(host.pins, [{ runId: 1, statement: 0, pinned: true }]);
    assert.deepEqual(host.closed, [57, 1_000_000_000]);
    await page.getByRole('tab', { name: 'Messages' }).click();
    assert.equal(await page.locator('.message').count(), 60);
    host.update(false, { ...earlier, columns: undefined, pinned: false });
    await page.getByRole('tab', { name: /select old/ }).waitFor({ state: 'detached' });
  });

  it('keeps place and selection while another tab is in front', async () => {
    const { page, grid } = await open(runOf([statement(), statement({ index: 1 })]));
    await grid.shows(0, 0, '0:0');
    await grid.grid.focus();
    await grid.press('Control+End');
    await grid.shows(999, 3, '999:3');
    await page.getByRole('tab').nth(1).click();
    await grid.shows(0, 0, '0:0');
    await page.getByRole('tab').nth(0).click();
    await grid.shows(999, 3, '999:3');
    assert.equal(await grid.active(), '999:3');
  });

  it('opens a whole value, and gives the focus back', async () => {
    const long = `{\n  "text": "${'x'.repeat(1_200_000)}"\n}`;
    const { page, grid, host } = await open(
      runOf([statement({ columns: [column('attributes', 'jsonb')], rowCount: 2 })]),
      (row) => (row === 0 ? long : null),
    );
    await grid.grid.focus();
    await grid.press('Enter');
    await page.getByRole('tree', { name: 'Value as JSON' }).waitFor();
    await page.getByRole('button', { name: 'Text', exact: true }).click();
    const text = page.getByRole('textbox', { name: 'Value', exact: true });
    await text.waitFor();
    assert.equal((await text.inputValue()).length, 1024 * 1024);
    assert.equal(await text.evaluate((element) => element === document.activeElement), true);
    await page.getByText('1.1 MB. Copy and Save take the whole value.').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Copy' }).click();
    await grid.press('Escape');
    assert.equal(await grid.grid.evaluate((element) => element === document.activeElement), true);
    await grid.cell(1, 0).dblclick();
    await page.getByRole('dialog').getByText('NULL').waitFor();
    assert.deepEqual(host.copied, [
      { runId: 1, statement: 0, firstRow: 0, lastRow: 0, columns: [0], format: 'tsv' },
    ]);
  });

  it('is reached by Tab in the order of reading', async () => {
    const { page } = await open(runOf([statement({ state: 'running' })], { running: true }));
    await page.getByRole('grid').waitFor();
    const order: string[] = [];
    for (let step = 0; step < 4; step++) {
      await page.keyboard.press('Tab');
      order.push(
        await page.evaluate(() => {
          const { activeElement } = document;
          return activeElement?.getAttribute('role') ?? activeElement?.tagName.toLowerCase() ?? '';
        }),
      );
    }
    assert.deepEqual(order, ['tab', 'button', 'vscode-button', 'grid']);
  });

  it('fits into a panel of 300 pixels', async () => {
    const { page, view: shown } = await open(runOf([statement(), created, failed]), undefined, {
      width: 300,
    });
    await page.getByRole('button', { name: 'Go to error' }).waitFor();
    await shown.screenshot('results-narrow-messages');
    await page.getByRole('tab').first().click();
    await page.getByRole('grid').waitFor();
    await shown.screenshot('results-narrow');
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 300);
    const box = await page.getByRole('grid').boundingBox();
    assert.ok(box && box.width === 300 && box.height > 250);
  });

  for (const theme of themes) {
    it(`breaks no rule of WCAG in ${theme}`, async () => {
      const running = statement({ state: 'running', rowCount: 5000 });
      const {
        page,
        grid,
        host,
        view: shown,
      } = await open(
        runOf([running, created], { running: true, environment: 'production', readOnly: true }),
        (row, index) => (index === 1 ? null : `${row}:${index}`),
        { theme },
      );
      await grid.shows(0, 0, '0:0');
      await grid.grid.focus();
      await grid.press('Shift+ArrowDown', 'Shift+ArrowRight');
      await grid.frame();
      assert.deepEqual(await shown.accessibilityProblems(), []);
      await shown.screenshot(`results-grid-${theme}`);
      await grid.press('Enter');
      await page.getByRole('dialog').getByText('NULL').waitFor();
      assert.deepEqual(await shown.accessibilityProblems(), []);
      await grid.press('Escape');
      host.show(runOf([statement({ columns: columns(2) }), created, failed], { runId: 2 }));
      await page.getByText('42703').waitFor();
      assert.deepEqual(await shown.accessibilityProblems(), []);
      await shown.screenshot(`results-messages-${theme}`);
    });
  }
});

function message(different: Partial<ServerMessage>): ServerMessage {
  return {
    severity: 'NOTICE',
    code: '00000',
    message: '',
    detail: undefined,
    hint: undefined,
    position: undefined,
    internalPosition: undefined,
    internalQuery: undefined,
    where: undefined,
    schema: undefined,
    table: undefined,
    column: undefined,
    dataType: undefined,
    constraint: undefined,
    ...different,
  };
}
