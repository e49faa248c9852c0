import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
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
import { type PageOptions, WebviewBrowser, type WebviewPage } from '../support/webview/webviewBrowser';

describe('results grid', () => {
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

  async function open(run: RunView, valueAt?: ValueAt, options: Partial<PageOptions> = {}) {
    const host = new GeneratedResults(run, valueAt);
    view = await browser.page({ name: 'results', ...options }, host.connect);
    const { page } = view;
    const grid = new GridDriver(page);
    await page.locator('.grid-cell:not(.grid-cell-loading)').first().waitFor();
    return { host, page, grid, view };
  }

  it('shows names, types and values, numbers to the right', async () => {
    const shape = [column('loan_id', 'bigint'), column('customer'), column('principal', 'numeric(15,2)')];
    const { grid, page } = await open(runOf([statement({ columns: shape })]));
    await grid.shows(0, 0, '0:0');
    await grid.shows(3, 2, '3:2');
    assert.equal(await grid.head(2).innerText(), 'principal\nnumeric(15,2)');
    assert.deepEqual(await Promise.all([0, 1, 2].map((index) => alignment(page, index))), [
      'right',
      'left',
      'right',
    ]);
    assert.equal(await grid.grid.getAttribute('aria-rowcount'), '1001');
    assert.equal(await grid.grid.getAttribute('aria-colcount'), '4');
    assert.equal(await page.locator('.grid-number').first().innerText(), '1');
  });

  it('tells NULL, an empty value and the word NULL apart', async () => {
    const values = [null, '', 'NULL'];
    const { grid } = await open(
      runOf([statement({ columns: columns(1), rowCount: 3 })]),
      (row) => values[row] ?? null,
    );
    await grid.shows(0, 0, 'NULL');
    await grid.shows(2, 0, 'NULL');
    assert.equal(await grid.cell(1, 0).innerText(), '');
    const style = (row: number) => grid.cell(row, 0).evaluate((cell) => getComputedStyle(cell).fontStyle);
    assert.deepEqual(await Promise.all([0, 1, 2].map(style)), ['italic', 'normal', 'normal']);
  });

  it('shows hostile values as text', async () => {
    const values = [
      '<img src=x onerror="document.title=1"><script>document.title=2</script>',
      'abc\u202etxt.exe',
      'two\nlines\tand\u0000nul',
      'שלום עולם',
      'x'.repeat(1_000_000),
    ];
    const name = '<b>bold</b>\n"; drop';
    const {
      grid,
      page,
      host,
      view: shown,
    } = await open(
      runOf([statement({ title: '<i>title</i>', columns: [column(name)], rowCount: values.length })]),
      (row) => values[row] ?? null,
    );
    await grid.shows(0, 0, values[0] ?? '');
    await grid.shows(1, 0, 'abc‹U+202E›txt.exe');
    await grid.shows(2, 0, 'two↵lines⇥and␀nul');
    await grid.shows(3, 0, values[3] ?? '');
    assert.equal((await grid.cell(4, 0).innerText()).length, 401);
    assert.equal(await page.locator('.grid-head-name').first().innerText(), '<b>bold</b>↵"; drop');
    assert.equal(await page.locator('#app img, #app script, #app b, #app i:not(.environment)').count(), 0);
    assert.equal(await page.title(), 'results');
    await shown.screenshot('results-hostile');
    assert.equal(host.asked.length, 1);
  });

  it('reaches the last of ten million rows by key, by scroll bar and by wheel', async () => {
    const { grid, page } = await open(runOf([statement({ rowCount: 10_000_000 })]));
    await grid.grid.focus();
    await grid.press('Control+End');
    await grid.shows(9_999_999, 3, '9999999:3');
    assert.equal(await grid.active(), '9999999:3');
    await grid.press('Control+Home');
    await grid.shows(0, 0, '0:0');
    await grid.grid.evaluate((element) => (element.scrollTop = element.scrollHeight));
    await grid.shows(9_999_999, 0, '9999999:0');
    await grid.grid.evaluate((element) => (element.scrollTop = element.scrollHeight / 2));
    const before = await settledFirstRow(page, (row) => Math.abs(row - 5_000_000) < 10_000);
    await page.mouse.move(300, 200);
    await page.mouse.wheel(0, 240);
    assert.equal(await settledFirstRow(page, (row) => row !== before), before + 10);
  });

  it('keeps few elements with 1,600 columns, and reaches the last', async () => {
    const { grid, host } = await open(runOf([statement({ columns: columns(1600) })]));
    await grid.grid.focus();
    await grid.press('End');
    await grid.shows(0, 1599, '0:1599');
    assert.equal(await grid.active(), '0:1599');
    assert.ok((await grid.elementCount()) < 600, `${await grid.elementCount()} elements`);
    assert.ok(host.asked.every(({ columnCount }) => columnCount <= 64));
  });

  it('walks by keyboard as a spreadsheet does', async () => {
    const { grid } = await open(runOf([statement({ columns: columns(6), rowCount: 500 })]));
    await grid.grid.focus();
    const walk: readonly (readonly [string, string])[] = [
      ['ArrowDown', '1:0'],
      ['ArrowRight', '1:1'],
      ['End', '1:5'],
      ['ArrowRight', '1:5'],
      ['Home', '1:0'],
      ['ArrowLeft', '1:0'],
      ['Control+ArrowDown', '499:0'],
      ['Control+ArrowUp', '0:0'],
      ['ArrowUp', '0:0'],
      ['PageDown', '11:0'],
      ['PageDown', '22:0'],
      ['PageUp', '11:0'],
      ['Control+End', '499:5'],
      ['Control+Home', '0:0'],
    ];
    for (const [key, place] of walk) {
      await grid.press(key);
      assert.equal(await grid.active(), place, key);
    }
  });

  it('extends the selection by keyboard', async () => {
    const { grid, page } = await open(runOf([statement({ columns: columns(3), rowCount: 3 })]));
    await grid.grid.focus();
    await grid.press('ArrowDown', 'Shift+ArrowDown', 'Shift+ArrowRight');
    assert.deepEqual(await grid.selected(), ['1:0', '1:1', '2:0', '2:1']);
    assert.match(await page.locator('.foot').innerText(), /2 rows × 2 columns selected/);
    await grid.press('Escape');
    assert.deepEqual(await grid.selected(), ['2:1']);
    await grid.press('Shift+Space');
    assert.deepEqual(await grid.selected(), ['2:0', '2:1', '2:2']);
    await grid.press('ArrowUp', 'Control+Space');
    assert.deepEqual(await grid.selected(), ['0:0', '1:0', '2:0']);
    await grid.press('Control+a');
    assert.equal((await grid.selected()).length, 9);
  });

  it('sums up what is selected', async () => {
    const shape = [column('id', 'bigint'), column('amount', 'numeric(15,2)'), column('name')];
    const { grid, page, host } = await open(
      runOf([statement({ columns: shape, rowCount: 100_000 })]),
      (row, index) => (index === 2 ? 'x' : index === 1 ? `${row}.25` : row === 0 ? null : `${row}`),
    );
    await grid.grid.focus();
    await grid.press('Shift+ArrowRight', 'Shift+ArrowDown', 'Shift+ArrowDown');
    await page.getByText('5 numbers · Sum 6.75 · Avg 1.35 · Min 0.25 · Max 2.25').waitFor();
    await grid.press('Escape');
    await grid.frame();
    assert.deepEqual(host.summed, []);
    await grid.press('ArrowLeft', 'Control+Space');
    await page.getByText('Sum 4999950000').waitFor();
  });

  it('copies the selection through the host', async () => {
    const { grid, host, page } = await open(runOf([statement({ rowCount: 2_000_000 })]));
    await grid.grid.focus();
    await grid.press('Shift+ArrowDown', 'Shift+ArrowRight', 'Control+c');
    await page.getByText('Copied 2 rows.').first().waitFor();
    await grid.press('Control+a', 'Control+Shift+C');
    await page.getByText('Copied 2,000,000 rows.').first().waitFor();
    const request = { runId: 1, statement: 0, firstRow: 0 };
    assert.deepEqual(host.copied, [
      { ...request, lastRow: 1, columns: [0, 1], format: 'tsv' },
      { ...request, lastRow: 1_999_999, columns: [0, 1, 2, 3], format: 'tsvWithHeader' },
    ]);
  });

  it('asks the host for other forms, and for an export', async () => {
    const { grid, host, page } = await open(runOf([statement({ rowCount: 3 })]));
    await grid.grid.focus();
    await grid.press('Shift+ArrowDown');
    await page.getByRole('button', { name: 'Copy As…' }).click();
    await page.getByText('Copied 2 rows.').first().waitFor();
    await page.getByRole('button', { name: 'Export…' }).click();
    await grid.frame();
    assert.deepEqual(host.exported, [0]);
  });

  it('copies also by the menu of VS Code, and once when a key did it', async () => {
    const { grid, host, page } = await open(runOf([statement()]));
    await grid.grid.focus();
    const menu = () => grid.grid.evaluate((element) => element.dispatchEvent(new ClipboardEvent('copy')));
    await menu();
    await page.getByText('Copied 1 row.').first().waitFor();
    await grid.press('Control+c');
    await menu();
    await grid.frame();
    assert.equal(host.copied.length, 2);
  });

  it('selects with the mouse: cells, rows, columns', async () => {
    const { grid, page } = await open(runOf([statement({ columns: columns(3), rowCount: 4 })]));
    await drag(page, grid.cell(0, 1), grid.cell(1, 2));
    assert.deepEqual(await grid.selected(), ['0:1', '0:2', '1:1', '1:2']);
    await grid.cell(2, 0).click();
    await grid.cell(3, 1).click({ modifiers: ['Shift'] });
    assert.deepEqual(await grid.selected(), ['2:0', '2:1', '3:0', '3:1']);
    await page.locator('.grid-number').nth(1).click();
    assert.deepEqual(await grid.selected(), ['1:0', '1:1', '1:2']);
    await grid.head(2).click({ modifiers: ['Control'] });
    assert.deepEqual(await grid.selected(), ['0:2', '1:2', '2:2', '3:2']);
  });

  it('scrolls on while the mouse is held below the grid', async () => {
    const { grid, page } = await open(runOf([statement({ rowCount: 5000 })]));
    const box = await grid.cell(2, 1).boundingBox();
    assert.ok(box);
    await page.mouse.move(box.x + 5, box.y + 5);
    await page.mouse.down();
    await page.mouse.move(box.x + 5, 395);
    // The rows run past; the one that is waited for may be gone before anybody looks.
    await page.waitForFunction(() =>
      [...document.querySelectorAll('.grid-row:not([hidden])')].some(
        (row) => Number(row.getAttribute('aria-rowindex')) > 100,
      ),
    );
    await page.mouse.up();
    const [first] = await grid.selected();
    assert.ok(Number(first?.split(':')[0]) > 2, 'the selection begins above');
  });

  it('resizes a column by drag, by keyboard, and fits it to its values; the widths survive', async () => {
    const shape = columns(3);
    const {
      grid,
      page,
      view: shown,
    } = await open(runOf([statement({ columns: shape })]), (row, index) =>
      index === 1 ? 'a value that is rather long, longer than most' : `${row}`,
    );
    const width = async (index: number) => Math.round((await grid.head(index).boundingBox())?.width ?? 0);
    const start = await width(0);
    const edge = await rightEdge(page, 0);
    await page.mouse.move(edge.x, edge.y);
    await page.mouse.down();
    await page.mouse.move(edge.x + 100, edge.y);
    await page.mouse.up();
    assert.equal(await width(0), start + 100);
    await grid.grid.focus();
    await grid.press('Shift+Alt+ArrowRight');
    await grid.frame();
    assert.equal(await width(0), start + 116);
    const second = await rightEdge(page, 1);
    await page.mouse.move(second.x, second.y);
    await page.mouse.down();
    await page.mouse.move(second.x - 150, second.y);
    await page.mouse.up();
    const third = await rightEdge(page, 1);
    await page.mouse.dblclick(third.x, third.y);
    await grid.frame();
    const fitted = await width(1);
    assert.ok(fitted > 250, `${fitted}`);
    await shown.reload();
    await grid.shows(0, 0, '0');
    assert.deepEqual([await width(0), await width(1)], [start + 116, fitted]);
  });

  it('shows rows that could not be loaded, and loads them on demand', async () => {
    const { grid, host, page } = await open(runOf([statement({ rowCount: 100_000 })]));
    host.failure = 'The disk is full.';
    await grid.grid.focus();
    await grid.press('Control+End');
    await grid.shows(99_999, 0, 'not loaded');
    await page.getByText('Some rows could not be loaded: The disk is full.').waitFor();
    host.failure = undefined;
    await page.getByRole('button', { name: 'Try Again' }).click();
    await grid.shows(99_999, 0, '99999:0');
    assert.equal(await page.getByText('could not be loaded').count(), 0);
  });

  it('paints the first rows that come with the news, before any window has come', async () => {
    const running = statement({ state: 'running', columns: undefined, rowCount: 0 });
    const host = new GeneratedResults(runOf([running], { running: true }));
    host.gate = new Promise(() => undefined);
    view = await browser.page({ name: 'results' }, host.connect);
    await view.page.getByText('Running ·').waitFor();
    const window = { first: 0, firstColumn: 0, rows: [['first', null, '', 'row']] };
    const started = statement({ state: 'running', rowCount: 5000 });
    host.updateWith(true, [started], [{ statement: 0, window }]);
    await new GridDriver(view.page).shows(0, 0, 'first');
    assert.deepEqual(
      host.asked.map(({ first }) => first),
      [0, 100],
    );
  });

  it('grows while the statement runs', async () => {
    const running = statement({ state: 'running', rowCount: 30, commandTag: undefined });
    const { grid, host } = await open(runOf([running], { running: true }));
    await grid.shows(29 - 19, 0, '10:0');
    host.update(false, statement({ rowCount: 250 }));
    await grid.grid.focus();
    await grid.press('Control+End');
    await grid.shows(249, 3, '249:3');
    assert.equal(await grid.grid.getAttribute('aria-rowcount'), '251');
  });
});

async function alignment(page: Page, index: number): Promise<string> {
  const align = await page
    .locator(`.grid-cell[aria-colindex="${index + 2}"]`)
    .first()
    .evaluate((cell) => getComputedStyle(cell).textAlign);
  return align === 'right' ? 'right' : 'left';
}

/** The topmost row in sight by its index for assistive technology, once it is as wanted. */
async function settledFirstRow(page: Page, wanted: (row: number) => boolean): Promise<number> {
  for (;;) {
    const row = await page.evaluate(() => {
      const top = document.querySelector('.grid-body')?.getBoundingClientRect().top ?? 0;
      const element = document.elementFromPoint(100, top + 12)?.closest('.grid-row');
      return Number(element?.getAttribute('aria-rowindex'));
    });
    if (wanted(row)) {
      return row;
    }
    await new GridDriver(page).frame();
  }
}

async function drag(
  page: Page,
  from: ReturnType<Page['locator']>,
  to: ReturnType<Page['locator']>,
): Promise<void> {
  await from.hover();
  await page.mouse.down();
  await to.hover();
  await page.mouse.up();
}

async function rightEdge(page: Page, index: number): Promise<{ x: number; y: number }> {
  const box = await page.locator(`.grid-head-cell[aria-colindex="${index + 2}"]`).boundingBox();
  assert.ok(box);
  return { x: box.x + box.width - 1, y: box.y + box.height / 2 };
}
