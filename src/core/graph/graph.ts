import type { DependencyWay } from '../catalog/queries/dependencies';
import type { RelationKind } from '../catalog/relationKind';

/** A relation or function in a graph. */
export interface GraphNode {
  /** `r` or `f` and the oid. */
  readonly id: string;
  readonly schema: string;
  readonly name: string;
  readonly kind: RelationKind | 'function';
  /** Of a function: its argument types. */
  readonly signature?: string;
  /** In a diagram; empty where none are shown. */
  readonly columns: readonly GraphColumn[];
  /** Whether what it depends on, and what depends on it, has been asked for. */
  readonly expanded: { readonly up: boolean; readonly down: boolean };
}

export interface GraphColumn {
  readonly name: string;
  readonly type: string;
  readonly notNull: boolean;
  readonly primary: boolean;
  readonly foreign: boolean;
}

/** That `dependent` depends on `on`. */
export interface GraphEdge {
  readonly id: string;
  readonly on: string;
  readonly dependent: string;
  readonly way: DependencyWay;
  /** The constraint, trigger or policy. */
  readonly label: string;
  /** Of a foreign key in a diagram. */
  readonly key?: GraphKey;
}

/** How many rows stand at the ends of a foreign key, and which columns it joins. */
export interface GraphKey {
  /** A row that refers must refer to one: all its columns are NOT NULL. */
  readonly mandatory: boolean;
  /** At most one row refers to each: its columns are unique. */
  readonly single: boolean;
  readonly onColumns: readonly string[];
  readonly dependentColumns: readonly string[];
}

export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

/** How much of a table is shown. */
export const graphDetails = ['names', 'keys', 'all'] as const;
export type GraphDetail = (typeof graphDetails)[number];

/** Both together: a node or edge of the second takes the place of the same of the first. */
export function mergeGraphs(first: Graph, second: Graph): Graph {
  const byId = <T extends { readonly id: string }>(items: readonly T[]): readonly T[] => [
    ...new Map(items.map((item) => [item.id, item])).values(),
  ];
  return {
    nodes: byId([...first.nodes, ...second.nodes]),
    edges: byId([...first.edges, ...second.edges]),
  };
}

/** The columns of a node that are shown. */
export function shownColumns(node: GraphNode, detail: GraphDetail): readonly GraphColumn[] {
  switch (detail) {
    case 'names':
      return [];
    case 'keys':
      return node.columns.filter((column) => column.primary || column.foreign);
    case 'all':
      return node.columns;
  }
}
