import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import path from 'node:path';
import { checkDraft } from '../../../src/core/connections/connectionForm';
import type { ConnectionParts } from '../../../src/core/connections/connectionParts';
import type { ImportedConnection } from '../../../src/core/connections/import/importedConnection';
import { readServiceFile } from '../../../src/core/connections/import/serviceFile';
import { normalizeConnection } from '../../../src/core/connections/normalizeConnection';
import { looksLikePsqlCommand } from '../../../src/core/connections/readPsqlCommand';
import { pastedConnections } from '../../support/pastedConnections';
import { makeScratchFolder, type ScratchFolder } from '../../support/workbench/scratchFolder';
import { listenForStartups, type Startup, type StartupListener } from '../../support/startupListener';

/** Stands for a password that the text does not give. */
const noPassword = 'not given';

/** Every name leads to this machine, so that psql tells the listener what it made of the text. */
const everywhere = {
  PGHOSTADDR: '127.0.0.1',
  PGPASSWORD: noPassword,
  PGGSSENCMODE: 'disable',
  PGPASSFILE: '/nowhere',
  LC_ALL: 'C.UTF-8',
};

describe('A pasted connection, and what psql makes of it', () => {
  let listener: StartupListener | undefined;

  before(async function () {
    if (spawnSync('psql', ['--version']).status !== 0) {
      this.skip();
    }
    listener = await listenForStartups();
  });

  after(() => listener?.close());

  for (const { input, psql } of pastedConnections().filter((each) => each.psql !== 'not its form')) {
    it(`is ${psql === 'refuses' ? 'refused by both' : 'the same'}: ${JSON.stringify(input)}`, async () => {
      assert.ok(listener);
      const text = input.replaceAll('{port}', String(listener.port));
      const { value, problems } = normalizeConnection(text);
      const said = await runPsql(text, listener.port);
      const startup = listener.take();
      if (psql === 'refuses') {
        assert.equal(startup?.parameters, undefined, 'psql took it');
        assert.ok(problems.length > 0, `psql said ${said}`);
        return;
      }
      assert.ok(value);
      if (!/does not support SSL/.test(said)) {
        assert.deepEqual(placeOf(value, listener.port), placeSaid(said), said);
      }
      if (startup) {
        assertSameLogin(value, startup, said);
      }
    });
  }
});

describe('A service, and what psql makes of it', () => {
  let listener: StartupListener | undefined;
  let scratch: ScratchFolder | undefined;
  let services: readonly ImportedConnection[] = [];

  before(async function () {
    if (spawnSync('psql', ['--version']).status !== 0) {
      this.skip();
    }
    listener = await listenForStartups();
    scratch = makeScratchFolder('service');
    const text = readFileSync('test/fixtures/connections/pg_service.conf', 'utf8');
    const withPort = text.replaceAll('{port}', String(listener.port));
    writeFileSync(path.join(scratch.path, 'pg_service.conf'), withPort);
    services = readServiceFile(withPort).value;
  });

  after(async () => {
    await listener?.close();
    scratch?.remove();
  });

  for (const name of ['plain', 'full', 'socket', 'twice', 'indented', 'umlaut ä', 'empty']) {
    it(`is the same: ${name}`, async () => {
      assert.ok(listener);
      assert.ok(scratch);
      const service = services.find((each) => each.name === name);
      assert.ok(service);
      const said = await runPsql(`service='${name}'`, listener.port, {
        PGSERVICEFILE: path.join(scratch.path, 'pg_service.conf'),
        ...(name === 'socket' ? { PGHOSTADDR: '' } : {}),
      });
      const startup = listener.take();
      const { value } = checkDraft({ user: userInfo().username, port: listener.port, ...service.draft });
      assert.ok(value);
      const host = name === 'empty' ? undefined : value.host;
      assert.deepEqual(placeOf({ host, port: value.port }, listener.port), placeSaid(said), said);
      if (startup) {
        const { parameters } = startup;
        assert.ok(parameters);
        assert.equal(parameters['user'], value.user);
        assert.equal(parameters['database'], value.database);
        const password = service.secret.kind === 'plain' ? service.secret.password : noPassword;
        assert.equal(startup.password, password);
        assert.equal(startup.askedForTls, service.draft['sslmode'] !== 'disable');
      }
    });
  }
});

interface Place {
  readonly host: string | undefined;
  readonly port: number;
}

/** The host and the port that psql shows for its session, or names where it could not connect. */
function placeSaid(said: string): Place {
  const [, directory, socketPort] = /on socket "(.*?)\/\.s\.PGSQL\.(\d+)"/.exec(said) ?? [];
  if (directory !== undefined) {
    return { host: directory, port: Number(socketPort) };
  }
  const [, host, port] =
    /on host "(.*?)".* at port "(\d+)"/.exec(said) ??
    /on address "(.*?)" at port "(\d+)"/.exec(said) ??
    /connection to server at "(.*?)"(?: \(.*?\))?, port (\d+)/.exec(said) ??
    [];
  return { host: host === '127.0.0.1' ? undefined : host, port: Number(port) };
}

function placeOf({ host, port }: Pick<ConnectionParts, 'host' | 'port'>, defaultPort: number): Place {
  return { host: host === '127.0.0.1' ? undefined : host, port: port ?? defaultPort };
}

function assertSameLogin(value: ConnectionParts, startup: Startup, said: string): void {
  const mode = value.tlsMode ?? 'prefer';
  assert.equal(startup.askedForTls, mode !== 'disable' && mode !== 'allow');
  if (!startup.parameters) {
    assert.match(said, /server does not support SSL/);
    assert.equal(mode, 'require');
    return;
  }
  const user = value.user ?? userInfo().username;
  assert.equal(startup.parameters['user'], user);
  assert.equal(startup.parameters['database'], value.database ?? user);
  assert.equal(startup.parameters['application_name'], value.applicationName ?? 'psql');
  assert.equal(startup.password, value.password ?? noPassword);
}

/** Runs psql on the text as its command line, or in the place of the database, and returns what it printed. */
function runPsql(text: string, port: number, more: Readonly<Record<string, string>> = {}): Promise<string> {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('PG'));
  const hosts = /one:\d+,two/.test(text) ? '127.0.0.1,127.0.0.1' : everywhere.PGHOSTADDR;
  const fromSocket = text.includes('/tmp/nowhere') || text.includes('%2Ftmp');
  const environment = {
    ...Object.fromEntries(inherited),
    ...everywhere,
    PGPORT: String(port),
    ...(fromSocket ? { PGHOSTADDR: '' } : { PGHOSTADDR: hosts }),
    ...more,
  };
  const options = { env: environment, stdio: ['ignore', 'pipe', 'pipe'] as ['ignore', 'pipe', 'pipe'] };
  const child = looksLikePsqlCommand(text)
    ? spawn('sh', ['-c', text.replace('psql', "psql -X -w -c '\\conninfo'")], options)
    : spawn('psql', ['-w', '-X', '-c', '\\conninfo', '-d', text], options);
  const printed: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => printed.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => printed.push(chunk));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', () => resolve(Buffer.concat(printed).toString('utf8')));
  });
}
