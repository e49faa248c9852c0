import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { eventually } from '../support/eventually';
import { startPostgres, type TestServer } from '../support/postgres';
import {
  type InstalledWorkbench,
  openInstalledWorkbench,
  packageExtension,
} from '../support/workbench/installedWorkbench';
import { makeScratchFolder } from '../support/workbench/scratchFolder';

const root = path.resolve(__dirname, '../../..');

describe('adding a connection', function () {
  this.timeout(300_000);
  const home = makeScratchFolder('services');
  let server: TestServer | undefined;
  let workbench: InstalledWorkbench | undefined;

  before(async () => {
    server = await startPostgres({});
    const { host, port } = server;
    writeFileSync(
      path.join(home.path, 'services'),
      [
        ...['[nightly]', `host=${host}`, `port=${port}`, 'dbname=postgres', 'user=loader', 'password=geheim'],
        ...['[other]', 'host=db.example', 'user=ana'],
      ].join('\n'),
    );
    workbench = await openInstalledWorkbench(
      {
        vsix: await packageExtension(),
        workspace: path.join(root, 'demo'),
        theme: 'dark',
        settings: { 'lakehouse.connections': [] },
        environment: { PGSERVICEFILE: path.join(home.path, 'services') },
      },
      console.log,
    );
  });

  after(async () => {
    await workbench?.close();
    await server?.dispose();
    home.remove();
  });

  it('goes from a pasted URL over a failed and a good test to a tree that is connected', async () => {
    assert.ok(workbench && server);
    const { driver } = workbench;
    const { host, port, user, password } = server;
    await driver.openContainer('Lakehouse');
    await driver.runCommand('Lakehouse: Add Connection…');
    const form = await driver.webviewWith('New Connection');
    const button = (name: string) => form.getByRole('button', { name, exact: true });
    await form.locator('#paste').fill(`postgresql://${user}:wrong@${host}:${port}/postgres`);
    await form.locator('#paste').press('Enter');
    await form.getByText('Understood:').waitFor();
    await button('Test').click();
    await form.getByText('Login failed').waitFor();
    await form.getByLabel('Password', { exact: true }).fill(password);
    await button('Test').click();
    await form.getByText('The connection works.').waitFor();
    await form.getByLabel('Name', { exact: true }).fill('Warehouse');
    await form.getByLabel('Group', { exact: true }).fill('Lakehouse');

    // Another editor hides the form, and VS Code throws its page away.
    await driver.openFile('README.md');
    await driver.page.locator('.tab', { hasText: 'New Connection' }).click();
    const again = await driver.webviewWith('New Connection');
    assert.equal(await again.getByLabel('Name', { exact: true }).inputValue(), 'Warehouse');
    assert.equal(await again.getByLabel('Password', { exact: true }).inputValue(), '');
    await again.getByLabel('Group', { exact: true }).press('Enter');

    await driver.treeRow('Databases', 'Lakehouse', 1);
    await driver.expand(await driver.treeRow('Databases', 'Warehouse', 2));
    await driver.treeRow('Databases', 'postgres', 3);
  });

  it('asks before a run that writes on production, showing connection and statement', async () => {
    assert.ok(workbench && server);
    const { driver } = workbench;
    const database = 'postgres';
    await driver.beginCommand('Lakehouse: Edit Connection…');
    await driver.chooseQuickPick('Warehouse');
    const form = await driver.webviewWith('Edit Warehouse');
    await form.getByLabel('Environment').selectOption('production');
    await form.getByLabel(/^Read-only/).uncheck();
    await form.getByLabel('Name', { exact: true }).press('Enter');
    await driver.openFile('payments.sql');
    await driver.statusBarItem(/^Warehouse/);
    await driver.page.locator('.editor-instance').click();
    await driver.page.keyboard.press('Control+a');
    await driver.page.keyboard.type('select 1; create table asked ();');
    await driver.page.keyboard.press('Control+Shift+Enter');
    const question = await driver.answerDialog('Cancel');
    assert.match(question, /Run a statement that may write on Warehouse, which is production\?/);
    assert.match(question, /create table asked \(\)/);
    const tables = async () =>
      (await server?.query("select relname from pg_class where relname = 'asked'", [], database))?.length;
    assert.equal(await tables(), 0);
    await driver.page.keyboard.press('Control+Shift+Enter');
    await driver.answerDialog('Run');
    assert.ok(await eventually(async () => (await tables()) === 1));
    await driver.page.keyboard.press('Control+z');
  });

  it('imports what is chosen, with the password if it is wanted', async () => {
    assert.ok(workbench && server);
    const { driver } = workbench;
    await server.withAdmin((admin) => admin.query("create role loader login password 'geheim'"));
    await driver.beginCommand('Lakehouse: Import Connections…');
    await driver.quickInputTitled('Import Connections');
    await driver.chooseQuickPick('nightly');
    await driver.page.locator('.quick-input-widget').getByText('1 Selected').waitFor();
    await driver.page.locator('.quick-input-widget').getByRole('button', { name: 'OK' }).click();
    await driver.chooseQuickPick('Keep the passwords in the secret storage of VS Code');
    await driver.expand(await driver.treeRow('Databases', 'nightly', 1));
    await driver.treeRow('Databases', 'postgres', 2);
    assert.ok((await server.backends()).some(({ user }) => user === 'loader'));
  });
});
