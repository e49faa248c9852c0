import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { until } from '../support/workbench/until';
import { useWorkbench } from '../support/workbench/workbenchSuite';

describe('roles and their rights in the installed extension', function () {
  this.timeout(300_000);
  const suite = useWorkbench({
    name: 'roles',
    prepare: async ({ sql }) => {
      await sql(`
        CREATE ROLE tenant_app;
        CREATE TABLE loans (id int PRIMARY KEY, tenant int NOT NULL);
        INSERT INTO loans SELECT n, n % 4 FROM generate_series(1, 40) AS n;
        ALTER TABLE loans ENABLE ROW LEVEL SECURITY;
        CREATE POLICY own ON loans TO tenant_app
          USING (tenant = (SELECT NULLIF(current_setting('app.tenant', true), '')::int));
        GRANT SELECT, DELETE ON loans TO tenant_app;
        CREATE ROLE analysts;
        CREATE ROLE dashboards;
        CREATE SCHEMA marts;
        CREATE SCHEMA staging;
        GRANT USAGE ON SCHEMA marts TO dashboards`);
    },
  });
  const driver = () => suite.driver;
  const { press, sql } = suite;

  it('runs the statements of an editor as the role, marks it, and counts what is hidden', async () => {
    await driver().openFile('bioreactors.sql');
    await suite.replaceText('delete from loans returning *;\n');
    await driver().beginCommand('Lakehouse: View as Role…');
    await driver().quickInputTitled('View as Role');
    await suite.picture('view-as-roles');
    await driver().answerQuickInput('tenant_app');
    await driver().quickInputTitled('View as tenant_app: Settings');
    await suite.picture('view-as-settings');
    await driver().answerQuickInput('app.tenant = 3');
    await driver().statusBarItem(/as tenant_app/);
    await driver().goTo(1);
    await press('Control+Enter');
    const results = await driver().webviewWith(/as role tenant_app/);
    await results.getByText('10 rows').first().waitFor();
    assert.equal(await results.getByRole('button', { name: 'Edit', exact: true }).count(), 0);
    await suite.picture('view-as-result');
    assert.deepEqual(await sql('SELECT count(*)::int AS count FROM loans'), [{ count: 40 }]);

    await suite.replaceText('select * from loans;\n');
    await driver().goTo(1);
    await driver().runCommand('Lakehouse: Count Rows Hidden from the Role');
    const told = await driver().notification(/Row security hides/);
    assert.match(told, /hides 30 rows from tenant_app, which sees 10 of 40/);
    await suite.picture('view-as-hidden');
    await driver().dismissNotifications();

    await driver().beginCommand('Lakehouse: View as Role…');
    await driver().quickInputTitled('View as Role');
    await suite.picture('view-as-choices');
    await driver().answerQuickInput('Show what row security costs');
    await driver().quickInputTitled('What Row Security Costs');
    await suite.picture('policy-cost-choices');
    await driver().answerQuickInput('Execute');
    const costs = await driver().webviewWith(/Without row security/);
    await costs.getByText(/^By the estimate the policies cost tenant_app /).waitFor();
    await costs.getByText(/^Executed, the /).waitFor();
    await costs.getByText(/^Added by row security on public\.loans: .*tenant/).waitFor();
    await suite.picture('policy-cost');
    await driver().openFile('bioreactors.sql');

    await driver().runCommand('Lakehouse: Leave View as Role');
    await until('the lens to be off', async () =>
      (await driver().statusBar()).some((text) => /as tenant_app/.test(text)) ? undefined : true,
    );
    await press('Control+Enter');
    await (await driver().webviewWith(/40 rows/)).getByText('40 rows').first().waitFor();
  });

  it('shows who may do what, and opens a change of it as SQL', async () => {
    await driver().runCommand('Lakehouse: Show Rights');
    const matrix = await driver().webviewWith(/schema marts/);
    await matrix.locator('[role=gridcell][aria-label*="USAGE on schema marts for analysts"]').click();
    await matrix.getByText('Will be granted.').waitFor();
    await suite.picture('rights-matrix');
    await matrix.getByRole('button', { name: 'Review 1 Change…' }).click();
    const page = await driver().webviewWith(/GRANT USAGE ON SCHEMA marts TO analysts/);
    assert.ok(await page.getByText('Grants and revokes privileges').first().isVisible());
    await suite.picture('rights-review');
  });

  it('finds out by trying what roles may do, and opens rows as one of them', async () => {
    await driver().runCommand('Lakehouse: Row Security Matrix');
    const page = await driver().webviewWith(/Each command is tried as each role/);
    await page.getByLabel('Role 1', { exact: true }).selectOption('tenant_app');
    await page.getByLabel('Settings of role 1').fill('app.tenant = 3');
    await page.getByRole('button', { name: 'Try' }).click();
    await page.locator('.matrix').getByRole('button', { name: '10 of 40' }).first().click();
    await page.getByText('It may see 10 of all 40 rows.').waitFor();
    await suite.picture('matrix');
    await page.getByRole('button', { name: 'View Rows as tenant_app' }).click();
    await driver().statusBarItem(/as tenant_app/);
    const results = await driver().webviewWith(/as role tenant_app/);
    await results.getByText('10 rows').first().waitFor();
    await suite.picture('matrix-rows');
  });

  it('runs the tests of the workspace on the sandbox, where nothing of them stays', async () => {
    const { workspace } = suite.workbench;
    await writeFile(path.join(workspace, 'loans.setup.sql'), setup);
    await writeFile(path.join(workspace, 'loans.rls.yml'), tests);
    const ran = async (told: RegExp) => {
      await driver().runCommand('Lakehouse: Run Row Security Tests');
      // The sandbox is made at the first time.
      await driver()
        .notification(told)
        .catch(() => driver().notification(told));
      await driver().dismissNotifications();
    };
    await ran(/^All 4 tests of row security passed\.$/);
    await writeFile(path.join(workspace, 'loans.rls.yml'), tests.replace('{ rows: 2 }', '{ rows: 3 }'));
    await ran(/^1 of 4 tests of row security did not pass\.$/);
    await driver().runCommand('Testing: Focus on Test Explorer View');
    const file = driver().page.locator('.test-explorer .monaco-list-row', { hasText: 'loans.rls.yml' });
    await file.locator('.monaco-tl-twistie').click();
    await driver().page.locator('.test-explorer', { hasText: 'a tenant sees its own' }).waitFor();
    await suite.picture('policy-tests');
    assert.deepEqual(await sql(`SELECT 1 FROM pg_roles WHERE rolname = 'boxed_app'`), []);
  });
});

const setup = `
CREATE ROLE boxed_app;
CREATE TABLE boxed (id int PRIMARY KEY, tenant int);
INSERT INTO boxed VALUES (1, 7), (2, 8), (3, 7);
ALTER TABLE boxed ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON boxed TO boxed_app
  USING (tenant = (SELECT NULLIF(current_setting('app.tenant', true), '')::int));
GRANT SELECT, INSERT ON boxed TO boxed_app;
`;

const tests = `setup: loans.setup.sql
tests:
  - name: a tenant sees its own
    as: boxed_app
    settings: { app.tenant: 7 }
    sql: select * from boxed
    expect: { rows: 2 }
  - name: nothing without a tenant
    as: boxed_app
    sql: select * from boxed
    expect: { rows: 0 }
  - name: no rows for others
    as: boxed_app
    settings: { app.tenant: 7 }
    sql: insert into boxed values (9, 8)
    expect: { refused: policy }
  - name: nobody deletes
    as: boxed_app
    sql: delete from boxed
    expect: { refused: privilege }
`;
