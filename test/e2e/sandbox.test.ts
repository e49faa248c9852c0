import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { isAlive } from '../support/sandbox';
import { WorkbenchDriver } from '../support/workbench/driver';
import {
  type InstalledWorkbench,
  openInstalledWorkbench,
  packageExtension,
} from '../support/workbench/installedWorkbench';
import { closeEditors, walkSandbox } from '../support/workbench/sandboxWalk';
import { until } from '../support/workbench/until';

const root = path.resolve(__dirname, '../../..');

/** A port on which nothing listens: whoever wants the network does not get there. */
const nowhere = 'http://127.0.0.1:9';

describe('the sandbox, right after the VSIX was installed', function () {
  this.timeout(300_000);
  let scratch: string;
  let workbench: InstalledWorkbench | undefined;
  let other: WorkbenchDriver;

  before(async () => {
    scratch = await mkdtemp(path.join(os.tmpdir(), 'lakehouse-e2e-'));
    const workspace = path.join(scratch, 'empty');
    await mkdir(workspace);
    await writeFile(path.join(workspace, 'notes.md'), '');
    workbench = await openInstalledWorkbench(
      {
        vsix: await packageExtension(),
        workspace,
        theme: 'dark',
        settings: { 'workbench.startupEditor': 'none', 'http.proxy': nowhere },
        environment: { HTTP_PROXY: nowhere, HTTPS_PROXY: nowhere, ALL_PROXY: nowhere },
      },
      console.log,
    );
  });

  after(async () => {
    await workbench?.close();
    await rm(scratch, { recursive: true, force: true });
  });

  it('walks the main job without a server and without a network', async () => {
    const { driver } = opened();
    const seen: string[] = [];
    try {
      await walkSandbox(driver, { say: (line) => seen.push(line), picture: () => undefined });
    } catch (error) {
      await driver.screenshot(path.join(root, 'out/screenshots/failed-sandbox.png'));
      throw new Error(`After: ${seen.join(' ')}`, { cause: error });
    }
  });

  it('is one process for two windows', async () => {
    const pid = await ownerPid();
    other = await secondWindow();
    await other.openContainer('Lakehouse');
    await other.expandPath('Databases', ['Sample lakehouse', 'lakehouse', 'marts']);
    assert.equal(await ownerPid(), pid);
  });

  it('says who makes another window wait, and lets its user end that', async () => {
    const { driver } = opened();
    await driver.runCommand('Lakehouse: Open a Sample Query');
    await driver.page.keyboard.press('Control+A');
    await driver.page.keyboard.type('BEGIN');
    await driver.page.keyboard.press('Control+Enter');
    await driver.statusBarItem(/In transaction/);
    await other.runCommand('Lakehouse: Open a Sample Query');
    await other.codeLens('Run');
    await other.goTo(3, 3);
    await other.page.keyboard.press('Control+Enter');
    await other.notification(/waits for the sandbox/);
    await press(other, 'Roll Back That Transaction');
    await other.webviewWith('average_titer_g_l');
    await closeEditors(other);
    await closeEditors(driver);
  });

  it('says that it was killed, and comes back with its data', async () => {
    const { driver } = opened();
    await driver.dismissNotifications();
    const pid = await ownerPid();
    process.kill(pid, 'SIGKILL');
    await driver.notification(/The sandbox stopped unexpectedly/);
    await press(driver, 'Restart Sandbox');
    await driver.treeRow('Databases', 'marts', 3);
    assert.notEqual(await ownerPid(), pid);
  });

  it('is reset on demand, after a question', async () => {
    const { driver } = opened();
    await driver.beginCommand('Lakehouse: Reset Sandbox…');
    assert.match(await driver.answerDialog('Reset'), /Everything that was changed in it is lost/);
    await driver.notification(/Resetting the sandbox/);
    await until('the end of the reset', async () => {
      const shown = await driver.notifications();
      return shown.some((text) => text.includes('Resetting')) ? undefined : true;
    });
    await driver.expandPath('Databases', ['Sample lakehouse', 'lakehouse', 'marts']);
  });

  it('is removed with its data, after a question', async () => {
    const { driver } = opened();
    await driver.beginCommand('Lakehouse: Remove Sandbox…');
    assert.match(await driver.answerDialog('Remove'), /its data are deleted/);
    await driver.page.getByText('Try the sample lakehouse').first().waitFor();
    await driver.runCommand('Lakehouse: Open Sample Lakehouse');
    await driver.treeRow('Databases', 'marts', 3);
  });

  it('leaves no process behind when VS Code ends', async () => {
    const pid = await ownerPid();
    assert.ok(isAlive(pid));
    await workbench?.close();
    workbench = undefined;
    await until('the process of the sandbox to end', () => Promise.resolve(isAlive(pid) ? undefined : true));
  });

  function opened(): InstalledWorkbench {
    assert.ok(workbench);
    return workbench;
  }

  async function secondWindow(): Promise<WorkbenchDriver> {
    const { driver } = opened();
    const folder = path.join(scratch, 'second');
    await mkdir(folder);
    await writeFile(path.join(folder, 'notes.md'), '');
    const page = await driver.page.context().newPage();
    const url = new URL(driver.page.url());
    url.searchParams.set('folder', pathToFileURL(folder).pathname);
    return WorkbenchDriver.open(page, url.href, folder);
  }

  async function ownerPid(): Promise<number> {
    const { folder } = opened();
    return until('the lock file of the sandbox', async () => {
      const names = await readdir(folder, { recursive: true });
      const found = names.find((name) => name.endsWith(path.join('sandbox', 'owner.json')));
      const text = found && (await readFile(path.join(folder, found), 'utf8').catch(() => undefined));
      return text ? (JSON.parse(text) as { pid: number }).pid : undefined;
    });
  }

  async function press(driver: WorkbenchDriver, button: string): Promise<void> {
    await driver.page.locator('.notification-toast .monaco-button', { hasText: button }).first().click();
  }
});
