import type { RelationSections } from '../core/plan/facts/relationSections';

/** What the live catalog knows of the relation of a plan's node. */
export type NodeFactsView =
  | { readonly kind: 'facts'; readonly facts: RelationSections }
  /** A sentence that says why nothing is known of it. */
  | { readonly kind: 'unknown'; readonly reason: string }
  /** The node has no relation, or the plan no connection. */
  | { readonly kind: 'none' };
