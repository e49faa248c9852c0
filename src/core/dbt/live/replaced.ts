import { existing } from './existing';
import type { RelationNode } from './builtNodes';
import type { CrossFacts, TargetRelation } from './liveFacts';

/** A model and the relation that its next run drops, with all that hangs on it. */
export interface Replaced {
  readonly node: RelationNode;
  readonly relation: TargetRelation;
}

/**
 * The relations that a run replaces: dbt builds a table or a view beside the old one, renames, and drops the old one with
 * CASCADE. Source: dbt-postgres, macros/materializations.
 */
export function replaced(facts: CrossFacts): readonly Replaced[] {
  return existing(facts).filter(({ node }) => isReplaced(node));
}

/** Whether each run of a node makes its relation anew. */
export function isReplaced({ kind, materialized }: Pick<RelationNode, 'kind' | 'materialized'>): boolean {
  return kind === 'model' && (materialized === 'table' || materialized === 'view');
}
