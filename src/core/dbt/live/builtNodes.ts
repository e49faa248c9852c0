import type { DbtGraph, DbtNode, DbtRelation } from '../graph/dbtGraph';

/** A node that is a relation of the database. */
export type RelationNode = DbtNode & { readonly relation: DbtRelation };

/** The models, seeds and snapshots that dbt makes into relations. */
export function builtNodes(graph: DbtGraph): readonly RelationNode[] {
  return relationNodes(graph).filter(
    ({ kind, enabled }) => enabled && (kind === 'model' || kind === 'seed' || kind === 'snapshot'),
  );
}

/** The sources that are read: a source that nothing reads is nobody's trouble. */
export function readSources(graph: DbtGraph): readonly RelationNode[] {
  const read = new Set([...graph.nodes.values()].filter(({ enabled }) => enabled).flatMap(dependencies));
  return relationNodes(graph).filter(({ kind, enabled, id }) => kind === 'source' && enabled && read.has(id));
}

/** Whether a node is a relation of the database: an ephemeral model is none. */
export function isRelation(node: DbtNode): node is RelationNode {
  return node.relation !== undefined && node.materialized !== 'ephemeral';
}

function relationNodes(graph: DbtGraph): readonly RelationNode[] {
  return [...graph.nodes.values()].filter(isRelation);
}

function dependencies({ kind, dependsOn }: DbtNode): readonly string[] {
  return kind === 'source' ? [] : dependsOn;
}
