import path from 'node:path';
import { type DemoServer, startDemoServer } from '../support/demoServer';
import { repositoryRoot } from '../support/sourceFiles';
import type { WorkbenchDriver } from '../support/workbench/driver';
import { openInstalledWorkbench, packageExtension } from '../support/workbench/installedWorkbench';

/** Runs work in a workbench with the packaged extension, connected to a demo server that `prepare` has filled. */
export async function withWorkbench<T>(
  say: (line: string) => void,
  prepare: (server: DemoServer) => Promise<Readonly<Record<string, unknown>>>,
  work: (driver: WorkbenchDriver) => Promise<T>,
): Promise<T> {
  const vsix = await packageExtension();
  const server = await startDemoServer(0.1);
  try {
    const settings = { ...server.settings, ...(await prepare(server)) };
    const workspace = path.join(repositoryRoot, 'demo');
    const { environment } = server;
    const opened = await openInstalledWorkbench(
      { vsix, workspace, theme: 'dark', settings, environment },
      say,
    );
    try {
      return await work(opened.driver);
    } finally {
      await opened.close();
    }
  } finally {
    await server.dispose();
  }
}
