import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type DemoServer, startDemoServer } from '../support/demoServer';
import { repositoryRoot } from '../support/sourceFiles';
import type { WorkbenchDriver } from '../support/workbench/driver';
import { openInstalledWorkbench, packageExtension } from '../support/workbench/installedWorkbench';
import { usualMotion } from '../support/workbench/userSettings';

/** An empty document of the workspace, for a figure to type into. */
export const benchDocument = 'bench.sql';

/** Runs work in a workbench with the packaged extension, connected to a demo server that `prepare` has filled. */
export async function withWorkbench<T>(
  say: (line: string) => void,
  prepare: (server: DemoServer) => Promise<Readonly<Record<string, unknown>>>,
  work: (driver: WorkbenchDriver) => Promise<T>,
): Promise<T> {
  const vsix = await packageExtension();
  const server = await startDemoServer(0.1);
  // A copy, because a figure types into a document and the workbench saves by itself.
  const workspace = await mkdtemp(path.join(tmpdir(), 'lakehouse-bench-'));
  try {
    await cp(path.join(repositoryRoot, 'demo'), workspace, { recursive: true });
    await writeFile(path.join(workspace, benchDocument), '');
    const settings = { ...usualMotion, ...server.settings, ...(await prepare(server)) };
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
    await rm(workspace, { recursive: true, force: true });
  }
}
