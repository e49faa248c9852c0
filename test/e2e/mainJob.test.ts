import assert from 'node:assert/strict';
import path from 'node:path';
import { type DemoServer, startDemoServer } from '../support/demoServer';
import {
  type InstalledWorkbench,
  openInstalledWorkbench,
  packageExtension,
} from '../support/workbench/installedWorkbench';
import { walkMainJob } from '../support/workbench/mainJob';

const root = path.resolve(__dirname, '../../..');

describe('the packaged extension in the workbench', function () {
  this.timeout(300_000);
  let server: DemoServer | undefined;
  let workbench: InstalledWorkbench | undefined;

  before(async () => {
    server = await startDemoServer(0.2);
    workbench = await openInstalledWorkbench(
      {
        vsix: await packageExtension(),
        workspace: path.join(root, 'demo'),
        theme: 'light',
        settings: server.settings,
        environment: server.environment,
      },
      console.log,
    );
  });

  after(async () => {
    await workbench?.close();
    await server?.dispose();
  });

  it('walks the main job: a mart, a result, a plan, a mark', async () => {
    assert.ok(workbench);
    const { driver } = workbench;
    const seen: string[] = [];
    try {
      await walkMainJob(driver, { say: (line) => seen.push(line), picture: () => undefined });
    } catch (error) {
      await driver.screenshot(path.join(root, 'out', 'screenshots', 'failed-e2e.png'));
      throw new Error(`After: ${seen.join(' ')}`, { cause: error });
    }
  });
});
