import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { Deferred } from '../../../src/base/deferred';
import { DisposableStore } from '../../../src/base/disposable';
import type { ConnectionProfile } from '../../../src/core/connections/connectionProfile';
import type { ConnectionNode } from '../../../src/core/explorer/nodes';
import { RowSecurityCheck } from '../../../src/vscode/rowSecurity/rowSecurityCheck';
import { Runner } from '../../../src/vscode/run';
import { profileFor } from '../../support/sessions';
import { sharedServer } from '../../support/sharedServer';
import { TestConnections } from '../../support/testConnections';

describe('the check of row level security', () => {
  const log = vscode.window.createOutputChannel('row security check', { log: true });
  const store = new DisposableStore();
  let connections: TestConnections;

  after(async () => {
    store.dispose();
    await connections.disconnect();
    log.dispose();
  });

  it('shows the later one of two checks, though the earlier one ends last', async () => {
    const server = await sharedServer();
    const profiles: ConnectionProfile[] = [];
    for (const id of ['slow', 'quick']) {
      const database = await server.createDatabase(id);
      await server.query(`CREATE TABLE ${id}_orders (id int)`, [], database);
      await server.query(`ALTER TABLE ${id}_orders ENABLE ROW LEVEL SECURITY`, [], database);
      profiles.push(profileFor(server, { id, database }));
    }
    connections = store.add(new TestConnections(profiles, server.password));
    const gate = new Deferred<void>();
    const check = store.add(
      new RowSecurityCheck({
        runner: new Runner(log),
        connections: {
          profiles,
          profile: (id) => connections.profile(id),
          database: async (id, name) => {
            await (id === 'slow' ? gate.promise : undefined);
            return connections.database(id, name);
          },
        },
        queries: { open: () => assert.fail(), openAndRun: () => assert.fail() },
        open: () => assert.fail(),
        chosen: (argument) => nodeOf(profiles.find(({ id }) => id === argument)),
      }),
    );
    const relations = () =>
      check.tree.getChildren().map((node) => (node.kind === 'relation' ? node.name : ''));
    const slow = check.check('slow');
    await check.check('quick');
    assert.deepEqual(relations(), ['public.quick_orders']);
    gate.resolve();
    await slow;
    assert.deepEqual(relations(), ['public.quick_orders']);
    await check.check('slow');
    assert.deepEqual(relations(), ['public.slow_orders']);
  });
});

function nodeOf(profile: ConnectionProfile | undefined): ConnectionNode {
  assert.ok(profile);
  return { kind: 'connection', id: profile.id, profileId: profile.id, profile };
}
