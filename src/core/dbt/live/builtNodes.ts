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

/** Whether dbt builds it as a table that takes the place of the one before. */
export function isSwapped({ kind, materialized }: DbtNode): boolean {
  return kind === 'model' && materialized === 'table';
}

function relationNodes(graph: DbtGraph): readonly RelationNode[] {
  return [...graph.nodes.values()].filter(
    (node): node is RelationNode => node.relation !== undefined && node.materialized !== 'ephemeral',
  );
}

function dependencies({ kind, dependsOn }: DbtNode): readonly string[] {
  return kind === 'source' ? [] : dependsOn;
}
