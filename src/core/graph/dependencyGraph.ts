import type { CancelSignal } from '../../base/cancelSignal';
import { dependencies, type Dependency, type DependencyNode } from '../catalog/queries/dependencies';
import type { RelationRow } from '../catalog/queries/relations';
import type { Database } from '../ports';
import { type Graph, type GraphEdge, type GraphNode, mergeGraphs } from './graph';

/** A node with more neighbours shows so many of them. */
const neighbourLimit = 200;

/** A graph of one relation, from which it can be expanded. */
export function startGraph(relation: RelationRow): Graph {
  const { oid, schema, name, kind } = relation;
  return { nodes: [graphNode({ oid, schema, name, kind, signature: undefined })], edges: [] };
}

/**
 * The graph with what a node depends on (`up`) or what depends on it (`down`).
 * @throws as `Database.read`
 */
export async function expandNode(
  graph: Graph,
  id: string,
  direction: 'up' | 'down',
  { database, signal }: { readonly database: Database; readonly signal: CancelSignal },
): Promise<Graph> {
  const node = graph.nodes.find((each) => each.id === id);
  if (node === undefined) {
    return graph;
  }
  const oid = Number(id.slice(1));
  const isFunction = node.kind === 'function';
  const all = await database.read(
    dependencies({
      relations: isFunction ? [] : [oid],
      functions: isFunction ? [oid] : [],
      direction,
      limit: neighbourLimit,
    }),
    signal,
  );
  // A partitioned table would drown in its partitions, which are parts of it rather than need it.
  const found = all.filter((each) => direction === 'up' || each.way !== 'partitionOf');
  const known = new Map(graph.nodes.map((each) => [each.id, each]));
  const nodes = found
    .flatMap((each) => [each.dependent, each.on])
    .map((each) => known.get(nodeId(each)) ?? graphNode(each));
  const expanded = { ...node, expanded: { ...node.expanded, [direction]: true } };
  return mergeGraphs(graph, { nodes: [...nodes, expanded], edges: found.map(graphEdge) });
}

export function graphNode(node: DependencyNode): GraphNode {
  return {
    id: nodeId(node),
    schema: node.schema,
    name: node.name,
    kind: node.kind,
    ...(node.signature !== undefined && { signature: node.signature }),
    columns: [],
    expanded: { up: false, down: false },
  };
}

function graphEdge(dependency: Dependency): GraphEdge {
  const { dependent, on, way, detail } = dependency;
  return {
    id: `${nodeId(dependent)} ${nodeId(on)} ${way} ${detail ?? ''}`,
    on: nodeId(on),
    dependent: nodeId(dependent),
    way,
    label: detail ?? '',
  };
}

function nodeId({ kind, oid }: DependencyNode): string {
  return `${kind === 'function' ? 'f' : 'r'}${oid}`;
}
