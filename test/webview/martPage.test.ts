import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { openCatalog, type OpenCatalog, runAll } from '../support/catalog';
import { startPostgres, type TestServer } from '../support/postgres';
import { CatalogMart } from '../support/webview/martHost';
import { type PageOptions, themes } from '../support/webview/webviewBrowser';
import { webviewPages } from '../support/webview/webviewPages';

const hostile = '<img src=x onerror=alert(1)> "quoted"\nnew line';

describe('mart page', () => {
  const pages = webviewPages({ name: 'mart' });
  let server: TestServer;
  let catalog: OpenCatalog;

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
    name: string,
    prepare: (host: CatalogMart) => void = () => undefined,
    options: Partial<PageOptions> = {},
  ) {
    const host = await CatalogMart.of(catalog, 'marts', name);
    prepare(host);
    const view = await pages.open(options, host.connect);
    const { page } = view;
    await page.locator('h1').waitFor();
    await page.locator('[aria-busy]').first().waitFor({ state: 'detached' });
    return { page, host, view };
  }

  it('shows each column with its type, keys, nulls, examples and comment', async () => {
    const { page } = await open('loans');
    assert.deepEqual(await rows(page, 'Columns'), [
      ['id primary key', 'integer not null', '0%', 'all', '1 … 1000', ''],
      ['customer → core.customers.id', 'integer', '0%', '~3', '2, 1, 3', ''],
      ['amount', 'numeric(15,2)', '50%', '~2', '5.00, 7.00', 'what was lent'],
      ['at', 'timestamp with time zone', '0%', '~1', '2024-05-05 00:00:00+00', 'default now()'],
      ['html', 'text', '0%', '~1', hostile.replace('\n', '↵'), ''],
      ['twice', 'numeric', '', '', '', 'generated, stored = (amount * (2)::numeric)'].map((text, place) =>
        place === 2 ? '50%' : place === 3 ? '~2' : place === 4 ? '10.00, 14.00' : text,
      ),
    ]);
    assert.match(await text(page, '#columns'), /^Columns \(6\)$/);
  });

  it('takes nulls and examples from the sample where there are no statistics, and says so', async () => {
    const { page } = await open('look');
    assert.match(await section(page, 'columns'), /from a sample of 200 rows: there are no statistics/);
    assert.deepEqual((await rows(page, 'Columns'))[1]?.slice(2), ['50% sample', '', '7.00, 5.00 sample', '']);
    assert.match(await section(page, 'definition'), /SELECT id,\s+amount/);
    assert.match(await section(page, 'sample'), /20 of the first 200 rows that the server found/);
  });

  it('says what dbt last did, and leads to the model', async () => {
    const { page, host } = await open('loans', (each) => {
      each.dbt = { words: '', mood: 'warning', lines: ['dbt model shop.loans', hostile] };
    });
    assert.match(await section(page, 'facts'), /dbt model shop\.loans\s*<img src=x onerror=alert\(1\)>/);
    await page.getByRole('button', { name: 'dbt Model' }).click();
    await page.getByRole('button', { name: 'Copy Name' }).click();
    assert.equal(host.acted[0], 'model');
    const { page: other } = await open('look');
    assert.equal(await other.getByRole('button', { name: 'dbt Model' }).count(), 0);
  });

  it('measures the size, and draws how it became', async () => {
    const { page } = await open('loans', (host) => {
      host.history = [
        { day: '2026-11-01', bytes: 1024 },
        { day: '2026-11-10', bytes: 4096 },
      ];
    });
    assert.match(await section(page, 'facts'), /\d+ kB measured now: \d+ kB table, \d+ kB indexes/);
    const chart = page.locator('.size-chart svg');
    assert.match(
      (await chart.getAttribute('aria-label')) ?? '',
      /^Size from 2026-11-01, 1 kB, to 2026-11-21/,
    );
    assert.equal((await page.locator('polyline').getAttribute('points'))?.split(' ').length, 3);
  });

  it('says what is known of the last write, and reads the newest value of a chosen column', async () => {
    const { page } = await open('loans');
    assert.match(await section(page, 'facts'), /Last write (within the last|\d+ (s|min) ago or longer)/);
    await page.getByLabel('Freshness by').selectOption({ label: 'at (timestamp with time zone)' });
    await page.getByText(/newest 2024-05-05 00:00:00\+00, \d+ days ago/).waitFor();
    await page.getByLabel('Freshness by').selectOption('-1');
    await page.getByText(/newest 2024/).waitFor({ state: 'detached' });
  });

  it('shows indexes with size, scans and what is invalid', async () => {
    const { page } = await open('loans');
    const shown = await rows(page, 'Indexes');
    assert.deepEqual(
      shown.map((row) => row.slice(0, 2)),
      [
        ['broken', 'btree, invalid: not used'],
        ['loans_pkey', 'primary key, btree'],
      ],
    );
    assert.match(shown[1]?.[2] ?? '', /kB$/);
  });

  it('lists dependencies up and down, and opens one', async () => {
    const { page, host } = await open('loans');
    assert.deepEqual(await rows(page, 'What it depends on'), [
      ['core.customers', 'table', 'foreign key loans_customer_fkey'],
      ['marts.noted()', 'function', 'trigger note'],
    ]);
    assert.deepEqual(
      (await rows(page, 'What needs it')).map((row) => [row[0], row[2]]),
      [
        ['marts.counted(which integer)', 'in its body'],
        ['marts.look', 'reads'],
        ['marts.payments', 'foreign key payments_loan_fkey'],
      ],
    );
    await page.getByRole('button', { name: 'core.customers' }).click();
    assert.equal(host.opened.length, 1);
  });

  it('shows who may read, and who was granted what', async () => {
    const { page } = await open('loans');
    const readers = await rows(page, 'Roles that may read');
    assert.ok(readers.some(([role, because]) => role === 'ana' && because === 'member of team'));
    const granted = await rows(page, 'Granted rights');
    assert.ok(granted.some((row) => row.join(' | ') === `team | SELECT | all columns | ${server.user}`));
    assert.ok(granted.some((row) => row[0] === 'bob' && row[2] === 'column id'));
  });

  it('shows the partitions of a partitioned table', async () => {
    const { page, host } = await open('parts');
    assert.deepEqual(await rows(page, 'Partitions'), [
      ['marts.parts_rest', 'DEFAULT', 'unknown', '0 bytes'],
      ['marts.parts_1', 'IN (1)', '~10 rows', '8 kB'],
    ]);
    await page.getByRole('button', { name: 'marts.parts_1' }).click();
    assert.equal(host.opened.length, 1);
  });

  it('keeps what works when a section fails, and tries it again', async () => {
    const { page, host } = await open('loans', (each) => {
      each.failing = ['columns', 'indexes'];
    });
    await page.getByText('The server did not answer columns.').waitFor();
    assert.ok((await rows(page, 'Rows of the sample')).length > 0);
    host.failing = [];
    await page.locator('section[aria-labelledby=columns]').getByText('Try Again').click();
    await page.getByRole('region', { name: 'Columns', exact: true }).waitFor();
    await page.getByText('The server did not answer indexes.').waitFor();
  });

  it('gives up a sample that takes too long, and offers to wait', async () => {
    const { page } = await open('slow', (host) => {
      host.sampleTimeout = 100;
    });
    await page.getByText(/canceling statement due to statement timeout/).waitFor();
    assert.equal(await page.getByText('Try for 30 Seconds').count(), 1);
  });

  it('keeps tags and the favourite', async () => {
    const { page } = await open('loans');
    await page.getByLabel('Tags').fill(' #daily, finance ,daily');
    await page.keyboard.press('Tab');
    await page.waitForFunction(
      () => (document.getElementById('tags') as HTMLInputElement).value === 'daily, finance',
    );
    await page.getByRole('button', { name: 'Favourite' }).click();
    await page.getByText('★ Favourite').waitFor();
  });

  it('reaches everything by keyboard, and jumps to sections', async () => {
    const { page } = await open('loans');
    await page.locator('.jumps button', { hasText: 'Rights' }).focus();
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'grants');
    const seen = new Set<string>();
    for (let presses = 0; presses < 60; presses++) {
      await page.keyboard.press('Shift+Tab');
      seen.add(await page.evaluate(() => document.activeElement?.textContent.trim() ?? ''));
    }
    for (const name of ['Copy Name', 'Refresh', 'Sample Again', 'core.customers']) {
      assert.ok(seen.has(name), `${name} is not among ${[...seen].join(', ')}`);
    }
  });

  for (const theme of themes) {
    it(`breaks no rule of accessibility in the theme ${theme}`, async () => {
      const { page, view: shown } = await open('loans', undefined, { theme });
      await shown.screenshot(`mart-${theme}`);
      assert.deepEqual(await shown.accessibilityProblems(), []);
      await page.setViewportSize({ width: 360, height: 700 });
      await shown.screenshot(`mart-${theme}-narrow`);
      assert.deepEqual(await shown.accessibilityProblems(), []);
    });
  }
});

const setup: readonly string[] = [
  'CREATE SCHEMA core',
  'CREATE SCHEMA marts',
  'CREATE ROLE team',
  'CREATE ROLE ana LOGIN IN ROLE team',
  'CREATE ROLE bob LOGIN',
  'CREATE TABLE core.customers (id int PRIMARY KEY)',
  'INSERT INTO core.customers SELECT generate_series(1, 3)',
  `CREATE TABLE marts.loans (id int PRIMARY KEY, customer int REFERENCES core.customers, amount numeric(15,2),
     at timestamptz DEFAULT now(), html text, twice numeric GENERATED ALWAYS AS (amount * 2) STORED)`,
  `COMMENT ON COLUMN marts.loans.amount IS 'what was lent'`,
  `COMMENT ON TABLE marts.loans IS '<b>Loans</b> of the month'`,
  `INSERT INTO marts.loans SELECT i, 1 + i % 3, CASE WHEN i % 4 = 0 THEN 5 WHEN i % 4 = 1 THEN 7 END, '2024-05-05 00:00+00', $$${hostile}$$
     FROM generate_series(1, 1000) i`,
  'CREATE INDEX broken ON marts.loans (amount)',
  `UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'marts.broken'::regclass`,
  'CREATE TABLE marts.payments (id int, loan int REFERENCES marts.loans)',
  'CREATE VIEW marts.look AS SELECT id, amount FROM marts.loans',
  `CREATE FUNCTION marts.counted(which int) RETURNS bigint LANGUAGE sql
     BEGIN ATOMIC SELECT count(*) FROM marts.loans WHERE id = which; END`,
  `CREATE FUNCTION marts.noted() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'`,
  'CREATE TRIGGER note BEFORE INSERT ON marts.loans FOR EACH ROW EXECUTE FUNCTION marts.noted()',
  'CREATE VIEW marts.slow AS SELECT i, pg_sleep(0.05)::text AS nap FROM generate_series(1, 500) i',
  'CREATE TABLE marts.parts (id int) PARTITION BY LIST (id)',
  'CREATE TABLE marts.parts_1 PARTITION OF marts.parts FOR VALUES IN (1)',
  'CREATE TABLE marts.parts_rest PARTITION OF marts.parts DEFAULT WITH (autovacuum_enabled = false)',
  'INSERT INTO marts.parts SELECT 1 FROM generate_series(1, 10)',
  'GRANT USAGE ON SCHEMA marts TO team, bob',
  'GRANT SELECT ON marts.loans TO team',
  'GRANT SELECT (id) ON marts.loans TO bob',
  'ANALYZE marts.loans',
  'ANALYZE marts.parts_1',
];

/** The texts of a table's body, by its label. */
async function rows(page: Page, label: string): Promise<string[][]> {
  const table = page.getByRole('region', { name: label, exact: true });
  await table.waitFor();
  return table
    .locator('tbody tr')
    .evaluateAll((elements) =>
      elements.map((row) =>
        [...row.querySelectorAll('td')].map((cell) => cell.innerText.replaceAll(/\s+/g, ' ').trim()),
      ),
    );
}

/** The text of a section, once it is read. */
async function section(page: Page, id: string): Promise<string> {
  const found = page.locator(`section[aria-labelledby=${id}]`);
  await found.locator('[aria-busy]').first().waitFor({ state: 'detached' });
  return (await found.innerText()).replaceAll(/\s+/g, ' ');
}

async function text(page: Page, selector: string): Promise<string> {
  return (await page.locator(selector).innerText()).trim();
}
