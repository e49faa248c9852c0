import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { startPostgres, type TestServer } from '../support/postgres';
import {
  type InstalledWorkbench,
  openInstalledWorkbench,
  packageExtension,
} from '../support/workbench/installedWorkbench';
import { makeScratchFolder } from '../support/workbench/scratchFolder';
import { until } from '../support/workbench/until';

const root = path.resolve(__dirname, '../../..');

describe('exporting and importing in the installed extension', function () {
  this.timeout(300_000);
  const scratch = makeScratchFolder('transfer');
  let server: TestServer;
  let database: string;
  let workbench: InstalledWorkbench | undefined;

  before(async () => {
    server = await startPostgres();
    database = await server.createDatabase('transfer');
    await server.query('create table public.loans (id integer primary key, name text)', [], database);
    workbench = await openInstalledWorkbench(
      {
        vsix: await packageExtension(),
        workspace: path.join(root, 'demo'),
        theme: process.env['LAKEHOUSE_LOOK'] === 'light' ? 'light' : 'dark',
        settings: { 'lakehouse.connections': [connection()] },
        environment: { LAKEHOUSE_TEST_PASSWORD: server.password },
      },
      console.log,
    );
  });

  afterEach(async function () {
    if (this.currentTest?.state === 'failed') {
      await look('failed-e2e-transfer');
    }
  });

  after(async () => {
    await workbench?.close();
    await server.dispose();
    scratch.remove();
  });

  const connection = () => ({
    ...{ id: 'local', name: 'Loans', environment: 'local' },
    ...{ host: server.host, port: server.port, database, user: server.user },
    ...{ password: 'environment', passwordVariable: 'LAKEHOUSE_TEST_PASSWORD' },
  });
  const driver = () => {
    assert.ok(workbench);
    return workbench.driver;
  };
  const look = (name: string) =>
    driver().screenshot(
      path.join(process.env['LAKEHOUSE_SCREENSHOTS'] ?? path.join(root, 'out', 'screenshots'), `${name}.png`),
    );
  const press = (key: string) => driver().page.keyboard.press(key);
  /** The dialog puts the folder into its field when it has read it, and looks at what is typed before it accepts it. */
  const chooseFile = async (title: string, file: string) => {
    await driver().quickInputTitled(title);
    const field = driver().page.locator('.quick-input-box input');
    await until('the folder', async () => ((await field.inputValue()).includes('/') ? true : undefined));
    await driver().page.locator('.quick-input-list .monaco-list-row').first().waitFor();
    await driver().typeQuickInput(file);
    const dialog = driver().page.locator('.quick-input-title', { hasText: title });
    await until('the dialog to close', async () => {
      await press('Enter');
      const closed = dialog.waitFor({ state: 'hidden', timeout: 3000 });
      return closed.then(
        () => true as const,
        () => undefined,
      );
    });
  };
  const stored = async () => {
    const rows = await server.query<{ id: number; name: string }>(
      'select * from loans order by id',
      [],
      database,
    );
    return rows.map(({ id, name }) => `${id} ${name}`);
  };

  it('writes a query to a file without the grid', async () => {
    const file = path.join(scratch.path, 'numbers.csv');
    await driver().openFile('bioreactors.sql');
    await driver().goTo(1);
    await press('Control+a');
    await driver().page.keyboard.insertText(
      `select n, 'name ' || n as name from generate_series(1, 200000) as n;`,
    );
    await driver().goTo(1);
    await driver().beginCommand('Lakehouse: Export Query to File…');
    await driver().chooseQuickPick('CSV');
    await driver().quickInputTitled(/as CSV$/);
    await look('export-options');
    await press('Enter');
    await chooseFile('Export as CSV', file);
    await driver().notification(/^Exported 200,000 rows \(3\.\d MB\) to numbers\.csv\./);
    await look('export-done');
    const lines = readFileSync(file, 'utf8').split('\n');
    assert.deepEqual([lines[0], lines[200_000], lines.length], ['n,name', '200000,name 200000', 200_002]);
    await driver().dismissNotifications();
  });

  it('imports a file into a table, and shows the line that failed before', async () => {
    const file = path.join(scratch.path, 'loans.csv');
    writeFileSync(file, 'id;name\n1;Ana\nx;Ben\n');
    await driver().openContainer('Lakehouse');
    const row = await driver().expandPath('Databases', ['Loans', database, 'public', 'loans']);
    await row.click();
    await driver().beginCommand('Lakehouse: Import File…');
    await chooseFile('Import File', file);
    const form = await driver().webviewWith('COPY public.loans (id, name) FROM STDIN');
    await look('import-form');
    await form.getByRole('button', { name: 'Import' }).click();
    await form
      .getByText('Line 3, column id: invalid input syntax for type integer: "x". Nothing was imported.')
      .waitFor();
    await look('import-failed');
    assert.deepEqual(await stored(), []);
    writeFileSync(file, 'id;name\n1;Ana\n2;Ben\n');
    await form.getByRole('button', { name: 'Import' }).click();
    await driver().notification(/^Imported 2 rows into public\.loans\.$/);
    await until('the rows', async () => ((await stored()).join() === '1 Ana,2 Ben' ? true : undefined));
  });
});
