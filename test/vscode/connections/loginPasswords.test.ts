import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { CancelledError, neverCancelled } from '../../../src/base/cancelSignal';
import { LoginPasswords } from '../../../src/vscode/connections/loginPasswords';
import { PasswordVault } from '../../../src/vscode/connections/passwordVault';
import { emptyMemory } from '../../support/emptyMemory';
import type { TestServer } from '../../support/postgres';
import { profileFor } from '../../support/sessions';
import { sharedServer } from '../../support/sharedServer';

describe('a typed password', () => {
  let server: TestServer;
  let passwords: LoginPasswords;
  let saved: Map<string, string>;

  before(async () => {
    server = await sharedServer();
  });

  beforeEach(() => {
    saved = new Map();
    const secrets: vscode.SecretStorage = {
      get: (key) => Promise.resolve(saved.get(key)),
      store: (key, value) => Promise.resolve(void saved.set(key, value)),
      delete: (key) => Promise.resolve(void saved.delete(key)),
      onDidChange: new vscode.EventEmitter<vscode.SecretStorageChangeEvent>().event,
    };
    passwords = new LoginPasswords(new PasswordVault(secrets, emptyMemory));
  });

  it('is kept for the login that succeeds when another one failed', async () => {
    const profile = profileFor(server);
    const failing = passwords.begin({ ...profile, database: 'missing' });
    const working = passwords.begin(profile);
    passwords.provide(profile, 'typed');
    failing.dispose();
    assert.equal(await passwords.getPassword(profile, 'requested', neverCancelled), 'typed');
    await passwords.accepted(profile);
    working.dispose();
    assert.deepEqual([...saved.values()], ['typed']);
  });

  it('is dropped when every login has failed', async () => {
    const profile = profileFor(server);
    const login = passwords.begin(profile);
    passwords.provide(profile, 'typed');
    login.dispose();
    await passwords.accepted(profile);
    assert.deepEqual([...saved.values()], []);
  });

  it('never goes to another host of a connection that was edited, and nobody is asked any more after an abort', async () => {
    const profile = profileFor(server);
    const login = passwords.begin(profile);
    passwords.provide(profile, 'typed');
    const edited = { ...profile, host: 'elsewhere.example' };
    const stop = new AbortController();
    const asked = passwords.getPassword(edited, 'requested', stop.signal);
    stop.abort();
    await assert.rejects(asked, CancelledError);
    login.dispose();
  });
});
