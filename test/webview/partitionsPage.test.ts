import assert from 'node:assert/strict';
import { PartitionsModel } from '../../src/vscode/partitions/partitionsModel';
import { runAll } from '../support/catalog';
import { type OpenConversion, openConversion } from '../support/convert/openConversion';
import type { TestServer } from '../support/postgres';
import { sharedServer } from '../support/sharedServer';
import { PartitionsDesk } from '../support/webview/partitionsHost';
import { type PageOptions, themes } from '../support/webview/webviewBrowser';
import { webviewPages } from '../support/webview/webviewPages';

const hostile = '<img src=x onerror=alert(1)>';

describe('page of partitions', () => {
  const pages = webviewPages({ name: 'partitions' });
  let server: TestServer;
  let database: string;
  let lines: OpenConversion;

  before(async () => {
    server = await sharedServer();
    database = await server.createDatabase('partitions');
    await runAll(server, database, [
      'CREATE TABLE loans (at date NOT NULL, name text) PARTITION BY RANGE (at)',
      `CREATE TABLE loans_old PARTITION OF loans FOR VALUES FROM (MINVALUE) TO ('2026-01-01')`,
      ...['01', '02', '03', '05', '06'].map(
        (month) =>
          `CREATE TABLE loans_2026_${month} PARTITION OF loans FOR VALUES FROM ('2026-${month}-01') TO ('2026-${String(Number(month) + 1).padStart(2, '0')}-01')`,
      ),
      `CREATE TABLE "${hostile}" PARTITION OF loans FOR VALUES FROM ('2026-07-01') TO ('2026-08-01') PARTITION BY HASH (name)`,
      'CREATE TABLE loans_part PARTITION OF "' + hostile + '" FOR VALUES WITH (MODULUS 1, REMAINDER 0)',
      'CREATE TABLE loans_default PARTITION OF loans DEFAULT',
      `INSERT INTO loans SELECT date '2025-06-01' + i % 500, repeat('x', 200) FROM generate_series(1, 20000) AS i`,
    ]);
    await server.withAdmin(async (client) => {
      await client.query('VACUUM ANALYZE loans_2026_01, loans_2026_02, loans_default, loans_old, loans_part');
    }, database);
    lines = await openConversion(server, database, { schema: 'public', name: 'loans' });
  });

  after(async () => {
    await lines.close();
    await server.query(`DROP DATABASE "${database}" WITH (FORCE)`);
  });

  async function open(options: Partial<PageOptions> = {}) {
    const model = new PartitionsModel(
      {
        database: () => Promise.resolve(lines.database),
        openSession: () => lines.lines.openSession(new AbortController().signal),
      },
      { schema: 'public', name: 'loans' },
      { connectionName: 'Warehouse', database: 'lakehouse', environment: 'staging' },
    );
    const desk = new PartitionsDesk(model);
    const view = await pages.open({ width: 1000, height: 700, ...options }, desk.connect);
    await view.page.locator('tbody tr').first().waitFor();
    return { page: view.page, desk, view };
  }

  it('lists partitions and gaps in the order of their bounds', async () => {
    const { page } = await open();
    assert.deepEqual(
      (await page.locator('tbody tr td:first-child').allInnerTexts()).map((text) => text.trim()),
      [
        'MINVALUE to 2026-01-01',
        '2026-01-01 to 2026-02-01',
        '2026-02-01 to 2026-03-01',
        '2026-03-01 to 2026-04-01',
        '2026-04-01 to 2026-05-01',
        '2026-05-01 to 2026-06-01',
        '2026-06-01 to 2026-07-01',
        '2026-07-01 to 2026-08-01',
        'everything else',
      ],
    );
    assert.match(await page.locator('.gap').innerText(), /2026-04-01 to 2026-05-01\s+no partition/);
    const notes = await page.locator('.note').allInnerTexts();
    assert.match(notes.join('\n'), /ended at 2026-08-01: new rows go to the default partition/);
    assert.match(notes.join('\n'), /default partition holds about [\d,]+ rows/);
    assert.match(notes.join('\n'), /A gap lies between partitions/);
    assert.match(notes.join('\n'), /never analyzed/);
  });

  it('says whether a query prunes, and what it reads', async () => {
    const { page, desk, view: shown } = await open();
    desk.statement = `SELECT * FROM loans WHERE at >= '2026-02-10' AND at < '2026-04-01';`;
    await page.getByText('Does My Query Prune?').click();
    await page.locator('.pruning').waitFor();
    assert.match(await page.locator('.pruning').innerText(), /It prunes: 2 of 8 partitions are read/);
    assert.equal(await page.getByText('read', { exact: true }).count(), 2);
    await shown.screenshot('partitions-pruned');
    desk.statement = `SELECT * FROM loans WHERE date_trunc('month', at) = '2026-02-01'`;
    await page.getByText('Does My Query Prune?').click();
    await page.getByText('It does not prune: all 8 partitions are read.').waitFor();
    desk.statement = 'SELECT * FROM loans WHERE at >= now()';
    await page.getByText('Does My Query Prune?').click();
    await page.getByText('It prunes when it begins to run').waitFor();
    desk.statement = 'nonsense';
    await page.getByText('Does My Query Prune?').click();
    await page.getByText('syntax error').waitFor();
  });

  for (const theme of themes) {
    it(`is accessible and looks well in ${theme}, also when it is narrow`, async () => {
      const { page, view: shown } = await open({ theme });
      await shown.screenshot(`partitions-${theme}`);
      assert.deepEqual(await shown.accessibilityProblems(), []);
      await page.setViewportSize({ width: 360, height: 700 });
      await shown.screenshot(`partitions-${theme}-narrow`);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      assert.ok(overflow <= 0);
    });
  }
});
