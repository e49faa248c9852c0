import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { dependencySource, diagramSource, type GraphSource } from '../../src/vscode/graph/graphSource';
import { openCatalog, type OpenCatalog, readOne, relationByName, runAll } from '../support/catalog';
import { startPostgres, type TestServer } from '../support/postgres';
import { createSampleDatabase } from '../support/sampleLakehouse';
import { CatalogGraph } from '../support/webview/graphHost';
import { type PageOptions, themes } from '../support/webview/webviewBrowser';
import { webviewPages } from '../support/webview/webviewPages';

const hostile = '<img src=x onerror=alert(1)> "q"';

describe('graph page', () => {
  const pages = webviewPages({ name: 'graph' });
  let server: TestServer;
  let catalog: OpenCatalog;

  before(async () => {
    server = await startPostgres();
    const database = await createSampleDatabase(server);
    await runAll(server, database, [
      'CREATE SCHEMA odd',
      `CREATE TABLE odd."${hostile.replaceAll('"', '""')}" ("${hostile.replaceAll('"', '""')}" int PRIMARY KEY)`,
      'CREATE SCHEMA nothing',
    ]);
    catalog = await openCatalog(server, database);
  });

  after(async () => {
    await catalog.close();
    await server.dispose();
  });

  async function open(source: GraphSource, options: Partial<PageOptions> = {}) {
    const host = new CatalogGraph(catalog, source);
    const view = await pages.open(options, host.connect);
    const { page } = view;
    await page.locator('h1').waitFor();
    return { page, host, view };
  }
  const dependencies = async (schema: string, name: string) =>
    dependencySource(await readOne(catalog, relationByName(schema, name)));

  it('draws a schema with keys and columns', async () => {
    const { page } = await open(diagramSource('core', undefined));
    assert.match(await page.locator('h1').innerText(), /^ER diagram of core \d+ tables, \d+ foreign keys$/);
    const loans = page.locator('.node[aria-label*="table core.loans;"]');
    assert.match((await loans.textContent()) ?? '', /PK\s*loan_id/);
    await page.getByLabel('What is shown of a table').selectOption('names');
    assert.doesNotMatch((await loans.textContent()) ?? '', /loan_id/);
  });

  it('expands by keyboard up and down, keeps its place, and opens', async () => {
    const { page, host } = await open(await dependencies('marts', 'mart_loan_portfolio'));
    const before = await page.locator('.node').count();
    await page.locator('.node[aria-label*="core.loans;"]').focus();
    await page.keyboard.press('u');
    await page.waitForFunction((count) => document.querySelectorAll('.node').length > count, before);
    assert.match(await active(page), /core\.loans/);
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => true);
    assert.equal(host.opened.length, 1);
  });

  it('goes from node to node by arrow keys', async () => {
    const { page } = await open(diagramSource('core', undefined));
    await page.locator('.node[tabindex="0"]').focus();
    const seen = new Set([await active(page)]);
    for (const key of ['ArrowRight', 'ArrowLeft', 'ArrowDown', 'ArrowUp', 'ArrowRight', 'ArrowDown']) {
      await page.keyboard.press(key);
      seen.add(await active(page));
    }
    assert.ok(seen.size >= 3, [...seen].join(' | '));
  });

  it('zooms, moves and shows everything again', async () => {
    const { page } = await open(diagramSource('core', undefined));
    const at = () => page.locator('#everything').getAttribute('transform');
    const whole = await at();
    await page.locator('.node[tabindex="0"]').focus();
    await page.keyboard.press('+');
    assert.notEqual(await at(), whole);
    await page.keyboard.press('0');
    assert.equal(await at(), whole);
    await page.keyboard.press('Shift+ArrowLeft');
    assert.notEqual(await at(), whole);
    await page.keyboard.press('0');
    const area = await page.locator('.drawing').boundingBox();
    assert.ok(area);
    await page.mouse.move(area.x + 5, area.y + 5);
    await page.mouse.down();
    await page.mouse.move(area.x + 105, area.y + 55, { steps: 4 });
    await page.mouse.up();
    const [, x = '', y = ''] = /translate\((\S+) (\S+)\)/.exec((await at()) ?? '') ?? [];
    const [, x0 = '', y0 = ''] = /translate\((\S+) (\S+)\)/.exec(whole ?? '') ?? [];
    assert.deepEqual([Math.round(Number(x) - Number(x0)), Math.round(Number(y) - Number(y0))], [100, 50]);
  });

  it('finds a table by a part of its name', async () => {
    const { page } = await open(diagramSource('core', undefined));
    await page.getByLabel('Find by name').fill('payments');
    await page.keyboard.press('Enter');
    assert.match(
      (await page.locator('.node[tabindex="0"]').getAttribute('aria-label')) ?? '',
      /core\.payments/,
    );
    await page.getByLabel('Find by name').fill('there is none');
    await page.keyboard.press('Enter');
    await page.getByText('Nothing found.').waitFor();
  });

  it('saves what is shown', async () => {
    const { page, host } = await open(diagramSource('core', undefined));
    await page.getByLabel('What is shown of a table').selectOption('all');
    await page.getByRole('button', { name: 'Save as SVG' }).click();
    await page.getByText('Saved graph.svg.').waitFor({ state: 'attached' });
    await page.getByRole('button', { name: 'Save as Mermaid' }).click();
    await page.getByText('Saved graph.mermaid.').waitFor({ state: 'attached' });
    assert.deepEqual(host.saved, ['svg all', 'mermaid all']);
  });

  it('keeps what it shows when something fails', async () => {
    const { page, host } = await open(await dependencies('marts', 'mart_loan_portfolio'));
    host.failure = 'The server did not answer.';
    await page.locator('.expander').first().click();
    await page.getByText('The server did not answer.').waitFor();
    assert.ok((await page.locator('.node').count()) > 1);
  });

  it('shows hostile names as text, and says where there is nothing', async () => {
    const { page, view } = await open(diagramSource('odd', undefined));
    assert.equal(await page.locator('img').count(), 0);
    assert.ok(((await page.locator('.node').textContent()) ?? '').includes(hostile));
    await view.close();
    const { page: empty } = await open(diagramSource('nothing', undefined));
    await empty.getByText('There is no table here.').waitFor();
  });

  for (const theme of themes) {
    it(`breaks no rule of accessibility in the theme ${theme}`, async () => {
      const { page, view: shown } = await open(diagramSource('core', undefined), { theme });
      await shown.screenshot(`er-${theme}`);
      assert.deepEqual(await shown.accessibilityProblems(), []);
      await page.setViewportSize({ width: 360, height: 700 });
      await page.getByRole('button', { name: 'Fit Everything' }).click();
      await shown.screenshot(`er-${theme}-narrow`);
      assert.deepEqual(await shown.accessibilityProblems(), []);
      await shown.close();
      const { view: other } = await open(await dependencies('core', 'loans'), { theme });
      await other.screenshot(`dependencies-${theme}`);
      assert.deepEqual(await other.accessibilityProblems(), []);
    });
  }
});

async function active(page: Page): Promise<string> {
  return page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '');
}
