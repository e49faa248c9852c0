import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { openCatalog, type OpenCatalog, runAll } from '../support/catalog';
import { startPostgres, type TestServer } from '../support/postgres';
import { CatalogGrants } from '../support/webview/grantsHost';
import { useWebview } from '../support/webview/useWebview';
import { type PageOptions, themes } from '../support/webview/webviewBrowser';

const hostile = '<img src=x onerror=alert(1)> "quoted"\nnew line';

describe('matrix of rights', () => {
  let server: TestServer;
  let catalog: OpenCatalog;
  const webview = useWebview();

  before(async () => {
    server = await startPostgres();
    await runAll(server, 'postgres', setup);
    catalog = await openCatalog(server, 'postgres');
  });

  after(async () => {
    await catalog.close();
    await server.dispose();
  });

  async function open(
    schema?: string,
    options: Partial<PageOptions> = {},
    host = new CatalogGrants(catalog, schema),
  ) {
    const view = await webview.page({ name: 'grants', width: 1100, height: 700, ...options }, host.connect);
    await view.page.locator('[role=grid]').waitFor();
    return { page: view.page, host, view };
  }

  it('shows who may read what, and by which way', async () => {
    const { page } = await open('marts');
    assert.deepEqual(await table(page), [
      `${hostile.replace('\n', '↵')}: PUBLIC ●, analyst ○, etl ○, ${server.user} ○, mary ○, pg_database_owner ○, readers ○`,
      `customers: analyst ○, ${server.user} ○, readers ●`,
      `loans: analyst ○, etl ○, ${server.user} ○, mary ◐, readers ●`,
      'new sequences of etl in marts:',
      `new sequences of ${server.user} in marts:`,
      'new tables of etl in marts: analyst ○, readers ●',
      `new tables of ${server.user} in marts:`,
    ]);
  });

  it('says where the right of a cell comes from', async () => {
    const { page } = await open('marts');
    await cell(page, 'loans', 'analyst').focus();
    assert.match(
      await page.locator('.about').innerText(),
      /SELECT on marts\.loans for analyst\s+As a member of readers\./,
    );
    assert.match(
      (await cell(page, 'loans', 'mary').getAttribute('aria-label')) ?? '',
      /On the columns id only\./,
    );
  });

  it('shows a role and an object by their privileges', async () => {
    const { page } = await open('marts');
    await page.getByLabel('Show', { exact: true }).selectOption({ index: 1 });
    await page.getByLabel('Role', { exact: true }).selectOption('etl (group)');
    assert.equal(await mark(page, 'loans', 'INSERT'), '○');
    assert.equal(await mark(page, 'customers', 'INSERT'), '');
    await page.getByLabel('Show', { exact: true }).selectOption({ index: 2 });
    await page.getByLabel('Object', { exact: true }).selectOption('loans (table)');
    assert.equal(await mark(page, 'readers', 'SELECT'), '●');
    assert.equal(await mark(page, 'readers', 'DELETE'), '');
  });

  it('shows the database and all schemas', async () => {
    const { page } = await open();
    assert.equal(await mark(page, 'schema marts', 'readers'), '●');
    await page.getByLabel('Privilege', { exact: true }).selectOption('CONNECT');
    assert.equal(await mark(page, 'database postgres', 'PUBLIC'), '●');
    await page.getByLabel('Objects', { exact: true }).selectOption({ label: 'in marts' });
    await page.getByRole('rowheader', { name: 'loans' }).waitFor();
  });

  it('is walked and edited by the keyboard like a grid, and keeps its changes', async () => {
    const { page, host, view: opened } = await open('marts');
    await cell(page, 'customers', 'mary').focus();
    await cell(page, 'customers', 'mary').click();
    assert.deepEqual(host.edits, [
      {
        change: 'grant',
        role: 'mary',
        target: { kind: 'relation', schema: 'marts', name: 'customers' },
        privilege: 'SELECT',
      },
    ]);
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '');
    assert.match(await focused(), /for mary: Not granted\. Will be granted\./);
    await page.keyboard.press('Control+Home');
    assert.match(await focused(), /for everybody/);
    await page.keyboard.press('PageDown');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowRight');
    assert.match(await focused(), /marts\.customers for readers: Granted by/);
    await page.keyboard.press('Space');
    assert.match(await focused(), /Will be revoked/);
    assert.equal(await page.getByRole('button', { name: 'Review 2 Changes…' }).isEnabled(), true);
    await opened.reload();
    await page.getByText('Review 2 Changes…').click();
    assert.deepEqual(
      host.reviewed.map((edits) => edits.map(({ change, role }) => `${change} ${role ?? ''}`)),
      [['grant mary', 'revoke readers']],
    );
    await cell(page, 'customers', 'readers').click();
    await page.getByText('Review 1 Change…').waitFor();
    await page.getByText('Discard').click();
    assert.deepEqual(host.edits, []);
    assert.equal(await page.locator('td[tabindex="0"]').count(), 1);
  });

  it('finds tables by a part of the name', async () => {
    const { page } = await open('marts');
    await page.getByLabel('Name contains').fill('LOA');
    await page.keyboard.press('Enter');
    await page.getByRole('rowheader', { name: 'customers' }).waitFor({ state: 'detached' });
    assert.equal(await page.getByRole('rowheader', { name: /^loans/ }).count(), 1);
  });

  for (const theme of themes) {
    it(`can be read and used by everybody: ${theme}`, async () => {
      const { page, view: opened } = await open('marts', { theme });
      await cell(page, 'customers', 'mary').click();
      await cell(page, 'loans', 'readers').click();
      assert.deepEqual(await opened.accessibilityProblems(), []);
      await opened.screenshot(`grants-${theme}`);
    });
  }

  it('fits a narrow panel', async () => {
    const { page, view: opened } = await open('marts', { width: 380, height: 700 });
    await cell(page, 'loans', 'readers').click();
    await opened.screenshot('grants-narrow');
    assert.deepEqual(await opened.accessibilityProblems(), []);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth));
  });
});

const setup = [
  'CREATE ROLE etl',
  'CREATE ROLE readers',
  'CREATE ROLE analyst LOGIN',
  'CREATE ROLE mary LOGIN',
  'GRANT readers TO analyst',
  'CREATE SCHEMA marts',
  'GRANT USAGE ON SCHEMA marts TO readers',
  'CREATE TABLE marts.customers (id int)',
  'CREATE TABLE marts.loans (id int, amount numeric)',
  'ALTER TABLE marts.loans OWNER TO etl',
  `CREATE VIEW marts."${hostile.replaceAll('"', '""')}" AS SELECT 1 AS one`,
  'GRANT SELECT ON marts.customers, marts.loans TO readers',
  `GRANT SELECT ON marts."${hostile.replaceAll('"', '""')}" TO PUBLIC`,
  'GRANT SELECT (id) ON marts.loans TO mary',
  'ALTER DEFAULT PRIVILEGES FOR ROLE etl IN SCHEMA marts GRANT SELECT ON TABLES TO readers',
];

/** Each row with the roles that have the privilege, sorted. */
async function table(page: Page): Promise<string[]> {
  return page.locator('[role=grid]').evaluate((grid) => {
    const name = (cell: Element | undefined) => cell?.querySelector('.line')?.textContent ?? '';
    const columns = [...grid.querySelectorAll('thead th')].map(name);
    return [...grid.querySelectorAll('tbody tr')]
      .map((row) => {
        const held = [...row.querySelectorAll('td')]
          .map((cell, place) => [columns[place], cell.textContent.trim()] as const)
          .filter(([, text]) => text !== '')
          .map(([column, text]) => `${column ?? ''} ${text}`);
        return `${name(row)}: ${held.join(', ')}`.trim();
      })
      .sort();
  });
}

function cell(page: Page, row: string, column: string) {
  return page.locator(`[role=gridcell][aria-label*="${row} for ${column}:"]`);
}

async function mark(page: Page, row: string, column: string): Promise<string> {
  const place = await page
    .locator('thead th .line')
    .allTextContents()
    .then((all) => all.indexOf(column));
  const found = page
    .locator('tbody tr')
    .filter({ has: page.locator('th .line', { hasText: new RegExp(`^${row}$`) }) })
    .first();
  return (await found.locator('td').nth(place).innerText()).trim();
}
