import assert from 'node:assert/strict';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { type DbtProgram, dbtOrSkip } from '../support/dbt';
import type { DemoServer } from '../support/demoServer';
import { SampleWorkbench } from '../support/workbench/sampleWorkbench';
import { until } from '../support/workbench/until';

const root = path.resolve(__dirname, '../../..');
const pictures = process.env.LAKEHOUSE_SCREENSHOTS;
const connection = 'Sample lakehouse';

/** From an empty database through dbt's own build to what drifts away from it, and back. */
describe('a dbt project and its database as one', function () {
  this.timeout(600_000);
  const sample = new SampleWorkbench('dbt-world-e2e');
  const driver = () => sample.driver;
  let server: DemoServer;
  let dbt: DbtProgram;

  before(async function () {
    dbt = await dbtOrSkip(this);
    server = await sample.prepare(0.1);
    await sample.open('dark', { 'lakehouse.dbt.executable': dbt.program });
    await driver().openContainer('Lakehouse');
    await driver().widenSidebar(560);
    await driver().closeView('Databases');
  });

  afterEach(async function () {
    if (this.currentTest?.state === 'failed') {
      await driver().screenshot(path.join(root, 'out', 'screenshots', 'failed-e2e-dbt-world.png'));
    }
  });

  /** @param isFleeting what is to be seen closes when it loses the focus, which the choice of a theme takes */
  const station = async (name: string, isFleeting = false) => {
    const file = pictures === undefined ? undefined : path.join(pictures, `dbt-world-${name}`);
    if (file !== undefined && process.env.LAKEHOUSE_LOOK === 'each' && !isFleeting) {
      await sample.workbench.pictureInEachTheme(file);
    } else if (file !== undefined) {
      await driver().screenshot(`${file}.png`);
    }
  };
  const texts = async (view: string) => (await driver().treeTexts(view)).map((text) => text.trim());
  const shows = (view: 'dbt' | 'Marts', what: RegExp, isThere = true) =>
    until(
      `${isThere ? '' : 'no '}${String(what)} in ${view}`,
      async () => ((await texts(view)).some((text) => what.test(text)) === isThere ? true : undefined),
      async () => (await texts(view)).join(' | '),
      // The real dbt takes its time.
      120_000,
    );
  /** A click is lost on a tree that is drawn anew in this moment. */
  const unfold = (row: Locator) =>
    until('the line to open', async () => {
      await driver().expand(row);
      const isOpen = async () => ((await row.getAttribute('aria-expanded')) === 'true' ? true : undefined);
      return until('it', isOpen, undefined, 2000).catch(() => undefined);
    });
  const only = async (view: 'dbt' | 'Marts') => {
    await driver().openContainer('Lakehouse');
    await driver().closeView(view === 'dbt' ? 'Marts' : 'dbt');
    await driver().openView(view);
  };
  const menu = async (row: Locator, entry: string) => {
    await row.scrollIntoViewIfNeeded();
    await row.click({ button: 'right' });
    // A click right after a menu has opened counts as the end of the one that opened it.
    await driver().page.locator('.monaco-menu .action-label', { hasText: entry }).first().hover();
    await driver().page.keyboard.press('Enter');
  };
  /** As the role that dbt builds with: the owner of what it made. */
  const onServer = async (...statements: readonly string[]) => {
    const { user, database } = server;
    await server.server.withAdmin(async (client) => {
      await client.query(`SET ROLE ${user}`);
      for (const statement of statements) {
        await client.query(statement);
      }
    }, database);
  };
  const onServerIs = (condition: string) =>
    until(condition, async () => {
      const rows = await server.server.withAdmin(
        async (client) => (await client.query<{ so: boolean }>(`SELECT (${condition}) AS so`)).rows,
        server.database,
      );
      return rows[0]?.so === true ? true : undefined;
    });
  const problem = (what: RegExp, isThere = true) =>
    until(
      `${isThere ? '' : 'no '}problem ${String(what)}`,
      async () => {
        const rows = await driver().page.locator('.markers-panel .monaco-list-row').allInnerTexts();
        return rows.some((text) => what.test(text.replaceAll('\u00a0', ' '))) === isThere ? true : undefined;
      },
      async () =>
        (await driver().page.locator('.markers-panel .monaco-list-row').allInnerTexts()).join(' | '),
    );
  /** Runs what a fix put into an editor. */
  const runShownSql = async (what: RegExp) => {
    await until('the SQL of the fix', async () => {
      const lines = await driver().page.locator('.editor-instance .view-lines').allInnerTexts();
      return lines.some((text) => what.test(text.replaceAll('\u00a0', ' '))) ? true : undefined;
    });
    await driver().goTo(2);
    await driver().page.keyboard.press('Control+Enter');
  };
  const fix = async (label: string, title: string) => {
    const row = driver().page.locator('.pane-body .monaco-list-row', { hasText: label }).first();
    await row.waitFor();
    await menu(row, 'Fix…');
    await driver().answerQuickInput(title);
  };

  it('builds the whole project', async () => {
    await only('dbt');
    await shows('dbt', /^lakehouse_marts\s+target postgres/);
    await unfold(await driver().treeRow('dbt', 'postgres', 3));
    for (const [depth, label] of ['Models', 'models', 'marts'].entries()) {
      await unfold(await driver().treeRow('dbt', label, depth + 2));
    }
    await menu(await driver().treeRow('dbt', 'lakehouse_marts', 1), 'Build dbt Project');
    assert.match(await driver().answerDialog('Connect'), /comes from a file of this workspace/);
    await shows('dbt', /^mart_loan_portfolio\s+.*success/);
    await station('1-built');
    await driver().collapse(await driver().treeRow('dbt', 'Models', 2));
  });

  it('finds nothing grave in what dbt has just built', async () => {
    await menu(await driver().treeRow('dbt', 'postgres', 3), 'Check dbt Target');
    await shows('dbt', /^Live check\s+(?!.*error).*just now$/);
    await station('2-checked');
  });

  it('shows among the marts what dbt did', async () => {
    await only('Marts');
    await driver().expandPath('Marts', [connection, 'marts', 'dbt_marts', 'mart_risk_alerts']);
    await shows('Marts', /^mart_customer_360\s.*dbt success \d+ s ago · 2 tests passed$/);
    await shows('Marts', /^mart_risk_alerts\s.*dbt success \d+ s ago$/);
    await station('3-marts');
  });

  it('finds what was changed on the server behind its back', async () => {
    await onServer(
      'ALTER TABLE dbt_marts.mart_customer_360 ALTER credit_score TYPE bigint',
      dropIndex,
      'REVOKE SELECT ON dbt_marts.mart_risk_alerts FROM lakehouse_read_only',
      'CREATE TABLE dbt_marts.mart_old_kpi ()',
      'GRANT SELECT ON dbt_marts.mart_bioreactor_overview TO lakehouse_analyst',
    );
    await only('dbt');
    await menu(await driver().treeRow('dbt', 'postgres', 3), 'Check dbt Target');
    await shows('dbt', /^In dbt_marts on target postgres, mart_old_kpi belongs/);
    await driver().runCommand('Problems: Focus on Problems View');
    await problem(/credit_score is bigint on target postgres, and YAML says integer.*\[Ln 14, Col 17\]/s);
    await problem(/asks for an index on branch.*\[Ln 4, Col 9\]/s);
    await problem(/SELECT to lakehouse_read_only/);
    await problem(/lakehouse_analyst has no SELECT/);
    await station('4-drifted');
    await only('Marts');
    await driver().runCommand('Lakehouse: Refresh Marts');
    await shows('Marts', /^mart_customer_360\s.* · 2 differences · dbt success .* · 2 tests passed$/);
    await shows('Marts', /^mart_risk_alerts\s.* · 1 difference · dbt success/);
    await station('5-drifted-marts');
  });

  it('goes from a mart that differs to its model, and to its lineage', async () => {
    await menu(await driver().treeRow('Marts', 'mart_customer_360', 4), 'Go to dbt Model');
    await driver().page.locator('.tab.active', { hasText: 'mart_customer_360.sql' }).first().waitFor();
    await station('6-model');
    await driver().runCommand('Lakehouse: Show Lineage');
    const page = await driver().webviewWith(/Lineage of lakehouse_marts/);
    await page.locator('.node[aria-label^="mart_customer_360"]').first().waitFor();
    await station('7-lineage');
  });

  it('puts it right where it was found', async () => {
    await driver().openFile('mart_customer_360.sql');
    await driver().goTo(4, 12);
    await driver().page.keyboard.press('Control+.');
    await driver().page.locator('.action-widget .monaco-list-row').first().waitFor();
    await station('8-fixes', true);
    await driver()
      .page.locator('.action-widget .monaco-list-row', { hasText: 'Create the index now' })
      .click();
    await runShownSql(/CREATE INDEX CONCURRENTLY/);
    await onServerIs(
      `(SELECT count(*) FROM pg_index WHERE indrelid = 'dbt_marts.mart_customer_360'::regclass) = 3`,
    );
    await station('9-index');
    await only('dbt');
    await fix('mart_old_kpi', 'Show what would drop them');
    await runShownSql(/DROP TABLE dbt_marts.mart_old_kpi/);
    await onServerIs(`to_regclass('dbt_marts.mart_old_kpi') IS NULL`);
    await fix('mart_risk_alerts: Grants', 'Grant it now');
    await runShownSql(/GRANT SELECT ON dbt_marts.mart_risk_alerts/);
    await onServerIs(`has_table_privilege('lakehouse_read_only', 'dbt_marts.mart_risk_alerts', 'SELECT')`);
    await fix('mart_bioreactor_overview: Readers', 'Grant it on new tables');
    const page = await driver().webviewWith(/ALTER DEFAULT PRIVILEGES/);
    await station('10-grant');
    await page.getByRole('button', { name: 'Apply', exact: true }).click();
    await page.getByText('Done. Every step ran.').waitFor();
    await driver().openFile('mart_customer_360.sql');
    await driver().beginCommand('Lakehouse: Build dbt Model With…');
    await driver().answerQuickInput('mart_customer_360 and its children');
    await onServerIs(
      `SELECT format_type(atttypid, -1) = 'integer' AND to_regclass('dbt_marts.mart_branch_customers') IS NOT NULL
         FROM pg_attribute WHERE attrelid = 'dbt_marts.mart_customer_360'::regclass AND attname = 'credit_score'`,
    );
  });

  it('says that it is gone', async () => {
    await only('dbt');
    await menu(await driver().treeRow('dbt', 'postgres', 3), 'Check dbt Target');
    await shows('dbt', /mart_old_kpi/, false);
    await driver().runCommand('Problems: Focus on Problems View');
    await problem(
      /credit_score is bigint|asks for an index|SELECT to lakehouse_read_only|lakehouse_analyst/,
      false,
    );
    await station('11-gone');
    await only('Marts');
    await shows('Marts', /difference/, false);
    await station('12-marts');
  });
});

/** dbt names indexes by a hash of what they are and when they were made. */
const dropIndex = `DO $$ BEGIN EXECUTE (
  SELECT format('DROP INDEX %s', indexrelid::regclass) FROM pg_index
   WHERE indrelid = 'dbt_marts.mart_customer_360'::regclass AND pg_get_indexdef(indexrelid) LIKE '%(branch)'); END $$`;
