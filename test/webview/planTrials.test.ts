import assert from 'node:assert/strict';
import type { TrialState } from '../../src/protocol/planTrials';
import { advisedPlan } from '../support/webview/advisedPlan';
import { JsonPlans } from '../support/webview/planHost';
import {
  type PageOptions,
  themes,
  WebviewBrowser,
  type WebviewPage,
} from '../support/webview/webviewBrowser';

const place = { runId: 1, plan: 0, advice: 'seq-scan-discards-most 1', fix: 0 };
const notes = [
  'The copy held all of its ~5M rows (403 MB), with the table’s own indexes. It has been dropped.',
  'The index takes 45 MB on the copy and was built in 2.58 s.',
];
const helps: TrialState = {
  kind: 'done',
  method: 'copy',
  verdict: { kind: 'helps', sentence: 'Tried on a copy: it helps. 284 ms before, 0.059 ms after.' },
  notes,
};
const useless: TrialState = {
  kind: 'done',
  method: 'hypopg',
  verdict: { kind: 'notUsed', sentence: 'Tried with a hypothetical index: no gain.' },
  notes,
};

describe('trying advice on the plan page', () => {
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

  /** With the first advice unfolded. */
  async function open(host: JsonPlans, options: Partial<PageOptions> = {}): Promise<WebviewPage> {
    view = await browser.page({ name: 'plan', width: 1100, height: 800, ...options }, host.connect);
    await view.page.locator('.advices').waitFor();
    await view.page.locator('.advice-toggle').first().press('Enter');
    return view;
  }

  it('tries a fix, tells what is happening, and can be cancelled', async () => {
    const host = JsonPlans.of(advisedPlan);
    const { page } = await open(host);
    await page.getByRole('button', { name: 'Try It' }).click();
    host.tell({ place, state: { kind: 'running', sentence: 'Copying all of its ~5M rows…' } });
    await page.getByText('Copying all of its ~5M rows…').waitFor();
    await page.locator('.trial').getByRole('button', { name: 'Cancel' }).click();
    host.tell({ place, state: undefined });
    await page.getByRole('button', { name: 'Try It' }).waitFor();
    assert.deepEqual(host.tried, [{ ...place, way: 'best' }]);
    assert.equal(host.cancelledTrials, 1);
  });

  it('shows the verdict with its figures, and leads to the plans', async () => {
    const host = JsonPlans.of(advisedPlan);
    const { page } = await open(host);
    host.tell({ place, state: helps });
    await page.locator('.trial-helps').waitFor();
    assert.match(await page.locator('.trial-notes').innerText(), /built in 2\.58 s/);
    await page.getByRole('button', { name: 'Compare Plans' }).click();
    await page.getByRole('button', { name: 'Insert into Editor' }).waitFor();
    assert.deepEqual(host.compared, [place]);
  });

  it('does not offer what does not help, and leads from costs to a copy', async () => {
    const host = JsonPlans.of(advisedPlan);
    const { page } = await open(host);
    host.tell({ place, state: useless });
    await page.locator('.trial-notUsed').waitFor();
    assert.equal(await page.getByRole('button', { name: 'Insert into Editor' }).count(), 0);
    await page.getByRole('button', { name: 'Try on a Copy…' }).click();
    await page.locator('.trial').waitFor();
    assert.deepEqual(host.tried, [{ ...place, way: 'copy' }]);
  });

  it('says why a fix could not be tried', async () => {
    const host = JsonPlans.of(advisedPlan);
    const { page } = await open(host);
    host.tell({ place, state: { kind: 'failed', message: 'This server is a read replica.' } });
    await page.getByRole('alert').getByText('Not tried. This server is a read replica.').waitFor();
    await page.getByRole('button', { name: 'Try Again' }).waitFor();
  });

  for (const theme of themes) {
    it(`can be read in ${theme} and in a narrow panel`, async () => {
      const host = JsonPlans.of(advisedPlan);
      const shown = await open(host, { theme, width: 420, height: 800 });
      const { page } = shown;
      host.tell({ place, state: helps });
      await page.locator('.trial-helps').waitFor();
      await shown.screenshot(`plan-trial-narrow-${theme}`);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      assert.ok(overflow <= 0, `${overflow} pixels too wide`);
    });
  }
});
