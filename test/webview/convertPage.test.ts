import assert from 'node:assert/strict';
import { runAll } from '../support/catalog';
import { type OpenConversion, openConversion } from '../support/convert/openConversion';
import { everything, loans } from '../support/convert/tableWithEverything';
import type { TestServer } from '../support/postgres';
import { sharedServer } from '../support/sharedServer';
import { ConversionDesk } from '../support/webview/conversionHost';
import {
  type PageOptions,
  themes,
  WebviewBrowser,
  type WebviewPage,
} from '../support/webview/webviewBrowser';

describe('page of a conversion', () => {
  let server: TestServer;
  let database: string;
  let browser: WebviewBrowser;
  let conversion: OpenConversion | undefined;
  let desk: ConversionDesk | undefined;
  let view: WebviewPage | undefined;

  before(async () => {
    server = await sharedServer();
    browser = await WebviewBrowser.open();
  });

  beforeEach(async () => {
    database = await server.createDatabase('convert');
  });

  afterEach(async () => {
    await desk?.model.run.pause();
    desk?.model.dispose();
    await view?.close();
    await conversion?.close();
    view = undefined;
    await server.query(`DROP DATABASE "${database}" WITH (FORCE)`);
    await server.query('DROP ROLE IF EXISTS "convert reader"');
  });

  after(() => browser.close());

  async function open(table = loans, options: Partial<PageOptions> = {}) {
    conversion = await openConversion(server, database, table);
    desk = new ConversionDesk(conversion, table);
    view = await browser.page({ name: 'convert', width: 1000, height: 800, ...options }, desk.connect);
    await view.page.locator('.step, .note').first().waitFor();
    return { page: view.page, desk, view };
  }

  it('converts, goes back, and finishes, saying what it does', async () => {
    await runAll(server, database, everything);
    const { page, view: shown } = await open();
    assert.deepEqual(
      (await page.locator('.step-title').allInnerTexts()).map((text) => text.replace(/\d{4}.*/, '…')),
      [
        'Bound at of new rows by …',
        'Compare every row with the bound',
        'Build the primary key with at in it',
        'Put the partitioned table in the place of loans',
        'Analyze the new table and remove the traces of the conversion',
      ],
    );
    await page.getByText('Start').click();
    await page.getByText('Finish', { exact: true }).waitFor();
    assert.equal(await page.locator('.step-done').count(), 4);
    await shown.screenshot('convert-swapped');
    await page.getByText('Go Back').click();
    await page.getByText('Start').waitFor();
    assert.match(await page.locator('.status').innerText(), /Nothing was changed yet.*Longest block/);
    await page.getByText('Start').click();
    await page.getByText('Finish', { exact: true }).click();
    await page.getByText('core.loans is a partitioned table.').waitFor();
  });

  it('saves the steps as files before the first of them', async () => {
    await runAll(server, database, everything);
    const { page, desk: host } = await open();
    await page.getByText('Save as Migration').click();
    await page.getByText('Start').click();
    await page.getByText('Finish', { exact: true }).waitFor();
    assert.equal(host.saved.length, 12);
    assert.equal(await page.getByText('Save as Migration').count(), 0);
  });

  it('proposes again when something else is chosen', async () => {
    await runAll(server, database, everything);
    const { page } = await open();
    await page.getByLabel('One partition for each').selectOption('year');
    await page.locator('dd', { hasText: '12 partitions, loans_p2027_01_01' }).waitFor();
    await page.getByLabel('Partition key').selectOption('id');
    await page.getByLabel('Values in a partition').fill('1000');
    await page.getByLabel('Values in a partition').press('Tab');
    await page.locator('dd', { hasText: 'id before 2000' }).waitFor();
    await page.getByLabel('A default partition').uncheck();
    await page.locator('dd', { hasText: 'is refused' }).waitFor();
  });

  it('pauses while it waits for others, and goes on', async () => {
    await runAll(server, database, everything);
    const { page, view: shown } = await open();
    await server.withAdmin(async (client) => {
      await client.query('BEGIN');
      await client.query('SELECT count(*) FROM core.loans');
      await page.getByText('Start').click();
      await page.getByText('Other sessions use the table.').waitFor();
      await shown.screenshot('convert-waiting');
      await page.getByText('Pause', { exact: true }).click();
      await page.getByText('Paused.').waitFor();
      await client.query('COMMIT');
    }, database);
    await page.getByText('Start').click();
    await page.getByText('Finish', { exact: true }).waitFor();
  });

  it('says why a table cannot be converted, and offers nothing', async () => {
    await runAll(server, database, [
      ...everything,
      'CREATE TABLE core.parts (loan bigint REFERENCES core.loans)',
    ]);
    const { page } = await open();
    assert.match(await page.locator('.note').first().innerText(), /parts_loan_fkey/);
    assert.equal(await page.getByText('Start').count(), 0);
  });

  it('shows hostile names as text', async () => {
    const name = '<img src=x onerror=alert(1)> "q"';
    await runAll(server, database, [`CREATE TABLE "${name.replaceAll('"', '""')}" ("<b>" date NOT NULL)`]);
    const { page } = await open({ schema: 'public', name });
    assert.match(await page.locator('h1').innerText(), /<img src=x/);
    assert.equal(await page.locator('img').count(), 0);
  });

  for (const theme of themes) {
    it(`is accessible and looks well in ${theme}, also when it is narrow`, async () => {
      await runAll(server, database, everything);
      const { page, view: shown } = await open(loans, { theme });
      await page.locator('details').nth(3).locator('summary').click();
      await shown.screenshot(`convert-${theme}`);
      assert.deepEqual(await shown.accessibilityProblems(), []);
      await page.setViewportSize({ width: 320, height: 700 });
      await shown.screenshot(`convert-${theme}-narrow`);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      assert.ok(overflow <= 0);
    });
  }
});
