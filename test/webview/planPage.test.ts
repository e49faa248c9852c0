import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { generatePlan } from '../support/generatePlan';
import { examplePlan } from '../support/webview/examplePlan';
import { JsonPlans } from '../support/webview/planHost';
import {
  type PageOptions,
  themes,
  WebviewBrowser,
  type WebviewPage,
} from '../support/webview/webviewBrowser';

describe('plan page', () => {
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

  async function open(host: JsonPlans, options: Partial<PageOptions> = {}) {
    view = await browser.page({ name: 'plan', width: 1200, height: 600, ...options }, host.connect);
    await view.page.locator('#app > *').first().waitFor();
    const { page } = view;
    const press = async (...keys: readonly string[]) => {
      for (const key of keys) {
        await page.keyboard.press(key);
      }
    };
    return { page, press, view };
  }

  it('says where the time went, first of all', async () => {
    const { page, view: shown } = await open(JsonPlans.of(examplePlan));
    assert.match(await text(page, '.figures'), /^Execution 90\.4 ms Planning 0\.800 ms$/);
    assert.match(
      await text(page, '.most'),
      /^Seq Scan on core\.loans 68 % Hash Join 15 % Sort 11 % Seq Scan on core\.customers c 4 % the rest 2 %$/,
    );
    await page.getByText('Also: 1 trigger, 1 setting').click();
    assert.match(await text(page, '.more'), /loans_audit on loans: 0\.200 ms, 10 calls.* work_mem 64kB$/);
    await shown.screenshot('plan-summary');
  });

  it('shows each node with its own time, rows, estimate, loops and buffers', async () => {
    const { page } = await open(JsonPlans.of(examplePlan), { width: 1500 });
    const rows = await page
      .locator('.plan-row')
      .evaluateAll((elements) =>
        elements.map((row) =>
          [...row.querySelectorAll('[role=gridcell]')].map((cell) =>
            (cell as HTMLElement).innerText.replaceAll(/\s+/g, ' ').trim(),
          ),
        ),
      );
    assert.deepEqual(rows.slice(3, 5), [
      [
        'Seq Scan on core.loans slowest',
        '68 % 61.2 ms',
        '61.2 ms',
        '100 → 20,000',
        '×200 under',
        '1',
        '100 hit · 12 read',
      ],
      ['Hash', '1 % 1.00 ms', '5.00 ms', '20,000 → 20,000', '', '1', ''],
    ]);
    assert.deepEqual(rows[6]?.slice(1), ['never executed', '', '', '', '', '100 hit']);
  });

  it('tells assistive technology the tree', async () => {
    const { page } = await open(JsonPlans.of(examplePlan));
    const row = page.locator('.plan-row').nth(4);
    const names = ['aria-level', 'aria-posinset', 'aria-setsize', 'aria-expanded', 'aria-rowindex'];
    assert.deepEqual(await Promise.all(names.map((name) => row.getAttribute(name))), [
      '4',
      '2',
      '3',
      'true',
      '6',
    ]);
    assert.equal(await page.getByRole('treegrid').getAttribute('aria-rowcount'), '8');
    assert.equal(await page.locator('.plan-row').nth(3).getAttribute('aria-expanded'), null);
  });

  it('walks, folds and finds by keyboard', async () => {
    const { page, press } = await open(JsonPlans.of(examplePlan));
    await page.getByRole('treegrid').focus();
    const walk: readonly (readonly [string, string])[] = [
      ['Home', 'Limit'],
      ['ArrowRight', 'Sort'],
      ['ArrowDown', 'Hash Join'],
      ['ArrowLeft', 'Hash Join'],
      ['ArrowDown', 'Hash Join'],
      ['ArrowRight', 'Hash Join'],
      ['ArrowRight', 'Seq Scan on core.loans'],
      ['ArrowLeft', 'Hash Join'],
      ['End', 'Index Scan using'],
      ['PageUp', 'Limit'],
      ['s', 'Sort'],
      ['Enter', 'Sort'],
      ['End', 'Sort'],
    ];
    for (const [key, title] of walk) {
      await press(key);
      assert.ok((await active(page)).startsWith(title), `${key}: ${await active(page)}`);
    }
    assert.equal(await page.locator('.plan-row').count(), 2);
  });

  it('remembers what was folded and selected when its page is loaded anew', async () => {
    const { page, press, view: shown } = await open(JsonPlans.of(examplePlan));
    await page.getByRole('treegrid').focus();
    await press('Home', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowLeft');
    assert.equal(await page.locator('.plan-row').count(), 6);
    await shown.reload();
    await page.locator('.plan-row').first().waitFor();
    assert.equal(await page.locator('.plan-row').count(), 6);
    assert.equal(await active(page), 'Hash');
  });

  it('shows the details of the selected node, as text whatever they hold', async () => {
    const host = JsonPlans.of(examplePlan);
    const { page } = await open(host);
    await page.locator('.details').getByText('onerror').waitFor();
    const details = await text(page, '.details');
    assert.match(
      details,
      /^Seq Scan on core\.loans Copy Node Reads the whole table.* Self time 61\.2 ms, 68 % of the whole/,
    );
    assert.match(details, /Estimate ×200 more rows than planned/);
    assert.match(details, /Filter \(status = '<img src=x onerror="document\.title='hacked'">'::text\)/);
    await page.locator('.plan-row').nth(6).click();
    await page.getByText('This node was never executed.').waitFor();
    await page.locator('.most .link').first().click();
    assert.match(await text(page, '.details h2'), /^Seq Scan on core\.loans/);
    assert.equal(await page.title(), 'plan');
    assert.equal(await page.locator('#app img').count(), 0);
    assert.deepEqual(
      host.asked.map(({ node }) => node),
      [3, 6],
    );
  });

  it('copies a node, the JSON and the SQL through the host, and runs again', async () => {
    const host = JsonPlans.of(examplePlan);
    const { page, press } = await open(host);
    await page.getByRole('treegrid').focus();
    await press('Home', 'Control+c');
    await page.getByText('Copied the node.').first().waitFor();
    await page.getByRole('button', { name: 'More…' }).click();
    await page.getByRole('menuitem', { name: 'Copy JSON' }).click();
    await page.getByText('Copied the plan.').first().waitFor();
    await page.getByRole('button', { name: 'More…' }).focus();
    await press('Enter', 'ArrowDown', 'Enter');
    await page.getByText('Copied the SQL.').first().waitFor();
    await page.getByRole('button', { name: 'Run Again' }).click();
    assert.deepEqual(host.copied, [{ runId: 1, plan: 0, node: 0 }, 'raw', 'sql']);
    assert.equal(host.runs, 1);
  });

  it('has words for running, cancelled and failed', async () => {
    const host = new JsonPlans({ kind: 'running', elapsedMs: 4000 });
    const { page } = await open(host);
    await page.getByText('The server is explaining the statement.').waitFor();
    await page.getByText('5 s').waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    host.show({ kind: 'cancelled' });
    await page.getByText('Cancelled. Run it again to see the plan.').waitFor();
    host.show({ kind: 'failed', message: 'relation "core.loan" does not exist (42P01)\nCheck the name.' });
    await page.getByText('The statement could not be explained.').waitFor();
    assert.match(await text(page, '.failure'), /^relation "core\.loan" does not exist/);
    host.showPlan(examplePlan);
    await page.locator('.most-bar').waitFor();
    assert.equal(host.cancelled, 1);
  });

  it('shows the colour of the connection beside its name', async () => {
    const shown = async (different: { readonly color?: string }) => {
      const { page } = await open(JsonPlans.of(examplePlan, different));
      const color = await page
        .locator('.place .environment')
        .evaluate((dot) => getComputedStyle(dot).backgroundColor);
      await page.close();
      return color;
    };
    // The colours of the dark theme in package.json.
    assert.equal(await shown({}), 'rgb(137, 209, 133)');
    assert.equal(await shown({ color: 'lakehouse.purple' }), 'rgb(197, 134, 240)');
  });

  it('has words for an empty panel, no plan, and several plans', async () => {
    const host = new JsonPlans(undefined);
    const { page } = await open(host);
    await page.getByText('There is no plan to show.').waitFor();
    host.show({ kind: 'ready', plans: [] });
    await page.getByText('The server answered without a plan').waitFor();
    const [plan] = JSON.parse(examplePlan) as readonly unknown[];
    host.showPlan(JSON.stringify([plan, 'NOTIFY']));
    await page.getByText('Rewrite rules made 2 plans of the statement').waitFor();
    await page.getByRole('combobox').selectOption('Plan 2');
    await page.getByText('The server has no plan for this part: NOTIFY').waitFor();
  });

  it('shows estimates without ANALYZE', async () => {
    const estimated = examplePlan.replaceAll(/"Actual [^,]*,|"Execution Time":[^,]*,/g, '');
    const { page } = await open(JsonPlans.of(estimated, { title: 'EXPLAIN' }));
    await page.getByText('These are estimates: the statement was not executed.').waitFor();
    const heads = await page.locator('[role=columnheader]').allInnerTexts();
    assert.deepEqual(heads.slice(0, 2), ['Node', 'Cost']);
    assert.ok(!heads.includes('Loops'));
  });

  it('stays light with 10,000 nodes', async () => {
    const { page, press } = await open(
      JsonPlans.of(generatePlan({ nodes: 10_000, depth: 100, indent: false })),
    );
    await page.getByRole('treegrid').focus();
    await press('End');
    assert.equal(await page.getByRole('treegrid').getAttribute('aria-rowcount'), '10001');
    assert.equal(await page.locator('.plan-row[aria-selected=true]').getAttribute('aria-rowindex'), '10001');
    const count = await page.evaluate(() => document.querySelectorAll('*').length);
    assert.ok(count < 1000, `${count} elements`);
  });

  it('is reached by Tab in the order of reading', async () => {
    const { page, press } = await open(JsonPlans.of(examplePlan));
    const order: string[] = [];
    for (let step = 0; step < 20; step++) {
      await press('Tab');
      order.push(
        await page.evaluate(() => document.activeElement?.className || document.activeElement?.tagName || ''),
      );
    }
    assert.deepEqual(order, [
      ...['VSCODE-BUTTON', 'VSCODE-BUTTON', 'VSCODE-BUTTON', 'VSCODE-BUTTON'],
      ...['link', 'link', 'link', 'link', 'SUMMARY'],
      ...['advice-toggle', 'link advice-node', 'advice-toggle', 'link advice-node', 'strip-tab'],
      ...[
        'VSCODE-BUTTON',
        'INPUT',
        'plan-table',
        'plan-cell plan-cell-self plan-sortable',
        'details',
        'VSCODE-BUTTON',
      ],
    ]);
  });

  it('fits into 300 pixels', async () => {
    const { page, view: shown } = await open(JsonPlans.of(examplePlan), { width: 300 });
    await page.locator('.plan-row').first().waitFor();
    await shown.screenshot('plan-narrow');
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 300);
  });

  for (const theme of themes) {
    it(`breaks no rule of WCAG in ${theme}`, async () => {
      const host = JsonPlans.of(examplePlan);
      const { page, view: shown } = await open(host, { theme });
      await page.locator('.details').getByText('onerror').waitFor();
      await page.getByRole('treegrid').focus();
      await page.getByText('Also: 1 trigger').click();
      assert.deepEqual(await shown.accessibilityProblems(), []);
      await page.getByRole('treegrid').focus();
      assert.deepEqual(await shown.accessibilityProblems(), []);
      await shown.screenshot(`plan-${theme}`);
      host.show({ kind: 'failed', message: 'syntax error' });
      await page.getByText('syntax error').waitFor();
      assert.deepEqual(await shown.accessibilityProblems(), []);
    });
  }
});

async function text(page: Page, selector: string): Promise<string> {
  return (await page.locator(selector).innerText()).replaceAll(/\s+/g, ' ').trim();
}

/** The title of the row that assistive technology is told to be at. */
function active(page: Page): Promise<string> {
  return page.evaluate(() => {
    const tree = document.querySelector('[role=treegrid]');
    const row = document.getElementById(tree?.getAttribute('aria-activedescendant') ?? '');
    return row?.querySelector('.title')?.textContent ?? '';
  });
}
