import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { makeScratchFolder } from '../support/workbench/scratchFolder';
import { until } from '../support/workbench/until';
import { useWorkbench } from '../support/workbench/workbenchSuite';

describe('exporting and importing in the installed extension', function () {
  this.timeout(300_000);
  const scratch = makeScratchFolder('transfer');
  const suite = useWorkbench({
    name: 'transfer',
    prepare: async ({ sql }) => {
      await sql('create table public.loans (id integer primary key, name text)');
    },
    connections: ({ connection }) => [connection({ id: 'local', name: 'Loans' })],
  });
  const { press, sql } = suite;
  const driver = () => suite.driver;
  after(() => scratch.remove());

  /** The dialog puts the folder into its field when it has read it, and looks at what is typed before it accepts it. */
  const chooseFile = async (title: string, file: string) => {
    await driver().quickInputTitled(title);
    const field = driver().page.locator('.quick-input-box input');
    await until('the folder', async () => ((await field.inputValue()).includes('/') ? true : undefined));
    await driver().page.locator('.quick-input-list .monaco-list-row').first().waitFor();
    const dialog = driver().page.locator('.quick-input-title', { hasText: title });
    let isTyped = false;
    await until(
      'the dialog to close',
      async () => {
        // The dialog may put its folder into the field once more, or miss what was typed while it read the folder; then Enter
        // means what is marked in the list.
        if (!isTyped || (await field.inputValue()) !== file) {
          await driver().typeQuickInput('');
          await driver().typeQuickInput(file);
          isTyped = true;
          return undefined;
        }
        await press('Enter');
        isTyped = false;
        return dialog.waitFor({ state: 'hidden', timeout: 3000 }).then(
          () => true as const,
          () => undefined,
        );
      },
      async () => {
        await suite.picture('dialog-stays');
        return `Its field holds ${await field.inputValue()}.`;
      },
    );
  };
  const stored = async () => {
    const rows = await sql('select * from loans order by id');
    return rows.map(({ id, name }) => `${String(id)} ${String(name)}`);
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
    await suite.picture('export-options');
    await press('Enter');
    await chooseFile('Export as CSV', file);
    await driver().notification(/^Exported 200,000 rows \(3\.\d MB\) to numbers\.csv\./);
    await suite.picture('export-done');
    const lines = readFileSync(file, 'utf8').split('\n');
    assert.deepEqual([lines[0], lines[200_000], lines.length], ['n,name', '200000,name 200000', 200_002]);
    await driver().dismissNotifications();
  });

  it('asks for the values of parameters before it writes', async () => {
    const file = path.join(scratch.path, 'chosen.csv');
    await driver().goTo(1);
    await press('Control+a');
    await driver().page.keyboard.insertText(
      `select n, :word as word from generate_series(1, :most::int) as n;`,
    );
    await driver().goTo(1);
    await driver().beginCommand('Lakehouse: Export Query to File…');
    await driver().chooseQuickPick('CSV');
    await driver().quickInputTitled(/as CSV$/);
    await press('Enter');
    await chooseFile('Export as CSV', file);
    for (const [title, value] of [
      ['Value of :word', "it's"],
      ['Value of :most (integer)', '2'],
    ] as const) {
      await driver().quickInputTitled(title);
      await driver().answerQuickInput(value);
    }
    await driver().notification(/^Exported 2 rows/);
    assert.equal(readFileSync(file, 'utf8'), "n,word\n1,it's\n2,it's\n");
    await driver().dismissNotifications();
  });

  it('imports a file into a table, and shows the line that failed before', async () => {
    const file = path.join(scratch.path, 'loans.csv');
    writeFileSync(file, 'id;name\n1;Ana\nx;Ben\n');
    await driver().openContainer('Lakehouse');
    const row = await driver().expandPath('Databases', ['Loans', suite.database, 'public', 'loans']);
    await row.click();
    await driver().beginCommand('Lakehouse: Import File…');
    await chooseFile('Import File', file);
    const form = await driver().webviewWith('COPY public.loans (id, name) FROM STDIN');
    await suite.picture('import-form');
    await form.getByRole('button', { name: 'Import' }).click();
    await form
      .getByText('Line 3, column id: invalid input syntax for type integer: "x". Nothing was imported.')
      .waitFor();
    await suite.picture('import-failed');
    assert.deepEqual(await stored(), []);
    writeFileSync(file, 'id;name\n1;Ana\n2;Ben\n');
    await form.getByRole('button', { name: 'Import' }).click();
    await driver().notification(/^Imported 2 rows into public\.loans\.$/);
    await until('the rows', async () => ((await stored()).join() === '1 Ana,2 Ben' ? true : undefined));
  });
});
