import assert from 'node:assert/strict';
import { neverCancelled } from '../../../src/base/cancelSignal';
import type { Graph } from '../../../src/core/graph/graph';
import { expandNode } from '../../../src/core/graph/dependencyGraph';
import { layoutGraph } from '../../../src/core/graph/graphLayout';
import { dependencySource, diagramSource } from '../../../src/vscode/graph/graphSource';
import { openCatalog, type OpenCatalog, readOne, relationByName, runAll } from '../../support/catalog';
import type { TestServer } from '../../support/postgres';
import { sharedServer } from '../../support/sharedServer';

describe('graphs of relations', () => {
  let server: TestServer;
  let catalog: OpenCatalog;

  const names = (graph: Graph) => graph.nodes.map((node) => `${node.schema}.${node.name}`);
  const edges = (graph: Graph) => {
    const byId = new Map(graph.nodes.map((node) => [node.id, node.name]));
    return graph.edges.map((edge) => `${byId.get(edge.on)} < ${byId.get(edge.dependent)}`).toSorted();
  };
  const diagram = async (schema: string, tables?: readonly string[]) =>
    (await diagramSource(schema, tables).load(catalog, neverCancelled)).graph;

  before(async () => {
    server = await sharedServer();
    const database = await server.createDatabase('graphs');
    await runAll(server, database, [
      'CREATE SCHEMA core',
      'CREATE SCHEMA other',
      'CREATE SCHEMA many',
      'CREATE TABLE other.country (code text PRIMARY KEY)',
      'CREATE TABLE core.customer (id int PRIMARY KEY, country text NOT NULL REFERENCES other.country)',
      'CREATE TABLE core.profile (customer int PRIMARY KEY REFERENCES core.customer, note text)',
      'CREATE TABLE core.loan (id int, part int, customer int REFERENCES core.customer, PRIMARY KEY (id, part)) PARTITION BY LIST (part)',
      'CREATE TABLE core.loan_1 PARTITION OF core.loan FOR VALUES IN (1)',
      'CREATE TABLE core.payment (loan int NOT NULL, part int NOT NULL, FOREIGN KEY (loan, part) REFERENCES core.loan)',
      'CREATE TABLE core.alone (id int)',
      'CREATE TABLE other.visit (customer int REFERENCES core.customer)',
      'CREATE VIEW core.open AS SELECT id FROM core.loan',
      'CREATE MATERIALIZED VIEW core.summary AS SELECT count(*) FROM core.open',
      `DO $$ BEGIN FOR i IN 1..520 LOOP
         EXECUTE format('CREATE TABLE many.t%s (id int PRIMARY KEY, up int %s)', lpad(i::text, 4, '0'),
                        CASE WHEN i > 20 THEN format('REFERENCES many.t%s', lpad((i / 20)::text, 4, '0')) ELSE '' END);
       END LOOP; END $$`,
    ]);
    catalog = await openCatalog(server, database);
  });

  after(async () => {
    await catalog.close();
  });

  it('draws a schema with the tables of others that it refers to, without partitions and views', async () => {
    const graph = await diagram('core');
    assert.deepEqual(names(graph), [
      'core.customer',
      'core.loan',
      'core.payment',
      'core.profile',
      'core.alone',
      'other.country',
    ]);
    assert.deepEqual(edges(graph), [
      'country < customer',
      'customer < loan',
      'customer < profile',
      'loan < payment',
    ]);
  });

  it('knows how many rows stand at the ends of each key, and marks its columns', async () => {
    const graph = await diagram('core');
    const byLabel = new Map(graph.edges.map((edge) => [edge.label, edge.key]));
    assert.deepEqual(
      ['customer_country_fkey', 'profile_customer_fkey', 'loan_customer_fkey', 'payment_loan_part_fkey'].map(
        (label) => {
          const key = byLabel.get(label);
          return [key?.mandatory, key?.single, key?.dependentColumns.join(), key?.onColumns.join()];
        },
      ),
      [
        [true, false, 'country', 'code'],
        [true, true, 'customer', 'id'],
        [false, false, 'customer', 'id'],
        [true, false, 'loan,part', 'id,part'],
      ],
    );
    const profile = graph.nodes.find((node) => node.name === 'profile');
    assert.deepEqual(
      profile?.columns.map((column) => [column.name, column.primary, column.foreign, column.notNull]),
      [
        ['customer', true, true, true],
        ['note', false, false, false],
      ],
    );
  });

  it('draws chosen tables with all that they are joined to', async () => {
    const graph = await diagram('core', ['customer']);
    assert.deepEqual(names(graph).toSorted(), [
      'core.customer',
      'core.loan',
      'core.profile',
      'other.country',
      'other.visit',
    ]);
  });

  it('draws 500 tables of a larger schema, says so, and places them soon', async () => {
    const { graph, notes } = await diagramSource('many', undefined).load(catalog, neverCancelled);
    assert.equal(graph.nodes.length, 500);
    assert.match(notes[0] ?? '', /^The first 500 tables, .* 20 are left out\.$/);
    assert.equal(layoutGraph(graph, 'keys').nodes.length, 500);
  });

  it('expands from a relation in both directions, step by step', async () => {
    const relation = await readOne(catalog, relationByName('core', 'open'));
    const { graph } = await dependencySource(relation).load(catalog, neverCancelled);
    assert.deepEqual(names(graph).toSorted(), ['core.loan', 'core.open', 'core.summary']);
    const loan = graph.nodes.find((node) => node.name === 'loan');
    assert.deepEqual(loan?.expanded, { up: false, down: false });
    const reading = { database: catalog, signal: neverCancelled };
    const more = await expandNode(graph, loan.id, 'up', reading);
    assert.deepEqual(edges(more), ['customer < loan', 'loan < open', 'open < summary']);
    const again = await expandNode(more, loan.id, 'down', reading);
    assert.deepEqual(names(again).toSorted(), [
      'core.customer',
      'core.loan',
      'core.open',
      'core.payment',
      'core.summary',
    ]);
    assert.deepEqual(again.nodes.find((node) => node.name === 'loan')?.expanded, { up: true, down: true });
    assert.deepEqual(await expandNode(again, 'r0', 'up', reading), again);
  });
});
