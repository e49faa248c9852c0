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
const view = 'Row Level Security';

/** Faults, on tables that the sample lakehouse does not have. */
const planted = [
  'CREATE SCHEMA guarded AUTHORIZATION lake',
  'CREATE TABLE guarded.orders (id int PRIMARY KEY, tenant_id uuid, total numeric)',
  'ALTER TABLE guarded.orders OWNER TO lake',
  'ALTER TABLE guarded.orders ENABLE ROW LEVEL SECURITY',
  `CREATE POLICY of_tenant ON guarded.orders USING (tenant_id = current_setting('app.tenant_id')::uuid)`,
  'CREATE VIEW guarded.all_orders AS SELECT * FROM guarded.orders',
  'CREATE TABLE guarded.invoices (id int PRIMARY KEY, tenant_id uuid)',
  'ALTER TABLE guarded.invoices OWNER TO lake',
  'ALTER TABLE guarded.invoices ENABLE ROW LEVEL SECURITY',
] as const;

describe('row level security in the workbench', function () {
  this.timeout(300_000);
  let server: DemoServer;
  let workbench: InstalledWorkbench | undefined;

  before(async () => {
    server = await startDemoServer(0.1);
    for (const statement of planted) {
      await server.server.withAdmin((client) => client.query(statement), server.database);
    }
    workbench = await openInstalledWorkbench(
      {
        vsix: await packageExtension(),
        // Without the dbt project beside it, whose view would take the room of the findings.
        workspace: path.join(root, 'demo/queries'),
        theme: process.env.LAKEHOUSE_LOOK === 'light' ? 'light' : 'dark',
        settings: server.settings,
        environment: server.environment,
      },
      console.log,
    );
    await workbench.driver.openContainer('Lakehouse');
    await workbench.driver.widenSidebar(420);
    await workbench.driver.closeView('Databases');
    await workbench.driver.closeView('Marts');
  });

  afterEach(async function () {
    const name = this.currentTest?.state === 'failed' ? 'failed-e2e-row-security' : undefined;
    const folder = process.env.LAKEHOUSE_SCREENSHOTS ?? path.join(root, 'out', 'screenshots');
    if (name !== undefined || process.env.LAKEHOUSE_SCREENSHOTS !== undefined) {
      const title = name ?? `row-security-${(this.currentTest?.title ?? '').replaceAll(/\W+/g, '-')}`;
      await workbench?.driver.screenshot(path.join(folder, `${title}.png`));
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
  const shows = (what: RegExp) =>
    until(
      `${String(what)} among the findings`,
      async () =>
        (await driver().treeTexts(view)).some((text) => what.test(text.trim())) ? true : undefined,
      async () => (await driver().treeTexts(view)).join(' | '),
    );

  it('lists what is wrong, by relation', async () => {
    await driver().runCommand('Lakehouse: Check Row Level Security');
    await shows(/^guarded\.all_orders\s+1$/);
    await shows(/^A view reads past the policies$/);
    await shows(/^A setting that may be missing\s+of_tenant$/);
    await shows(/^Row level security without a policy$/);
  });

  it('puts the SQL of a fix into an editor', async () => {
    const row = await driver().treeRow(view, 'A view reads past the policies', 2);
    await row.click();
    await driver().quickInputTitled('A view reads past the policies');
    await driver().answerQuickInput('');
    await until('the SQL in an editor', async () => {
      const text = await driver().everything();
      return /security_invoker/.test(text.replaceAll('\u00a0', ' ')) ? true : undefined;
    });
  });

  it('opens the form of the scaffold for the table', async () => {
    const row = await driver().treeRow(view, 'Row level security without a policy', 2);
    await row.click();
    await driver().quickInputTitled('Row level security without a policy');
    await driver().answerQuickInput('');
    const page = await driver().webviewWith(/Row level security[^]*Policies/);
    await until('the table in the form', async () => {
      const values = await page
        .locator('input')
        .evaluateAll((inputs) =>
          inputs.map((input) => (input as unknown as { readonly value: string }).value),
        );
      return values.includes('guarded.invoices') ? true : undefined;
    });
  });
});
