import assert from 'node:assert/strict';
import path from 'node:path';
import { startPostgres, type TestServer } from '../support/postgres';
import { createSampleDatabase } from '../support/sampleLakehouse';
import {
  type InstalledWorkbench,
  openInstalledWorkbench,
  packageExtension,
} from '../support/workbench/installedWorkbench';
import { until } from '../support/workbench/until';

const view = 'Databases';

describe('Show DDL and Edit Source', function () {
  this.timeout(300_000);
  let server: TestServer;
  let database: string;
  let workbench: InstalledWorkbench | undefined;

  before(async () => {
    server = await startPostgres();
    database = await createSampleDatabase(server);
    await server.query('CREATE VIEW core.open_loans AS SELECT loan_id FROM core.loans', [], database);
    workbench = await openInstalledWorkbench(
      {
        vsix: await packageExtension(),
        workspace: path.join(__dirname, '../../../demo'),
        theme: 'dark',
        settings: { 'lakehouse.connections': [connection()] },
        environment: { LAKEHOUSE_TEST_PASSWORD: server.password },
      },
      console.log,
    );
    await workbench.driver.openContainer('Lakehouse');
    await workbench.driver.widenSidebar(460);
  });

  after(async () => {
    await workbench?.close();
    await server.dispose();
  });

  const connection = () => ({
    ...{ id: 'lake', name: 'Lake', environment: 'staging' },
    ...{ host: server.host, port: server.port, database, user: server.user },
    ...{ password: 'environment', passwordVariable: 'LAKEHOUSE_TEST_PASSWORD' },
  });
  const driver = () => {
    assert.ok(workbench);
    return workbench.driver;
  };
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
    await choose(['Lake', database, 'core', 'loans'], /^Show DDL$/);
    await editorShows(/CREATE TABLE core\.loans/);
    assert.deepEqual(await tabs(), ['core.loans (partitioned table).sql']);
  });

  it('replaces a view, and says when somebody changed it meanwhile', async () => {
    await choose(['Lake', database, 'core', 'open_loans'], /^Edit Source$/);
    await editorShows(/CREATE OR REPLACE VIEW core\.open_loans/);
    await driver().runCommand('Lakehouse: Run Whole File');
    await driver().webviewWith(/CREATE VIEW/);
    await server.query(
      'CREATE OR REPLACE VIEW core.open_loans AS SELECT loan_id, status FROM core.loans',
      [],
      database,
    );
    await driver().beginCommand('Lakehouse: Run Whole File');
    assert.match(
      await driver().answerDialog('Show the Difference'),
      /The view core\.open_loans was changed since you opened it\./,
    );
    await driver().page.locator('.tab', { hasText: 'on the server ↔ yours' }).waitFor();
    const [row] = await server.query<{ definition: string }>(
      `SELECT pg_get_viewdef('core.open_loans') AS definition`,
      [],
      database,
    );
    assert.match(row?.definition ?? '', /status/);
  });
});
