import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { examplePlan } from '../support/webview/examplePlan';
import { advisedPlan } from '../support/webview/advisedPlan';
import { JsonPlans } from '../support/webview/planHost';
import {
  type PageOptions,
  themes,
  WebviewBrowser,
  type WebviewPage,
} from '../support/webview/webviewBrowser';

describe('advice on the plan page', () => {
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

  async function open(host: JsonPlans, options: Partial<PageOptions> = {}): Promise<WebviewPage> {
    view = await browser.page({ name: 'plan', width: 1100, height: 800, ...options }, host.connect);
    await view.page.locator('.advices').waitFor();
    return view;
  }

  it('ranks it by what it saves, and says how bad it is in words', async () => {
    const { page } = await open(JsonPlans.of(advisedPlan));
    assert.deepEqual(await titles(page), [
      '▲ High Reads 200,000 rows of readings and keeps 200 (<1 %)',
      '▲ High The sort wrote 16 MB to disk',
      '◆ Medium Seq Scan on core.readings rt: expected 1 row, got 200 (×200 too low)',
    ]);
    await page.getByRole('button', { name: 'Show 1 more' }).click();
    assert.match((await titles(page))[3] ?? '', /Low The plan was made with enable_hashjoin = off/);
  });

  it('unfolds why it matters, what to do, and the text for an editor', async () => {
    const host = JsonPlans.of(advisedPlan);
    const shown = await open(host);
    const { page } = shown;
    await page.locator('.advice-toggle').first().press('Enter');
    const body = page.locator('.advice-body');
    assert.match(await body.innerText(), /Why it matters\. .*\n*.*What to do\. An index on b, seen/s);
    const code = await body.locator('.advice-code').innerText();
    assert.equal(code, 'CREATE INDEX CONCURRENTLY ON core.readings (b, seen);');
    await body.getByText('Insert into Editor').click();
    await body.getByText('Copy', { exact: true }).click();
    const place = { runId: 1, plan: 0, advice: 'seq-scan-discards-most 1', fix: 0 };
    await page.getByText('Copied.').first().waitFor();
    assert.deepEqual([host.inserted, host.copiedFixes], [[place], [place]]);
    await shown.screenshot('plan-advice');
  });

  it('leads to the node', async () => {
    const { page } = await open(JsonPlans.of(advisedPlan));
    await page.getByText('Show node').first().click();
    assert.match(await page.locator('.details h2').innerText(), /^Seq Scan on core\.readings rt$/);
  });

  for (const theme of themes) {
    it(`can be read in ${theme} and in a narrow panel`, async () => {
      const shown = await open(JsonPlans.of(advisedPlan), { theme, width: 420, height: 700 });
      const { page } = shown;
      await page.locator('.advice-toggle').first().click();
      await shown.screenshot(`plan-advice-narrow-${theme}`);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      assert.ok(overflow <= 0, `${overflow} pixels too wide`);
    });
  }

  it('is short on a plan of which little can be said', async () => {
    const { page } = await open(JsonPlans.of(examplePlan));
    assert.match(await page.locator('.advices').innerText(), /Without a connection, indexes and statistics/);
  });
});

async function titles(page: Page): Promise<readonly string[]> {
  const heads = await page.locator('.advice-toggle').allInnerTexts();
  return heads.map((text) => text.replace(/^[▸▾]\s*/, '').replaceAll(/\s+/g, ' '));
}
