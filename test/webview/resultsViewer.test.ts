import assert from 'node:assert/strict';
import { GridDriver } from '../support/webview/gridDriver';
import { column, GeneratedResults, runOf, statement } from '../support/webview/resultsHost';
import { themes, type Theme, WebviewBrowser, type WebviewPage } from '../support/webview/webviewBrowser';

describe('the cell viewer', () => {
  let browser: WebviewBrowser;
  let view: WebviewPage | undefined;

  before(async () => {
    browser = await WebviewBrowser.open();
  });

  afterEach(async () => {
    await view?.close();
    view = undefined;
  });

  after(() => browser.close());

  async function open(typeName: string, value: string | null, theme: Theme = 'dark') {
    const run = runOf([statement({ columns: [column('value', typeName)], rowCount: 1 })]);
    const host = new GeneratedResults(run, () => value);
    view = await browser.page({ name: 'results', theme }, host.connect);
    const { page } = view;
    const grid = new GridDriver(page);
    await page.locator('.grid-cell:not(.grid-cell-loading)').first().waitFor();
    await grid.grid.focus();
    await grid.press('Enter');
    await page.getByRole('dialog').waitFor();
    return { host, page, grid, view };
  }

  it('shows JSON as a tree, opened and walked by keyboard', async () => {
    const json = '{"id": 9007199254740993, "tags": ["a", {"deep": true}], "id": 1.50}';
    const { page, grid } = await open('jsonb', json);
    const tree = page.getByRole('tree', { name: 'Value as JSON' });
    await tree.getByText('id: 9007199254740993').waitFor();
    await tree.getByText('id: 1.50').waitFor();
    await grid.press('ArrowDown', 'ArrowDown', 'ArrowRight', 'ArrowRight');
    await tree.getByText('0: "a"').waitFor();
    const active = () =>
      tree.evaluate(
        (element) => document.getElementById(element.getAttribute('aria-activedescendant') ?? '')?.innerText,
      );
    await grid.frame();
    assert.match((await active()) ?? '', /0: "a"/);
    await grid.press('ArrowLeft', 'ArrowLeft');
    await grid.frame();
    assert.equal(await tree.getByText('0: "a"').isVisible(), false);
    await page.getByRole('button', { name: 'Text', exact: true }).click();
    assert.equal(await page.getByRole('textbox', { name: 'Value', exact: true }).inputValue(), json);
  });

  it('opens ten megabytes of JSON, and draws only what is in sight', async () => {
    const item = (index: number) => `{"n": ${index}, "text": "${'x'.repeat(80)}"}`;
    const json = `[${Array.from({ length: 100_000 }, (_, index) => item(index)).join(', ')}]`;
    assert.ok(json.length > 10_000_000);
    const { page, grid, host } = await open('json', json);
    const tree = page.getByRole('tree');
    await tree.getByText('0 … 999', { exact: true }).waitFor();
    await grid.press('End');
    await tree.getByText('99,000 … 99,999').click();
    await grid.press('End');
    await tree.getByText('99999: ').waitFor();
    assert.ok((await grid.elementCount()) < 800);
    assert.ok(host.parts.every(({ length }) => length <= 1024 * 1024));
  });

  it('shows bytes as hex, any place of them, by windows', async () => {
    const bytes = 5_000_000;
    const { page, grid, host } = await open('bytea', `\\x${'00'.repeat(bytes - 3)}414243`);
    const hex = page.getByRole('region', { name: 'Hexadecimal view of 5,000,000 bytes' });
    await hex.getByText('00000000  00 00 00').waitFor();
    await hex.evaluate((element) => (element.scrollTop = element.scrollHeight));
    await hex.getByText(/41 42 43 +·+ABC$/).waitFor();
    await grid.frame();
    const asked = host.parts.reduce((sum, { length }) => sum + length, 0);
    assert.ok(asked < 3_000_000, `${asked} bytes were read`);
  });

  it('shows arrays and composites as lists', async () => {
    const { page } = await open('text[]', '{"a b",NULL,{"x"}}');
    const tree = page.getByRole('tree', { name: 'Value as List' });
    await tree.getByText('1: a b').waitFor();
    await tree.getByText('2: NULL').waitFor();
    await tree.getByText('3: […]').waitFor();
  });

  it('walks through the parts of a long text, finds in all of them, and saves', async () => {
    const text = `${'a'.repeat(1024 * 1024 - 1)}é${'b'.repeat(1024 * 1024)}needle end`;
    const { page, grid, host } = await open('text', text);
    const value = page.getByRole('textbox', { name: 'Value', exact: true });
    await page.getByText('Part 1 of 3').waitFor();
    await page.getByRole('button', { name: 'Next Part' }).click();
    await page.getByText('Part 2 of 3').waitFor();
    assert.equal((await value.inputValue()).slice(0, 2), 'éb');
    const find = page.getByRole('textbox', { name: 'Find in the value' });
    await find.fill('NEEDLE');
    await grid.press('Enter');
    await page.getByText('Part 3 of 3').waitFor();
    const selected = () =>
      value.evaluate((area) =>
        area instanceof HTMLTextAreaElement ? area.value.slice(area.selectionStart, area.selectionEnd) : '',
      );
    await page.waitForFunction(() => (document.querySelector('textarea')?.selectionEnd ?? 0) > 0);
    assert.equal(await selected(), 'needle');
    await find.fill('nowhere');
    await grid.press('Enter');
    await page.getByText('Not found').waitFor();
    await page.getByRole('button', { name: 'Save…' }).click();
    await grid.frame();
    assert.deepEqual(
      host.saved.map(({ row, column: index }) => [row, index]),
      [[0, 0]],
    );
  });

  for (const theme of themes) {
    it(`breaks no rule of WCAG in ${theme}`, async () => {
      const { page, view: shown } = await open('jsonb', '{"a": [1, null, "x", true], "b": {}}', theme);
      await page.getByRole('tree').getByText('a: ').waitFor();
      assert.deepEqual(await shown.accessibilityProblems(), []);
      await shown.screenshot(`results-viewer-${theme}`);
      await page.getByRole('button', { name: 'Text', exact: true }).click();
      await page.getByRole('textbox', { name: 'Value', exact: true }).waitFor();
      assert.deepEqual(await shown.accessibilityProblems(), []);
    });
  }
});
