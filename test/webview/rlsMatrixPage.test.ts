import assert from 'node:assert/strict';
import { MatrixTestHost } from '../support/webview/matrixHost';
import { useWebview } from '../support/webview/useWebview';
import { type PageOptions, themes } from '../support/webview/webviewBrowser';

describe('matrix of row security', () => {
  const webview = useWebview();

  async function open(host: MatrixTestHost, options: Partial<PageOptions> = {}) {
    const view = await webview.page(
      { name: 'rlsMatrix', width: 1000, height: 800, ...options },
      host.connect,
    );
    await view.page.getByRole('heading', { level: 1 }).waitFor();
    return { page: view.page, view };
  }

  it('tries the chosen roles with their settings on the chosen relations', async () => {
    const host = new MatrixTestHost();
    const { page } = await open(host);
    await page.getByLabel('Settings of role 1').fill('app.tenant = 7');
    await page.getByRole('button', { name: 'Remove role 2' }).click();
    await page.getByRole('button', { name: 'Add a Role' }).click();
    await page.getByLabel('Role 2', { exact: true }).selectOption('<b>"odd"</b>');
    await page.getByLabel('Filter relations').fill('region');
    await page.getByRole('checkbox').check();
    await page.getByText('24 commands: 2 roles, 3 relations').waitFor();
    await page.getByRole('button', { name: 'Try' }).click();
    await page.locator('.matrix').waitFor();
    assert.deepEqual(host.runs, [
      {
        lenses: [
          { role: 'tenant_app', settings: 'app.tenant = 7' },
          { role: '<b>"odd"</b>', settings: 'app.tenant = ' },
        ],
        relations: [0, 1, 2],
      },
    ]);
    assert.deepEqual(await page.locator('tbody tr').first().locator('button').allInnerTexts(), [
      ...['25 of 100', '25 of 50', 'no privilege', 'policy'],
      ...['100', '0 of 100', 'error', 'not tried'],
    ]);
    await page.getByRole('button', { name: 'error' }).first().click();
    await page.getByText('It failed: invalid input syntax for type uuid: "" (22P02).').waitFor();
    await page.getByRole('button', { name: 'View Rows as <b>"odd"</b>' }).click();
    await page.getByRole('button', { name: 'Try' }).waitFor();
    assert.equal(host.viewed[0]?.relation, 0);
    assert.equal(host.viewed[0].lens.role, '<b>"odd"</b>');
  });

  it('tries nothing without a role', async () => {
    const host = new MatrixTestHost();
    const { page } = await open(host);
    await page.getByRole('button', { name: 'Remove role 2' }).click();
    await page.getByRole('button', { name: 'Remove role 1' }).click();
    await page.getByText('Choose at least one role and one relation.').waitFor();
    await page.getByRole('button', { name: 'Try' }).click({ force: true });
    assert.equal(host.runs.length, 0);
  });

  for (const theme of themes) {
    for (const width of [1000, 360]) {
      it(`is accessible in ${theme}, ${width} pixels wide`, async () => {
        const { page, view: shown } = await open(new MatrixTestHost(), { theme, width });
        await page.getByLabel('Settings of role 1').fill('app.tenant = 7');
        await page.getByRole('button', { name: 'Try' }).click();
        await page.locator('td button').first().click();
        await page.locator('.details').waitFor();
        assert.deepEqual(await shown.accessibilityProblems(), []);
        assert.deepEqual(shown.problems, []);
        const overflow = await page.evaluate(
          'document.querySelector(".form").scrollWidth - document.querySelector(".form").clientWidth',
        );
        assert.equal(overflow, 0);
        await shown.screenshot(`rls-matrix-${theme}-${width}`);
      });
    }
  }
});
