import assert from 'node:assert/strict';
import { examplePlan } from '../support/webview/examplePlan';
import { JsonPlans } from '../support/webview/planHost';
import { themes, WebviewBrowser, type WebviewPage } from '../support/webview/webviewBrowser';

/** A plan that was written elsewhere has no connection, and others can be brought to its page. */
describe('page of a plan from elsewhere', () => {
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

  const host = () =>
    JsonPlans.of(examplePlan, {
      source: 'text',
      rawFormat: 'YAML',
      again: 'Read Again',
      documentName: 'Log of Warehouse, 2026-11-21 12:00:02.500 UTC, line 12',
      statement: 'select * from loans',
    });

  for (const theme of themes) {
    it(`says where it comes from, and offers to read it again, in ${theme}`, async () => {
      view = await browser.page({ name: 'plan', width: 1000, height: 600, theme }, host().connect);
      const { page } = view;
      await page.getByText('Log of Warehouse, 2026-11-21').waitFor();
      await page.getByText('Read Again').waitFor();
      assert.equal(await page.getByText('Run Again').count(), 0);
      assert.equal(await page.locator('.place .environment').count(), 0);
      await view.screenshot(`plan-text-${theme}`);
    });
  }

  it('hands on a text that is pasted or dropped', async () => {
    const plans = host();
    view = await browser.page({ name: 'plan', width: 1000, height: 600 }, plans.connect);
    const { page } = view;
    await page.getByText('Read Again').waitFor();
    await page.evaluate(() => {
      const data = new DataTransfer();
      data.setData('text/plain', 'Seq Scan on t');
      document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true }));
      const files = new DataTransfer();
      files.items.add(new File(['Limit'], 'slow.plan'));
      document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: files, bubbles: true }));
    });
    while (plans.dropped.length < 2) {
      await page.evaluate(() => undefined);
    }
    assert.deepEqual(plans.dropped, [
      { name: 'Pasted text', text: 'Seq Scan on t' },
      { name: 'slow.plan', text: 'Limit' },
    ]);
  });
});
