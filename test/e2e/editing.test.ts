import assert from 'node:assert/strict';
import { until } from '../support/workbench/until';
import { useWorkbench } from '../support/workbench/workbenchSuite';

const document = 'bioreactors.sql';

describe('editing a result in the installed extension', function () {
  this.timeout(300_000);
  const suite = useWorkbench({
    name: 'editing',
    prepare: async ({ sql }) => {
      await sql('CREATE TABLE tanks (id int PRIMARY KEY, name text, size numeric(6,2) NOT NULL DEFAULT 1)');
      await sql("INSERT INTO tanks VALUES (1, 'one', 10), (2, NULL, 20.5), (3, 'three', 30)");
    },
    connections: ({ connection }) => [connection({ name: 'On staging', environment: 'staging' })],
  });
  const { sql, press } = suite;
  const driver = () => suite.driver;
  const rows = async () => {
    const found = await sql("SELECT string_agg(t::text, ' ' ORDER BY id) AS value FROM tanks AS t");
    return found[0]?.['value'];
  };
  const runStatement = async (text: string) => {
    await suite.replaceText(text);
    await press('Control+Enter');
  };

  it('changes, adds and deletes rows by keyboard, and applies them in one transaction', async () => {
    await driver().openFile(document);
    await runStatement('select * from tanks order by id');
    const results = await driver().webviewWith(/3 rows[^]*Edit/);
    await results.getByRole('button', { name: 'Edit', exact: true }).click();
    await results.getByRole('toolbar', { name: 'Editing public.tanks' }).waitFor();
    await results.getByRole('grid').focus();
    await press('Control+Home');
    await press('ArrowRight');
    await driver().page.keyboard.type('first');
    await press('Enter');
    await press('ArrowDown');
    await press('Control+Delete');
    await press('Insert');
    await press('Home');
    await driver().page.keyboard.type('4');
    await press('Enter');
    await results.locator('.edit-words').getByText('1 row changed, 1 added, 1 deleted').waitFor();
    await suite.picture('editing');
    await results.getByRole('button', { name: 'Preview' }).click();
    await until('the preview', async () =>
      (await driver().page.locator('.view-lines').first().innerText()).includes('UPDATE') ? true : undefined,
    );
    await suite.picture('editing-preview');
    const again = await driver().webviewWith(/Apply/);
    await again.getByRole('button', { name: 'Apply' }).click();
    await again.getByText('Applied: 1 row changed, 1 added, 1 deleted.').waitFor();
    assert.equal(await rows(), '(1,first,10.00) (2,,20.50) (4,,1.00)');
    await again.locator('.grid-number', { hasText: '3' }).waitFor();
    await suite.picture('editing-applied');
  });

  it('reports what somebody else changed, keeps what was typed, and asks before it is lost', async () => {
    await sql("UPDATE tanks SET name = 'theirs' WHERE id = 2");
    const results = await driver().webviewWith(/Stop Editing/);
    await results.getByRole('grid').focus();
    await press('Control+Home');
    await press('ArrowDown');
    await press('ArrowRight');
    await driver().page.keyboard.type('mine');
    await press('Enter');
    await results.getByRole('button', { name: 'Apply' }).click();
    await results
      .getByText(/Row 2 was changed by somebody else: name was NULL and is now 'theirs'/)
      .waitFor();
    await suite.picture('editing-conflict');
    assert.equal(await rows(), '(1,first,10.00) (2,theirs,20.50) (4,,1.00)');
    // The preview is in front; behind it is the document.
    await driver().runCommand('View: Close Editor');
    await driver().goTo(1);
    await press('Control+Enter');
    const dialog = driver().page.locator('.monaco-dialog-box');
    await dialog.getByText('Discard 1 row with changes and run?').waitFor();
    await dialog.locator('.monaco-button', { hasText: 'Discard and Run' }).click();
    const fresh = await driver().webviewWith(/theirs/);
    await fresh.getByRole('toolbar').waitFor({ state: 'detached' });
  });
});
