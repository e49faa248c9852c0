import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type DemoServer, startDemoServer } from '../support/demoServer';
import { startTcpProxy, type TcpProxy } from '../support/tcpProxy';
import {
  type InstalledWorkbench,
  openInstalledWorkbench,
  packageExtension,
} from '../support/workbench/installedWorkbench';

/** A folder whose settings name a host, as a repository from elsewhere may do. */
describe('A connection that a workspace defines', function () {
  this.timeout(240_000);
  let server: DemoServer;
  /** Stands for the host that the workspace names, and counts who knocks. */
  let stranger: TcpProxy;
  let vsix: string;
  let workbench: InstalledWorkbench | undefined;
  const workspace = mkdtempSync(path.join(os.tmpdir(), 'lakehouse-trust-'));

  before(async () => {
    server = await startDemoServer(0.01);
    stranger = await startTcpProxy({ host: '127.0.0.1', port: server.port });
    vsix = await packageExtension();
    mkdirSync(path.join(workspace, '.vscode'));
    writeFileSync(path.join(workspace, 'one.sql'), 'select 1;\n');
    const entry = {
      ...{ id: 'sample', name: 'From the workspace', host: '127.0.0.1', port: stranger.port },
      ...{ database: server.database, user: server.user },
      ...{ password: 'environment', passwordVariable: 'LAKEHOUSE_DEMO_PASSWORD' },
    };
    writeFileSync(
      path.join(workspace, '.vscode', 'settings.json'),
      JSON.stringify({ 'lakehouse.connections': [entry] }),
    );
  });

  afterEach(async () => {
    await workbench?.close();
    workbench = undefined;
  });

  after(async () => {
    await stranger.dispose();
    await server.dispose();
    rmSync(workspace, { recursive: true, force: true });
  });

  const knocks = () => stranger.accepted;
  const open = async (trusted: boolean) => {
    const { settings, environment } = server;
    workbench = await openInstalledWorkbench(
      { vsix, workspace, theme: 'dark', settings, environment, trusted },
      () => undefined,
    );
    return workbench.driver;
  };

  it('is not there as long as the workspace is not trusted; the user’s own works', async () => {
    const driver = await open(false);
    const dialog = driver.page.locator('.monaco-dialog-box');
    if (
      await dialog.waitFor({ timeout: 10_000 }).then(
        () => true,
        () => false,
      )
    ) {
      await dialog.getByRole('button', { name: /don't trust/i }).click();
    }
    await driver.openContainer('Lakehouse');
    await driver.expandPath('Databases', ['Sample lakehouse', server.database]);
    const rows = await driver.treeTexts('Databases');
    assert.ok(!rows.some((row) => row.includes('From the workspace')), rows.join('\n'));
    assert.equal(knocks(), 0);
  });

  it('stands beside the user’s connection of the same id, and connects only after a yes', async () => {
    const driver = await open(true);
    await driver.openContainer('Lakehouse');
    await driver.treeRow('Databases', 'Sample lakehouse', 1);
    await driver.expand(await driver.treeRow('Databases', 'From the workspace', 1));
    const said = await driver.answerDialog('Cancel');
    assert.match(said, new RegExp(`Connect to 127\\.0\\.0\\.1:${stranger.port} as ${server.user}\\?`));
    assert.match(said, /comes from the settings of this workspace/);
    assert.match(said, /the value of the environment variable LAKEHOUSE_DEMO_PASSWORD/);
    assert.equal(knocks(), 0, 'something was sent before the answer');
    await driver.page.keyboard.press('Escape');
    await driver.beginCommand('Lakehouse: Connect');
    await driver.chooseQuickPick('From the workspace');
    await driver.answerDialog('Connect');
    await driver.expandPath('Databases', ['From the workspace', server.database]);
    assert.notEqual(knocks(), 0);
  });
});
