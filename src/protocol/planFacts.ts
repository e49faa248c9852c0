import type { RelationSections } from '../core/plan/facts/relationSections';

/** What the live catalog knows of the relation of a plan's node. */
export type NodeFactsView =
  | { readonly kind: 'facts'; readonly facts: RelationSections }
  /** A sentence that says why there are none. */
  | { readonly kind: 'unknown'; readonly reason: string };
