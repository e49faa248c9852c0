import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { appendFile, cp, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type DbtProgram, dbtProgram, runDbt } from '../support/dbt';
import { type DemoServer, startDemoServer } from '../support/demoServer';
import {
  type InstalledWorkbench,
  openInstalledWorkbench,
  packageExtension,
} from '../support/workbench/installedWorkbench';
import { makeScratchFolder } from '../support/workbench/scratchFolder';
import { until } from '../support/workbench/until';

const root = path.resolve(__dirname, '../../..');
const view = 'dbt';
/** For pictures in another theme. */
const look = process.env.LAKEHOUSE_LOOK;

describe('dbt in the workbench', function () {
  this.timeout(600_000);
  const scratch = makeScratchFolder('dbt-e2e');
  const project = path.join(scratch.path, 'demo', 'dbt');
  let server: DemoServer;
  let workbench: InstalledWorkbench | undefined;
  let dbt: DbtProgram | undefined;

  before(async () => {
    server = await startDemoServer(0.1);
    await cp(path.join(root, 'demo'), path.join(scratch.path, 'demo'), { recursive: true });
    // A mistake that dbt accepts without a word.
    const profiles = path.join(project, 'profiles.yml');
    const text = await readFile(profiles, 'utf8');
    await writeFile(profiles, text.replace('keepalives_idle: 30', 'keepalive_idle: 30'));
    dbt = await buildWithDbt();
    workbench = await openInstalledWorkbench(
      {
        vsix: await packageExtension(),
        workspace: path.join(scratch.path, 'demo'),
        theme: look === 'light' || look === 'highContrast' ? look : 'dark',
        settings: { ...server.settings, ...(dbt && { 'lakehouse.dbt.executable': dbt.program }) },
        environment: server.environment,
      },
      console.log,
    );
    await workbench.driver.openContainer('Lakehouse');
    await workbench.driver.widenSidebar(480);
    await workbench.driver.closeView('Databases');
    await workbench.driver.closeView('Marts');
    await workbench.driver.openView('dbt');
  });

  afterEach(async function () {
    const name = this.currentTest?.state === 'failed' ? 'failed-e2e-dbt' : undefined;
    const folder = process.env.LAKEHOUSE_SCREENSHOTS ?? path.join(root, 'out', 'screenshots');
    if (name !== undefined || process.env.LAKEHOUSE_SCREENSHOTS !== undefined) {
      const title = name ?? `dbt-${(this.currentTest?.title ?? '').replaceAll(/\W+/g, '-')}`;
      await workbench?.driver.screenshot(path.join(folder, `${title}.png`));
    }
  });

  after(async () => {
    await workbench?.close();
    await server.dispose();
    scratch.remove();
  });

  /** Where there is no dbt, the project was never built, and the view says so. */
  async function buildWithDbt(): Promise<DbtProgram | undefined> {
    const program = await dbtProgram().catch(() => undefined);
    if (program) {
      await runDbt(['build', '--profiles-dir', '.', '--target', 'postgres'], project, server.environment);
    }
    return program;
  }

  const driver = () => {
    assert.ok(workbench);
    return workbench.driver;
  };
  const shows = (what: RegExp) =>
    until(
      `${String(what)} in the dbt view`,
      async () =>
        (await driver().treeTexts(view)).some((text) => what.test(text.trim())) ? true : undefined,
      async () => (await driver().treeTexts(view)).join(' | '),
    );

  it('shows the project with its targets and what is the matter with them', async () => {
    await shows(/^lakehouse_marts\s+target postgres/);
    await shows(/^postgres\s+shown · default/);
    await shows(/^duckdb\s+1 hint · duckdb/);
    await shows(/keepalive_idle/);
  });

  it('opens the place of a finding, and marks it as a problem', async () => {
    const text = (await driver().treeTexts(view)).find((each) => each.includes('keepalive_idle')) ?? '';
    const [label = ''] = text.trim().split(/\s{2,}/);
    const row = await driver().treeRow(view, label, 5);
    await row.click();
    await until('profiles.yml', async () =>
      (await driver().everything()).includes('keepalive_idle') ? true : undefined,
    );
    await driver().statusBarItem(/dbt: postgres/);
  });

  it('checks the target against its server, after a yes', async () => {
    await driver().beginCommand('Lakehouse: Check dbt Target');
    await driver().quickInputTitled('Check Target');
    await driver().chooseQuickPick('postgres');
    const asked = await driver().answerDialog('Connect');
    assert.match(asked, /comes from a file of this workspace/);
    await shows(/^Live check\s+.*just now$/);
  });

  it('lists models with what dbt last did to them', async function () {
    if (!dbt) {
      this.skip();
    }
    await driver().expandPath(view, ['lakehouse_marts', 'Models', 'models', 'marts']);
    await driver().expand(await driver().treeRow(view, 'marts', 4));
    await shows(/^Models\s+\d+$/);
    await shows(/^mart_loan_portfolio\s+.*success/);
  });

  const model = 'mart_bioreactor_overview';

  it('shows a model among the marts with what dbt last did, and goes back to its file', async function () {
    await driver().openFile(`${model}.sql`);
    if (!dbt) {
      await driver().runCommand('Lakehouse: Show in Marts');
      await driver().notification(/was not built yet/);
      await driver().dismissNotifications();
      this.skip();
    }
    await driver().runCommand('Lakehouse: Show in Marts');
    await until(
      'the mart with its last run',
      async () =>
        (await driver().treeTexts('Marts')).some((text) =>
          new RegExp(`^${model}\\s.*dbt success \\d+ (?:s|min) ago`).test(text.trim()),
        )
          ? true
          : undefined,
      async () => (await driver().treeTexts('Marts')).join(' | '),
    );
    await driver().openFile('mart_loan_portfolio.sql');
    await driver().runCommand('Lakehouse: Go to dbt Model');
    await driver()
      .page.locator('.tab.active', { hasText: `${model}.sql` })
      .first()
      .waitFor();
  });

  it('opens the page of the mart of a model, which names the model', async function () {
    if (!dbt) {
      this.skip();
    }
    await driver().runCommand('Lakehouse: Open Mart Page');
    await driver().webviewWith(new RegExp(`dbt model lakehouse_marts\\.${model}`));
  });

  it('draws the lineage of the project with what dbt and the server say, and opens an exposure at its place', async () => {
    await driver().widenSidebar(280);
    await driver().runCommand('Lakehouse: Show Lineage');
    const page = await driver().webviewWith(/Lineage of lakehouse_marts[^]*target postgres/);
    const mart = page.locator('.node[aria-label^="mart_loan_portfolio"]');
    await mart.waitFor();
    if (dbt) {
      await page
        .locator('.node .data', { hasText: /rows · .*success/ })
        .first()
        .waitFor();
      assert.match((await mart.getAttribute('aria-label')) ?? '', /mart · .*tests? passed; ~.*success/);
    }
    await mart.click();
    await page.locator('.chosen', { hasText: 'mart_loan_portfolio' }).waitFor();
    assert.notEqual(await page.locator('.node.above').count(), 0);
    const file = process.env.LAKEHOUSE_SCREENSHOTS;
    if (file !== undefined) {
      await driver().screenshot(path.join(file, `dbt-lineage-${look ?? 'dark'}.png`));
    }
    await page.locator('.node[aria-label^="plant_dashboard"]').dblclick();
    await driver().page.locator('.tab.active', { hasText: 'exposures.yml' }).first().waitFor();
    await driver().statusBarItem(/Ln 14, Col 11/);
  });

  it('previews a model on the target that is shown', async () => {
    await driver().closeView('Marts');
    await driver().openFile(`${model}.sql`);
    await driver().beginCommand('Lakehouse: Preview dbt Model');
    await driver().webviewWith(/batch_id[^]*\d rows/);
  });

  it('compares the plan of a model with that of its last version', async () => {
    const folder = path.join(workbench?.folder ?? '', 'demo', 'dbt');
    const file = path.join(folder, 'models', 'marts', `${model}.sql`);
    const git = (...args: readonly string[]) =>
      execFileSync('git', ['-C', folder, '-c', 'user.name=t', '-c', 'user.email=t@t', ...args]);
    git('init', '-q');
    git('add', '.');
    git('commit', '-q', '-m', 'as it was');
    await appendFile(file, '\norder by 1\n');
    await driver().openFile(`${model}.sql`);
    await driver().beginCommand('Lakehouse: Compare Plans of dbt Model with Its Last Version');
    await driver().quickInputTitled(`Compare Plans of ${model}`);
    await driver().chooseQuickPick('Estimate');
    await driver().webviewWith(/as it is now/);
  });

  it('builds a model with the real dbt, and shows what came of it', async function () {
    if (!dbt) {
      this.skip();
    }
    await driver().openFile(`${model}.sql`);
    await driver().runCommand('Lakehouse: Build dbt Model');
    await shows(new RegExp(`^${model}\\s+.*success \\d+ s ago`));
  });

  it('writes a connection as a target, after it was shown', async () => {
    await driver().beginCommand('Lakehouse: Write dbt Target…');
    await driver().quickInputTitled('Write dbt Target');
    await driver().answerQuickInput('Sample lakehouse');
    await driver().quickInputTitled('Name of the dbt target');
    await driver().answerQuickInput('second');
    await driver().quickInputTitled('Schema that dbt builds into');
    await driver().answerQuickInput('dbt_second');
    const asked = await driver().answerDialog('Write Target');
    assert.match(asked, /The password is not written/);
    await shows(/^second\s/);
    await driver().widenSidebar(280);
  });
});
