import assert from 'node:assert/strict';
import type { Arrangement } from '../../src/core/results/arrangement';
import type { ChartSpec } from '../../src/core/results/chart';
import { hitNextTo } from '../../src/core/results/hitList';
import type { Handlers } from '../../src/protocol/rpc';
import type { ArrangedView, RowToolsHost, SaveChartRequest } from '../../src/protocol/rowTools';
import { GridDriver } from '../support/webview/gridDriver';
import { column, GeneratedResults, runOf, statement } from '../support/webview/resultsHost';
import { themes, type Theme, WebviewBrowser, type WebviewPage } from '../support/webview/webviewBrowser';

const shape = [column('id', 'bigint'), column('name'), column('amount', 'numeric(15,2)')];

/** A host that notes what it is asked, and answers that every third row is left. */
class NotedTools {
  readonly asked: Arrangement[] = [];
  readonly opened: Arrangement[] = [];
  readonly searched: string[] = [];
  readonly charts: ChartSpec[] = [];
  readonly saved: SaveChartRequest[] = [];
  problem: string | undefined;
  gate: Promise<void> | undefined;
  aborted = 0;
  private view = 0;
  private readonly found = { rows: new Uint32Array([3, 3, 700]), columns: new Uint16Array([0, 2, 1]) };

  readonly handlers: Handlers<RowToolsHost> = {
    arrange: async ({ arrangement }, signal): Promise<ArrangedView | undefined> => {
      this.asked.push(arrangement);
      signal.addEventListener('abort', () => this.aborted++);
      await this.gate;
      if (this.problem !== undefined) {
        throw new Error(this.problem);
      }
      const { sort, filter } = arrangement;
      const filtered = filter.anywhere !== '' || filter.conditions.length > 0;
      return sort.length > 0 || filtered
        ? { view: ++this.view, arrangement, rowCount: filtered ? 334 : 1000, of: 1000, cutKeys: false }
        : undefined;
    },
    find: ({ search }) => {
      this.searched.push(search.text);
      return search.text === 'nothing' ? { find: 2, total: 0, listed: 0 } : { find: 1, total: 3, listed: 3 };
    },
    hit: ({ row, column: at, step }) => {
      const index = hitNextTo(this.found, { row, column: at }, step);
      return { index, row: this.found.rows[index] ?? 0, column: this.found.columns[index] ?? 0 };
    },
    hits: ({ firstRow, lastRow }) =>
      [...this.found.rows]
        .map((row, index) => [row, this.found.columns[index] ?? 0] as const)
        .filter(([row]) => firstRow <= row && row <= lastRow),
    statistics: () => ({
      ...{ rows: 1000, nulls: 10, empty: undefined, distinct: { count: 990, isExact: true } },
      ...{ least: '-5.00', greatest: '99.50', frequent: undefined },
      numbers: { sum: '12345.50', average: '12.47', deviation: 3.25, isExact: true },
      histogram: { from: -5, to: 99.5, kind: 'number', counts: [1, 5, 20, 5, 0], outside: 0 },
    }),
    chart: ({ spec }) => {
      this.charts.push(spec);
      const points = [0, 1, 2, 3, 4].map((x) => ({ x: x * 10, y: x * x, low: x, high: x * x + 5 }));
      return {
        ...{ kind: spec.kind, axis: 'number', xName: 'row', yName: 'amount', categories: [], barWidth: 10 },
        ...{ series: [{ name: 'amount', points }], said: 'Every 7th row of 1,000 rows.' },
      };
    },
    saveChart: (request) => {
      this.saved.push(request);
    },
    arrangeOnServer: ({ arrangement }) => {
      this.opened.push(arrangement);
    },
  };
}

describe('order, filter and search of a result', () => {
  let browser: WebviewBrowser;
  let view: WebviewPage;
  let grid: GridDriver;
  let tools: NotedTools;
  let host: GeneratedResults;

  before(async () => {
    browser = await WebviewBrowser.open();
  });

  async function open(different: Parameters<typeof statement>[0] = {}, theme?: Theme): Promise<void> {
    tools = new NotedTools();
    host = new GeneratedResults(runOf([statement({ columns: shape, ...different })]));
    host.tools = tools.handlers;
    view = await browser.page({ name: 'results', ...(theme && { theme }) }, host.connect);
    grid = new GridDriver(view.page);
    await grid.shows(0, 0, '0:0');
  }

  afterEach(() => view.close());
  after(() => browser.close());

  const sorts = () =>
    tools.asked.map(({ sort }) => sort.map((key) => `${key.column}${key.descending ? '-' : '+'}`).join());
  /** The grid paints with the next frame. */
  const sortOf = async (index: number) => {
    await grid.frame();
    return grid.head(index).getAttribute('aria-sort');
  };
  const bar = () => view.page.getByRole('region', { name: 'Order and filter' });

  it('sorts by a click, turns around by the second, ends by the third; Shift adds', async () => {
    await open();
    await grid.head(2).click();
    await bar().getByText('Sorted by amount ↑').waitFor();
    assert.equal(await sortOf(2), 'ascending');
    await grid.head(2).click();
    await bar().getByText('Sorted by amount ↓').waitFor();
    assert.equal(await sortOf(2), 'descending');
    await grid.head(1).click({ modifiers: ['Shift'] });
    await bar().getByText('Sorted by amount ↓, name ↑').waitFor();
    await grid.head(2).click({ modifiers: ['Shift'] });
    await bar().getByText('Sorted by name ↑').waitFor();
    await grid.head(1).click();
    await grid.head(1).click();
    await bar().waitFor({ state: 'detached' });
    assert.deepEqual(sorts(), ['2+', '2-', '2-,1+', '1+', '1-', '']);
    assert.equal(await sortOf(1), null);
    const views = new Set(host.asked.map((request) => request.view));
    assert.ok(views.has(undefined) && views.has(1) && views.has(4));
  });

  it('sorts and filters by keyboard, says how many rows are left, and copies what is shown', async () => {
    await open();
    await grid.grid.focus();
    await grid.press('ArrowRight', 'Alt+ArrowDown', 'ArrowDown', 'Enter');
    await bar().getByText('Sorted by name ↓').waitFor();
    await grid.press('Alt+ArrowDown', 'f', 'Enter');
    await view.page.getByRole('dialog').getByLabel('Show rows whose value').selectOption('greaterOrEqual');
    await view.page.getByLabel('Value', { exact: true }).fill('m');
    await grid.press('Enter');
    await bar().getByText('334 of 1,000 rows').waitFor();
    await bar().getByText('name ≥ m').waitFor();
    await grid.frame();
    assert.equal(await grid.grid.getAttribute('aria-rowcount'), '335');
    await grid.grid.focus();
    await grid.press('Control+c');
    await view.page.getByText('Copied 1 row.').first().waitFor();
    assert.equal(host.copied[0]?.view, 2);
    await bar().getByRole('button', { name: 'Remove: name ≥ m' }).click();
    await bar().getByText('334 of').waitFor({ state: 'detached' });
    await bar().getByRole('button', { name: 'Clear' }).click();
    await bar().waitFor({ state: 'detached' });
  });

  it('filters by the value of a cell, and by a text in any column', async () => {
    await open();
    await grid.cell(4, 1).click({ button: 'right' });
    await view.page.getByRole('menuitem', { name: 'Only Rows with This Value' }).click();
    await bar().getByText('name = 4:1').waitFor();
    await view.page.getByRole('button', { name: 'Filter', exact: true }).click();
    await view.page.getByLabel('Filter by any column').fill('7:');
    await view.page.waitForFunction(() => document.activeElement?.id === 'filter-anywhere');
    while (tools.asked.at(-1)?.filter.anywhere !== '7:') {
      await grid.frame();
    }
    assert.deepEqual(tools.asked.at(-1)?.filter, {
      conditions: [{ column: 1, operator: 'equals', text: '4:1', matchCase: false }],
      anywhere: '7:',
    });
  });

  it('shows how far it is, stops on demand, and says what went wrong', async () => {
    await open();
    tools.gate = new Promise(() => undefined);
    await grid.head(0).click();
    await bar().getByText('Sorting').waitFor();
    host.tellProgress({ runId: 1, statement: 0, rows: 250, of: 1000 });
    await bar().getByText('250 of 1,000 rows').waitFor();
    await bar().getByRole('button', { name: 'Cancel' }).click();
    await bar().waitFor({ state: 'detached' });
    assert.equal(tools.aborted, 1);
    tools.gate = undefined;
    tools.problem = 'The disk is full.';
    await grid.head(0).click();
    await bar().getByText('The disk is full.').waitFor();
  });

  it('says that only the rows read are sorted, and offers the server', async () => {
    await open({ complete: false });
    await grid.head(0).click();
    await bar().getByText('Only the rows that were read, not all of the query.').waitFor();
    await bar().getByRole('button', { name: 'On the Server…' }).click();
    while (tools.opened.length === 0) {
      await grid.frame();
    }
    assert.deepEqual(tools.opened[0]?.sort, [{ column: 0, descending: false }]);
  });

  it('finds, walks from hit to hit and back to the first, and marks them', async () => {
    await open();
    await grid.grid.focus();
    await grid.press('Control+f');
    const find = view.page.getByRole('search');
    await view.page.getByLabel('Find in all rows').fill('abc');
    await grid.press('Enter');
    await find.getByText('1 of 3 hits').waitFor();
    assert.equal(await grid.active(), '3:0');
    await grid.frame();
    assert.equal(await view.page.locator('.grid-cell-hit').count(), 2);
    assert.equal(await view.page.locator('.grid-cell-hit-current').count(), 1);
    await grid.press('Enter');
    await find.getByText('2 of 3 hits').waitFor();
    await grid.press('Enter');
    await find.getByText('3 of 3 hits').waitFor();
    await grid.shows(700, 1, '700:1');
    await grid.press('Enter');
    await find.getByText('1 of 3 hits').waitFor();
    await grid.press('Shift+Enter');
    await find.getByText('3 of 3 hits').waitFor();
    await view.page.getByLabel('Find in all rows').fill('nothing');
    await find.getByText('Not found').waitFor();
    await grid.press('Escape');
    await find.waitFor({ state: 'detached' });
    assert.equal(await view.page.evaluate(() => document.activeElement?.getAttribute('role')), 'grid');
  });

  it('shows the statistics of a column, opened by keyboard', async () => {
    await open();
    await grid.grid.focus();
    await grid.press('ArrowRight', 'ArrowRight', 'Alt+ArrowDown', 'c');
    await grid.press('Enter');
    const dialog = view.page.getByRole('dialog', { name: 'amount' });
    await dialog.getByText('12345.50').waitFor();
    const words = (await dialog.innerText()).split(/\s*\n\s*/);
    for (const line of ['10 (1 %)', '990', '-5.00', '99.50', '12.47', '3.25', '-5 to 15.9']) {
      assert.ok(
        words.some((each) => each.includes(line)),
        `${line} in ${words.join('|')}`,
      );
    }
    assert.deepEqual(await view.accessibilityProblems(), []);
    await view.screenshot('results-statistics');
  });

  for (const theme of themes) {
    it(`draws a chart, says how, and saves it, in ${theme}`, async () => {
      await open({}, theme);
      await view.page.getByRole('button', { name: 'Chart' }).click();
      await view.page
        .getByRole('img', { name: 'Line of amount by row. Every 7th row of 1,000 rows.' })
        .waitFor();
      assert.deepEqual(tools.charts, [{ kind: 'line', x: undefined, y: [2], measure: 'sum' }]);
      assert.equal(await view.page.locator('.chart-path').count(), 1);
      assert.deepEqual(await view.accessibilityProblems(), []);
      await view.screenshot(`results-chart-${theme}`);
      await view.page.getByLabel('Kind').selectOption('histogram');
      await view.page.locator('rect.chart-bar').nth(4).waitFor();
      assert.deepEqual(tools.charts[1]?.kind, 'histogram');
      await view.page.getByText('Numbers').click();
      await view.page.getByRole('row', { name: '40 16' }).waitFor();
      await view.page.getByRole('button', { name: 'Save SVG…' }).click();
      await view.page.getByRole('button', { name: 'Save PNG…' }).click();
      while (tools.saved.length < 2) {
        await grid.frame();
      }
      assert.match(tools.saved[0]?.content ?? '', /^<\?xml[^]*<rect[^]*<\/svg>\s*$/);
      assert.equal(
        Buffer.from(tools.saved[1]?.content ?? '', 'base64')
          .subarray(1, 4)
          .toString(),
        'PNG',
      );
      await view.page.getByRole('button', { name: 'Rows', exact: true }).click();
      await grid.shows(0, 0, '0:0');
    });

    it(`breaks no rule of WCAG in ${theme}`, async () => {
      await open({ complete: false }, theme);
      await grid.head(1).click();
      await bar().getByText('Sorted by name ↑').waitFor();
      await grid.grid.focus();
      await grid.press('Control+f');
      await view.page.getByLabel('Find in all rows').fill('abc');
      await view.page.getByText('1 of 3 hits').waitFor();
      assert.deepEqual(await view.accessibilityProblems(), []);
      await view.screenshot(`results-rows-${theme}`);
      await grid.grid.focus();
      await grid.press('Alt+ArrowDown', 'f', 'Enter');
      await view.page.getByRole('dialog').waitFor();
      assert.deepEqual(await view.accessibilityProblems(), []);
    });
  }
});
