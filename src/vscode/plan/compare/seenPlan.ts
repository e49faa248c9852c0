import type { PlanDocument } from '../../../core/plan/planModel';
import type { PlanSubject } from '../planSubject';

/** A plan that came into sight in a panel. */
export interface SeenPlan {
  readonly subject: PlanSubject;
  readonly document: PlanDocument;
  /** As it was written. */
  readonly text: string;
  /** What each execution took, in milliseconds, where there were several. */
  readonly runs?: readonly number[];
}
