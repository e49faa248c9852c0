/**
 * Two plans beside each other. `before` is the first one and `after` the second, whatever they are: two runs, two targets,
 * two roles, an estimate and an execution. Times are milliseconds, buffers blocks, costs the planner's units.
 */
export interface PlanComparison {
  readonly basis: ComparisonBasis;
  /** One sentence: how much faster or slower, and why. */
  readonly verdict: string;
  readonly outcome: 'faster' | 'slower' | 'same' | 'unknown';
  /** The larger time (or cost) divided by the smaller one; undefined when they cannot be compared. */
  readonly factor: number | undefined;
  /** Both plans consist of the same nodes, joins in the same order, and the same indexes. */
  readonly sameShape: boolean;
  readonly totals: readonly ComparedTotal[];
  /** The nodes of both plans as one tree, in pre-order: `id` is the place, and what is below a row follows it up to `end`. */
  readonly rows: readonly ComparedRow[];
  /** Sentences, the one with the largest effect first. */
  readonly changes: readonly PlanChange[];
  /** Sentences about what the plans do not tell in their nodes, such as other settings. */
  readonly notes: readonly string[];
}

/** What tells which plan is better. Only one of two plans may have been executed. */
export type ComparisonBasis = 'times' | 'costs' | 'estimateAndActual' | 'shapes';

/** A figure of both sides; undefined where a side does not have it. */
export interface ComparedFigure {
  readonly before: number | undefined;
  readonly after: number | undefined;
  /** `none` is a difference that rounding or chance explains, and `unknown` where a side has no figure. */
  readonly change: 'less' | 'more' | 'none' | 'unknown';
}

export interface ComparedTotal extends ComparedFigure {
  readonly name: string;
  readonly unit: 'ms' | 'rows' | 'blocks' | 'cost';
}

export interface ComparedRow {
  readonly id: number;
  readonly parent: number | undefined;
  readonly end: number;
  readonly depth: number;
  /** `changed`: both plans do this work, in another way. */
  readonly kind: 'same' | 'changed' | 'added' | 'removed';
  /** The ids of the nodes in their plans. */
  readonly before: number | undefined;
  readonly after: number | undefined;
  readonly title: string;
  /** The title in the first plan, where it is another one. */
  readonly titleBefore: string | undefined;
  /** Such as `InitPlan 1`; undefined for an ordinary child. */
  readonly role: string | undefined;
  /** In the node itself, without what is below it; rows, buffers and costs likewise, except that rows are what it returns. */
  readonly selfMs: ComparedFigure;
  readonly totalMs: ComparedFigure;
  /** Actual rows where there are such, else the planner's. */
  readonly rows: ComparedFigure;
  /** Found, read, and used for temporary files. */
  readonly buffers: ComparedFigure;
  readonly cost: ComparedFigure;
  /** The node is another one, or a figure differs by more than rounding and chance. */
  readonly differs: boolean;
}

export interface PlanChange {
  readonly text: string;
  /** The row that it is about; undefined for the plan as a whole. */
  readonly row: number | undefined;
}
