import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ImportItem } from '../../../src/vscode/connections/importConnections';
import { importConnectionFile } from '../../../src/vscode/connections/importConnections';
import { exportText } from '../../../src/vscode/connections/exportConnections';
import { Connections } from '../../../src/vscode/connections/connections';
import { LoginPasswords } from '../../../src/vscode/connections/loginPasswords';
import { PasswordVault } from '../../../src/vscode/connections/passwordVault';
import {
  findEntry,
  loadProfiles,
  moveEntry,
  removeEntry,
  saveEntry,
  saveTargets,
  userTarget,
} from '../../../src/vscode/connections/profileSettings';
import { dropConnections } from '../../../src/vscode/explorer/connectionOrder';
import { emptyMemory } from '../../support/emptyMemory';
import { memorySecrets } from '../../support/memorySecrets';

const place = { host: 'db.example', database: 'lake', user: 'ana' };

describe('connections in settings files', () => {
  const settings = vscode.workspace.getConfiguration('lakehouse');

  afterEach(async () => {
    await settings.update('connections', undefined, vscode.ConfigurationTarget.Global);
    await settings.update('connections', undefined, vscode.ConfigurationTarget.Workspace);
  });

  const write = (...entries: readonly object[]) =>
    settings.update('connections', entries, vscode.ConfigurationTarget.Global);
  const ids = () => loadProfiles().value.map(({ id }) => id);

  it('get an id that is free, and keep it and their place when they change', async () => {
    await write({ id: 'a', ...place }, { id: 'warehouse', host: 'broken' });
    const id = await saveEntry(undefined, { name: 'Wärehouse!', ...place }, { name: 'Warehouse' });
    assert.equal(id, 'warehouse-2');
    await saveEntry('a', { ...place, name: 'Other' }, { name: 'Other' });
    assert.deepEqual(findEntry('a'), { entry: { ...place, name: 'Other', id: 'a' }, target: userTarget });
    assert.deepEqual(ids(), ['a', 'warehouse-2']);
  });

  it('go to the settings of the workspace and back', async () => {
    await write({ id: 'a', ...place });
    const [user, workspace] = saveTargets();
    assert.ok(workspace && user?.key === userTarget);
    const moved = await saveEntry('a', place, { name: 'A', target: workspace.key });
    assert.match(moved, /\/a$/);
    assert.deepEqual(ids(), [moved]);
    assert.equal(await saveEntry(moved, place, { name: 'A' }), 'a');
    assert.deepEqual(ids(), ['a']);
    await removeEntry('a');
    assert.deepEqual(ids(), []);
  });

  it('are put in order, and into groups', async () => {
    await write({ id: 'a', ...place }, { id: 'b', ...place, group: 'G' }, { id: 'c', ...place });
    await moveEntry('c', { before: 'a', group: 'G' });
    await moveEntry('b', { before: undefined, group: undefined });
    assert.deepEqual(
      loadProfiles().value.map(({ id, group }) => [id, group]),
      [
        ['c', 'G'],
        ['a', undefined],
        ['b', undefined],
      ],
    );
  });

  it('are dropped before others of the same file only', async () => {
    await write({ id: 'a', ...place }, { id: 'b', ...place }, { id: 'c', ...place, group: 'G' });
    const [, workspace] = saveTargets();
    assert.ok(workspace);
    const other = await saveEntry(undefined, place, { name: 'w', target: workspace.key });
    const node = (profileId: string) => {
      const profile = loadProfiles().value.find(({ id }) => id === profileId);
      assert.ok(profile);
      return { kind: 'connection' as const, id: profileId, profileId, profile };
    };
    await dropConnections(loadProfiles().value, ['b'], node('c'));
    assert.deepEqual(ids(), ['a', 'b', 'c', other]);
    assert.equal(findEntry('b')?.entry['group'], 'G');
    await assert.rejects(
      dropConnections(loadProfiles().value, ['a'], node(other)),
      /different settings files/,
    );
    await dropConnections(loadProfiles().value, ['b'], undefined);
    assert.deepEqual(ids(), ['a', 'c', 'b', other]);
    assert.equal(findEntry('b')?.entry['group'], undefined);
  });

  it('leave in a file without secrets, and come back by choice', async () => {
    await write({ id: 'a', name: 'A', ...place }, { id: 'b', name: 'B', ...place, port: 5433 });
    const text = exportText(loadProfiles().value);
    await removeEntry('b');
    const said: string[] = [];
    const shown: ImportItem[] = [];
    const vault = new PasswordVault(memorySecrets(), emptyMemory);
    const connections = new Connections({ vault, passwords: new LoginPasswords(vault) });
    await importConnectionFile('connections.json', text, {
      connections,
      vault,
      questions: {
        chooseMany: (items) => {
          shown.push(...items);
          return Promise.resolve(items.filter(({ picked }) => picked === true));
        },
        keepPasswords: () => Promise.resolve(true),
        say: (message) => void said.push(message),
      },
    });
    connections.dispose();
    assert.deepEqual(
      shown.map(({ label, detail, picked }) => [label, detail ?? '', picked ?? false]),
      [
        ['connections.json', '', false],
        ['A', 'Already there as A.', false],
        ['B', '', true],
      ],
    );
    assert.deepEqual([ids(), said], [['a', 'b'], ['Imported B.']]);
  });
});
