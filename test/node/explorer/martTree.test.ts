import assert from 'node:assert/strict';
import type { MartFilter } from '../../../src/core/catalog/queries/martFilter';
import type { MartOptions } from '../../../src/core/explorer/loadMarts';
import { martLayersOf } from '../../../src/core/explorer/martLayersOf';
import type { ExplorerNode } from '../../../src/core/explorer/nodes';
import { presentNode } from '../../../src/core/explorer/presentNode';
import { ConnectionSource } from '../../../src/vscode/explorer/connectionSource';
import { TreeModel } from '../../../src/vscode/explorer/treeModel';
import { runAll } from '../../support/catalog';
import { eventually } from '../../support/eventually';
import type { TestServer } from '../../support/postgres';
import { sharedServer } from '../../support/sharedServer';
import { TestConnections } from '../../support/testExplorer';

describe('explorer: the view of marts over a real catalog', () => {
  let server: TestServer;
  let database: string;
  let connections: TestConnections;
  let model: TreeModel;

  const open = (marts: MartOptions): TreeModel =>
    new TreeModel(new ConnectionSource(connections, () => marts), {
      explain: (error) => ({ text: String(error), action: undefined }),
      announce: () => undefined,
    });
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
    database = await server.createDatabase('mart_tree');
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
    // Before PostgreSQL 15 a collector hears of writes a moment later.
    const written = `SELECT FROM pg_stat_user_tables WHERE relname = 'large' AND n_tup_ins > 0`;
    assert.ok(await eventually(async () => (await server.query(written, [], database)).length > 0));
    connections = new TestConnections(server, database);
  });

  afterEach(async () => {
    model.dispose();
    await connections.close();
  });

  const martOptions = (different: Partial<MartOptions> = {}): MartOptions => ({
    layers: martLayersOf({ marts: ['marts'] }),
    sort: 'name',
    filter: () => undefined,
    favourites: () => [],
    ...different,
  });

  it('shows marts with rows and sizes, sorted as asked', async () => {
    model = open(martOptions({ sort: 'size' }));
    assert.deepEqual(await labels(await go('Test', 'marts')), ['large', 'small']);
    const [large] = await model.children(await go('Test', 'marts'));
    assert.match(
      presentNode(large as ExplorerNode, { kind: 'connected' }).description,
      /^~50k rows · [12](\.\d)? MB · written [<>] \d+ (s|min) ago$/,
    );
    model = open(martOptions({ layers: martLayersOf({ none: ['none_*'] }) }));
    assert.deepEqual(await labels(await go('Test')), [
      'No schema is named like one of the layers',
      'Choose Which Schemas Belong to Which Layer',
    ]);
  });

  it('shows layers, one of a single schema as that schema, and each schema in its first layer', async () => {
    await sql('CREATE SCHEMA raw_a', 'CREATE SCHEMA raw_b', 'CREATE SCHEMA dwh');
    const layers = martLayersOf({ marts: ['marts'], core: ['dwh'], raw: ['raw_*', 'marts'], rest: ['*'] });
    model = open(martOptions({ layers }));
    const shownNodes = (await model.children(await go('Test'))).map((node) => {
      const look = presentNode(node, { kind: 'connected' });
      return `${look.label} | ${look.description}`;
    });
    assert.deepEqual(shownNodes, ['marts | ', 'dwh | core layer', 'raw | 2 schemas', 'rest | 3 schemas']);
    assert.deepEqual(await labels(await go('Test', 'raw')), ['raw_a', 'raw_b']);
    assert.deepEqual(await labels(await go('Test', 'rest')), ['core', 'empty', 'public']);
    assert.deepEqual(await labels(await go('Test', 'rest', 'core')), ['loans', 'parts']);
  });

  it('pins favourites on top, and leaves out those that are gone', async () => {
    const favourites = () => [
      { schema: 'marts', name: 'small' },
      { schema: 'core', name: 'gone' },
      { schema: 'core', name: 'parts' },
    ];
    model = open(martOptions({ favourites }));
    assert.deepEqual(await labels(await go('Test')), ['Favourites', 'marts']);
    assert.deepEqual(await labels(await go('Test', 'Favourites')), ['small', 'parts']);
    assert.ok((await labels(await go('Test', 'Favourites', 'small'))).includes('one'));
  });

  it('shows only what passes the filter, and no layer without it', async () => {
    await sql(`COMMENT ON TABLE core.loans IS 'what LARGE banks lent'`, 'CREATE TABLE core."100%" ()');
    const layers = martLayersOf({ marts: ['marts'], core: ['core'], rest: ['*'] });
    const filtered = (filter: Partial<MartFilter>) =>
      open(
        martOptions({
          layers,
          filter: () => ({ text: undefined, owner: undefined, among: undefined, ...filter }),
          favourites: () => [{ schema: 'marts', name: 'small' }],
        }),
      );
    model = filtered({ text: 'lARge' });
    assert.deepEqual(await labels(await go('Test')), ['marts', 'core']);
    assert.deepEqual(await labels(await go('Test', 'marts')), ['large']);
    assert.deepEqual(await labels(await go('Test', 'core')), ['loans']);
    model = filtered({ text: '0%' });
    assert.deepEqual(await labels(await go('Test', 'core')), ['100%']);
    model = filtered({ owner: server.user, among: [{ schema: 'marts', name: 'small' }] });
    assert.deepEqual(await labels(await go('Test')), ['marts']);
    assert.deepEqual(await labels(await go('Test', 'marts')), ['small']);
    model = filtered({ owner: 'nobody' });
    assert.deepEqual(await labels(await go('Test')), ['No mart passes the filter']);
    model = filtered({ among: [] });
    assert.deepEqual(await labels(await go('Test')), ['No mart passes the filter']);
  });
});
