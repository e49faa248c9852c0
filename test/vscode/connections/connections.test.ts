import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { Connections } from '../../../src/vscode/connections/connections';
import { LoginPasswords } from '../../../src/vscode/connections/loginPasswords';
import { PasswordVault } from '../../../src/vscode/connections/passwordVault';
import { emptyMemory } from '../../support/emptyMemory';
import { eventually } from '../../support/eventually';
import { memorySecrets } from '../../support/memorySecrets';
import type { TestServer } from '../../support/postgres';
import { sharedServer } from '../../support/sharedServer';

const passwordVariable = 'LAKEHOUSE_CONNECTIONS_TEST_PASSWORD';
const application = 'connections test';

describe('open connections', () => {
  const settings = vscode.workspace.getConfiguration('lakehouse');
  let server: TestServer;
  let connections: Connections;

  before(async () => {
    server = await sharedServer();
    process.env[passwordVariable] = server.password;
  });

  beforeEach(() => {
    const vault = new PasswordVault(memorySecrets(), emptyMemory);
    connections = new Connections({ vault, passwords: new LoginPasswords(vault) });
  });

  afterEach(async () => {
    connections.dispose();
    await settings.update('connections', undefined, vscode.ConfigurationTarget.Global);
  });

  const entry = (id: string, more: object = {}) => ({
    ...{
      id,
      host: server.host,
      port: server.port,
      database: 'postgres',
      user: server.user,
      sslmode: 'disable',
    },
    ...{ password: 'environment', passwordVariable, applicationName: application, ...more },
  });

  async function configure(...entries: readonly object[]): Promise<void> {
    await settings.update('connections', entries, vscode.ConfigurationTarget.Global);
    assert.ok(await eventually(() => Promise.resolve(connections.profiles.length === entries.length)));
  }

  async function backends(): Promise<number> {
    return (await server.backends()).filter((each) => each.application === application).length;
  }

  it('stay open when only their look changes, and close when their server does', async () => {
    await configure(entry('a'));
    const session = await connections.openSession('a');
    await configure(entry('a', { name: 'A', group: 'G', color: 'red' }), entry('b'));
    assert.equal(connections.profile('a')?.group, 'G');
    assert.equal(connections.state('a').kind, 'connected');
    assert.equal(session.transaction, 'idle');
    assert.ok((await backends()) > 0);
    await configure(entry('a', { role: 'pg_monitor' }));
    assert.equal(connections.state('a').kind, 'disconnected');
    assert.ok(await eventually(async () => (await backends()) === 0));
  });

  it('are all closed at once', async () => {
    await configure(entry('a'), entry('b'));
    await connections.openSession('a');
    await connections.database('b');
    assert.ok((await backends()) >= 2);
    await connections.disconnectAll();
    assert.deepEqual(
      [connections.state('a').kind, connections.state('b').kind],
      ['disconnected', 'disconnected'],
    );
    assert.ok(await eventually(async () => (await backends()) === 0));
    // They open again when they are needed.
    await connections.database('a');
    assert.equal(connections.state('a').kind, 'connected');
  });
});
