import assert from 'node:assert/strict';
import { Emitter } from '../../../src/base/emitter';
import { readProfiles } from '../../../src/core/connections/readProfiles';
import { presentNode } from '../../../src/core/explorer/presentNode';
import { ConnectionSource, type ExplorerConnections } from '../../../src/vscode/explorer/connectionSource';
import { TreeModel } from '../../../src/vscode/explorer/treeModel';

const place = { host: 'h', database: 'd', user: 'u' };
const disconnected = { kind: 'disconnected' } as const;

describe('explorer: groups of connections', () => {
  const { value: profiles, problems } = readProfiles([
    {
      scope: 'user',
      label: 'user settings',
      idPrefix: '',
      value: [
        { id: 'a', ...place },
        { id: 'b', ...place, group: 'Lake/house' },
        { id: 'broken', port: 'x' },
        { id: 'c', ...place, group: 'Lake/house' },
      ],
    },
  ]);
  const connections: ExplorerConnections = {
    profiles,
    problems,
    onDidChange: new Emitter<void>().event,
    state: () => disconnected,
    database: () => Promise.reject(new Error('Nobody connects here.')),
  };
  const model = new TreeModel(new ConnectionSource(connections, () => undefined), {
    explain: (error) => ({ text: String(error), action: undefined }),
    announce: () => undefined,
  });

  it('stand where their first connection does, and open without a connect', async () => {
    const roots = model.roots().map((node) => presentNode(node, disconnected));
    assert.equal(roots.length, 3);
    assert.deepEqual([roots[0]?.label, roots[1]?.label], ['a', 'Lake/house']);
    assert.match(
      roots[2]?.label ?? '',
      /^lakehouse\.connections\[2\] \(user settings\): .*host: is missing\./,
    );
    assert.equal(roots[1]?.spoken, 'Group Lake/house, 2 connections');
    const group = model.roots().find(({ kind }) => kind === 'connectionGroup');
    assert.ok(group);
    const members = await model.children(group);
    assert.deepEqual(
      members.map((node) => node.kind === 'connection' && node.profileId),
      ['b', 'c'],
    );
    assert.ok(members.every((node) => model.owns(node) && model.parent(node) === group));
  });
});
