import assert from 'node:assert/strict';
import path from 'node:path';
import { dbtOrSkip, runDbtWell } from '../support/dbt';
import { SampleWorkbench } from '../support/workbench/sampleWorkbench';
import { until } from '../support/workbench/until';

const root = path.resolve(__dirname, '../../..');

describe('models of dbt in the editor', function () {
  this.timeout(600_000);
  const sample = new SampleWorkbench('dbt-models-e2e');
  const driver = () => sample.driver;

  before(async function () {
    await dbtOrSkip(this);
    const { environment } = await sample.prepare(0.1);
    const project = path.join(sample.workspace, 'dbt');
    await runDbtWell(['build', '--profiles-dir', '.', '--target', 'postgres'], project, environment);
    await sample.open(process.env.LAKEHOUSE_LOOK === 'light' ? 'light' : 'dark', {
      'editor.hover.delay': 100,
      'editor.quickSuggestionsDelay': 10,
    });
    await driver().openContainer('Lakehouse');
    // Hovers ask what is connected anyway.
    await driver().expand(await driver().treeRow('Databases', 'Sample lakehouse', 1));
  });

  afterEach(async function () {
    const failed = this.currentTest?.state === 'failed';
    const folder = process.env.LAKEHOUSE_SCREENSHOTS ?? path.join(root, 'out', 'screenshots');
    if (failed || process.env.LAKEHOUSE_SCREENSHOTS !== undefined) {
      const title = (this.currentTest?.title ?? '').replaceAll(/\W+/g, '-');
      await driver().page.screenshot({
        path: path.join(folder, `${failed ? 'failed-' : ''}dbt-models-${title}.png`),
      });
    }
  });

  const shown = (selector: string, text: RegExp) =>
    until(
      `${String(text)} in ${selector}`,
      async () => {
        const texts = await driver().page.locator(selector).allInnerTexts();
        return texts.map((each) => each.replaceAll('\u00a0', ' ')).find((each) => text.test(each));
      },
      async () => (await driver().page.locator(selector).allInnerTexts()).join(' | '),
    );
  const type = async (text: string) => {
    await driver().page.keyboard.press('End');
    await driver().page.keyboard.press('Enter');
    // As typed, without what VS Code would close by itself.
    await driver().page.keyboard.insertText(text.slice(0, -1));
    await driver().page.keyboard.type(text.slice(-1));
  };

  it('shows what the database knows of a ref', async () => {
    await driver().openFile('mart_daily_payments.sql');
    const hover = await until('the hover', async () => {
      await driver().goTo(19, 18);
      await driver().runCommand('Show or Focus Hover');
      const texts = await driver().page.locator('.monaco-hover-content').allInnerTexts();
      return texts.find((text) => text.includes('stg_payments') && text.includes('payment_id'));
    });
    assert.match(hover.replaceAll('\u00a0', ' '), /view · dbt_staging\.stg_payments/);
  });

  it('offers models, tables of sources, and columns behind an alias', async () => {
    await driver().goTo(23);
    await type("{{ ref('");
    await shown('.suggest-widget .monaco-list-row', /stg_loans/);
  });

  it('offers the columns that the database has', async () => {
    await driver().page.keyboard.press('Escape');
    await driver().openFile('mart_customer_360.sql');
    await driver().goTo(23);
    await type('and c.');
    await shown('.suggest-widget .monaco-list-row', /credit_score/);
  });

  it('marks a name that the project does not have', async () => {
    await driver().page.keyboard.press('Escape');
    await driver().openFile('mart_risk_alerts.sql');
    await driver().goTo(6, 1);
    await type("-- {{ ref('stg_lonas') }}");
    const problems = await until('the problem', async () => {
      const found = await driver().problems();
      return found.find((text) => text.includes('stg_lonas'));
    });
    assert.match(problems, /Did you mean “stg_loans”/);
  });

  it('goes to the line of a source', async () => {
    await driver().openFile('stg_loans.sql');
    await driver().goTo(10, 25);
    await driver().page.keyboard.press('F12');
    await driver().page.locator('.tab.active', { hasText: 'sources.yml' }).waitFor();
  });

  it('offers columns of the database in YAML', async () => {
    await driver().openFile('staging.yml');
    await driver().goTo(6);
    const { keyboard } = driver().page;
    await keyboard.press('End');
    await keyboard.press('Enter');
    await keyboard.press('Shift+Home');
    await keyboard.insertText('      - name: cre');
    await keyboard.type('d');
    await shown('.suggest-widget .monaco-list-row', /credit_score/);
    await driver().page.keyboard.press('Escape');
  });

  it('marks in a model what the server refuses of its SQL, until the model is edited', async () => {
    await driver().openFile('stg_customers.sql');
    await driver().goTo(8);
    await type(' where not_there > 1');
    await driver().beginCommand('Lakehouse: Preview dbt Model');
    const marked = () => driver().page.locator('.editor-instance .squiggly-error').count();
    await driver().page.locator('.tab', { hasText: 'stg_customers: Compiled' }).waitFor();
    await driver().errorMark();
    await driver().openFile('stg_customers.sql');
    await driver().errorMark();
    const problem = (await driver().problems()).find((text) => text.includes('not_there'));
    assert.match(problem ?? '', /column "not_there" does not exist[^]*Ln 9, Col 10/);
    await driver().openFile('stg_customers.sql');
    await driver().goTo(9, 1);
    await driver().page.keyboard.type(' ');
    await until('the mark to go', async () => ((await marked()) === 0 ? true : undefined));
  });

  it('lays out a model around its templates', async () => {
    await driver().openFile('mart_loan_portfolio.sql');
    await driver().runCommand('Format Document');
    // The lines of an editor do not stand in their order in the page.
    await shown('.view-lines', /^\s+\{\{ ref\('stg_loans'\) \}\} l$/m);
  });
});
