import assert from 'node:assert/strict';
import type { Frame } from 'playwright-core';
import { testedMajor } from '../support/postgresBinaries';
import { useWorkbench } from '../support/workbench/workbenchSuite';

const document = 'bioreactors.sql';

describe('explaining with options in the installed extension', function () {
  this.timeout(300_000);
  const suite = useWorkbench({
    name: 'running',
    prepare: async ({ sql }) => {
      for (const text of [
        'create role shelf_reader',
        'create schema core',
        'create table core.loans as select g as id, g % 10 as branch from generate_series(1, 20000) as g',
        'create index loans_branch on core.loans (branch)',
        'analyze core.loans',
        'alter table core.loans enable row level security',
        'create policy own on core.loans for select to shelf_reader using (branch = 3)',
        'grant usage on schema core to shelf_reader',
        'grant select on core.loans to shelf_reader',
      ]) {
        await sql(text);
      }
    },
  });
  const { press } = suite;
  const driver = () => suite.driver;
  const form = () => driver().quickInputTitled('Explain with Options');
  const row = (text: string) =>
    driver().page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first();
  /** Chooses a line of the form, which is shown again with the next value. */
  const choose = async (line: string, next: string) => {
    await form();
    await row(line).click();
    await row(next).waitFor();
  };

  /** The page of a plan had the focus. */
  const backToEditor = () => driver().page.locator('.editor-instance .view-lines').first().click();

  it('runs a query as another role several times, and shows the rows that row security leaves', async () => {
    await driver().openFile(document);
    await suite.replaceText('select count(*) from core.loans;');
    await driver().beginCommand('Lakehouse: Explain Statement with Options…');
    await form();
    await choose('COSTS: on', 'COSTS: off');
    await choose('COSTS: off', 'COSTS: on');
    await suite.picture('running-form');
    await row('Role: as the session').click();
    await driver().quickInputTitled('Explain as Role');
    await suite.picture('running-roles');
    await row('shelf_reader').click();
    await row('Role: shelf_reader').waitFor();
    await row('Runs: 1').click();
    await driver().quickInputTitled('Repeat the Execution');
    await row('5 times').click();
    await row('Runs: 5').waitFor();
    await suite.picture('running-form-chosen');
    await row('with these options').click();
    const page = await driver().webviewWith('EXPLAIN ANALYZE as shelf_reader');
    await page.getByText(/^5 runs: median .*This is the plan of run \d\.$/).waitFor();
    await page.getByText(/^Run as role shelf_reader by SET LOCAL ROLE/).waitFor();
    await select(page, /on core\.loans/);
    await page.getByText('enabled, active for this role; policies: own').waitFor();
    await page.getByText(/^btree \(branch\)/).waitFor();
    await suite.picture('running-page');
  });

  it('opens the options from the page, with those of the last time but for the role', async () => {
    const page = await driver().webviewWith('EXPLAIN ANALYZE as shelf_reader');
    await page.getByRole('button', { name: 'Options…' }).click();
    await form();
    await choose('ANALYZE: on', 'ANALYZE: off');
    await row('with these options').click();
    await page.getByText('EXPLAIN as shelf_reader').waitFor();
    await backToEditor();
    await driver().beginCommand('Lakehouse: Explain Statement with Options…');
    await form();
    await row('ANALYZE: off').waitFor();
    await row('Role: as the session').waitFor();
    await press('Escape');
  });

  it('is cancelled while it repeats, and shows the runs that there were', async () => {
    await suite.replaceText('select pg_sleep(1);');
    await driver().beginCommand('Lakehouse: Explain Statement with Options…');
    await choose('ANALYZE: off', 'ANALYZE: on');
    await row('with these options').click();
    const page = await driver().webviewWith(/Run [2-4] of 5/);
    await suite.picture('running-repeating');
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByText(/^Cancelled after [1-4] of 5 runs: median/).waitFor();
    await backToEditor();
  });

  it('plans parameters without values', async function () {
    if (testedMajor() < 16) {
      this.skip();
    }
    await suite.replaceText('select * from core.loans where branch = :wanted;');
    await driver().beginCommand('Lakehouse: Explain Statement');
    await driver().quickInputTitled('Explain a Statement with Parameters');
    await suite.picture('running-parameters');
    await row('Without Values').click();
    const page = await driver().webviewWith('A generic plan: its parameters have no values');
    await page
      .getByText(/branch = \$1/)
      .first()
      .waitFor();
    await suite.picture('running-generic');
  });

  it('offers to run again without timing where reading the clock dominates', async () => {
    await suite.replaceText(
      'select count(*) from generate_series(1, 1500) as a, generate_series(1, 1500) as b;',
    );
    await driver().goTo(1);
    await press('Control+Alt+e');
    const page = await driver().webviewWith('Measuring made this slower: reading the clock for');
    await suite.picture('running-clock');
    await page.getByRole('button', { name: 'Run without Timing' }).click();
    await page.getByText(/^TIMING OFF: the execution time is free/).waitFor();
    await suite.picture('running-untimed');
    assert.equal(await page.getByText('Measuring made this slower').count(), 0);
  });

  async function select(page: Frame, title: RegExp): Promise<void> {
    await page.locator('.plan-row', { hasText: title }).first().click();
  }
});
