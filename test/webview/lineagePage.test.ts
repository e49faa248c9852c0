import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { dbtGraphOf, dbtNode } from '../support/dbtNodes';
import { bigDbtGraph } from '../support/bigLineage';
import { LineageOfGraph } from '../support/webview/lineageHost';
import type { LineageMeasures } from '../../src/protocol/lineage';
import { type PageOptions, themes } from '../support/webview/webviewBrowser';
import { webviewPages } from '../support/webview/webviewPages';

const hostile = '<img src=x onerror=alert(1)> "q"';

/** A small project with every layer. */
function project(): LineageOfGraph {
  const staging = ['loans', 'payments', 'customers'].map((name) =>
    dbtNode(`model.shop.stg_${name}`, {
      ...{ file: `models/staging/stg_${name}.sql`, materialized: 'view', tags: ['daily'] },
      relation: { database: undefined, schema: 'staging', name: `stg_${name}` },
      dependsOn: [`source.shop.core.${name}`],
    }),
  );
  const sources = ['loans', 'payments', 'customers'].map((name) =>
    dbtNode(`source.shop.core.${name}`, { name, sourceName: 'core', file: 'models/staging/sources.yml' }),
  );
  const mart = (name: string, dependsOn: readonly string[]) =>
    dbtNode(`model.shop.${name}`, {
      ...{ file: `models/marts/${name}.sql`, materialized: 'incremental', tags: ['mart'], dependsOn },
      ...{ description: 'One row for each loan.', relation: { database: undefined, schema: 'marts', name } },
    });
  const host = new LineageOfGraph(
    dbtGraphOf([
      ...sources,
      ...staging,
      dbtNode('seed.shop.rates', { file: 'seeds/rates.csv', materialized: 'seed' }),
      dbtNode('snapshot.shop.customers_snapshot', {
        ...{ file: 'snapshots/customers.yml', dependsOn: ['source.shop.core.customers'] },
      }),
      dbtNode('model.shop.int_customer_loans', {
        ...{ file: 'models/intermediate/int_customer_loans.sql', materialized: 'ephemeral' },
        dependsOn: ['model.shop.stg_loans', 'model.shop.stg_customers', 'seed.shop.rates'],
      }),
      mart('mart_loan_portfolio', ['model.shop.int_customer_loans']),
      mart('mart_daily_payments', ['model.shop.stg_payments', 'model.shop.int_customer_loans']),
      dbtNode('test.shop.not_null', {
        ...{ file: 'models/marts/marts.yml', dependsOn: ['model.shop.mart_loan_portfolio'] },
      }),
      dbtNode('exposure.shop.board', {
        ...{ file: 'models/exposures.yml' },
        dependsOn: ['model.shop.mart_loan_portfolio', 'model.shop.mart_daily_payments'],
      }),
      dbtNode('model.shop.odd', { name: hostile, file: `models/${hostile}/odd.sql`, tags: [hostile] }),
    ]),
  );
  const run = { seconds: 1, message: undefined, rows: undefined };
  (host.runs as Map<string, unknown>).set('model.shop.mart_loan_portfolio', {
    ...{ ...run, status: 'success', at: '2026-11-21T10:00:00Z' },
  });
  (host.runs as Map<string, unknown>).set('model.shop.mart_daily_payments', {
    ...{ ...run, status: 'error', at: '2026-11-21T11:00:00Z' },
  });
  host.measured = {
    connected: true,
    measures: {
      'model.shop.mart_loan_portfolio': { rows: 20_000, bytes: 3_400_000 },
      'model.shop.stg_loans': { rows: undefined, bytes: undefined },
      'model.shop.mart_daily_payments': 'missing',
    },
    changed: ['model.shop.mart_loan_portfolio'],
  };
  return host;
}

describe('lineage page', () => {
  const pages = webviewPages({ name: 'lineage' });

  async function open(host: LineageOfGraph, options: Partial<PageOptions> = {}) {
    const view = await pages.open(options, host.connect);
    await view.page.locator('h1').waitFor();
    return { page: view.page, view };
  }

  it('draws the project with its layers, without tests, and what the server and dbt say', async () => {
    const { page } = await open(project());
    assert.equal(await page.locator('h1').innerText(), 'Lineage of shop 13 of 14 nodes');
    const mart = page.locator('.node[aria-label^="mart_loan_portfolio"]');
    await page.locator('.data', { hasText: '~20k rows · 3.2 MB · success 2 h ago' }).waitFor();
    assert.match((await mart.getAttribute('aria-label')) ?? '', /mart · incremental · 1 test; ~20k rows/);
    assert.match(await page.locator('.legend').innerText(), /source 3[\s\S]*mart 2[\s\S]*exposure 1/);
    assert.equal(await page.locator('.node[aria-label^="not_null"]').count(), 0);
    await page.getByLabel('Tests', { exact: true }).check();
    await page.locator('.node[aria-label^="not_null"]').waitFor();
  });

  it('chooses with a click and shows what is above and below', async () => {
    const { page } = await open(project());
    await page.locator('.node[aria-label^="int_customer_loans"]').click();
    assert.equal(await page.locator('.node.above').count(), 5);
    assert.equal(await page.locator('.node.below').count(), 3);
    assert.match(await page.locator('.chosen').innerText(), /↑ 5 above · ↓ 3 below/);
    await page.getByRole('button', { name: 'Only Its Lineage' }).click();
    assert.match(await page.locator('h1').innerText(), /9 of 14 nodes/);
    assert.equal(await page.getByLabel('Select as dbt does').inputValue(), '+int_customer_loans+');
    await page.getByRole('button', { name: 'Show Everything' }).click();
    assert.match(await page.locator('h1').innerText(), /13 of 14 nodes/);
  });

  it('selects as dbt does, by folder and by tag, says what names nothing, and keeps it', async () => {
    const { page, view } = await open(project());
    const select = async (text: string) => {
      await page.getByLabel('Select as dbt does').fill(text);
      await page.keyboard.press('Enter');
    };
    await select('1+mart_loan_portfolio');
    assert.equal(await page.locator('.node').count(), 2);
    await select('nowhere tag:mart');
    await page.getByText('Nothing is named by nowhere.').waitFor();
    assert.equal(await page.locator('.node').count(), 2);
    await select('nowhere');
    await page.locator('.blank', { hasText: 'Nothing is named by nowhere.' }).waitFor();
    await select('');
    await page.getByLabel('Folder', { exact: true }).selectOption('models/staging');
    assert.equal(await page.locator('.node').count(), 6);
    await page.getByLabel('Tag', { exact: true }).selectOption('daily');
    assert.equal(await page.locator('.node').count(), 3);
    await page.getByLabel('Tag', { exact: true }).selectOption('mart');
    await page.getByText('Nothing is left of this selection.').waitFor();
    await view.reload();
    await page.getByText('Nothing is left of this selection.').waitFor();
    assert.equal(await page.getByLabel('Folder', { exact: true }).inputValue(), 'models/staging');
  });

  it('is walked by keyboard and opens what is reached', async () => {
    const host = project();
    const { page } = await open(host);
    await page.locator('.node[tabindex="0"]').focus();
    const seen = new Set([await active(page)]);
    for (const key of ['ArrowRight', 'ArrowDown', 'ArrowLeft', 'ArrowUp', 'd', 'd', 'u']) {
      await page.keyboard.press(key);
      seen.add(await active(page));
    }
    assert.ok(seen.size >= 4 && !seen.has(''), [...seen].join(' | '));
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => true);
    assert.equal(host.opened.length, 1);
    await page.locator('.node[aria-label^="board"]').dblclick();
    await page.waitForFunction(() => true);
    assert.equal(host.opened.at(-1), 'exposure.shop.board');
  });

  it('narrows down to what is the matter, and to a few steps around a node', async () => {
    const { page } = await open(project());
    await page.locator('.data', { hasText: 'not in the database' }).waitFor();
    const names = async () =>
      (await page.locator('.node .name').allTextContents()).map((name) => name.trim()).sort();
    const expected = {
      failed: ['mart_daily_payments'],
      changed: ['mart_loan_portfolio'],
      outOfDate: [],
    };
    for (const [state, found] of Object.entries(expected)) {
      await page.getByLabel('State', { exact: true }).selectOption(state);
      assert.deepEqual(await names(), found, state);
    }
    await page.getByLabel('State', { exact: true }).selectOption('notBuilt');
    assert.ok((await names()).includes('rates') && (await names()).includes('mart_daily_payments'));
    await page.getByRole('button', { name: 'Show Everything' }).click();
    await page.locator('.node[aria-label^="int_customer_loans"]').click();
    await page.getByLabel('How far its lineage is shown').selectOption('1');
    assert.equal(await page.getByLabel('Select as dbt does').inputValue(), '1+int_customer_loans+1');
    assert.equal(await page.locator('.node').count(), 6);
  });

  it('has a menu for each node, by mouse and by keyboard, and forgets a choice with Escape', async () => {
    const host = project();
    const { page } = await open(host);
    await page.locator('.node[aria-label^="mart_loan_portfolio"]').click({ button: 'right' });
    const menu = page.getByRole('menu', { name: 'mart_loan_portfolio' });
    assert.deepEqual(
      (await menu.getByRole('menuitem').allInnerTexts()).map((text) => text.split('\n')[0]?.trim()),
      [
        ...['Open File', 'Only Its Lineage', 'Build', 'Build with Parents or Children…', 'Run Tests'],
        ...['Preview', 'Show in Marts', 'Open Mart Page', 'Copy Name'],
      ],
    );
    await menu.getByRole('menuitem', { name: 'Preview' }).click();
    await page.locator('.node[aria-label^="core.loans"]').click();
    await page.keyboard.press('Shift+F10');
    await page.getByRole('menu', { name: 'core.loans' }).waitFor();
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    await page.getByText('The name is copied.').waitFor({ state: 'attached' });
    assert.deepEqual(host.acts, [
      'preview model.shop.mart_loan_portfolio',
      'copyName source.shop.core.loans',
    ]);
    assert.equal(await active(page).then((label) => label.startsWith('core.loans')), true);
    assert.notEqual(await page.locator('.node.below').count(), 0);
    await page.keyboard.press('Escape');
    assert.equal(await page.locator('.node.below').count(), 0);
    await page.keyboard.press('/');
    await page.keyboard.type('rates');
    await page.keyboard.press('Enter');
    assert.equal(await page.locator('.node').count(), 1);
  });

  it('saves what is shown', async () => {
    const host = project();
    const { page } = await open(host);
    await page.getByRole('button', { name: 'Save as SVG' }).click();
    await page.getByText('Saved lineage.svg.').waitFor({ state: 'attached' });
    await page.getByRole('button', { name: 'Save as Mermaid' }).click();
    await page.getByText('Saved lineage.mermaid.').waitFor({ state: 'attached' });
    assert.deepEqual(host.saved, ['svg 13', 'mermaid 13']);
  });

  it('shows what is asked for later, and hostile names as text', async () => {
    const host = project();
    const { page } = await open(host);
    assert.equal(await page.locator('img').count(), 0);
    assert.ok((await page.locator('.drawing').textContent())?.includes(hostile));
    host.ask({ select: '+exposure:board', node: 'exposure.shop.board' });
    await page.locator('.node.current[aria-label^="board"]').waitFor();
    assert.equal(await page.locator('.node').count(), 11);
  });

  it('says what fails, and where there is nothing', async () => {
    const host = project();
    host.failure = 'The dbt project cannot be read.';
    const view = await pages.open({}, host.connect);
    await view.page.getByRole('alert').getByText('The dbt project cannot be read.').waitFor();
    host.failure = undefined;
    await view.page.getByRole('button', { name: 'Try Again' }).click();
    await view.page.locator('.node').first().waitFor();
    await view.close();
    const { page } = await open(new LineageOfGraph(dbtGraphOf([])));
    await page.getByText('The project has no sources, models or exposures yet.').waitFor();
  });

  it('shows rows of the target that is shown, and not of one whose server answers too late', async () => {
    const host = project();
    const ofDev = host.measured;
    let answerForDev: (measured: LineageMeasures) => void = () => undefined;
    host.measure = () => new Promise((resolve) => (answerForDev = resolve));
    const { page } = await open(host);
    const rows = page.locator('.data', { hasText: '~20k rows' });
    host.measure = () => host.measured;
    host.measured = {
      ...{ connected: true, changed: [] },
      measures: { 'model.shop.mart_loan_portfolio': { rows: 7, bytes: 8192 } },
    };
    host.target = 'prod';
    host.ask({ select: '' });
    await page.locator('.data', { hasText: '~7 rows' }).waitFor();
    answerForDev(ofDev);
    // What is sent now is answered after it.
    await page.getByRole('button', { name: 'Refresh' }).click();
    await page.locator('.data', { hasText: '~7 rows' }).waitFor();
    assert.equal(await rows.count(), 0);

    host.measure = () => new Promise(() => undefined);
    host.target = 'dev';
    host.ask({ select: '' });
    await page.getByText('target dev').waitFor();
    assert.equal(await page.locator('.data', { hasText: '~7 rows' }).count(), 0);
  });

  it('draws of 1,000 models only what is in sight, and reaches the others', async () => {
    const host = new LineageOfGraph(bigDbtGraph(1000));
    const { page, view } = await open(host);
    assert.match(await page.locator('h1').innerText(), /1,100 nodes/);
    await view.screenshot('lineage-1000');
    await page.locator('.node[tabindex="0"]').focus();
    for (let press = 0; press < 11; press++) {
      await page.keyboard.press('+');
    }
    await page.waitForFunction(() => document.querySelectorAll('.node').length < 400);
    await view.screenshot('lineage-1000-near');
    await page.keyboard.press('0');
    await page.waitForFunction(() => document.querySelectorAll('.node').length === 1);
    const before = await active(page);
    for (let press = 0; press < 6; press++) {
      await page.keyboard.press('d');
    }
    assert.notEqual(await active(page), before);
    await page.getByLabel('Select as dbt does').fill('+model_999');
    await page.keyboard.press('Enter');
    await page.locator('.node[aria-label^="model_999"]').waitFor();
    assert.ok((await page.locator('.node').count()) < 60);
  });

  for (const theme of themes) {
    it(`breaks no rule of accessibility in the theme ${theme}`, async () => {
      const { page, view } = await open(project(), { theme });
      await page.locator('.node[aria-label^="int_customer_loans"]').click();
      await view.screenshot(`lineage-${theme}`);
      assert.deepEqual(await view.accessibilityProblems(), []);
      await page.setViewportSize({ width: 360, height: 700 });
      await page.getByRole('button', { name: 'Fit Everything' }).click();
      await view.screenshot(`lineage-${theme}-narrow`);
      assert.deepEqual(await view.accessibilityProblems(), []);
    });
  }
});

async function active(page: Page): Promise<string> {
  return page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '');
}
