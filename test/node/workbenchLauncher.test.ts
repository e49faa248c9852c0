import assert from 'node:assert/strict';
import path from 'node:path';
import { findBrowser } from '../support/workbench/browser';
import { launch, parseLauncherArguments } from '../support/workbench/launcher';

describe('The launcher that stands in for VS Code', () => {
  it('takes the arguments that @vscode/test-electron gives', () => {
    const parsed = parseLauncherArguments([
      ...['/work space', '--user-data-dir=/user', '--extensions-dir', '/extensions', '--no-sandbox'],
      ...['--disable-workspace-trust', '--extensionTestsPath=/tests.js', '--extensionDevelopmentPath=/a=b'],
    ]);
    assert.deepEqual(parsed, {
      extensionDevelopmentPath: path.resolve('/a=b'),
      extensionTestsPath: path.resolve('/tests.js'),
      workspace: '/work space',
      userDataDir: '/user',
      extensionsDir: '/extensions',
      disableWorkspaceTrust: true,
    });
  });

  it('names the argument that is missing', () => {
    assert.throws(() => parseLauncherArguments(['--extensionTestsPath=/tests.js']), {
      message: '--extensionDevelopmentPath=… is missing.',
    });
  });

  it('does not take tests that are not there for tests that pass', async () => {
    await assert.rejects(launch(['--extensionDevelopmentPath=/a', '--extensionTestsPath=/none.js']), {
      message: /none\.js does not exist/,
    });
  });

  it('says that the browser that was chosen does not exist', () => {
    const before = process.env['LAKEHOUSE_BROWSER'];
    process.env['LAKEHOUSE_BROWSER'] = '/no/such/browser';
    try {
      assert.throws(() => findBrowser(), {
        message: 'LAKEHOUSE_BROWSER names /no/such/browser, which does not exist.',
      });
    } finally {
      delete process.env['LAKEHOUSE_BROWSER'];
      Object.assign(process.env, before === undefined ? {} : { LAKEHOUSE_BROWSER: before });
    }
  });
});
