import assert from 'node:assert/strict';
import type { ImportPlace } from '../../src/core/import/importDraft';
import { eventually } from '../support/eventually';
import { ImportFormHost } from '../support/webview/importHost';
import {
  type PageOptions,
  themes,
  WebviewBrowser,
  type WebviewPage,
} from '../support/webview/webviewBrowser';

const sample = 'id,First Name,amount,since\n1,"<b>Ana</b>\nx",1.50,2024-02-29\n2,,007,2024-03-01\n';
const fresh: ImportPlace = { schema: 'core', table: undefined, columns: [] };
const known: ImportPlace = {
  schema: 'core',
  table: 'loans',
  columns: [
    { name: 'ID', type: 'integer', required: true },
    { name: 'note', type: 'text', required: false },
    { name: 'amount', type: 'numeric(15,2)', required: false },
  ],
};

describe('import form', () => {
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

  async function open(host: ImportFormHost, options: Partial<PageOptions> = {}) {
    view = await browser.page({ name: 'import', width: 900, height: 800, ...options }, host.connect);
    const { page } = view;
    await page.getByRole('heading', { level: 1 }).waitFor();
    return { page, view, sql: () => page.locator('.sql').innerText() };
  }

  it('shows the file, and makes a table of it', async () => {
    const { page, sql } = await open(new ImportFormHost(sample, fresh));
    assert.equal(
      await sql(),
      'BEGIN;\nCREATE TABLE core.loans_2024 (\n  id integer,\n  "First Name" text,\n  amount text,\n  since date\n);\n' +
        'COPY core.loans_2024 (id, "First Name", amount, since) FROM STDIN WITH (FORMAT text, ENCODING \'UTF8\');\nCOMMIT;',
    );
    assert.deepEqual(await page.locator('tbody tr').first().locator('td').allInnerTexts(), [
      '1',
      '<b>Ana</b>↵x',
      '1.50',
      '2024-02-29',
    ]);
    assert.equal(await page.locator('tbody tr').nth(1).locator('td').nth(1).innerText(), 'NULL');
    await page.getByLabel('New table').fill('loans');
    await page.getByLabel('Name of the new column for First Name').fill('');
    await page.getByLabel('Type of the new column for amount').fill('numeric');
    await page.getByLabel('Type of the new column for amount').press('Tab');
    await happens(async () =>
      (await sql()).includes('core.loans (\n  id integer,\n  amount numeric,\n  since date'),
    );
  });

  it('says what is missing, and imports nothing until it is there', async () => {
    const host = new ImportFormHost(sample.replace('id,', 'key,'), known);
    const { page } = await open(host);
    await page.getByText('ID needs a value: it takes no NULL and has no default.').waitFor();
    await page.getByRole('button', { name: 'Import' }).click({ force: true });
    assert.equal(host.runs, 0);
    await page.getByLabel('Column of the table for key').selectOption('ID');
    await page.locator('.sql').waitFor();
    await page.getByRole('button', { name: 'Import' }).click();
    await happens(() => Promise.resolve(host.runs === 1));
    assert.deepEqual(
      host.draft.columns.map(({ target }) => target),
      ['ID', '', 'amount', ''],
    );
  });

  it('shows the line that failed', async () => {
    const host = new ImportFormHost(sample, known);
    host.failure = { failure: 'Line 3, column amount: invalid. Nothing was imported.', line: 3 };
    const { page } = await open(host);
    await page.getByRole('button', { name: 'Import' }).click();
    await page.getByText('Line 3, column amount: invalid. Nothing was imported.').waitFor();
    await page.getByRole('button', { name: 'Show Line 3' }).click();
    await happens(() => Promise.resolve(host.shownLines === 1));
  });

  it('reads the file anew with another delimiter', async () => {
    const { page } = await open(new ImportFormHost('a;b\n1;2\n', fresh));
    assert.deepEqual(await page.locator('th').allInnerTexts(), ['a', 'b']);
    await page.getByLabel('Delimiter').selectOption(',');
    await happens(async () => (await page.locator('th').count()) === 1);
  });

  for (const theme of themes) {
    it(`is accessible and fits a narrow editor in ${theme}`, async () => {
      const { page, view: shown } = await open(new ImportFormHost(sample, known), { theme, width: 360 });
      assert.deepEqual(await shown.accessibilityProblems(), []);
      assert.deepEqual(shown.problems, []);
      const overflow = await page.evaluate(
        'document.querySelector(".form").scrollWidth - document.querySelector(".form").clientWidth',
      );
      assert.equal(overflow, 0);
      const select = await page.getByLabel('Column of the table for id').boundingBox();
      const cell = await page.locator('.targets td').first().boundingBox();
      assert.ok(select && cell && select.y - cell.y < 8 && cell.height < 50, 'the choice fills its cell');
      await shown.screenshot(`import-${theme}`);
    });
  }
});

async function happens(isSo: () => Promise<boolean>): Promise<void> {
  assert.ok(await eventually(isSo));
}
