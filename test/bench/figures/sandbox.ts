import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { WorkbenchDriver } from '../../support/workbench/driver';
import { openInstalledWorkbench, packageExtension } from '../../support/workbench/installedWorkbench';
import { usualMotion } from '../../support/workbench/userSettings';
import type { Bench } from '../figure';

const launches = 3;

/**
 * From the click on "Open Sample Lakehouse" until its marts stand in the sidebar: the first time, with loading the sample,
 * and again after it was stopped. Each first start is in a VS Code of its own.
 */
export const sandbox: Bench = {
  figures: [
    {
      id: 'sandbox-first-start',
      title: 'Sandbox, first start with the sample',
      unit: 'ms',
      bound: { atMost: 5_000 },
    },
    { id: 'sandbox-second-start', title: 'Sandbox, second start', unit: 'ms', bound: { atMost: 3_000 } },
  ],
  measure: async (say) => {
    const vsix = await packageExtension();
    const first: number[] = [];
    const second: number[] = [];
    for (let launch = 1; launch <= launches; launch++) {
      say(`VS Code ${String(launch)} of ${String(launches)}`);
      await inFreshWorkbench(vsix, async (driver) => {
        await driver.openContainer('Lakehouse');
        first.push(await untilMarts(driver));
        await driver.beginCommand('Lakehouse: Stop Sandbox');
        await driver.answerDialog('Stop');
        await driver.page.locator('[aria-label*="Not connected"]').first().waitFor();
        second.push(await untilMarts(driver));
      });
    }
    return [
      { id: 'sandbox-first-start', samples: first },
      { id: 'sandbox-second-start', samples: second },
    ];
  },
};

async function untilMarts(driver: WorkbenchDriver): Promise<number> {
  await driver.runCommand('Lakehouse: Open Sample Lakehouse');
  const start = performance.now();
  await driver.treeRow('Databases', 'marts', 3);
  return performance.now() - start;
}

async function inFreshWorkbench(
  vsix: string,
  work: (driver: WorkbenchDriver) => Promise<void>,
): Promise<void> {
  const scratch = await mkdtemp(path.join(os.tmpdir(), 'lakehouse-bench-'));
  const workspace = path.join(scratch, 'empty');
  try {
    await mkdir(workspace);
    await writeFile(path.join(workspace, 'notes.md'), '');
    const settings = { ...usualMotion, 'workbench.startupEditor': 'none' };
    const options = { vsix, workspace, theme: 'dark', settings, environment: {} } as const;
    const workbench = await openInstalledWorkbench(options, () => undefined);
    try {
      await work(workbench.driver);
    } finally {
      await workbench.close();
    }
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
