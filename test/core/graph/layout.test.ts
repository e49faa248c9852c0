import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Graph, type GraphEdge, type GraphNode } from '../../../src/core/graph/graph';
import { layoutGraph, type NodeBox } from '../../../src/core/graph/graphLayout';

const node = (name: string, columns = 0): GraphNode => ({
  id: name,
  schema: 's',
  name,
  kind: 'table',
  columns: Array.from({ length: columns }, (_, place) => ({
    name: `column_${place}`,
    type: 'integer',
    notNull: true,
    primary: place === 0,
    foreign: place === 1,
  })),
  expanded: { up: false, down: false },
});
const edge = (on: string, dependent: string, number = 0): GraphEdge => ({
  id: `${on} ${dependent} ${number}`,
  on,
  dependent,
  way: 'references',
  label: '',
});
const overlap = (a: NodeBox, b: NodeBox): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

function overlaps(graph: Graph): readonly string[] {
  const { nodes } = layoutGraph(graph, 'all');
  return nodes.flatMap((a, place) =>
    nodes
      .slice(place + 1)
      .filter((b) => overlap(a, b))
      .map((b) => `${a.node.name} and ${b.node.name}`),
  );
}

describe('graph: layout', () => {
  it('puts what others depend on to their left, also over several steps', () => {
    const graph = {
      nodes: ['c', 'b', 'a'].map((name) => node(name)),
      edges: [edge('a', 'b'), edge('b', 'c'), edge('a', 'c')],
    };
    const { nodes, edges } = layoutGraph(graph, 'names');
    const x = Object.fromEntries(nodes.map((box) => [box.node.name, box.x]));
    assert.ok((x['a'] ?? 0) < (x['b'] ?? 0) && (x['b'] ?? 0) < (x['c'] ?? 0));
    const long = edges.find((line) => line.edge.dependent === 'c' && line.edge.on === 'a');
    assert.equal(long?.points.length, 3);
    assert.deepEqual([long.start, long.end], [1, -1]);
  });

  it('stands cycles and what refers to itself', () => {
    const graph = {
      nodes: ['a', 'b', 'c'].map((name) => node(name)),
      edges: [edge('a', 'b'), edge('b', 'c'), edge('c', 'a'), edge('a', 'a')],
    };
    const { edges } = layoutGraph(graph, 'names');
    assert.equal(edges.length, 4);
    assert.deepEqual(overlaps(graph), []);
    for (const { points } of edges) {
      assert.ok(points.every(({ x, y }) => Number.isFinite(x) && Number.isFinite(y)));
    }
  });

  it('leaves out edges to nodes that are not there', () => {
    assert.deepEqual(layoutGraph({ nodes: [node('a')], edges: [edge('a', 'gone')] }, 'all').edges, []);
    assert.deepEqual(layoutGraph({ nodes: [], edges: [] }, 'all').nodes, []);
  });

  it('joins foreign keys at the rows of their columns', () => {
    const keyed: GraphEdge = {
      ...edge('a', 'b'),
      key: { mandatory: true, single: false, onColumns: ['column_0'], dependentColumns: ['column_1'] },
    };
    const { nodes, edges } = layoutGraph({ nodes: [node('a', 3), node('b', 3)], edges: [keyed] }, 'all');
    const top = new Map(nodes.map((box) => [box.node.name, box.y]));
    assert.deepEqual(
      edges[0]?.points.map(({ y }, place) => y - (top.get(place === 0 ? 'a' : 'b') ?? 0)),
      [40, 60],
    );
  });

  it('shows of a table what is asked for', () => {
    const height = (detail: 'names' | 'keys' | 'all') =>
      layoutGraph({ nodes: [node('a', 5)], edges: [] }, detail).nodes[0]?.height;
    assert.deepEqual([height('names'), height('keys'), height('all')], [28, 74, 134]);
  });

  it('never lets boxes overlap, whatever the graph', () => {
    const name = fc.integer({ min: 0, max: 24 }).map(String);
    const edges = fc.array(fc.tuple(name, name), { maxLength: 60 });
    const sizes = fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 25, maxLength: 25 });
    fc.assert(
      fc.property(edges, sizes, (pairs, columns) => {
        const graph = {
          nodes: columns.map((count, place) => node(String(place), count)),
          edges: pairs.map(([on, dependent], number) => edge(on, dependent, number)),
        };
        assert.deepEqual(overlaps(graph), []);
        assert.equal(layoutGraph(graph, 'all').nodes.length, 25);
      }),
      { numRuns: 200 },
    );
  });

  it('breaks the rank of a star of 500 tables into columns, so that it is no tower', () => {
    const names = Array.from({ length: 500 }, (_, place) => `t${place}`);
    const graph = {
      nodes: [node('hub', 3), ...names.map((each) => node(each, 3))],
      edges: names.map((each) => edge('hub', each)),
    };
    const { width, height } = layoutGraph(graph, 'all');
    assert.ok(height < 5_000, `${height} high`);
    assert.ok(width < 8_000, `${width} wide`);
    assert.deepEqual(overlaps(graph), []);
  });

  it('stands a chain of thousands', () => {
    const names = Array.from({ length: 5_000 }, (_, place) => `t${place}`);
    const edges = names.slice(1).map((each, place) => edge(names[place] ?? '', each));
    assert.equal(layoutGraph({ nodes: names.map((each) => node(each)), edges }, 'names').nodes.length, 5_000);
  });
});
