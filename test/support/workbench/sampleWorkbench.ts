import assert from 'node:assert/strict';
import { cp } from 'node:fs/promises';
import path from 'node:path';
import { type DemoServer, startDemoServer } from '../demoServer';
import type { WorkbenchDriver } from './driver';
import {
  type InstalledWorkbench,
  type InstalledWorkbenchOptions,
  openInstalledWorkbench,
  packageExtension,
} from './installedWorkbench';
import { makeScratchFolder } from './scratchFolder';

/** A copy of the sample workspace with a sample server of its own, for one suite: all of it is gone when the suite ends. */
export class SampleWorkbench {
  readonly workspace: string;
  private server: DemoServer | undefined;
  private opened: InstalledWorkbench | undefined;

  /** To be made where the suite is described. */
  constructor(purpose: string) {
    const scratch = makeScratchFolder(purpose);
    this.workspace = path.join(scratch.path, 'demo');
    after(async () => {
      await this.opened?.close();
      await this.server?.dispose();
      scratch.remove();
    });
  }

  /** @param size as `startDemoServer` */
  async prepare(size: number): Promise<DemoServer> {
    this.server = await startDemoServer(size);
    await cp(path.resolve(__dirname, '../../../../demo'), this.workspace, { recursive: true });
    return this.server;
  }

  /** Opens the workspace with the extension installed, and its connection in the settings. */
  async open(
    theme: InstalledWorkbenchOptions['theme'],
    settings: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    assert.ok(this.server);
    this.opened = await openInstalledWorkbench(
      {
        vsix: await packageExtension(),
        workspace: this.workspace,
        theme,
        settings: { ...this.server.settings, ...settings },
        environment: this.server.environment,
      },
      console.log,
    );
  }

  get workbench(): InstalledWorkbench {
    assert.ok(this.opened);
    return this.opened;
  }

  get driver(): WorkbenchDriver {
    return this.workbench.driver;
  }
}
