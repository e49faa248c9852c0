import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { neverCancelled } from '../../src/base/cancelSignal';
import { sandboxProfile } from '../../src/core/connections/sandbox';
import { Connector } from '../../src/node/pg/connector';
import type { PgSession } from '../../src/node/pg/pgSession';
import { openSandbox, type OpenSandboxOptions } from '../../src/node/sandbox/openSandbox';
import type { SandboxWindow } from '../../src/node/sandbox/sandboxWindow';
import { eventually } from './eventually';
import { repositoryRoot } from './sourceFiles';

/** Where the programs are that the build made. */
export const programFolder = path.join(repositoryRoot, 'dist/sandbox');

/** A sandbox of its own for a test: the real programs, in a folder that goes afterwards. */
export class TestSandbox {
  private readonly windows: SandboxWindow[] = [];
  private readonly connectors: Connector[] = [];

  private constructor(readonly folder: string) {}

  static async create(): Promise<TestSandbox> {
    return new TestSandbox(await mkdtemp(path.join(os.tmpdir(), 'lakehouse-sandbox-test-')));
  }

  /** Opens it as another window would. */
  async open(changes: Partial<OpenSandboxOptions> = {}): Promise<SandboxWindow> {
    const window = await openSandbox(
      {
        folder: this.folder,
        programFolder,
        sampleFolder: path.join(repositoryRoot, 'media/sample'),
        windowName: 'test',
        progress: () => undefined,
        ...changes,
      },
      neverCancelled,
    );
    this.windows.push(window);
    return window;
  }

  /** A connector as a window has it; `name` is shown to those who wait. */
  connector({ place }: SandboxWindow, name = 'test'): Connector {
    const profile = { ...sandboxProfile(place.endpoint), applicationName: name };
    const connector = new Connector(profile, { getPassword: () => Promise.resolve(place.token) });
    this.connectors.push(connector);
    return connector;
  }

  session(window: SandboxWindow, name?: string): Promise<PgSession> {
    return this.connector(window, name).openSession(neverCancelled);
  }

  async pid(): Promise<number> {
    const record = JSON.parse(await readFile(path.join(this.folder, 'owner.json'), 'utf8')) as {
      pid: number;
    };
    return record.pid;
  }

  closeWindows(): void {
    this.windows.splice(0).forEach((window) => window.close());
  }

  /** Ends everything, and looks that nothing is left. */
  async dispose(): Promise<void> {
    await Promise.all(this.connectors.map((connector) => connector.close()));
    const pid = await this.pid().catch(() => undefined);
    const [open] = this.windows.filter((window) => window.isOpen);
    await open?.stop().catch(() => undefined);
    this.windows.forEach((window) => window.close());
    if (pid !== undefined && !(await eventually(() => Promise.resolve(!isAlive(pid))))) {
      process.kill(pid, 'SIGKILL');
      throw new Error('The sandbox did not end by itself.');
    }
    await rm(this.folder, { recursive: true, force: true });
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
