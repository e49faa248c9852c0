import assert from 'node:assert/strict';
import { neverCancelled } from '../../src/base/cancelSignal';
import { scaffoldEntry, scaffolds } from '../../src/core/scaffold/scaffolds';
import { Connector } from '../../src/node/pg/connector';
import { passwords, profileFor } from '../support/sessions';
import { openCatalog, type OpenCatalog, runAll } from '../support/catalog';
import { startPostgres, type TestServer } from '../support/postgres';
import { CatalogScaffold } from '../support/webview/scaffoldHost';
import { everyFieldScaffold } from '../support/webview/everyFieldScaffold';
import { type PageOptions, themes } from '../support/webview/webviewBrowser';
import { webviewPages } from '../support/webview/webviewPages';

const hostile = '<img src=x onerror=alert(1)>';

describe('scaffold page', () => {
  const pages = webviewPages({ name: 'scaffold' });
  let server: TestServer;
  let catalog: OpenCatalog;
  let connector: Connector;

  before(async () => {
    server = await startPostgres();
    await runAll(server, 'postgres', [
      'CREATE SCHEMA marts',
      `COMMENT ON SCHEMA marts IS 'Ready to be read'`,
      `CREATE TABLE marts."${hostile}" (id int, "due on" date)`,
    ]);
    catalog = await openCatalog(server, 'postgres');
    connector = new Connector(profileFor(server), passwords(...Array<string>(9).fill(server.password)));
  });

  after(async () => {
    await catalog.close();
    await connector.close();
    await server.dispose();
  });

  async function open(host: CatalogScaffold, options: Partial<PageOptions> = {}) {
    const view = await pages.open(options, host.connect);
    const { page } = view;
    await page.locator('h1').waitFor();
    return { page, view, sql: page.getByRole('region', { name: 'SQL', exact: true }) };
  }

  async function schemaHost(values = {}) {
    const scaffold = await scaffoldEntry('schema')?.load();
    assert.ok(scaffold);
    return new CatalogScaffold(catalog, scaffold, {
      values,
      openSession: () => connector.openSession(neverCancelled),
    });
  }

  it('shows the SQL while the form is filled in, and what is wrong at its field', async () => {
    const host = await schemaHost();
    const { page, sql } = await open(host);
    await sql.getByText('Name the schema.').waitFor();
    assert.equal(await page.locator('#field-name').getAttribute('aria-invalid'), null);
    await page.getByLabel('Name', { exact: true }).fill('My marts');
    await sql.getByText('CREATE SCHEMA "My marts";').waitFor();
    await sql.getByText('1 statement to run.').waitFor();
    const owner = page.getByLabel('Owner', { exact: true });
    await owner.fill('nobody');
    await owner.blur();
    await page.locator('#field-owner-problem').getByText('There is no role nobody.').waitFor();
    assert.equal(await sql.locator('.step').count(), 0);
    await sql.getByRole('button', { name: 'Show field' }).click();
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'field-owner');
    assert.deepEqual(host.values, { name: 'My marts', owner: 'nobody', comment: '' });
  });

  it('greys what exists, and marks what is new', async () => {
    const { sql, view: shown } = await open(await schemaHost({ name: 'marts', comment: 'New' }));
    await sql.getByText('1 statement to run. 1 step is there already.').waitFor();
    assert.match(await sql.locator('.step-present').innerText(), /Create schema marts\s+there already/);
    assert.match(await sql.locator('.step-new').innerText(), /COMMENT ON SCHEMA marts IS 'New';/);
    await shown.screenshot('scaffold-schema');
  });

  it('applies what is shown, says what became of each step, and takes it back', async () => {
    const { page, sql, view: shown } = await open(await schemaHost({ name: 'fresh', comment: 'New' }));
    await sql.getByText('2 statements to run.').waitFor();
    await page.getByRole('button', { name: 'Try on Server…' }).click();
    const trial = page.getByRole('region', { name: 'Trial' });
    await trial.getByText(/^Every step works\. Tried on PostgreSQL/).waitFor();
    assert.match(await trial.innerText(), /Undo everything\s+works/);
    await page.getByRole('button', { name: 'Apply', exact: true }).click();
    const last = page.getByRole('region', { name: 'Last run' });
    await last.getByText('Done. Every step ran.').waitFor();
    await sql.getByText('Everything is there already. Nothing would be changed.').waitFor();
    await shown.screenshot('scaffold-applied');
    await last.getByRole('button', { name: 'Undo…' }).click();
    await sql.getByText('2 statements to run.').waitFor();
    assert.deepEqual(await server.query(`SELECT FROM pg_namespace WHERE nspname = 'fresh'`), []);
    await page.getByRole('button', { name: 'Copy', exact: true }).click();
  });

  it('goes on with what it applies when the page is loaded anew, and stops it when told', async () => {
    await server.query('CREATE SCHEMA busy');
    const { page, view: shown } = await open(await schemaHost({ name: 'busy', comment: 'Ours' }));
    const apply = page.getByRole('button', { name: 'Apply', exact: true });
    const last = page.getByRole('region', { name: 'Last run' });
    await server.withAdmin(async (client) => {
      for (const [ending, words] of [
        ['Stop', /^Cancelled\. Nothing was changed\./],
        ['ROLLBACK', /^Done\. Every step ran\./],
      ] as const) {
        await client.query('BEGIN');
        await client.query(`COMMENT ON SCHEMA busy IS 'Theirs'`);
        await apply.click();
        await last.getByText('Running: Create schema…').waitFor();
        await shown.reload();
        await last.getByText('Running: Create schema…').waitFor();
        assert.equal(await page.locator('vscode-button', { hasText: 'Apply' }).getAttribute('disabled'), '');
        if (ending === 'Stop') {
          await last.getByRole('button', { name: 'Stop' }).click();
          await last.getByText(words).waitFor();
          await client.query('ROLLBACK');
        } else {
          await client.query(ending);
          await last.getByText(words).waitFor();
        }
      }
    }, 'postgres');
  });

  it('offers no Apply on a read-only connection', async () => {
    const scaffold = await scaffoldEntry('schema')?.load();
    assert.ok(scaffold);
    const host = new CatalogScaffold(catalog, scaffold, { values: { name: 'x' }, view: { readOnly: true } });
    const { page, sql } = await open(host);
    await sql.getByText('1 statement to run.').waitFor();
    assert.equal(await page.locator('vscode-button', { hasText: 'Apply' }).getAttribute('disabled'), '');
    await page.getByRole('button', { name: 'Copy', exact: true }).click();
    assert.equal(host.copied.length, 1);
  });

  it('offers names of the catalog, also the columns of the table in another field', async () => {
    const { page } = await open(new CatalogScaffold(catalog, everyFieldScaffold));
    const options = async (label: string) => {
      const field = page.getByLabel(label, { exact: true });
      await field.focus();
      const list = page.locator(`datalist#${await field.getAttribute('id')}-names option`);
      await list.first().waitFor({ state: 'attached' });
      return list.evaluateAll((all) => all.map((option) => (option as HTMLOptionElement).value));
    };
    assert.deepEqual(await options('Table'), [`marts."${hostile}"`]);
    await page.getByLabel('Table', { exact: true }).fill(`marts."${hostile}"`);
    assert.deepEqual(await options('Key columns'), ['id', 'due on']);
    assert.equal(await page.locator('#app img').count(), 0);
  });

  it('holds names in order and rows that can be added, moved and removed', async () => {
    const host = new CatalogScaffold(catalog, everyFieldScaffold);
    const { page, sql } = await open(host);
    const names = page.getByLabel('Key columns', { exact: true });
    for (const name of ['one', 'two', hostile]) {
      await names.fill(name);
      await names.press('Enter');
    }
    await page.getByRole('button', { name: 'Move two before one' }).click();
    await page.getByRole('button', { name: 'Remove one' }).click();
    const add = page.locator('#field-columns');
    await add.click();
    await page.getByRole('group', { name: 'Columns, row 1' }).getByLabel('Name').fill('a');
    await add.click();
    await page.getByRole('group', { name: 'Columns, row 2' }).getByLabel('Name').fill('b');
    await page.getByRole('button', { name: 'Move up: Columns, row 2' }).click();
    await page.getByRole('group', { name: 'Columns, row 2' }).getByLabel('With a default').check();
    await page.getByRole('group', { name: 'Columns, row 2' }).getByLabel('Default value').fill('0');
    await sql
      .getByText('"columns":[{"name":"b","given":false,"value":""},{"name":"a","given":true,"value":"0"}]')
      .waitFor();
    assert.deepEqual(host.values['names'], ['two', hostile]);
    await sql.getByText('row 2 is odd').waitFor();
    await page.getByRole('button', { name: 'Remove: Columns, row 2' }).click();
    await sql.getByText('"columns":[{"name":"b","given":false,"value":""}]').waitFor();
  });

  for (const [place, entry] of scaffolds.entries()) {
    it(`draws the form of ${entry.id}, which is accessible`, async () => {
      const host = new CatalogScaffold(catalog, await entry.load());
      const theme = themes[place % themes.length] ?? 'dark';
      const { page, view: shown, sql } = await open(host, { theme, width: 1300, height: 1000 });
      await sql.getByText('Reading the catalog…').waitFor({ state: 'detached' });
      assert.equal(await sql.getByText('went wrong').count(), 0);
      assert.ok((await page.locator('.form .field').count()) > 0);
      assert.deepEqual(await shown.accessibilityProblems(), []);
      await shown.screenshot(`scaffold-form-${entry.id}`);
    });
  }

  for (const theme of themes) {
    for (const width of [1200, 380]) {
      it(`is accessible: ${theme}, ${width} wide`, async () => {
        const values = {
          table: 'marts.x',
          names: ['id', 'due on'],
          columns: [{ name: 'a' }, { name: 'b', given: true }],
        };
        const host = new CatalogScaffold(catalog, everyFieldScaffold, { values });
        const { view: shown, sql } = await open(host, { theme, width, height: 900 });
        await sql.locator('.step').first().waitFor();
        assert.deepEqual(await shown.accessibilityProblems(), []);
        await shown.screenshot(`scaffold-fields-${theme}-${width}`);
      });
    }
  }
});
