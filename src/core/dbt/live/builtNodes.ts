import type { DbtGraph, DbtNode, DbtRelation } from '../graph/dbtGraph';
import { type DbtTarget, targetText } from '../profiles/target';

/** A node that is a relation of the database. */
export type RelationNode = DbtNode & { readonly relation: DbtRelation };

/** The models, seeds and snapshots that dbt makes into relations. */
export function builtNodes(graph: DbtGraph): readonly RelationNode[] {
  return relationNodes(graph).filter(
    ({ kind, enabled }) => enabled && (kind === 'model' || kind === 'seed' || kind === 'snapshot'),
  );
}

/**
 * The schemas in which dbt builds. Without a graph, or where nothing is built at all, that of the target counts: dbt
 * creates it and writes into it only for what lies there.
 */
export function builtSchemas(target: DbtTarget, graph: DbtGraph | undefined): ReadonlySet<string> {
  const used = new Set(graph ? builtNodes(graph).map(({ relation }) => relation.schema) : []);
  const own = targetText(target, 'schema');
  return used.size > 0 || own === undefined ? used : new Set([own]);
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
