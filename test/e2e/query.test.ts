import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { until } from '../support/workbench/until';
import { useWorkbench } from '../support/workbench/workbenchSuite';

const document = 'bioreactors.sql';

describe('running SQL in the installed extension', function () {
  this.timeout(300_000);
  const suite = useWorkbench({
    name: 'query',
    connections: ({ connection }) =>
      ['production', 'staging'].map((environment) =>
        connection({ id: environment, name: `On ${environment}`, environment }),
      ),
  });
  const { press, sql } = suite;
  const driver = () => suite.driver;
  const replaceText = (text: string) => suite.replaceText(text);
  const dialogButton = (title: string) =>
    driver().page.locator('.monaco-dialog-box .monaco-button', { hasText: title });
  const tables = async () => {
    const rows = await sql(
      "select relname as name from pg_class where relnamespace = 'public'::regnamespace order by 1",
    );
    return rows.map((row) => row['name']).join();
  };

  it('asks for the connection, refuses what writes on production, and lets the user allow it', async () => {
    await driver().openFile(document);
    await replaceText('create table made ();');
    await press('Control+Enter');
    await driver().chooseQuickPick('On production');
    await driver().webviewWith('This connection is read-only, and nothing was sent.');
    await driver().statusBarItem(/On production .* read-only/);
    assert.equal(await tables(), '');
    await driver().dismissNotifications();
    await driver().runCommand('Lakehouse: Allow Writes in This Session…');
    await dialogButton('Allow Writes in This Session').click();
    await driver().statusBarItem(/On production .* writes allowed/);
    await driver().goTo(1);
    await press('Control+Enter');
    await until('the table', async () => ((await tables()) === 'made' ? true : undefined));
  });

  it('exports a result into a file', async () => {
    await replaceText('select n from generate_series(1, 3) as n');
    await press('Control+Enter');
    const results = await driver().webviewWith(/3 rows[^]*Export…/);
    await results.getByRole('button', { name: 'Export…' }).click();
    await driver().quickInputTitled('Export 3 Rows');
    await driver().chooseQuickPick('NDJSON');
    await driver().quickInputTitled('Export 3 Rows as NDJSON');
    await press('Enter');
    await driver().quickInputTitled('Export as NDJSON');
    await press('Enter');
    const file = path.join(suite.workbench.folder, 'demo', `${path.parse(document).name}.ndjson`);
    await until('the file', () => Promise.resolve(existsSync(file) ? true : undefined));
    assert.equal(readFileSync(file, 'utf8'), '{ "n": 1 }\n{ "n": 2 }\n{ "n": 3 }\n');
  });

  it('shows the transaction, what is running, and that the server cancelled it', async () => {
    await replaceText('begin; create table kept (); select pg_sleep(600);');
    await press('Control+Shift+Enter');
    await driver().statusBarItem(/In transaction/);
    await driver().statusBarItem(/Running \d+:\d\d/);
    await press('Control+Alt+c');
    await driver().webviewWith('Cancelled');
    await driver().statusBarItem(/Transaction failed/);
    await replaceText('rollback; begin; create table kept ();');
    await press('Control+Shift+Enter');
    await driver().statusBarItem(/In transaction/);
  });

  it('asks what to do with the open transaction of a document that was closed', async () => {
    await driver().runCommand('View: Revert and Close Editor');
    await dialogButton('Commit').click();
    await until('the table', async () => ((await tables()) === 'kept,made' ? true : undefined));
  });
});
