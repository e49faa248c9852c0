import assert from 'node:assert/strict';
import path from 'node:path';
import { startPostgres, type TestServer } from '../postgres';
import type { WorkbenchDriver } from './driver';
import { type InstalledWorkbench, openInstalledWorkbench, packageExtension } from './installedWorkbench';

const root = path.resolve(__dirname, '../../../..');

export interface WorkbenchSuiteOptions {
  /** Of the suite's database, and of the picture of a test that failed. */
  readonly name: string;
  /** Makes the database, when it is not simply an empty one. */
  createDatabase?(server: TestServer): Promise<string>;
  /** Fills the database before the workbench opens. */
  prepare?(suite: WorkbenchSuite): Promise<void>;
  /** The connections' settings; one with `connection()` unless told. */
  connections?(suite: WorkbenchSuite): readonly object[];
  /** The other settings of the user. */
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly environment?: NodeJS.ProcessEnv;
}

/** A server with a database, and a workbench with the packaged extension that has a connection to it. */
export class WorkbenchSuite {
  private startedServer: TestServer | undefined;
  private opened: InstalledWorkbench | undefined;
  private databaseName = '';

  constructor(private readonly options: WorkbenchSuiteOptions) {}

  get server(): TestServer {
    return this.startedServer ?? assert.fail('The server is started before the first test.');
  }

  get database(): string {
    return this.databaseName;
  }

  get workbench(): InstalledWorkbench {
    return this.opened ?? assert.fail('The workbench is opened before the first test.');
  }

  get driver(): WorkbenchDriver {
    return this.workbench.driver;
  }

  /** The settings of a connection to the suite's database. */
  readonly connection = (more: Readonly<Record<string, unknown>> = {}): object => {
    const { server, database } = this;
    return {
      ...{ id: 'lake', name: 'Lake', environment: 'local' },
      ...{ host: server.host, port: server.port, database, user: server.user },
      ...{ password: 'environment', passwordVariable: 'LAKEHOUSE_TEST_PASSWORD' },
      ...more,
    };
  };

  /** Asks the server, past the extension. */
  readonly sql = (text: string, values: readonly unknown[] = []): Promise<Record<string, unknown>[]> =>
    this.server.query<Record<string, unknown>>(text, values, this.database);

  readonly press = (key: string): Promise<void> => this.driver.page.keyboard.press(key);

  /** Puts a text in place of everything in the active editor. */
  async replaceText(text: string): Promise<void> {
    await this.driver.goTo(1);
    await this.press('Control+a');
    await this.driver.page.keyboard.insertText(text);
  }

  /** Saves a picture where `LAKEHOUSE_SCREENSHOTS` says; without it nothing is saved. */
  async picture(name: string): Promise<void> {
    const folder = process.env['LAKEHOUSE_SCREENSHOTS'];
    if (folder !== undefined) {
      await this.driver.screenshot(path.join(folder, `${name}.png`));
    }
  }

  async start(): Promise<void> {
    const { name, createDatabase, prepare, connections, settings, environment } = this.options;
    this.startedServer = await startPostgres();
    this.databaseName = await (createDatabase?.(this.server) ?? this.server.createDatabase(name));
    await prepare?.(this);
    this.opened = await openInstalledWorkbench(
      {
        vsix: await packageExtension(),
        workspace: path.join(root, 'demo'),
        theme: process.env['LAKEHOUSE_LOOK'] === 'light' ? 'light' : 'dark',
        settings: { 'lakehouse.connections': connections?.(this) ?? [this.connection()], ...settings },
        environment: { LAKEHOUSE_TEST_PASSWORD: this.server.password, ...environment },
      },
      console.log,
    );
  }

  async pictureOfFailure(): Promise<void> {
    await this.opened?.driver.screenshot(
      path.join(root, 'out', 'screenshots', `failed-e2e-${this.options.name}.png`),
    );
  }

  async stop(): Promise<void> {
    await this.opened?.close();
    await this.startedServer?.dispose();
  }
}

/** For a suite of mocha: starts all that before its first test, and stops it after its last. */
export function useWorkbench(options: WorkbenchSuiteOptions): WorkbenchSuite {
  const suite = new WorkbenchSuite(options);
  before(() => suite.start());
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') {
      await suite.pictureOfFailure();
    }
  });
  after(() => suite.stop());
  return suite;
}
