import assert from 'node:assert/strict';
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
import { WebviewBrowser, type WebviewPage } from '../support/webview/webviewBrowser';

describe('columns and looks of the results grid', () => {
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

  async function open(run: RunView, valueAt?: ValueAt) {
    const host = new GeneratedResults(run, valueAt);
    view = await browser.page({ name: 'results' }, host.connect);
    const { page } = view;
    await page.locator('.grid-cell:not(.grid-cell-loading)').first().waitFor();
    return { host, page, grid: new GridDriver(page), view };
  }

  it('goes to a column by its name, and to a row by its number', async () => {
    const {
      grid,
      page,
      view: shown,
    } = await open(runOf([statement({ columns: columns(1600), rowCount: 5000 })]));
    await grid.grid.focus();
    await grid.press('Control+g');
    const find = page.getByRole('textbox', { name: 'Column name or row number' });
    await find.fill('column_1234');
    await page.getByText('1 of 1,600 columns').waitFor();
    assert.deepEqual(await shown.accessibilityProblems(), []);
    await shown.screenshot('results-columns');
    await grid.press('Enter');
    await grid.shows(0, 1234, '0:1234');
    assert.equal(await grid.active(), '0:1234');
    assert.equal(await grid.grid.evaluate((element) => element === document.activeElement), true);
    await grid.press('Control+g');
    await find.fill('4,321');
    await page.getByText('Enter goes to row 4,321 of 5,000.').waitFor();
    await grid.press('Enter');
    await grid.shows(4320, 1234, '4320:1234');
    assert.equal(await grid.active(), '4320:1234');
  });

  it('hides columns and pins others, copies what is shown, and remembers it', async () => {
    const run = runOf([statement({ columns: columns(40), rowCount: 100 })]);
    const { grid, page, host, view: shown } = await open(run);
    await page.getByRole('button', { name: 'Columns…' }).click();
    await page.getByRole('checkbox', { name: 'column_0 text' }).click();
    await page.getByRole('button', { name: 'Pin column_7 at the left' }).click();
    await page.getByRole('button', { name: 'Pin column_3 at the left' }).click();
    await page.getByText('40 columns · 1 hidden').waitFor();
    await grid.press('Escape');
    const names = () =>
      page.locator('.grid-head-cell:not([hidden])').evaluateAll((cells) =>
        cells
          .map(
            (cell) =>
              [
                Number(cell.getAttribute('aria-colindex')),
                cell.querySelector('span')?.textContent ?? '',
              ] as const,
          )
          .sort(([a], [b]) => a - b)
          .slice(0, 4)
          .map(([, name]) => name),
      );
    assert.deepEqual(await names(), ['column_7', 'column_3', 'column_1', 'column_2']);
    await grid.grid.focus();
    await grid.press('Control+Home', 'Shift+ArrowRight', 'Shift+ArrowRight', 'Control+c');
    await page.getByText('Copied 1 row.').first().waitFor();
    assert.deepEqual(host.copied[0]?.columns, [7, 3, 1]);
    await grid.press('End');
    await grid.shows(0, 38, '0:39');
    const left = (await grid.cell(0, 0).boundingBox())?.x ?? 0;
    const gutter = (await page.locator('.grid-number').first().boundingBox())?.width ?? 0;
    assert.equal(left, gutter, 'the pinned column stays at the left');
    await page.mouse.move(left + 20, 84);
    await page.mouse.down();
    await page.mouse.up();
    assert.equal(await grid.active(), '0:0');
    await shown.screenshot('results-pinned');
    assert.deepEqual(await shown.accessibilityProblems(), []);
    await shown.reload();
    await grid.shows(0, 0, '0:7');
    await page.getByText('1 column hidden · Row 1').waitFor();
    await page.getByRole('button', { name: 'Columns…' }).click();
    await page.getByRole('button', { name: 'Show All' }).click();
    await page.getByRole('button', { name: 'Pin column_7 at the left' }).click();
    await page.getByRole('button', { name: 'Pin column_3 at the left' }).click();
    await grid.press('Escape');
    await grid.shows(0, 0, '0:0');
  });

  const looks: readonly (readonly [type: string, value: string | null, text: string, badge: string])[] = [
    ['text', null, 'NULL', ''],
    ['text', '   ', '···', ''],
    ['text', ' a b ', '·a b·', ''],
    ['text', '\u00a0x', '⍽x', ''],
    ['boolean', 't', 'true', ''],
    ['bytea', '\\x0102', '\\x0102', ''],
    ['bytea', `\\x${'ab'.repeat(3000)}`, `\\x${'ab'.repeat(32)}…`, '2.9 kB '],
    ['text', 'y'.repeat(4096), `${'y'.repeat(400)}…`, '4 kB '],
    ['json', '{\n  "a": 1\n}', '{ "a": 1 }', ''],
    [
      'public.geometry(Point,4326)',
      '0101000020E6100000000000000000F03F0000000000000040',
      '0101000020E6100000000000000000F03F0000000000000040',
      'POINT · SRID 4326 ',
    ],
  ];
  it('shows values by their type', async () => {
    const shape = looks.map(([type], index) => column(`c${index}`, type));
    const {
      grid,
      view: shown,
      page,
    } = await open(
      runOf([statement({ columns: shape, rowCount: 1 })]),
      (_, index) => looks[index]?.[1] ?? null,
    );
    await page.setViewportSize({ width: 4000, height: 300 });
    for (const [index, [, , text, badge]] of looks.entries()) {
      await grid.shows(0, index, text);
      assert.equal((await grid.cell(0, index).getAttribute('data-badge')) ?? '', badge, text);
    }
    await shown.screenshot('results-looks');
  });
});
