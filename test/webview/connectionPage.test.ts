import assert from 'node:assert/strict';
import { checkDraft } from '../../src/core/connections/connectionForm';
import { describeConnectFailure } from '../../src/core/connections/connectFailure';
import { testReport } from '../../src/core/connections/testReport';
import type { TestAnswer } from '../../src/protocol/connection';
import { eventually } from '../support/eventually';
import { FormHost } from '../support/webview/connectionHost';
import {
  type PageOptions,
  themes,
  WebviewBrowser,
  type WebviewPage,
} from '../support/webview/webviewBrowser';

const place = { host: 'db.example', user: 'ana', database: 'lake' };
const secret = 'geheim-7';

describe('connection form', () => {
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

  async function open(host: FormHost, options: Partial<PageOptions> = {}) {
    view = await browser.page({ name: 'connection', width: 900, height: 900, ...options }, host.connect);
    const { page } = view;
    await page.getByRole('heading', { level: 1 }).waitFor();
    const button = (name: string) => page.getByRole('button', { name, exact: true });
    const problem = async (key: string) => {
      const described = await page.locator(`#field-${key}`).getAttribute('aria-describedby');
      const ids = (described ?? '').split(' ').filter((id) => id.endsWith('-problem'));
      return ids[0] === undefined ? undefined : page.locator(`#${ids[0]}`).innerText();
    };
    return { page, view, button, problem };
  }

  it('fills itself from anything that is pasted, says what it dropped, and keeps the password apart', async () => {
    const host = new FormHost();
    const { page, button } = await open(host);
    const box = page.getByLabel('Paste a connection');
    await box.fill(`psql "postgresql://ana:${secret}@db.example:5433/lake?sslmode=verify-full&passfile=x"`);
    await box.press('Enter');
    await page
      .getByText('Understood: host, port, database, user, TLS mode and a password, which is kept apart.')
      .waitFor();
    await page.getByText('The parameter passfile is not used.').waitFor();
    assert.equal(await box.inputValue(), '');
    assert.equal(await page.getByLabel('Host', { exact: true }).inputValue(), 'db.example');
    assert.equal(await page.getByLabel('Port', { exact: true }).inputValue(), '5433');
    await happens(() => host.password === secret);
    await button('Save and Connect').click();
    await happens(() => host.saved.length === 1);
    assert.deepEqual(host.saved, [
      {
        draft: { ...place, port: 5433, sslmode: 'verify-full' },
        target: 'user',
        connect: true,
      },
    ]);
    const everywhere = await page.evaluate(
      () => document.documentElement.outerHTML + (sessionStorage.getItem('state') ?? ''),
    );
    assert.ok(!everywhere.includes(secret));
  });

  it('says at the field what is wrong, when it is left or when it is to be saved', async () => {
    const host = new FormHost({ draft: place });
    const { page, button, problem } = await open(host);
    const port = page.getByLabel('Port', { exact: true });
    await port.fill('70000');
    assert.equal(await problem('port'), '70000 is no port. Use a number from 1 to 65535.');
    assert.equal(await port.getAttribute('aria-invalid'), 'true');
    await port.fill('54');
    assert.equal(await problem('port'), undefined);
    const user = page.getByLabel('User', { exact: true });
    await user.fill('');
    assert.equal(await problem('user'), undefined);
    await button('Save').click();
    await page.getByText('Correct the marked fields first.').waitFor();
    assert.equal(await problem('user'), 'User is missing.');
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'field-user');
    assert.deepEqual(host.saved, []);
    await user.fill('bob');
    await user.press('Enter');
    await happens(() => host.saved.length === 1);
    assert.deepEqual(
      host.saved.map(({ draft }) => draft['user']),
      ['bob'],
    );
  });

  it('opens the section of a field that needs a correction', async () => {
    const { page, button } = await open(new FormHost({ draft: { ...place, lockTimeout: 'x' } }));
    const field = page.getByLabel('Lock timeout');
    assert.equal(await field.isVisible(), false);
    await button('Save').click();
    await field.waitFor({ state: 'visible' });
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'field-lockTimeout');
  });

  it('shows only what has a meaning beside the rest, and production read-only', async () => {
    const host = new FormHost({ draft: place });
    const { page } = await open(host);
    assert.equal(await page.getByLabel('Variable').count(), 0);
    await page.getByLabel('Password from').selectOption('environment');
    await page.getByLabel('Variable').fill('LAKE_PASSWORD');
    assert.equal(await page.getByLabel('Password', { exact: true }).count(), 0);
    const readOnly = page.getByLabel(/^Read-only/);
    assert.equal(await readOnly.isChecked(), false);
    await page.getByLabel('Environment').selectOption('production');
    assert.equal(await readOnly.isChecked(), true);
    await readOnly.uncheck();
    await page.getByLabel('Colour').selectOption('purple');
    await page.getByLabel('Colour').selectOption('');
    await happens(() => host.draft['readOnly'] === false && host.draft['color'] === undefined);
    assert.deepEqual(host.draft, {
      ...place,
      password: 'environment',
      passwordVariable: 'LAKE_PASSWORD',
      environment: 'production',
      readOnly: false,
    });
  });

  it('shows the steps of a test and what to do, and can be cancelled', async () => {
    const host = new FormHost({ draft: place });
    const { page, button } = await open(host);
    const { value: profile } = checkDraft(place);
    assert.ok(profile);
    let aborted = 0;
    host.test = (signal) =>
      new Promise<TestAnswer>((_, reject) => {
        signal.addEventListener('abort', () => {
          aborted++;
          reject(new Error('stopped'));
        });
      });
    await button('Test').click();
    await page.getByText('Connecting…').waitFor();
    await button('Cancel Test').click();
    await page.getByText('The test was cancelled.').waitFor();
    await button('Test').click();
    await page.getByText('Connecting…').waitFor();
    await page.keyboard.press('Escape');
    await page.getByText('The test was cancelled.').waitFor();
    assert.equal(aborted, 2);
    const failure = describeConnectFailure('authentication', profile);
    host.test = () =>
      Promise.resolve({ password: 'none', report: testReport({ ok: false, failure }, profile) });
    await button('Test').click();
    await page.getByText('Login failed').waitFor();
    await page.getByText('Check the user and the password.').waitFor();
    const steps = await page.getByRole('list', { name: 'Steps of the test' }).innerText();
    assert.match(
      steps.replaceAll(/\s+/g, ' '),
      /Reach db\.example:5432 done .*Log in as ana to lake failed Prepare the session not reached/,
    );
    host.test = () => Promise.reject(new Error('Trust the workspace to connect.'));
    await button('Test').click();
    await page.getByText('Trust the workspace to connect.').waitFor();
  });

  it('keeps what was typed when its page is thrown away, and nothing of it in the page', async () => {
    const host = new FormHost({ draft: place });
    const { page, view: shown } = await open(host);
    await page.getByLabel('Name', { exact: true }).fill('Warehouse');
    await page.getByText('Session', { exact: true }).click();
    await page.getByLabel('Search path').fill('marts, "Raw"');
    await page.getByLabel('Password', { exact: true }).fill(secret);
    await page.waitForFunction(() => sessionStorage.getItem('state')?.includes('session'));
    await shown.reload();
    await page.getByLabel('Search path').waitFor();
    assert.equal(await page.getByLabel('Name', { exact: true }).inputValue(), 'Warehouse');
    assert.equal(await page.getByLabel('Search path').inputValue(), 'marts, "Raw"');
    const password = page.getByLabel('Password', { exact: true });
    assert.equal(await password.inputValue(), '');
    assert.equal(await password.getAttribute('placeholder'), '••••••••');
    assert.equal(await page.evaluate(() => sessionStorage.getItem('state')), '{"open":["session"]}');
  });

  it('leaves by Escape only when nothing was changed', async () => {
    const host = new FormHost({ draft: place });
    const { page, view: first } = await open(host);
    await page.getByLabel('Name', { exact: true }).fill('W');
    await page.keyboard.press('Escape');
    await page.getByText('Something was changed.').waitFor();
    assert.equal(host.closed, 0);
    const untouched = new FormHost({ draft: place });
    await first.close();
    const { page: second } = await open(untouched);
    await second.keyboard.press('Escape');
    await happens(() => untouched.closed === 1);
  });

  it('edits: no connecting at once, the settings file can be another, a file can be chosen', async () => {
    const host = new FormHost({ draft: place, isNew: false, title: 'Edit W', password: 'saved' });
    host.file = '/etc/ssl/root.pem';
    const { page, button } = await open(host);
    assert.equal(await button('Save and Connect').count(), 0);
    assert.match(
      (await page.getByLabel('Password', { exact: true }).getAttribute('placeholder')) ?? '',
      /^Saved/,
    );
    await page.getByText('TLS and Login').click();
    await page.getByRole('button', { name: 'Browse for Trusted authorities' }).click();
    await page.waitForFunction(() =>
      [...document.querySelectorAll('input')].some(({ value }) => value === '/etc/ssl/root.pem'),
    );
    await page.getByLabel('Save in').selectOption('folder');
    await button('Save').click();
    await happens(() => host.saved.length === 1);
    assert.deepEqual(host.saved, [
      { draft: { ...place, sslrootcert: '/etc/ssl/root.pem' }, target: 'folder', connect: false },
    ]);
  });

  it('shows whatever a text holds as text', async () => {
    const name = '<img src=x onerror="document.title=1">';
    const host = new FormHost({
      draft: { ...place, name },
      notes: [name],
      title: `Edit ${name}`,
      groups: [name],
    });
    const { page } = await open(host);
    await page.getByLabel('Paste a connection').fill(`host='${name}'`);
    await page.getByLabel('Paste a connection').press('Enter');
    await page.getByText('no host name has').waitFor();
    assert.equal(await page.locator('#app img').count(), 0);
    assert.equal(await page.title(), 'connection');
  });

  it('is reached by Tab in the order of reading, each control with a label', async () => {
    const { page } = await open(new FormHost({ draft: place }));
    await page.locator('#paste').focus();
    const order: string[] = [];
    for (let step = 0; step < 19; step++) {
      order.push(
        await page.evaluate(() => {
          const { activeElement: element } = document;
          const { labels } = element as HTMLInputElement;
          return labels?.[0]?.innerText.trim() ?? element?.textContent.trim() ?? '';
        }),
      );
      await page.keyboard.press('Tab');
    }
    assert.deepEqual(
      order.map((each) => each.replaceAll(/\s+/g, ' ')),
      [
        ...['Paste a connection', 'Name', 'Host', 'Port', 'Database', 'User', 'Password from', 'Password'],
        ...['Environment', 'Colour', 'Group', 'Read-only: refuse every statement that may write'],
        ...['TLS and Login', 'Way to the Server', 'Session'],
        ...['Save and Connect', 'Save', 'Test', 'Cancel'],
      ],
    );
  });

  it('fits into 300 pixels', async () => {
    const { page, view: shown } = await open(new FormHost({ draft: place }), { width: 300 });
    await page.getByText('Way to the Server').click();
    const widths = await page
      .locator('.form')
      .evaluate((form) => [document.documentElement.scrollWidth, form.scrollWidth]);
    assert.deepEqual(widths, [300, 300]);
    await shown.screenshot('connection-narrow');
  });

  for (const theme of themes) {
    it(`breaks no rule of WCAG in ${theme}`, async () => {
      const host = new FormHost({ draft: { ...place, user: '', color: 'purple' } });
      const { page, button, view: shown } = await open(host, { theme });
      for (const section of ['TLS and Login', 'Way to the Server', 'Session']) {
        await page.getByText(section, { exact: true }).click();
      }
      await button('Save').click();
      await page.getByText('User is missing.').waitFor();
      assert.deepEqual(await shown.accessibilityProblems(), []);
      await shown.screenshot(`connection-${theme}`);
      const { value: profile } = checkDraft(place);
      assert.ok(profile);
      const failure = describeConnectFailure('tlsName', profile, 'it is for other.example');
      host.test = () =>
        Promise.resolve({ password: 'none', report: testReport({ ok: false, failure }, profile) });
      await page.getByLabel('User', { exact: true }).fill('ana');
      await button('Test').click();
      await page.getByText('Certificate for another name').waitFor();
      assert.deepEqual(await shown.accessibilityProblems(), []);
      await shown.screenshot(`connection-test-${theme}`);
    });
  }
});

/** The host hears of what happens in the page a moment later. */
async function happens(isSo: () => boolean): Promise<void> {
  assert.ok(await eventually(() => Promise.resolve(isSo())));
}
