import assert from 'node:assert/strict';
import { until } from '../support/workbench/until';
import { useWorkbench } from '../support/workbench/workbenchSuite';

const view = 'Databases';

describe('Scaffold', function () {
  this.timeout(300_000);
  const suite = useWorkbench({
    name: 'scaffold',
    connections: ({ connection }) => [connection({ environment: 'production', readOnly: false })],
  });
  const { sql } = suite;
  const driver = () => suite.driver;
  const marts = () =>
    sql(`SELECT obj_description(oid) AS comment FROM pg_namespace WHERE nspname = 'marts_2'`);

  it('goes from the menu of a database over the form to SQL that was applied, undone and saved as a migration', async () => {
    await driver().openContainer('Lakehouse');
    await driver().widenSidebar(360);
    await (await driver().expandPath(view, ['Lake', suite.database])).click({ button: 'right' });
    await driver()
      .page.locator('.context-view .action-label', { hasText: /^Scaffold…$/ })
      .hover();
    await driver().page.keyboard.press('Enter');
    const picker = driver().page.locator('.quick-input-widget');
    await picker.getByText('What to generate').or(picker.locator('input')).first().waitFor();
    await driver().page.keyboard.insertText('Create schema');
    await picker.locator('.monaco-list-row', { hasText: 'Create schema' }).waitFor();
    await suite.picture('e2e-scaffold-choice');
    await driver().page.keyboard.press('Enter');

    const page = await driver().webviewWith('Creates a schema');
    await page.getByLabel('Name', { exact: true }).fill('marts_2');
    await page.getByLabel('Comment', { exact: true }).fill('Ready to be read');
    await page.getByText('2 statements to run.').waitFor();
    await suite.picture('e2e-scaffold-form');
    await page.getByRole('button', { name: 'Try in Sandbox' }).click();
    await page.getByText(/^Every step works\. Tried on PostgreSQL \d/).waitFor({ timeout: 60_000 });
    await suite.picture('e2e-scaffold-tried');
    await page.getByRole('button', { name: 'Save as Migration' }).click();
    const tab = driver().page.locator('.tab', { hasText: 'create_schema.down.sql' });
    await tab.waitFor();
    await driver().page.locator('.tab', { hasText: 'create_schema.up.sql' }).waitFor();

    await driver().page.locator('.tab', { hasText: 'Create schema' }).first().click();
    const again = await driver().webviewWith('Creates a schema');
    assert.equal(await again.getByLabel('Name', { exact: true }).inputValue(), 'marts_2');
    await again.getByText('2 statements to run.').waitFor();
    await again.getByRole('button', { name: 'Apply', exact: true }).click();
    assert.match(await driver().answerDialog('Apply'), /Run 2 statements on Lake, which is production\?/);
    await again.getByText('Done. Every step ran.').waitFor();
    assert.deepEqual(await marts(), [{ comment: 'Ready to be read' }]);
    await driver().treeRow(view, 'marts_2', 3);
    await suite.picture('e2e-scaffold-applied');

    await again.getByRole('button', { name: 'Undo…' }).click();
    assert.match(await driver().answerDialog('Undo'), /DROP SCHEMA marts_2;/);
    await until('the schema to be gone', async () => ((await marts()).length === 0 ? true : undefined));
  });
});
