import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Frame } from 'playwright-core';
import type { WorkbenchDriver } from './driver';
import { until } from './until';

export interface WalkOptions {
  /** Hears what was seen, line by line. */
  readonly say: (line: string) => void;
  /** Where the picture with this name is to be saved; undefined when none is wanted. */
  readonly picture: (name: string) => string | undefined;
}

/**
 * The path that a developer walks every day, in the sample workspace `demo/`: browse a mart in the sidebar, run SQL,
 * read the result, explain and analyze, read the plan, see where a mistake is.
 * @throws Error saying what did not happen.
 */
export async function walkMainJob(driver: WorkbenchDriver, options: WalkOptions): Promise<void> {
  await browseMart(driver, options);
  await runStatement(driver, options);
  await explainStatement(driver, options);
  await markMistake(driver, options);
}

async function browseMart(driver: WorkbenchDriver, options: WalkOptions): Promise<void> {
  await driver.openContainer('Lakehouse');
  await driver.widenSidebar(460);
  const path = ['Sample lakehouse', 'lakehouse', 'marts', 'mart_bioreactor_overview'];
  await driver.expand(await driver.expandPath('Databases', path));
  await driver.treeRow('Databases', 'batch_id', path.length + 1);
  const mart = await driver.expandPath('Marts', ['Sample lakehouse', 'marts', 'mart_bioreactor_overview']);
  options.say(`The sidebar shows the mart: ${(await mart.innerText()).replace(/\s+/g, ' ').trim()}`);
  await take(driver, options, 'tree');
}

async function runStatement(driver: WorkbenchDriver, options: WalkOptions): Promise<void> {
  await driver.openFile('bioreactors.sql');
  await driver.codeLens('Run');
  await driver.goTo(3, 3);
  await driver.page.keyboard.press('Control+Enter');
  const results = await driver.webviewWith('average_titer_g_l');
  const text = await textWith(results, 'RELEASED');
  options.say(`The result has the products: ${matches(text, /\b(mAb-\d+|EPO-\d+)\b/g)}`);
  options.say(`The status bar says: ${await driver.statusBarItem(/Sample lakehouse/)}`);
  await take(driver, options, 'result');
}

async function explainStatement(driver: WorkbenchDriver, options: WalkOptions): Promise<void> {
  await driver.openFile('payments.sql');
  await driver.goTo(7, 9);
  await driver.runCommand('Lakehouse: Explain and Analyze Statement');
  const plan = await driver.webviewWith(/Seq Scan|Index Scan|Hash Join/);
  const text = await textWith(plan, 'Sort');
  // A plan is best read with room around it.
  await driver.runCommand('View: Hide Panel');
  await driver.runCommand('View: Close Primary Side Bar');
  options.say(
    `The plan has the nodes: ${matches(text, /\b(\w+ Join|\w+ Scan|Sort|\w*Aggregate|Append)\b/g)}`,
  );
  await take(driver, options, 'plan');
  await driver.runCommand('View: Close All Editors');
  await driver.openContainer('Lakehouse');
}

async function markMistake(driver: WorkbenchDriver, options: WalkOptions): Promise<void> {
  await driver.openFile('mistake.sql');
  await driver.codeLens('Run');
  await driver.goTo(4, 8);
  await driver.page.keyboard.press('Control+Enter');
  await driver.errorMark();
  await driver.webviewWith('customers.credit_score');
  await take(driver, options, 'error');
  const problem = (await driver.problems()).find((row) => row.includes('credit_scor'));
  if (problem === undefined) {
    throw new Error('The Problems panel does not name the column of the mistake.');
  }
  options.say(`The mistake is marked: ${problem.replace(/\s+/g, ' ').trim()}`);
  await take(driver, options, 'problems');
}

async function textWith(frame: Frame, text: string): Promise<string> {
  return until(`${text} in the view`, async () => {
    const content = await frame.evaluate(() => document.body.innerText);
    return content.includes(text) ? content : undefined;
  });
}

function matches(text: string, pattern: RegExp): string {
  return [...new Set([...text.matchAll(pattern)].map((match) => match[0]))].join(', ');
}

async function take(driver: WorkbenchDriver, options: WalkOptions, name: string): Promise<void> {
  const file = options.picture(name);
  if (file !== undefined) {
    await mkdir(path.dirname(file), { recursive: true });
    await driver.screenshot(file);
  }
}
