import assert from 'node:assert/strict';
import { runAll } from '../support/catalog';
import { until } from '../support/workbench/until';
import { useWorkbench } from '../support/workbench/workbenchSuite';

const view = 'Databases';

describe('the sidebar', function () {
  this.timeout(300_000);
  const suite = useWorkbench({
    name: 'sidebar',
    prepare: ({ server, database }) =>
      runAll(server, database, [
        'CREATE SCHEMA core',
        'CREATE TABLE core.loans (id int PRIMARY KEY, amount numeric(15,2) NOT NULL)',
        'INSERT INTO core.loans SELECT i, i * 1000 FROM generate_series(1, 500) i',
        'CREATE TABLE core.stays (id int)',
        'CREATE SCHEMA "We""ird . Näme"',
        'CREATE TABLE "We""ird . Näme"."$(zap) <b>x</b>" ("select" int)',
        'CREATE SCHEMA long',
        `DO $$ BEGIN FOR i IN 1..700 LOOP
           EXECUTE format('CREATE TABLE long.t%s (id int)', lpad(i::text, 4, '0'));
         END LOOP; END $$`,
        'CREATE SCHEMA nothing',
      ]),
    connections: ({ connection }) => [connection({ environment: 'staging' })],
  });
  const { sql } = suite;
  const driver = () => suite.driver;
  before(async () => {
    await driver().openContainer('Lakehouse');
    await driver().widenSidebar(460);
  });

  const texts = async () => (await driver().treeTexts(view)).map((text) => text.trim());
  /** Waits until the tree shows exactly these texts among the others, and none of `without`. */
  const shows = (wanted: readonly string[], without: readonly string[] = []) =>
    until(
      `${wanted.join(', ')} in the tree`,
      async () => {
        const there = await texts();
        const holds =
          wanted.every((text) => there.includes(text)) && !without.some((text) => there.includes(text));
        return holds ? true : undefined;
      },
      async () => (await texts()).join(' | '),
    );
  const toggle = async (...labels: readonly string[]) => {
    const row = await driver().expandPath(view, labels);
    await row.locator('.monaco-tl-twistie').click();
  };

  it('connects when a connection is expanded, and opens its own database', async () => {
    await shows([`Lake  ${suite.server.user}@127.0.0.1/${suite.database} · staging`]);
    await driver().expand(await driver().treeRow(view, 'Lake', 1));
    await shows(['core', 'long', 'nothing', 'We"ird . Näme', 'postgres']);
  });

  it('shows names as they are, and columns with their types', async () => {
    await driver().expand(
      await driver().expandPath(view, ['Lake', suite.database, 'We"ird . Näme', '$(zap) <b>x</b>']),
    );
    await shows(['select  integer']);
    await toggle('Lake', suite.database, 'We"ird . Näme');
    await driver().expand(await driver().expandPath(view, ['Lake', suite.database, 'core', 'loans']));
    await shows(['Indexes', 'id  integer · primary key', 'amount  numeric(15,2) · not null']);
  });

  it('says that a schema is empty', async () => {
    await toggle('Lake', suite.database, 'nothing');
    await shows(['No relations']);
    await toggle('Lake', suite.database, 'nothing');
  });

  it('keeps what is expanded over a refresh', async () => {
    await sql('CREATE TABLE core.added (id int)');
    await driver().runCommand('Lakehouse: Refresh');
    await shows(['added', 'id  integer · primary key']);
  });

  it('selects the top rows of a table', async () => {
    await (await driver().expandPath(view, ['Lake', suite.database, 'core', 'loans'])).click();
    await driver().runCommand('Lakehouse: Select Top Rows');
    await driver().webviewWith(/amount\s+numeric\(15,2\)[^]*100 rows/);
    await driver().openContainer('Lakehouse');
  });

  it('says that a dropped table is gone, and takes it off the list', async () => {
    await sql('DROP TABLE core.stays');
    await toggle('Lake', suite.database, 'core', 'stays');
    await driver().runCommand('Notifications: Show Notifications');
    await driver().notification(/The table core\.stays no longer exists/);
    await shows(['core', 'added'], ['stays']);
    await driver().dismissNotifications();
    await toggle('Lake', suite.database, 'core');
  });

  it('stops reading when the item is collapsed, and reads when it is expanded again', async () => {
    await driver().runCommand('Lakehouse: Refresh');
    await shows(['core'], ['added']);
    const waits = async () => (await sql('SELECT FROM pg_locks WHERE NOT granted')).length > 0;
    await suite.server.withAdmin(async (client) => {
      await client.query('BEGIN');
      await client.query('LOCK TABLE pg_catalog.pg_partitioned_table IN ACCESS EXCLUSIVE MODE');
      await toggle('Lake', suite.database, 'core');
      await until('a query that waits', async () => ((await waits()) ? true : undefined));
      await toggle('Lake', suite.database, 'core');
      await until('the end of the query', async () => ((await waits()) ? undefined : true));
      await client.query('ROLLBACK');
    }, suite.database);
    await toggle('Lake', suite.database, 'core');
    await shows(['added', 'loans']);
    await toggle('Lake', suite.database, 'core');
  });

  it('shows the statement that drops a table, and takes it off the list', async () => {
    await (
      await driver().expandPath(view, ['Lake', suite.database, 'core', 'added'])
    ).click({ button: 'right' });
    await driver()
      .page.locator('.context-view .action-label', { hasText: /^Drop…$/ })
      .hover();
    await driver().page.keyboard.press('Enter');
    const said = await driver().answerDialog('Drop');
    assert.match(
      said,
      /Drop the table core\.added\?[^]*DROP TABLE core\.added;[^]*Nothing else depends on it/,
    );
    await shows(['loans'], ['added']);
    assert.deepEqual(await sql(`SELECT FROM pg_class WHERE relname = 'added'`), []);
    await toggle('Lake', suite.database, 'core');
  });

  it('shows more of a long list when asked', async () => {
    await (await driver().treeRow(view, 'long', 3)).click();
    await shows(['t0001']);
    await driver().page.keyboard.press('End');
    const more = driver().page.locator('.monaco-list-row', { hasText: 'Show more (500 of 700)' });
    await more.click();
    await shows(['t0501']);
    await driver().page.keyboard.press('Home');
    await toggle('Lake', suite.database, 'long');
  });

  it('finds an object by parts of its name, and shows it wherever its list has to be read to', async () => {
    await driver().runCommand('Lakehouse: Refresh');
    await driver().beginCommand('Lakehouse: Search Objects…');
    await driver().answerQuickInput('long t0650');
    await shows(['t0650']);
    const selected = driver().page.locator('.pane .monaco-list-row.selected', { hasText: 't0650' });
    await selected.waitFor();
    await driver().beginCommand('Lakehouse: Search Objects…');
    await driver().typeQuickInput('zap b');
    await driver().chooseQuickPick('$\u200b(zap) <b>x</b>');
    await shows(['$(zap) <b>x</b>']);
    await driver().page.keyboard.press('Home');
    await toggle('Lake', suite.database, 'core');
  });

  it('explains in the tree that the server is away, and tries again', async () => {
    await suite.server.stop();
    await driver().runCommand('Lakehouse: Refresh');
    await shows(['Try Again']);
    await suite.server.start();
    await (await driver().treeRow(view, 'Try Again', 2)).click();
    await shows(['core', 'long'], ['Try Again']);
  });

  it('collapses a connection that the user disconnects, and leaves no backend', async () => {
    await (await driver().treeRow(view, 'Lake', 1)).click({ button: 'right' });
    // A menu ignores the mouse for its first moments, but not the keyboard.
    await driver()
      .page.locator('.context-view .action-label', { hasText: /^Disconnect$/ })
      .hover();
    await driver().page.keyboard.press('Enter');
    await shows([`Lake  ${suite.server.user}@127.0.0.1/${suite.database} · staging`], ['core']);
    await until('the end of the backends', async () =>
      (await suite.server.backends()).length === 0 ? true : undefined,
    );
    await driver().expand(await driver().treeRow(view, 'Lake', 1));
    await shows(['core']);
  });
});
