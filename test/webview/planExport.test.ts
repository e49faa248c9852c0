import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { parseJsonPlan } from '../../src/core/plan/parseJson';
import { exportPlan } from '../../src/core/plan/share/exportPlan';
import { generatePlan } from '../support/generatePlan';
import { JsonPlans } from '../support/webview/planHost';
import { WebviewBrowser, WebviewPage } from '../support/webview/webviewBrowser';

const fixture = (name: string) => readFileSync(path.resolve('test/fixtures/plan', `${name}.json`), 'utf8');
const hostile = '<img src="http://evil.test/x" onerror="document.title=1"><script>document.title=2</script>';
const plans: readonly (readonly [name: string, json: string])[] = [
  ['20 nodes', fixture('initplan-below-gather.16')],
  ['1,000 nodes', generatePlan({ nodes: 1000, depth: 12, partitions: 40 })],
  [
    'hostile names',
    fixture('nested-loop-memoize.18').replaceAll('customer', JSON.stringify(hostile).slice(1, -1)),
  ],
];

describe('An exported plan in a browser', () => {
  let browser: WebviewBrowser;

  before(async () => {
    browser = await WebviewBrowser.open();
  });

  after(() => browser.close());

  /** Shows a text as a file of its own; every request beside it is a fault. */
  async function show(text: string, contentType: string, scheme: 'dark' | 'light') {
    const page = await browser.context.newPage();
    const requests: string[] = [];
    await page.emulateMedia({ colorScheme: scheme });
    await page.setViewportSize({ width: 1200, height: 800 });
    await page.route('**/*', async (route) => {
      const url = route.request().url();
      requests.push(url);
      await (url === 'http://export.test/' ? route.fulfill({ contentType, body: text }) : route.abort());
    });
    await page.goto('http://export.test/');
    return { page, view: new WebviewPage(page, { name: 'plan' }), requests };
  }

  it('is asked for by a button of the plan page', async () => {
    const host = JsonPlans.of(fixture('spills.16'));
    const view = await browser.page({ name: 'plan', width: 700 }, (channel) => host.connect(channel));
    await view.page.getByRole('button', { name: 'Export…' }).click();
    await view.page.locator('.plan-row').first().waitFor();
    assert.equal(host.shares, 1);
    await view.screenshot('plan-page-export');
    await view.close();
  });

  for (const [name, json] of plans) {
    for (const scheme of ['dark', 'light'] as const) {
      it(`is a page that asks for nothing and breaks no rule: ${name}, ${scheme}`, async () => {
        const { page, view, requests } = await show(exported(json, 'html'), 'text/html', scheme);
        await view.screenshot(`plan-export-${name}-${scheme}`);
        // Of a thousand alike rows axe has no more to say, and takes a minute for it.
        assert.deepEqual(name === '1,000 nodes' ? [] : await view.accessibilityProblems(), []);
        assert.deepEqual(requests, ['http://export.test/']);
        assert.match(await page.title(), /^EXPLAIN ANALYZE: /);
        assert.equal(await page.locator('script, img, link, iframe, [onerror]').count(), 0);
        assert.ok(await fitsWidth(page));
        await page.setViewportSize({ width: 420, height: 800 });
        assert.ok(await fitsWidth(page));
        await page.locator('.tree summary').first().click();
        assert.ok(await page.locator('.tree dl').first().isVisible());
        await view.screenshot(`plan-export-${name}-${scheme}-narrow`);
        await page.close();
      });

      it(`is a picture that asks for nothing: ${name}, ${scheme}`, async () => {
        const { page, view, requests } = await show(exported(json, 'svg'), 'image/svg+xml', scheme);
        await view.screenshot(`plan-picture-${name}-${scheme}`);
        assert.deepEqual(requests, ['http://export.test/']);
        assert.ok((await page.locator('.box').count()) > 3);
        assert.equal(await page.locator('script, image, foreignObject, a').count(), 0);
        await page.close();
      });
    }
  }
});

function exported(json: string, format: 'html' | 'svg'): string {
  const { value } = parseJsonPlan(json);
  assert.ok(value);
  const statement = 'select count(*)\nfrom loan\nwhere id > (select avg(id) from customer)';
  return exportPlan({ document: value, json, statement, format, anonymous: false });
}

function fitsWidth(page: Page): Promise<boolean> {
  return page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth);
}
