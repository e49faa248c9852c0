import type { DbtNode } from '../graph/dbtGraph';
import { builtNodes, type RelationNode } from './builtNodes';
import { type CrossFacts, relationKey, type TargetRelation } from './liveFacts';

/** A model and the relation that its next run drops, with all that hangs on it. */
export interface Replaced {
  readonly node: RelationNode;
  readonly relation: TargetRelation;
}

/**
 * The relations that a run replaces: dbt builds a table or a view beside the old one, renames, and drops the old one with
 * CASCADE. Source: dbt-postgres, macros/materializations.
 */
export function replaced({ graph, catalog }: CrossFacts): readonly Replaced[] {
  return builtNodes(graph).flatMap((node) => {
    const relation = catalog.relations.get(relationKey(node.relation));
    const swapped = node.kind === 'model' && (node.materialized === 'table' || node.materialized === 'view');
    return swapped && relation ? [{ node, relation }] : [];
  });
}

/** Whether a hook of the model says something of the kind, so that it makes anew what the run drops. */
export function hookSays({ config }: DbtNode, pattern: RegExp): boolean {
  return [...config.preHooks, ...config.postHooks].some((hook) => pattern.test(hook));
}
