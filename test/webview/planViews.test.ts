import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { generatePlan, type PlanShape } from '../support/generatePlan';
import { examplePlan } from '../support/webview/examplePlan';
import { JsonPlans } from '../support/webview/planHost';
import {
  type PageOptions,
  themes,
  WebviewBrowser,
  type WebviewPage,
} from '../support/webview/webviewBrowser';

const views = ['Tree', 'Flame', 'Diagram', 'Statistics', 'SQL', 'Raw'] as const;

const statement = `-- What is open
select l.loan_id, c.name, (select max(p.paid) from core.payments p where p.loan_id = l.loan_id)
from core.loans l join core.customers c using (customer_id)
where l.status = 'open; "loans"'
order by l.principal desc limit 10`;

const shapes: readonly (readonly [nodes: number, shape: PlanShape])[] = [
  [20, { nodes: 20, depth: 3 }],
  [1000, { nodes: 1000, depth: 8, partitions: 400 }],
  [10_000, { nodes: 10_000, depth: 40, partitions: 3000, indent: false }],
];

describe('plan views', () => {
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
    host.statement = statement;
    view = await browser.page({ name: 'plan', width: 1200, height: 700, ...options }, host.connect);
    await view.page.locator('.plan-row').first().waitFor();
    const { page } = view;
    const press = async (...keys: readonly string[]) => {
      for (const key of keys) {
        await page.keyboard.press(key);
      }
    };
    return { page, press, view };
  }

  for (const theme of themes) {
    for (const [nodes, shape] of shapes) {
      it(`draws ${nodes} nodes in every view in ${theme}`, async () => {
        const { page, view: shown } = await open(JsonPlans.of(generatePlan(shape)), { theme });
        for (const name of views) {
          await page.getByRole('tab', { name, exact: true }).click();
          await settled(page, name);
          await shown.screenshot(`plan-${name.toLowerCase()}-${nodes}-${theme}`);
          const count = await page.evaluate(() => document.querySelectorAll('*').length);
          assert.ok(count < 3000, `${name}: ${count} elements`);
          if (nodes === 20) {
            assert.deepEqual(await shown.accessibilityProblems(), [], name);
          }
        }
      });
    }
  }

  it('keeps one selection in all views', async () => {
    const { page, press } = await open(JsonPlans.of(examplePlan));
    await page.locator('.plan-row').nth(4).click();
    assert.equal(await heading(page), 'Hash');
    await choose(page, 'Flame');
    await press('ArrowDown');
    assert.equal(await heading(page), 'Seq Scan on core.customers c');
    await choose(page, 'Diagram');
    await press('ArrowUp', 'ArrowLeft');
    assert.equal(await heading(page), 'Seq Scan on core.loans');
    await choose(page, 'Statistics');
    await press('End');
    assert.notEqual(await heading(page), 'Seq Scan on core.loans');
    await choose(page, 'Tree');
    const selected = page.locator('.plan-row[aria-selected=true] .title');
    assert.ok((await heading(page)).endsWith(await selected.innerText()));
  });

  it('leads from a name of the statement to its node and back', async () => {
    const { page, press } = await open(JsonPlans.of(examplePlan));
    await page.getByRole('tab', { name: 'SQL' }).click();
    const names = page.locator('.sql-name');
    await names.first().waitFor();
    assert.deepEqual(await names.allInnerTexts(), [
      ...['c', 'p', 'payments', 'p', 'p', 'loans', 'customers', 'c'],
    ]);
    await names.filter({ hasText: 'customers' }).click();
    assert.equal(await heading(page), 'Seq Scan on core.customers c');
    assert.deepEqual(await page.locator('.sql-marked').allInnerTexts(), ['c', 'customers', 'c']);
    await page.locator('.sql').focus();
    await press('ArrowRight', 'ArrowRight');
    assert.match(await heading(page), /payments p$/);
    assert.deepEqual(await page.locator('.sql-comment').allInnerTexts(), ['-- What is open']);
  });

  it('shows the plan as it was written, at the selected node', async () => {
    const { page } = await open(JsonPlans.of(generatePlan({ nodes: 300, depth: 100 })));
    await page.getByRole('treegrid').focus();
    await page.keyboard.press('End');
    await page.getByRole('tab', { name: 'Raw' }).click();
    const marked = page.locator('.line-marked');
    await marked.waitFor();
    assert.match(await marked.innerText(), /"Node Type": "Index Scan"/);
  });

  it('finds nodes by their titles and details, and walks through them', async () => {
    const { page, press } = await open(JsonPlans.of(examplePlan));
    await page.getByRole('treegrid').focus();
    await press('Control+f');
    await page.keyboard.type('customer_id');
    await page.getByText('1 of 1').waitFor();
    assert.match(await heading(page), /^Hash Join/);
    await page.getByLabel('Find in the plan').fill('seq scan');
    await page.getByText('1 of 2').waitFor();
    await press('Enter');
    await page.getByText('2 of 2').waitFor();
    assert.equal(await heading(page), 'Seq Scan on core.customers c');
    assert.equal(await page.locator('.plan-row-found').count(), 2);
    await page.getByLabel('Find in the plan').fill('nothing of the kind');
    await page.getByText('none').waitFor();
    await press('Escape');
    assert.equal(await page.locator('.plan-row-found').count(), 0);
    assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('role')), 'treegrid');
  });

  it('tells how each figure was computed', async () => {
    const { page } = await open(JsonPlans.of(examplePlan));
    await page.locator('.plan-row').nth(2).click();
    await page.getByText('How the figures were computed').click();
    const words = (await page.locator('.sources').innerText()).replaceAll(/\s+/g, ' ');
    assert.match(words, /Total time 80\.000 ms per loop × 1 loop ÷ 1 process = 80\.0 ms/);
    assert.match(words, /Self time 80\.0 ms in all − 66\.2 ms in 3 children = 13\.8 ms/);
    assert.match(words, /Estimate 20,000 ÷ 100 rows = ×200/);
    const link = page.getByRole('link', { name: 'PostgreSQL manual' });
    assert.match((await link.getAttribute('href')) ?? '', /^https:\/\/www\.postgresql\.org\/docs\/current\//);
  });

  it('sorts siblings by a click on a column, and keeps the chosen columns', async () => {
    const host = JsonPlans.of(examplePlan);
    const { page, press, view: shown } = await open(host, { width: 1600 });
    const titles = () => page.locator('.plan-row .title').allInnerTexts();
    await page.getByRole('columnheader', { name: 'Total' }).click();
    await page.getByRole('columnheader', { name: 'Total' }).click();
    assert.match((await titles())[3] ?? '', /^Index Scan/);
    assert.equal(
      await page.getByRole('columnheader', { name: 'Total' }).getAttribute('aria-sort'),
      'ascending',
    );
    await page.getByRole('button', { name: 'Columns…' }).focus();
    await press('Enter');
    await page.getByRole('menuitem', { name: 'Show Cost' }).click();
    await page.getByRole('columnheader', { name: 'Cost' }).waitFor();
    await shown.reload();
    await page.getByRole('columnheader', { name: 'Cost' }).waitFor();
  });

  it('sorts by keyboard on the heads of the columns', async () => {
    const { page, press } = await open(JsonPlans.of(examplePlan), { width: 1600 });
    const sorted = (name: string) => page.getByRole('columnheader', { name }).getAttribute('aria-sort');
    await page.getByRole('treegrid').focus();
    await press('Tab', 'ArrowRight', 'Enter');
    assert.equal(await sorted('Total'), 'descending');
    await press('Space');
    assert.equal(await sorted('Total'), 'ascending');
    assert.match((await page.locator('.plan-row .title').allInnerTexts())[3] ?? '', /^Index Scan/);
    await press('ArrowDown', 'Home');
    assert.match(await heading(page), /^Limit/);
    await page.getByRole('tab', { name: 'Statistics' }).click();
    await page.getByRole('grid').focus();
    await press('Tab', 'ArrowRight', 'Enter');
    assert.equal(await sorted('Nodes'), 'descending');
  });

  it('keeps the statistics at the row of the selected node', async () => {
    const { page } = await open(JsonPlans.of(examplePlan));
    await page.locator('.plan-row').nth(1).click();
    await page.getByRole('tab', { name: 'Statistics' }).click();
    const current = page.locator('.statistic-row[aria-selected=true]');
    assert.match(await current.innerText(), /^Sort/);
    await page.getByLabel('What is put together').selectOption('By table');
    await page.locator('.statistic-name', { hasText: 'core.loans' }).waitFor();
    assert.equal(await current.count(), 0);
    await page.locator('.statistic-row').first().click();
    assert.match(await current.innerText(), /^core\.loans/);
  });

  it('is walked by keyboard alone', async () => {
    const { page, press } = await open(JsonPlans.of(examplePlan));
    await page.getByRole('tab', { name: 'Tree' }).focus();
    for (const name of views.slice(1)) {
      await press('ArrowRight');
      const tab = page.getByRole('tab', { name, exact: true });
      assert.equal(await tab.getAttribute('aria-selected'), 'true');
      await settled(page, name);
      // On to the view itself, past its own controls and the search.
      for (let step = 0; step < 8 && !(await inView(page)); step++) {
        await press('Tab');
      }
      assert.ok(await inView(page), name);
      await press('Tab');
      await tab.focus();
    }
  });

  it('zooms the flame graph by keyboard and shows it whole again', async () => {
    const { page, press } = await open(JsonPlans.of(examplePlan));
    await choose(page, 'Flame');
    const reset = page.locator('.strip-tools vscode-button');
    assert.ok((await reset.getAttribute('disabled')) !== null);
    await press('Home', 'ArrowDown', 'ArrowDown', 'Enter');
    assert.equal(await reset.getAttribute('disabled'), null);
    assert.match(await page.locator('.flame [role=status]').innerText(), /^Hash Join, 13\.8 ms in itself/);
    await press('Escape');
    assert.ok((await reset.getAttribute('disabled')) !== null);
    await page.getByLabel('How wide the boxes are').selectOption('Buffers');
  });

  it('fits every view into 320 pixels', async () => {
    const { page, view: shown } = await open(JsonPlans.of(examplePlan), { width: 320, height: 900 });
    for (const name of views) {
      await page.getByRole('tab', { name, exact: true }).click();
      await settled(page, name);
      await shown.screenshot(`plan-${name.toLowerCase()}-narrow`);
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 320, name);
    }
  });
});

/** A view is drawn with the next frame, some after an answer of the host. */
async function settled(page: Page, name: (typeof views)[number]): Promise<void> {
  const drawn = { SQL: '.sql .line', Raw: '.raw .line', Statistics: '.statistic-row', Tree: '.plan-row' };
  const selector = name in drawn ? drawn[name as keyof typeof drawn] : '.drawing-area canvas';
  await page.locator(selector).first().waitFor();
  await page.evaluate(
    () => new Promise<void>((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve()))),
  );
}

async function choose(page: Page, name: (typeof views)[number]): Promise<void> {
  await page.getByRole('tab', { name, exact: true }).click();
  await settled(page, name);
  await page.locator('#plan-view [tabindex="0"]').first().focus();
}

function heading(page: Page): Promise<string> {
  return page.locator('.details h2').innerText();
}

function inView(page: Page): Promise<boolean> {
  return page.evaluate(() => document.getElementById('plan-view')?.contains(document.activeElement) === true);
}
