import assert from 'node:assert/strict';
import { until } from '../support/workbench/until';
import { useWorkbench } from '../support/workbench/workbenchSuite';

describe('a session in the installed extension', function () {
  this.timeout(300_000);
  const suite = useWorkbench({
    name: 'session',
    prepare: async ({ sql }) => {
      await sql('create table kept (id int primary key, note text)');
    },
  });
  const { press, sql } = suite;
  const driver = () => suite.driver;
  before(() => driver().openFile('bioreactors.sql'));

  const runText = async (text: string) => {
    await suite.replaceText(text);
    await press('Control+Shift+Enter');
  };
  const clickStatus = (text: string) =>
    driver().page.locator('.part.statusbar .statusbar-item', { hasText: text }).first().click();
  const kept = async () => (await sql('select id from kept')).length;
  const untilKept = (count: number) =>
    until(`${count} rows`, async () => ((await kept()) === count ? true : undefined));
  const noTransaction = () =>
    until('no transaction', async () =>
      (await driver().statusBar()).some((text) => /In transaction/.test(text)) ? undefined : true,
    );

  it('commits by hand in manual mode, and offers to commit before what no transaction may hold', async () => {
    await driver().statusBarItem(/^Auto$/);
    await clickStatus('Auto');
    await driver().statusBarItem(/^Manual$/);
    await runText("insert into kept values (1, 'one');");
    await driver().statusBarItem(/In transaction \d:\d\d/);
    assert.equal(await kept(), 0);
    await clickStatus('Commit');
    await noTransaction();
    assert.equal(await kept(), 1);
    await runText("insert into kept values (2, 'two');");
    await driver().statusBarItem(/In transaction/);
    await clickStatus('Roll Back');
    await noTransaction();
    await runText("insert into kept values (3, 'three'); vacuum kept;");
    assert.match(await driver().answerDialog('Commit, Then Run'), /cannot run inside the open transaction/);
    await untilKept(2);
    await clickStatus('Manual');
    await driver().statusBarItem(/^Auto$/);
  });

  it('asks for parameters, and runs again with the last values by one key', async () => {
    await runText("select :id::int + 1 as sum, :'word' as word, $1::date as day;");
    for (const [title, value] of [
      ['Value of :id (integer)', '41'],
      ['Value of :word', "it's"],
      ['Value of $1 (date)', '2024-02-03'],
    ] as const) {
      await driver().quickInputTitled(title);
      await driver().answerQuickInput(value);
    }
    await driver().webviewWith(/1 row\b/);
    await driver().page.keyboard.press('Control+Alt+Enter');
    await driver().webviewWith(/1 row\b/);
  });

  it('runs with a time limit of its own', async () => {
    await driver().goTo(1);
    await press('Control+a');
    await driver().page.keyboard.insertText('select pg_sleep(600);');
    await driver().beginCommand('Lakehouse: Run with Timeout…');
    await driver().quickInputTitled(/A statement may run for/);
    await driver().chooseQuickPick('1 second');
    await driver().quickInputTitled(/It may wait for a lock for/);
    await driver().chooseQuickPick('As the session has it');
    await driver().webviewWith('canceling statement due to statement timeout');
  });

  it('answers commands of psql', async () => {
    await runText('\\d kept');
    const results = await driver().webviewWith(/columns[^]*details/);
    await results.getByRole('tab', { name: /details/ }).click();
    await driver().webviewWith('kept_pkey');
  });

  it('shows what LISTEN brings while nothing runs', async () => {
    await runText('listen orders;');
    await driver().webviewWith('LISTEN');
    await sql("select pg_notify('orders', 'a new order')");
    await driver().webviewWith('a new order');
    await driver().statusBarItem(/^1$/);
  });
});
