import assert from 'node:assert/strict';
import path from 'node:path';
import { type DemoServer, startDemoServer } from '../support/demoServer';
import {
  type InstalledWorkbench,
  openInstalledWorkbench,
  packageExtension,
} from '../support/workbench/installedWorkbench';
import { until } from '../support/workbench/until';

const root = path.resolve(__dirname, '../../..');
const connection = 'Sample lakehouse';

describe('marts in the workbench', function () {
  this.timeout(300_000);
  let server: DemoServer;
  let workbench: InstalledWorkbench | undefined;

  before(async () => {
    server = await startDemoServer(0.1);
    workbench = await openInstalledWorkbench(
      {
        vsix: await packageExtension(),
        workspace: path.join(root, 'demo'),
        theme: 'dark',
        settings: server.settings,
        environment: server.environment,
      },
      console.log,
    );
    await workbench.driver.openContainer('Lakehouse');
    await workbench.driver.widenSidebar(520);
    await workbench.driver.closeView('Databases');
  });

  afterEach(async function () {
    if (this.currentTest?.state === 'failed') {
      await workbench?.driver.screenshot(path.join(root, 'out', 'screenshots', 'failed-e2e-marts.png'));
    }
  });

  after(async () => {
    await workbench?.close();
    await server.dispose();
  });

  const driver = () => {
    assert.ok(workbench);
    return workbench.driver;
  };
  const texts = async () => (await driver().treeTexts('Marts')).map((text) => text.trim());
  const shows = (what: RegExp, isThere = true) =>
    until(
      `${isThere ? '' : 'no '}${String(what)} among the marts`,
      async () => ((await texts()).some((text) => what.test(text)) === isThere ? true : undefined),
      async () => (await texts()).join(' | '),
    );
  const select = async (...labels: readonly string[]) => {
    const row = await driver().expandPath('Marts', [connection, ...labels]);
    await row.click();
    // A click expands it too, and what lies below would push others out of sight.
    await driver().collapse(row);
  };

  it('shows layers, with rows, size and the last write of each mart', async () => {
    await select('marts', 'mart_bioreactor_overview');
    await shows(/^mart_bioreactor_overview\s+~\d+ rows · \d+ kB · written [<>]/);
    await shows(/^staging\b/);
  });

  it('pins a favourite on top, and takes it away', async () => {
    await select('marts', 'mart_bioreactor_overview');
    await driver().runCommand('Lakehouse: Add to Favourites');
    await driver().runCommand('Lakehouse: Refresh Marts');
    await shows(/^Favourites\s+1$/);
    await select('Favourites', 'mart_bioreactor_overview');
    await driver().runCommand('Lakehouse: Remove from Favourites');
    await driver().runCommand('Lakehouse: Refresh Marts');
    await shows(/^Favourites/, false);
  });

  it('shows only what passes a filter, and everything again', async () => {
    await driver().beginCommand('Lakehouse: Filter Marts…');
    await driver().quickInputTitled('Filter Marts');
    await driver().answerQuickInput('bioreactor owner:lake');
    await shows(/^mart_risk_alerts/, false);
    await shows(/^mart_bioreactor_overview/);
    await driver().runCommand('Lakehouse: Clear the Filter of Marts');
    await shows(/^mart_risk_alerts/);
  });

  it('opens the page of a mart, and from it the graph of its dependencies', async () => {
    await select('marts', 'mart_loan_portfolio');
    await driver().runCommand('Lakehouse: Open Page');
    const page = await driver().webviewWith(
      /Columns \(\d+\)[^]*CREATE MATERIALIZED VIEW marts\.mart_loan_portfolio/,
    );
    await page.getByText('measured now').waitFor();
    await page.getByRole('button', { name: 'Dependency Graph' }).first().click();
    const graph = await driver().webviewWith(/Dependencies of marts\.mart_loan_portfolio/);
    assert.ok((await graph.locator('.node').count()) > 1);
  });

  it('draws the ER diagram of a schema', async () => {
    await driver().openContainer('Lakehouse');
    await select('core');
    await driver().runCommand('Lakehouse: Show ER Diagram');
    const diagram = await driver().webviewWith(/ER diagram of core/);
    await diagram.locator('.node[aria-label^="table core.customers"]').waitFor();
  });
});
