import assert from 'node:assert/strict';
import type { ExplorerNode } from '../../../src/core/explorer/nodes';
import { presentNode } from '../../../src/core/explorer/presentNode';
import { ConnectionSource } from '../../../src/vscode/explorer/connectionSource';
import { TreeModel } from '../../../src/vscode/explorer/treeModel';
import { runAll } from '../../support/catalog';
import type { TestServer } from '../../support/postgres';
import { sharedServer } from '../../support/sharedServer';
import { TestConnections } from '../../support/testExplorer';

describe('explorer: the tree over a real catalog', () => {
  let server: TestServer;
  let database: string;
  let connections: TestConnections;
  let model: TreeModel;
  let announced: string[];
  let shown: string[];

  const open = (): TreeModel => {
    const tree = new TreeModel(new ConnectionSource(connections, () => undefined), {
      explain: (error) => ({
        text: error instanceof Error ? error.message : String(error),
        action: { title: 'Help', command: 'help' },
      }),
      announce: (message) => announced.push(message),
    });
    tree.onDidChange((node) =>
      shown.push(node ? presentNode(node, { kind: 'connected' }).label : 'everything'),
    );
    return tree;
  };
  const label = (node: ExplorerNode) => presentNode(node, { kind: 'connected' }).label;
  const labels = async (node: ExplorerNode) => (await model.children(node)).map(label);
  const go = async (...path: readonly string[]): Promise<ExplorerNode> => {
    let nodes = model.roots();
    let found: ExplorerNode | undefined;
    for (const name of path) {
      found = nodes.find((node) => label(node) === name);
      assert.ok(found, `${name} is not among ${nodes.map(label).join(', ')}`);
      nodes = await model.children(found);
    }
    assert.ok(found);
    return found;
  };
  const sql = (...statements: readonly string[]) => runAll(server, database, statements);

  before(async () => {
    server = await sharedServer();
  });

  beforeEach(async () => {
    database = await server.createDatabase('tree');
    await sql(
      'CREATE SCHEMA core',
      'CREATE SCHEMA empty',
      'CREATE SCHEMA marts',
      'CREATE TABLE core.loans (id int PRIMARY KEY, amount numeric(15,2)) ',
      'CREATE TABLE core.parts (id int) PARTITION BY LIST (id)',
      'CREATE TABLE core.parts_1 PARTITION OF core.parts FOR VALUES IN (1)',
      'CREATE TABLE marts.small AS SELECT 1 AS one',
      'CREATE TABLE marts.large AS SELECT generate_series(1, 50000) AS n',
      'ANALYZE',
    );
    connections = new TestConnections(server, database);
    announced = [];
    shown = [];
    model = open();
  });

  afterEach(async () => {
    model.dispose();
    await connections.close();
  });

  it('shows connections, then databases, schemas, relations, columns and indexes', async () => {
    assert.deepEqual(model.roots().map(label), [
      'Test',
      'connections[1]: host: is missing. port: "x" is no port.',
    ]);
    const below = await labels(await go('Test'));
    assert.deepEqual([below[0], ...below.slice(-2)], [database, 'Roles', 'Tablespaces']);
    assert.deepEqual(await labels(await go('Test', database)), [
      'core',
      'empty',
      'marts',
      'public',
      'Extensions',
    ]);
    assert.deepEqual(await labels(await go('Test', database, 'core')), ['loans', 'parts']);
    assert.deepEqual(await labels(await go('Test', database, 'core', 'loans')), [
      'Indexes',
      'Constraints',
      'id',
      'amount',
    ]);
    assert.deepEqual(await labels(await go('Test', database, 'core', 'loans', 'Indexes')), ['loans_pkey']);
    assert.deepEqual(await labels(await go('Test', database, 'core', 'parts', 'Partitions')), ['parts_1']);
    assert.deepEqual(await labels(await go('Test', database, 'core', 'parts', 'Partitions', 'parts_1')), [
      'id',
    ]);
  });

  it('has words for what is empty', async () => {
    assert.deepEqual(await labels(await go('Test', database, 'empty')), ['No relations']);
    await sql('CREATE TABLE core.bare ()', 'CREATE TABLE core.alone (id int) PARTITION BY LIST (id)');
    model.refresh(undefined);
    assert.deepEqual(await labels(await go('Test', database, 'core', 'bare')), ['No columns']);
    assert.deepEqual(await labels(await go('Test', database, 'core', 'alone', 'Partitions')), [
      'No partitions',
    ]);
  });

  it('connects to another database of the server only when it is expanded', async () => {
    const node = await go('Test');
    await model.children(node);
    assert.equal(connections.connects, 1);
    assert.ok((await labels(await go('Test', 'postgres'))).includes('public'));
    assert.equal(connections.connects, 2);
  });

  it('reads children once, and again after a refresh of that subtree', async () => {
    const core = await go('Test', database, 'core');
    const before = await model.children(core);
    assert.equal(await model.children(core), before);
    await sql('CREATE TABLE core.added (id int)');
    assert.deepEqual(await labels(core), ['loans', 'parts']);
    const marts = await model.children(await go('Test', database, 'marts'));
    model.refresh(core);
    assert.deepEqual(shown, ['core']);
    assert.deepEqual(await labels(core), ['added', 'loans', 'parts']);
    assert.equal(await model.children(await go('Test', database, 'marts')), marts);
    const ids = (nodes: readonly ExplorerNode[]) => nodes.map((node) => node.id);
    const [, ...kept] = ids(await model.children(core));
    assert.deepEqual(kept, ids(before));
  });

  it('refreshes the list that a column stands in', async () => {
    const id = (await model.children(await go('Test', database, 'core', 'loans'))).at(-1);
    model.refresh(id);
    assert.deepEqual(shown, ['loans']);
  });

  it('pages a long list and keeps its length over a refresh', async () => {
    await sql(
      `DO $$ BEGIN FOR i IN 1..1200 LOOP EXECUTE format('CREATE TABLE empty.t%s ()', lpad(i::text, 4, '0')); END LOOP; END $$`,
    );
    const schema = await go('Test', database, 'empty');
    const last = async () => (await model.children(schema)).at(-1) as ExplorerNode;
    const more = await last();
    assert.equal(label(more), 'Show more (500 of 1,200)');
    assert.ok(more.kind === 'more');
    await Promise.all([model.showMore(more), model.showMore(more)]);
    assert.deepEqual(shown, ['empty']);
    const next = await last();
    assert.equal(label(next), 'Show more (1,000 of 1,200)');
    assert.ok(next.kind === 'more');
    model.refresh(schema);
    assert.equal(label(await last()), 'Show more (1,000 of 1,200)');
    await model.showMore((await last()) as typeof next);
    const names = await labels(schema);
    assert.equal(new Set(names).size, 1200);
    assert.equal(names.at(-1), 't1200');
  });

  it('keeps the folders of a database behind its schemas, however many are shown', async () => {
    await sql(
      `DO $$ BEGIN FOR i IN 1..600 LOOP EXECUTE format('CREATE SCHEMA s%s', lpad(i::text, 4, '0')); END LOOP; END $$`,
    );
    const node = await go('Test', database);
    assert.deepEqual((await labels(node)).slice(-2), ['Show more (500 of 604)', 'Extensions']);
    const more = (await model.children(node)).at(-2);
    assert.ok(more?.kind === 'more');
    await model.showMore(more);
    assert.deepEqual((await labels(node)).slice(-2), ['s0600', 'Extensions']);
    assert.equal((await labels(node)).length, 605);
  });

  it('says that a dropped table is gone and reads its list again', async () => {
    const loans = await go('Test', database, 'core', 'loans');
    model.refresh(loans);
    shown = [];
    await sql('DROP TABLE core.loans');
    assert.deepEqual(await labels(loans), []);
    assert.deepEqual(announced, [
      'The table core.loans no longer exists: it was dropped or renamed. The list was refreshed.',
    ]);
    assert.deepEqual(shown, ['core']);
    assert.deepEqual(await labels(await go('Test', database, 'core')), ['parts']);
  });

  it('says that a dropped schema is gone', async () => {
    const [core] = await model.children(await go('Test', database));
    model.refresh(core);
    await sql('DROP SCHEMA core CASCADE');
    await model.children(core as ExplorerNode);
    assert.deepEqual(announced, [
      'The schema core no longer exists: it was dropped or renamed. The list was refreshed.',
    ]);
  });

  it('does not take an empty schema for gone when it was only renamed', async () => {
    const [, empty] = await model.children(await go('Test', database));
    await sql('ALTER SCHEMA empty RENAME TO bare');
    assert.deepEqual(await labels(empty as ExplorerNode), ['No relations']);
    assert.deepEqual(announced, []);
  });

  it('follows a table that was swapped for another of its name', async () => {
    const loans = await go('Test', database, 'core', 'loans');
    model.refresh(loans);
    await sql('DROP TABLE core.loans', 'CREATE TABLE core.loans (fresh text)');
    assert.deepEqual(await labels(loans), ['fresh']);
    assert.deepEqual(announced, []);
  });

  it('shows a failure with help in the tree, and tries again on a refresh', async () => {
    connections.failure = new Error('No server answers.');
    const node = await go('Test');
    const nodes = await model.children(node);
    assert.deepEqual(nodes.map(label), ['No server answers.', 'Help', 'Try Again']);
    assert.equal(connections.connects, 1);
    assert.deepEqual(model.parent(nodes[2] as ExplorerNode), node);
    connections.failure = undefined;
    await model.children(node);
    assert.equal(connections.connects, 1);
    model.refresh(nodes[2]);
    assert.equal((await labels(node))[0], database);
  });

  it('forgets failures when the connection came up elsewhere', async () => {
    connections.failure = new Error('No server answers.');
    const node = await go('Test');
    connections.failure = undefined;
    model.forgetFailures(node);
    assert.equal((await labels(node))[0], database);
  });

  it('stops what a collapse makes useless, and reads it when asked again', async () => {
    const core = await go('Test', database, 'core');
    model.refresh(core);
    shown = [];
    const [first, second] = [model.children(core), model.children(core)];
    model.stop(core);
    assert.deepEqual([await first, await second], [[], []]);
    assert.deepEqual(shown, []);
    await new Promise<void>((resolve) => {
      const listening = model.onDidChange(() => {
        listening.dispose();
        resolve();
      });
    });
    assert.deepEqual(shown, ['core']);
    assert.deepEqual(await labels(core), ['loans', 'parts']);
  });

  it('stops reading on the server', async () => {
    const slow = await go('Test', database);
    model.refresh(slow);
    await server.withAdmin(async (client) => {
      await client.query('BEGIN');
      await client.query('LOCK TABLE pg_catalog.pg_namespace IN ACCESS EXCLUSIVE MODE');
      const reading = model.children(slow);
      const waiting = `SELECT FROM pg_locks WHERE NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = $1)`;
      while ((await server.query(waiting, [database])).length === 0);
      model.stop(slow);
      assert.deepEqual(await reading, []);
      while ((await server.query(waiting, [database])).length > 0);
      await client.query('ROLLBACK');
    }, database);
  });

  it('knows its own nodes from anything else', async () => {
    const core = await go('Test', database, 'core');
    assert.ok(model.owns(core));
    for (const other of [{ ...core }, undefined, 'core', { id: core.id }]) {
      assert.ok(!model.owns(other));
    }
  });
});
