import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { generatePlan } from '../support/generatePlan';
import { type NodeText, planText } from '../support/planText';
import { JsonComparison } from '../support/webview/comparisonHost';
import {
  type PageOptions,
  themes,
  WebviewBrowser,
  type WebviewPage,
} from '../support/webview/webviewBrowser';

const hostile = `<img src=x onerror="document.title='hacked'">`;

function scan(type: string, relation: string, ms: number, more: object = {}): NodeText {
  const table = { Schema: 'core', 'Relation Name': relation, Alias: relation.slice(0, 1) };
  return {
    type,
    ms,
    rows: '2000',
    planRows: 1900,
    hit: Math.round(ms * 80),
    more: { ...table, Filter: `(note <> '${hostile}')`, ...more },
  };
}

const slow = planText(
  {
    type: 'Sort',
    ms: 240,
    rows: '2000',
    planRows: 1900,
    hit: 19_000,
    plans: [
      {
        type: 'Hash Join',
        as: 'Outer',
        ms: 236,
        rows: '2000',
        planRows: 1900,
        hit: 19_000,
        more: { 'Join Type': 'Inner', 'Hash Cond': '(l.member_id = m.member_id)' },
        plans: [
          { ...scan('Seq Scan', 'loans', 214, { 'Rows Removed by Filter': 198_000 }), as: 'Outer' },
          {
            type: 'Hash',
            as: 'Inner',
            ms: 9,
            rows: '500',
            planRows: 500,
            plans: [{ ...scan('Seq Scan', 'members', 8), as: 'Outer' }],
          },
        ],
      },
    ],
  },
  { 'Planning Time': 0.8, 'Execution Time': 241, Settings: { work_mem: '64kB' } },
);

const fast = planText(
  {
    type: 'Sort',
    ms: 14,
    rows: '2000',
    planRows: 1900,
    hit: 1100,
    plans: [
      {
        type: 'Nested Loop',
        as: 'Outer',
        ms: 11,
        rows: '2000',
        planRows: 1900,
        hit: 1100,
        more: { 'Join Type': 'Inner' },
        plans: [
          { ...scan('Index Scan', 'loans', 4, { 'Index Name': 'loans_amount_idx' }), as: 'Outer' },
          {
            type: 'Memoize',
            as: 'Inner',
            ms: 0.001,
            loops: 2000,
            rows: '1',
            planRows: 1,
            plans: [{ ...scan('Index Scan', 'members', 0.001, { 'Index Name': hostile }), as: 'Outer' }],
          },
        ],
      },
    ],
  },
  { 'Planning Time': 0.9, 'Execution Time': 14.6 },
);

describe('page of compared plans', () => {
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

  async function open(host: JsonComparison, options: Partial<PageOptions> = {}) {
    view = await browser.page({ name: 'comparePlans', width: 1400, height: 700, ...options }, host.connect);
    await view.page.locator('#app > *').first().waitFor();
    return { page: view.page, view };
  }

  it('says first of all which plan is better, and why', async () => {
    const { page } = await open(new JsonComparison(slow, fast));
    assert.equal(
      await text(page, '.verdict'),
      '17 × faster (241 ms → 14.6 ms): Seq Scan on core.loans l became an Index Scan using loans_amount_idx.',
    );
    assert.match(await text(page, '.totals'), /Execution 241 ms → 14\.6 ms −226 ms/);
    assert.match(await text(page, '.note'), /work_mem is its default instead of 64kB/);
    assert.deepEqual(await titles(page), [
      'Sort',
      'changed Nested Loop Hash Join',
      'changed Index Scan using loans_amount_idx on core.loans l Seq Scan on core.loans l',
      'gone Hash',
      'new Memoize',
      `changed Index Scan using "<img onerror=x>" on core.members m Seq Scan on core.members m`.replace(
        '<img onerror=x>',
        hostile.replaceAll('"', '""'),
      ),
    ]);
    assert.notEqual(await page.title(), 'hacked');
  });

  it('shows both nodes of the selected row beside each other', async () => {
    const { page } = await open(new JsonComparison(slow, fast));
    await page.getByRole('button', { name: /^Seq Scan on core\.loans l became/ }).click();
    await page.locator('.facts tr', { hasText: 'Rows removed' }).first().waitFor();
    const lines = await page
      .locator('.facts tbody tr')
      .evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent.trim())));
    assert.deepEqual(lines[0], ['Self time', '214 ms', '4.00 ms']);
    assert.equal(await page.locator('.row[aria-selected=true]').getAttribute('data-row'), '2');
  });

  it('shows the differences only, and swaps the plans', async () => {
    const host = new JsonComparison(
      planText(scan('Seq Scan', 'loans', 5)),
      planText(scan('Seq Scan', 'loans', 5)),
    );
    const same = await open(host);
    assert.match(await text(same.page, '.verdict'), /^No real difference/);
    assert.equal(await same.page.getByRole('checkbox').isDisabled(), true);
    await view?.close();
    const big = generatePlan({ nodes: 300 });
    const other = big.replace('"Index Scan"', '"Index Only Scan"');
    const { page } = await open(new JsonComparison(big, other));
    const count = async () => Number(await page.getByRole('treegrid').getAttribute('aria-rowcount'));
    const all = await count();
    await page.getByRole('checkbox', { name: 'Differences only' }).check();
    assert.ok((await count()) < 30 && all > 290, `${await count()} of ${all}`);
    await page.reload();
    await page.locator('.row').first().waitFor();
    assert.ok((await count()) < 30, 'remembered');
    await page.getByText('Swap', { exact: true }).click();
    await page.getByText('Swapped.').first().waitFor();
    assert.match(
      await titles(page).then((found) => found.join('\n')),
      /changed Index Scan.* Index Only Scan/,
    );
  });

  it('walks and folds by keyboard', async () => {
    const { page } = await open(new JsonComparison(slow, fast));
    const selected = () => page.locator('.row[aria-selected=true]').getAttribute('data-row');
    await page.getByRole('treegrid').focus();
    await page.keyboard.press('Home');
    assert.equal(await selected(), '0');
    await page.keyboard.press('ArrowRight');
    assert.equal(await selected(), '1');
    await page.keyboard.press('ArrowLeft');
    assert.equal(await page.getByRole('treegrid').getAttribute('aria-rowcount'), '3');
    await page.keyboard.press('Enter');
    await page.keyboard.press('End');
    assert.equal(await selected(), '5');
    assert.equal(await page.getByRole('treegrid').getAttribute('aria-activedescendant'), 'row-5');
  });

  it('has elements only for what is in sight', async () => {
    const plan = generatePlan({ nodes: 10_000 });
    const { page } = await open(new JsonComparison(plan, plan));
    await page.locator('.row').first().waitFor();
    assert.ok((await page.locator('*').count()) < 3000);
    await page.getByRole('treegrid').focus();
    await page.keyboard.press('End');
    await page.locator('#row-9999').waitFor();
  });

  for (const theme of themes) {
    it(`is accessible and readable in ${theme}`, async () => {
      for (const width of [1400, 480]) {
        const { view: shown, page } = await open(new JsonComparison(slow, fast), { theme, width });
        await page.locator('.facts tbody tr').nth(5).waitFor();
        await page.getByRole('treegrid').focus();
        await shown.screenshot(`compare-plans-${theme}-${width}`);
        assert.deepEqual(await shown.accessibilityProblems(), []);
        await shown.close();
        view = undefined;
      }
    });
  }
});

async function text(page: Page, selector: string): Promise<string> {
  const found = await page.locator(selector).first().innerText();
  return found.replaceAll(/\s+/g, ' ').trim();
}

async function titles(page: Page): Promise<readonly string[]> {
  const found = await page
    .locator('.row .cell-title')
    .evaluateAll((cells) => cells.map((cell) => (cell as HTMLElement).innerText));
  return found.map((each) => each.replaceAll(/\s+/g, ' ').trim());
}
