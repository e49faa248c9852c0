import assert from 'node:assert/strict';
import { scaffoldEntry } from '../../src/core/scaffold/scaffolds';
import type { FormValues } from '../../src/core/scaffold/scaffoldForm';
import { openCatalog, type OpenCatalog, runAll } from '../support/catalog';
import { startPostgres, type TestServer } from '../support/postgres';
import { CatalogScaffold } from '../support/webview/scaffoldHost';
import { themes, WebviewBrowser, type WebviewPage } from '../support/webview/webviewBrowser';

describe('forms of partitions', () => {
  let server: TestServer;
  let catalog: OpenCatalog;
  let browser: WebviewBrowser;
  let view: WebviewPage | undefined;

  before(async () => {
    server = await startPostgres();
    await runAll(server, 'postgres', [
      'CREATE SCHEMA core',
      'CREATE TABLE core.loans (id bigint GENERATED ALWAYS AS IDENTITY, ts timestamptz NOT NULL, note text) PARTITION BY RANGE (ts)',
      `CREATE TABLE core.loans_2024_01 PARTITION OF core.loans FOR VALUES FROM ('2024-01-01 00:00+00') TO ('2024-02-01 00:00+00')`,
      'CREATE TABLE core.loans_rest PARTITION OF core.loans DEFAULT',
      `INSERT INTO core.loans (ts) SELECT '2024-01-01 00:00+00'::timestamptz + i * interval '1 hour' FROM generate_series(0, 3000) AS i`,
      // What the extension keeps, without the extension: the form is looked at, not what pg_partman does.
      'CREATE TABLE core.events (at date NOT NULL) PARTITION BY RANGE (at)',
    ]);
    catalog = await openCatalog(server, 'postgres');
    browser = await WebviewBrowser.open();
  });

  afterEach(async () => {
    await view?.close();
    view = undefined;
  });

  after(async () => {
    await browser.close();
    await catalog.close();
    await server.dispose();
  });

  const months: FormValues = { table: 'core.loans', from: '2024-01-01', until: '2024-03-31' };
  const cases: readonly (readonly [string, string, FormValues, string])[] = [
    ['rows in the way', 'partitions', months, 'holds 1,440 rows that belong to new partitions'],
    ['rows that move', 'partitions', { ...months, defaultRows: 'move' }, 'Move 696 rows of loans_2024_02'],
    [
      'an extension that is missing',
      'partitionMaintenance',
      { table: 'core.events' },
      'This server has no pg_partman',
    ],
  ];
  for (const [title, id, values, expected] of cases) {
    for (const theme of title === 'rows that move' ? themes : themes.slice(0, 1)) {
      it(`shows ${title} (${theme})`, async () => {
        const scaffold = await scaffoldEntry(id)?.load();
        assert.ok(scaffold);
        const host = new CatalogScaffold(catalog, scaffold, { values });
        view = await browser.page({ name: 'scaffold', width: 1200, height: 1100, theme }, host.connect);
        await view.page.getByText(expected).first().waitFor();
        assert.deepEqual(await view.accessibilityProblems(), []);
        await view.screenshot(`partition form, ${title}, ${theme}`);
      });
    }
  }

  it('fits into a narrow panel', async () => {
    const scaffold = await scaffoldEntry('partitions')?.load();
    assert.ok(scaffold);
    const host = new CatalogScaffold(catalog, scaffold, { values: { ...months, defaultRows: 'move' } });
    view = await browser.page({ name: 'scaffold', width: 420, height: 2200 }, host.connect);
    await view.page.getByText('Move 696 rows').first().waitFor();
    const wide = await view.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    assert.ok(wide <= 0, `The page is ${wide} pixels too wide.`);
    await view.screenshot('partition form, narrow');
  });
});
