import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { CancelledError, neverCancelled } from '../../../src/base/cancelSignal';
import { Connections } from '../../../src/vscode/connections/connections';
import type { ConnectionFormPanel } from '../../../src/vscode/connections/form/connectionFormPanel';
import { ConnectionForms } from '../../../src/vscode/connections/form/connectionForms';
import { LoginPasswords } from '../../../src/vscode/connections/loginPasswords';
import { PasswordVault } from '../../../src/vscode/connections/passwordVault';
import { findEntry } from '../../../src/vscode/connections/profileSettings';
import type { Question } from '../../../src/vscode/query/questions';
import { Runner } from '../../../src/vscode/run';
import { emptyMemory } from '../../support/emptyMemory';
import { eventually } from '../../support/eventually';
import { memorySecrets } from '../../support/memorySecrets';
import type { TestServer } from '../../support/postgres';
import { sharedServer } from '../../support/sharedServer';

describe('the form of a connection', () => {
  const settings = vscode.workspace.getConfiguration('lakehouse');
  const log = vscode.window.createOutputChannel('form test', { log: true });
  let server: TestServer;
  let saved: Map<string, string>;
  let connections: Connections;
  let forms: ConnectionForms;
  /** Questions, of which the first is answered by no. */
  let asked: string[];

  before(async () => {
    server = await sharedServer();
  });

  beforeEach(() => {
    saved = new Map();
    const vault = new PasswordVault(memorySecrets(saved), emptyMemory);
    const passwords = new LoginPasswords(vault);
    connections = new Connections({ vault, passwords });
    const extensionUri = vscode.extensions.all.find(({ id }) =>
      id.endsWith('.lakehouse-postgres'),
    )?.extensionUri;
    assert.ok(extensionUri);
    asked = [];
    const confirm = ({ detail }: Question) => {
      asked.push(detail ?? '');
      return Promise.resolve(asked.length > 1);
    };
    const runner = new Runner(log);
    const mayDisconnect = () => Promise.resolve(true);
    forms = new ConnectionForms({
      ...{ connections, vault, passwords, runner, extensionUri, confirm, mayDisconnect },
    });
  });

  afterEach(async () => {
    forms.dispose();
    connections.dispose();
    await settings.update('connections', undefined, vscode.ConfigurationTarget.Global);
    await settings.update('connections', undefined, vscode.ConfigurationTarget.Workspace);
  });

  after(() => log.dispose());

  /** What the page asks the host, without the page. */
  const asPage = (panel: ConnectionFormPanel) => panel.handlers();
  const url = () =>
    `postgresql://${server.user}:${server.password}@${server.host}:${server.port}/postgres?sslmode=disable`;

  it('tests with what was pasted, and writes password and settings only when it is saved', async () => {
    const page = asPage(forms.add());
    const pasted = await page.paste({ text: url() }, neverCancelled);
    assert.equal(pasted.password, 'entered');
    const { report } = await page.test(null, neverCancelled);
    assert.ok(report.ok, JSON.stringify(report));
    assert.deepEqual([saved.size, connections.profiles.length], [0, 0]);
    const view = await page.ready(null, neverCancelled);
    assert.ok(!JSON.stringify(view).includes(server.password));
    const draft = { ...view.draft, name: 'Lake', group: 'G' };
    await page.edit({ draft, target: view.target }, neverCancelled);
    await page.save({ connect: true }, neverCancelled);
    assert.deepEqual(findEntry('lake')?.entry, { ...draft, id: 'lake' });
    assert.deepEqual([...saved.values()], [server.password]);
    assert.ok(await eventually(() => Promise.resolve(connections.state('lake').kind === 'connected')));
  });

  it('explains a test that fails, without asking for another password', async () => {
    const page = asPage(forms.add());
    await page.paste({ text: url() }, neverCancelled);
    await page.enterPassword({ text: 'wrong' }, neverCancelled);
    const { report } = await page.test(null, neverCancelled);
    assert.deepEqual([report.ok, report.headline], [false, 'Login failed']);
    assert.equal(saved.size, 0);
  });

  it('cancels a test', async () => {
    const page = asPage(forms.add());
    // An address of a network for documentation: nobody answers.
    await page.paste({ text: 'postgresql://ana:x@192.0.2.1/lake' }, neverCancelled);
    const stop = new AbortController();
    const testing = Promise.resolve(page.test(null, stop.signal));
    stop.abort();
    await assert.rejects(testing);
  });

  it('edits in place, and goes to the settings of the workspace', async () => {
    const entry = { id: 'w', name: 'W', url: `postgresql://ana@db.example/lake`, colour: 'red' };
    await settings.update(
      'connections',
      [{ ...entry, colour: undefined }],
      vscode.ConfigurationTarget.Global,
    );
    await until(() => connections.profile('w') !== undefined);
    const profile = connections.profile('w');
    assert.ok(profile);
    const panel = forms.edit(profile);
    assert.equal(forms.edit(profile), panel);
    const page = asPage(panel);
    const view = await page.ready(null, neverCancelled);
    assert.deepEqual(view.draft, { host: 'db.example', database: 'lake', user: 'ana', name: 'W' });
    assert.equal(view.changed, false);
    const workspace = view.targets.find(({ scope }) => scope !== 'user');
    assert.ok(workspace);
    await page.edit({ draft: { ...view.draft, port: 'x' }, target: view.target }, neverCancelled);
    await assert.rejects(
      async () => page.save({ connect: false }, neverCancelled),
      /Correct the marked fields/,
    );
    await page.edit({ draft: { ...view.draft, port: 5433 }, target: workspace.key }, neverCancelled);
    await page.save({ connect: false }, neverCancelled);
    assert.deepEqual(
      connections.profiles.map(({ scope, port }) => [scope, port]),
      [[workspace.scope, 5433]],
    );
  });

  it('lets no program run that the user was not shown', async () => {
    const page = asPage(forms.add());
    const { draft } = await page.paste({ text: url() }, neverCancelled);
    const program = [process.execPath, '-e', `console.log(${JSON.stringify(server.password)})`];
    const withCommand = { ...draft, password: 'command', passwordCommand: program };
    await page.edit({ draft: withCommand, target: 'user' }, neverCancelled);
    await assert.rejects(async () => page.test(null, neverCancelled), CancelledError);
    assert.equal((await page.test(null, neverCancelled)).report.ok, true);
    assert.equal((await page.test(null, neverCancelled)).report.ok, true);
    assert.equal(asked.length, 2);
    assert.match(asked[1] ?? '', / -e 'console\.log\(/);
  });

  it('opens a copy with another name, which is not saved before it is said', async () => {
    const entry = { id: 'w', name: 'W', host: 'db.example', database: 'lake', user: 'ana', color: 'red' };
    await settings.update('connections', [entry], vscode.ConfigurationTarget.Global);
    await until(() => connections.profile('w') !== undefined);
    const profile = connections.profile('w');
    assert.ok(profile);
    const page = asPage(forms.duplicate(profile));
    const view = await page.ready(null, neverCancelled);
    assert.deepEqual([view.isNew, view.changed, view.draft['name']], [true, true, 'W copy']);
    assert.equal(connections.profiles.length, 1);
    await page.save({ connect: false }, neverCancelled);
    assert.deepEqual(
      connections.profiles.map(({ id, color }) => [id, color]),
      [
        ['w', 'red'],
        ['w-copy', 'red'],
      ],
    );
  });
});

async function until(isSo: () => boolean): Promise<void> {
  assert.ok(await eventually(() => Promise.resolve(isSo())));
}
