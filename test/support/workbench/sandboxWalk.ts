import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { WalkOptions } from './mainJob';
import type { WorkbenchDriver } from './driver';
import { until } from './until';

/** The connection of the sandbox in the trees. */
const name = 'Sample lakehouse';

/**
 * What somebody without any server does first: the five steps of the walkthrough, each with its picture. No network is
 * needed.
 * @throws Error saying what did not happen.
 */
export async function walkSandbox(driver: WorkbenchDriver, options: WalkOptions): Promise<void> {
  await openSandbox(driver, options);
  await openMart(driver, options);
  await runQuery(driver, options);
  await readPlan(driver, options);
  await addServer(driver, options);
}

/** Closes all editors; what was typed is thrown away. */
export async function closeEditors(driver: WorkbenchDriver): Promise<void> {
  await driver.runCommand('View: Close All Editors');
  const discard = driver.page.locator('.monaco-dialog-box').getByRole('button', { name: "Don't Save" });
  await until('the editors to close', async () => {
    if ((await discard.count()) > 0) {
      await discard.click();
    }
    return (await driver.page.locator('.editor-group-container .tab').count()) === 0 ? true : undefined;
  });
}

async function openSandbox(driver: WorkbenchDriver, options: WalkOptions): Promise<void> {
  await driver.openContainer('Lakehouse');
  await driver.runCommand('Lakehouse: Open Sample Lakehouse');
  const mart = await driver.treeRow('Databases', 'marts', 3);
  await driver.expand(await driver.expandPath('Databases', [name, 'lakehouse', 'marts']));
  await driver.treeRow('Databases', 'mart_bioreactor_overview', 4);
  const [connection = ''] = await driver.treeTexts('Databases');
  options.say(
    `The sandbox is open: ${connection.replace(/\s+/g, ' ').trim()} with ${await mart.innerText()}`,
  );
  await driver.widenSidebar(420);
  await take(driver, options, 'sandbox');
}

async function openMart(driver: WorkbenchDriver, options: WalkOptions): Promise<void> {
  await driver.runCommand('Lakehouse: Open a Sample Mart');
  await driver.webviewWith('final_titer_g_l');
  options.say('The page of a mart is open.');
  await driver.runCommand('View: Close Primary Side Bar');
  await take(driver, options, 'mart');
  await closeEditors(driver);
}

async function runQuery(driver: WorkbenchDriver, options: WalkOptions): Promise<void> {
  await driver.runCommand('Lakehouse: Open a Sample Query');
  await driver.codeLens('Run');
  await driver.goTo(3, 3);
  await driver.page.keyboard.press('Control+Enter');
  const results = await driver.webviewWith('average_titer_g_l');
  const text = await until('products in the result', async () => {
    const content = await results.evaluate(() => document.body.innerText);
    return content.includes('mAb-') ? content : undefined;
  });
  options.say(`The result has the products: ${[...new Set(text.match(/\b(mAb|EPO)-\d+\b/g))].join(', ')}`);
  await take(driver, options, 'query');
  await driver.runCommand('View: Hide Panel');
  await closeEditors(driver);
}

async function readPlan(driver: WorkbenchDriver, options: WalkOptions): Promise<void> {
  await driver.runCommand('Lakehouse: Explain a Sample Query');
  const plan = await driver.webviewWith(/WebAssembly is slower than a server/);
  const text = await plan.evaluate(() => document.body.innerText);
  options.say(
    `The plan has the nodes: ${[...new Set(text.match(/\b(\w+ Join|Append|Sort)\b/g))].join(', ')}`,
  );
  await take(driver, options, 'plan');
  await closeEditors(driver);
}

async function addServer(driver: WorkbenchDriver, options: WalkOptions): Promise<void> {
  await driver.beginCommand('Lakehouse: Add Connection…');
  await driver.webviewWith('Host');
  await take(driver, options, 'server');
  await closeEditors(driver);
  await driver.openContainer('Lakehouse');
}

async function take(driver: WorkbenchDriver, { picture }: WalkOptions, scene: string): Promise<void> {
  const file = picture(scene);
  if (file !== undefined) {
    await mkdir(path.dirname(file), { recursive: true });
    await driver.screenshot(file);
  }
}
