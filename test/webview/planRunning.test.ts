import assert from 'node:assert/strict';
import { relationSections } from '../../src/core/plan/facts/relationSections';
import { exampleFacts } from '../support/exampleFacts';
import { examplePlan } from '../support/webview/examplePlan';
import { JsonPlans } from '../support/webview/planHost';
import {
  type PageOptions,
  themes,
  WebviewBrowser,
  type WebviewPage,
} from '../support/webview/webviewBrowser';

const offer = {
  text: 'Measuring made this slower: reading the clock for 4.2 million calls of nodes took about 420 ms, 32 % of the execution time. Without it (TIMING OFF) the total is nearer to the truth.',
  action: 'Run without Timing',
};

describe('plan page of an EXPLAIN that was run', () => {
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
    view = await browser.page({ name: 'plan', width: 1200, height: 700, ...options }, host.connect);
    await view.page.locator('#app > *').first().waitFor();
    return { page: view.page, view };
  }

  function run(): JsonPlans {
    const host = JsonPlans.of(examplePlan, { hasOptions: true });
    host.offer(offer);
    const facts = relationSections(exampleFacts(), ['branch', '<b>note</b>', 'id']);
    host.factsOf = (node) => (node === 0 ? { kind: 'none' } : { kind: 'facts', facts });
    return host;
  }

  it('shows what the database knows of the table of a node', async () => {
    const { page, view: shown } = await open(run());
    const facts = page.getByRole('region', { name: 'What the database knows of the table' });
    await facts.getByText('Table core.loans').waitFor();
    await facts.getByText('352 MB, 496 MB with indexes and TOAST, ~5M rows').waitFor();
    assert.equal(await facts.locator('b').count(), 0);
    await facts.scrollIntoViewIfNeeded();
    await shown.screenshot('plan-facts');
    await page.getByRole('treegrid').focus();
    await page.keyboard.press('Home');
    await facts.waitFor({ state: 'detached' });
  });

  it('says why nothing is known of a table', async () => {
    const host = run();
    host.factsOf = () => ({ kind: 'unknown', reason: 'The catalog knows no relation core.loans any more.' });
    const { page } = await open(host);
    await page.getByText('The catalog knows no relation core.loans any more.').waitFor();
    const failing = run();
    failing.factsOf = () => {
      throw new Error('The line was lost.');
    };
    await view?.close();
    const again = await open(failing);
    await again.page.getByText('The catalog could not be read. The line was lost.').waitFor();
  });

  it('offers to run without timing, and other options', async () => {
    const host = run();
    const { page, view: shown } = await open(host);
    await page.getByText('Measuring made this slower').waitFor();
    await shown.screenshot('plan-offer');
    await page.getByRole('button', { name: 'Run without Timing' }).click();
    await page.getByRole('button', { name: 'Options…' }).click();
    assert.deepEqual([host.taken, host.optionsAsked], [[0], 1]);
  });

  it('says which of several runs is under way', async () => {
    const host = new JsonPlans({ kind: 'running', elapsedMs: 4000, note: 'Run 3 of 10' });
    const { page, view: shown } = await open(host);
    await page.getByText('The server is explaining the statement. Run 3 of 10.').waitFor();
    await shown.screenshot('plan-repeating');
  });

  it('fits into 300 pixels', async () => {
    const { page, view: shown } = await open(run(), { width: 300, height: 900 });
    await page.getByText('Measuring made this slower').waitFor();
    await shown.screenshot('plan-running-narrow');
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 300);
  });

  for (const theme of themes) {
    it(`breaks no rule of WCAG in ${theme}`, async () => {
      const { page, view: shown } = await open(run(), { theme });
      await page.getByText('Table core.loans').waitFor();
      await page.getByText('Measuring made this slower').waitFor();
      assert.deepEqual(await shown.accessibilityProblems(), []);
      await page.getByText('Table core.loans').scrollIntoViewIfNeeded();
      await shown.screenshot(`plan-running-${theme}`);
    });
  }
});
