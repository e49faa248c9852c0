import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { startPostgres, type TestServer } from '../support/postgres';
import {
  type InstalledWorkbench,
  openInstalledWorkbench,
  packageExtension,
} from '../support/workbench/installedWorkbench';
import { makeScratchFolder } from '../support/workbench/scratchFolder';

const root = path.resolve(__dirname, '../../..');

const sources = ['environment', 'pgpass', 'secretStorage', 'ask'] as const;

/** One secret for each way in which a password reaches the extension. */
const secrets = {
  environment: unique('environment'),
  pgpass: unique('pgpass'),
  secretStorage: unique('stored'),
  ask: unique('asked'),
  /** Typed, and refused by the server. */
  wrong: unique('wrong'),
  /** In a URL that is pasted to add a connection. */
  pasted: unique('pasted'),
  /** In the URL of a settings entry, where it does not belong. */
  url: unique('url'),
};

describe('a password', function () {
  this.timeout(300_000);
  const home = makeScratchFolder('secrets');
  let server: TestServer | undefined;
  let workbench: InstalledWorkbench | undefined;

  before(async () => {
    server = await startPostgres({ settings: { log_connections: 'on', log_statement: 'all' } });
    await server.withAdmin(async (client) => {
      // What the test itself sends must not count as written by the extension.
      await client.query("SET log_statement = 'none'");
      for (const source of sources) {
        await client.query(`CREATE ROLE "${source}" LOGIN PASSWORD '${secrets[source]}'`);
      }
      await client.query(`CREATE ROLE pasted LOGIN PASSWORD '${secrets.pasted}'`);
      await client.query("CREATE ROLE wrong LOGIN PASSWORD 'another'");
    });
    const pgpass = path.join(home.path, 'pgpass');
    writeFileSync(pgpass, `127.0.0.1:*:*:pgpass:${secrets.pgpass}\n`, { mode: 0o600 });
    workbench = await openInstalledWorkbench(
      {
        vsix: await packageExtension(),
        workspace: path.join(root, 'demo'),
        theme: 'dark',
        settings: { 'lakehouse.connections': connections(server) },
        environment: { LAKEHOUSE_PLANTED: secrets.environment, PGPASSFILE: pgpass },
      },
      console.log,
    );
  });

  after(async () => {
    await workbench?.close();
    await server?.dispose();
    home.remove();
  });

  it('of any source opens its connection and is written nowhere', async () => {
    assert.ok(workbench && server);
    const { driver, folder } = workbench;
    await driver.openContainer('Lakehouse');
    for (const source of sources) {
      await driver.expand(await driver.treeRow('Databases', source, 1));
      if (source === 'secretStorage' || source === 'ask') {
        await driver.answerPassword(new RegExp(`Password for ${source}`), secrets[source]);
      }
      await driver.treeRow('Databases', 'postgres', 2);
      await driver.collapse(await driver.treeRow('Databases', source, 1));
    }
    await driver.runCommand('Lakehouse: Add Connection…');
    const form = await driver.webviewWith('New Connection');
    await form
      .locator('#paste')
      .fill(`postgresql://pasted:${secrets.pasted}@localhost:${server.port}/postgres`);
    await form.locator('#paste').press('Enter');
    await form.getByText('Understood:').waitFor();
    await form.getByRole('button', { name: 'Test', exact: true }).click();
    await form.getByText('The connection works.').waitFor();
    const editor = await driver.everything();
    await form.getByRole('button', { name: 'Save and Connect' }).click();
    await driver.expand(await driver.treeRow('Databases', 'localhost', 1));
    await driver.treeRow('Databases', 'postgres', 2);
    await driver.expand(await driver.treeRow('Databases', 'wrong', 1));
    await driver.answerPassword(/Password for wrong/, secrets.wrong);
    await driver.page.locator('.quick-input-widget', { hasText: /rejected/ }).waitFor();
    await driver.page.keyboard.press('Escape');
    await driver.runCommand('Lakehouse: Show Log');
    await driver.page.locator('.output-view, .panel .editor-instance').first().waitFor();

    const backends = await server.backends();
    assert.deepEqual(
      [...sources, 'pasted'].filter((source) => !backends.some((backend) => backend.user === source)),
      [],
      'Every source connects, so every secret has been used.',
    );
    const found = [
      ...leaks('the form of a connection', editor),
      ...leaks('the page', await driver.everything()),
      ...leaks('the log of PostgreSQL', await server.logText()),
      ...filesUnder(folder).flatMap((file) =>
        leaks(path.relative(folder, file), readFileSync(file, 'latin1')),
      ),
      ...commandLines().flatMap((line) => leaks(`the command line ${line.slice(0, 80)}`, line)),
    ];
    // The user wrote this one into the settings, and VS Code keeps the history of that file.
    const own = /^url in user-data.User.(settings\.json|History)/;
    assert.deepEqual(
      found.filter((leak) => !own.test(leak)),
      [],
    );
  });
});

function unique(name: string): string {
  return `planted-${name}-${randomBytes(8).toString('hex')}`;
}

function connections(server: TestServer): readonly unknown[] {
  const place = { host: server.host, port: server.port, database: 'postgres' };
  return [
    ...(['pgpass', 'secretStorage', 'ask'] as const).map((source) => ({
      ...place,
      id: source,
      user: source,
      password: source,
    })),
    {
      ...place,
      id: 'environment',
      user: 'environment',
      password: 'environment',
      passwordVariable: 'LAKEHOUSE_PLANTED',
    },
    { ...place, id: 'wrong', user: 'wrong', password: 'ask' },
    { id: 'url', url: `postgresql://someone:${secrets.url}@${server.host}:${server.port}/postgres` },
  ];
}

function leaks(where: string, text: string): string[] {
  return Object.entries(secrets)
    .filter(([, secret]) => forms(secret).some((form) => text.includes(form)))
    .map(([name]) => `${name} in ${where}`);
}

/** A secret as it stands, and as careless code might write it. */
function forms(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  return [secret, bytes.toString('base64'), bytes.toString('hex')];
}

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => path.join(folder, file))
    .filter((file) => existsSync(file) && statSync(file).isFile());
}

/** The command lines of all processes, where the system shows them as files. */
function commandLines(): string[] {
  if (!existsSync('/proc/self/cmdline')) {
    return [];
  }
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        return [readFileSync(`/proc/${pid}/cmdline`, 'utf8')];
      } catch {
        // The process has ended.
        return [];
      }
    });
}
