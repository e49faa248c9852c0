import assert from 'node:assert/strict';
import path from 'node:path';
import { startPostgres, type TestServer } from '../support/postgres';
import {
  type InstalledWorkbench,
  openInstalledWorkbench,
  packageExtension,
} from '../support/workbench/installedWorkbench';

const root = path.resolve(__dirname, '../../..');

describe('adding a connection', function () {
  this.timeout(300_000);
  let server: TestServer | undefined;
  let workbench: InstalledWorkbench | undefined;

  before(async () => {
    server = await startPostgres({});
    workbench = await openInstalledWorkbench(
      {
        vsix: await packageExtension(),
        workspace: path.join(root, 'demo'),
        theme: 'dark',
        settings: { 'lakehouse.connections': [] },
        environment: {},
      },
      console.log,
    );
  });

  after(async () => {
    await workbench?.close();
    await server?.dispose();
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
});
