import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { startPostgres, type TestServer } from '../support/postgres';
import {
  type InstalledWorkbench,
  openInstalledWorkbench,
  packageExtension,
} from '../support/workbench/installedWorkbench';
import { until } from '../support/workbench/until';

const document = 'bioreactors.sql';
const mark = `host-killed-${process.pid}`;
const statement = "select n, repeat('x', 200) from generate_series(1, 100000000) as n";

describe('An extension host that is killed while rows stream', function () {
  this.timeout(300_000);
  let server: TestServer;
  let workbench: InstalledWorkbench | undefined;

  before(async function () {
    if (process.platform !== 'linux') {
      this.skip();
    }
    server = await startPostgres();
    workbench = await openInstalledWorkbench(
      {
        vsix: await packageExtension(),
        workspace: path.join(__dirname, '../../../demo'),
        theme: 'dark',
        settings: {
          'lakehouse.connections': [connection()],
          'lakehouse.query.rowCap': 100_000_000,
          'lakehouse.query.sizeCap': 100_000,
        },
        environment: { LAKEHOUSE_TEST_PASSWORD: server.password, LAKEHOUSE_TEST_MARK: mark },
      },
      console.log,
    );
  });

  after(async () => {
    await workbench?.close();
    await server.dispose();
  });

  const connection = () => ({
    ...{ id: 'killed', name: 'Killed', environment: 'local', applicationName: mark },
    ...{ host: server.host, port: server.port, database: 'postgres', user: server.user },
    ...{ password: 'environment', passwordVariable: 'LAKEHOUSE_TEST_PASSWORD' },
  });
  const backends = () =>
    server.query(
      "select state from pg_stat_activity where application_name = $1 and backend_type = 'client backend'",
      [mark],
    );

  it('leaves no backend and no rows behind, and the editor goes on', async () => {
    const { driver, folder } = workbench ?? assert.fail();
    await driver.openFile(document);
    await driver.goTo(1);
    await driver.page.keyboard.press('Control+a');
    await driver.page.keyboard.insertText(statement);
    await driver.page.keyboard.press('Control+Enter');
    await driver.webviewWith(/[\d,]{7,} rows so far/);
    const left = await until('rows on the disk', () => Promise.resolve(rowFiles(folder)));
    const host = extensionHost();

    process.kill(host, 'SIGKILL');
    await until('the server to end the session', async () =>
      (await backends()).length === 0 ? true : undefined,
    );
    await until('another extension host', () => {
      const now = findExtensionHost();
      return Promise.resolve(now !== undefined && now !== host ? true : undefined);
    });

    await driver.openFile(document);
    await driver.page.keyboard.press('Control+a');
    await driver.page.keyboard.insertText('select 40 + 2 as answer');
    await until('the next run', async () => {
      await driver.page.keyboard.press('Control+Enter');
      const answer = async () => {
        const texts = await driver.webviewTexts();
        return [...texts.values()].some((text) => text.includes('answer')) ? true : undefined;
      };
      // A host that has just begun may miss the keys; a run at each look would keep the view from being drawn.
      return until('the answer', answer, undefined, 5000).catch(() => undefined);
    });
    await until('the rows of the killed host to be removed', () =>
      Promise.resolve(rowFiles(folder)?.some((file) => left.includes(file)) ? undefined : true),
    );
  });
});

/** The files with rows below a folder; undefined when there are none. */
function rowFiles(folder: string): readonly string[] | undefined {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.rows'),
  );
  return files.length === 0 ? undefined : files;
}

function extensionHost(): number {
  return findExtensionHost() ?? assert.fail('There is no extension host.');
}

/** The process of our workbench that runs extensions: it has our mark in its environment. */
function findExtensionHost(): number | undefined {
  const numbers = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const found = numbers.find(
    (id) =>
      read(`/proc/${id}/cmdline`).includes('--type=extensionHost') &&
      read(`/proc/${id}/environ`).includes(mark),
  );
  return found === undefined ? undefined : Number(found);
}

/** Empty for a process that has ended meanwhile, or that is not ours. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
