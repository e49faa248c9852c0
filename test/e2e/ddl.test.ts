import assert from 'node:assert/strict';
import { createSampleDatabase } from '../support/sampleLakehouse';
import { until } from '../support/workbench/until';
import { useWorkbench } from '../support/workbench/workbenchSuite';

const view = 'Databases';

describe('Show DDL and Edit Source', function () {
  this.timeout(300_000);
  const suite = useWorkbench({
    name: 'ddl',
    createDatabase: createSampleDatabase,
    prepare: async ({ sql }) => {
      await sql('CREATE VIEW core.open_loans AS SELECT loan_id FROM core.loans');
    },
    connections: ({ connection }) => [connection({ environment: 'staging' })],
  });
  const { sql } = suite;
  const driver = () => suite.driver;
  before(async () => {
    await driver().openContainer('Lakehouse');
    await driver().widenSidebar(460);
  });

  const tabs = async () => {
    const names = driver().page.locator('.tab');
    return names.evaluateAll((all) => all.map((tab) => tab.getAttribute('data-resource-name') ?? ''));
  };
  /** Chooses an entry of the menu of a tree item. A menu ignores the mouse for its first moments, but not the keyboard. */
  const choose = async (labels: readonly string[], entry: RegExp): Promise<void> => {
    await (await driver().expandPath(view, labels)).click({ button: 'right' });
    await driver().page.locator('.context-view .action-label', { hasText: entry }).hover();
    await driver().page.keyboard.press('Enter');
  };
  const editorShows = (text: RegExp) =>
    until(
      `${String(text)} in the editor`,
      async () => {
        const lines = await driver().page.locator('.editor-instance .view-lines').allTextContents();
        return lines.some((each) => text.test(each.replaceAll('\u00a0', ' '))) ? true : undefined;
      },
      async () => (await tabs()).join(' | '),
    );

  it('shows the statements of a partitioned table, named after it', async () => {
    await choose(['Lake', suite.database, 'core', 'loans'], /^Show DDL$/);
    await editorShows(/CREATE TABLE core\.loans/);
    assert.deepEqual(await tabs(), ['core.loans (partitioned table).sql']);
  });

  it('replaces a view, and says when somebody changed it meanwhile', async () => {
    await choose(['Lake', suite.database, 'core', 'open_loans'], /^Edit Source$/);
    await editorShows(/CREATE OR REPLACE VIEW core\.open_loans/);
    await driver().runCommand('Lakehouse: Run Whole File');
    await driver().webviewWith(/CREATE VIEW/);
    await sql('CREATE OR REPLACE VIEW core.open_loans AS SELECT loan_id, status FROM core.loans');
    await driver().beginCommand('Lakehouse: Run Whole File');
    assert.match(
      await driver().answerDialog('Show the Difference'),
      /The view core\.open_loans was changed since you opened it\./,
    );
    await driver().page.locator('.tab', { hasText: 'on the server ↔ yours' }).waitFor();
    const [row] = await sql(`SELECT pg_get_viewdef('core.open_loans') AS definition`);
    assert.match(String(row?.['definition']), /status/);
  });
});
