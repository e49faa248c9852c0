import type { PlanDocument, PlannedStatement } from '../../../core/plan/planModel';
import type { ComparedPlan } from '../../../protocol/planComparison';

/** A plan that can be compared, with the words for where it came from. */
export interface ComparablePlan extends ComparedPlan {
  readonly plan: PlannedStatement;
  /** What each execution took, in milliseconds, where there were several. */
  readonly runs?: readonly number[];
  /** Shows it by itself; undefined where that is not possible any more. */
  readonly open: (() => Promise<void>) | undefined;
}

/** The first plan of an answer; undefined when a rewrite rule left none. */
export function firstPlan({ results }: PlanDocument): PlannedStatement | undefined {
  return results.find((result) => result.kind === 'plan');
}
