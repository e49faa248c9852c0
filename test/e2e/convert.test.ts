import assert from 'node:assert/strict';
import path from 'node:path';
import { useWorkbench } from '../support/workbench/workbenchSuite';

const view = 'Databases';

describe('Convert to Partitioned Table and Show Partitions', function () {
  this.timeout(300_000);
  const suite = useWorkbench({
    name: 'convert',
    prepare: async ({ sql }) => {
      await sql('CREATE SCHEMA core');
      await sql(
        'CREATE TABLE core.events (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, at timestamptz NOT NULL)',
      );
      await sql(
        `INSERT INTO core.events (at) SELECT now() - i * interval '1 hour' FROM generate_series(1, 5000) AS i`,
      );
    },
    connections: ({ connection }) => [connection({ environment: 'development' })],
  });
  const driver = () => suite.driver;
  const screenshot = async (name: string): Promise<void> => {
    const folder = process.env['LAKEHOUSE_SCREENSHOTS'];
    if (folder !== undefined) {
      await driver().screenshot(path.join(folder, `${name}.png`));
    }
  };
  const choose = async (labels: readonly string[], entry: RegExp): Promise<void> => {
    await (await driver().expandPath(view, labels)).click({ button: 'right' });
    await driver().page.locator('.context-view .action-label', { hasText: entry }).hover();
    await driver().page.keyboard.press('Enter');
  };

  before(async () => {
    await driver().openContainer('Lakehouse');
    await driver().widenSidebar(360);
  });

  it('converts a table from its menu, and shows what became of it', async () => {
    await choose(['Lake', suite.database, 'core', 'events'], /^Convert to Partitioned Table…$/);
    const page = await driver().webviewWith(/Nothing was changed yet/);
    await page.getByText('Start').click();
    await driver().webviewWith(/Finish when the table has proved itself/);
    await screenshot('workbench-convert');
    const asked = page.getByText('Finish', { exact: true }).click();
    assert.match(await driver().answerDialog('Finish'), /Finish the conversion of core\.events\?/);
    await asked;
    await driver().webviewWith(/core\.events is a partitioned table/);
    await driver().runCommand('Lakehouse: Refresh');
    await choose(['Lake', suite.database, 'core', 'events'], /^Show Partitions$/);
    const partitions = await driver().webviewWith(/PARTITION BY RANGE \(at\)/);
    await partitions.getByText('Does My Query Prune?').click();
    await driver().answerQuickInput(`SELECT * FROM core.events WHERE at < '2000-01-01'`);
    await driver().webviewWith(/It prunes: \d of 14 partitions/);
    await screenshot('workbench-partitions');
    await partitions.getByText('Make Partitions…').click();
    const form = await driver().webviewWith('Add partitions to a partitioned table');
    assert.equal(await form.getByLabel('Partitioned table').inputValue(), 'core.events');
    await screenshot('workbench-make-partitions');
  });
});
