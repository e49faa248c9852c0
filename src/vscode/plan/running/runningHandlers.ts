import type { PlanDocument } from '../../../core/plan/planModel';
import type { PlanHost } from '../../../protocol/plan';
import type { Handlers } from '../../../protocol/rpc';
import type { Runner } from '../../run';
import type { PlanOffer, PlanSubject } from '../planSubject';

/** What a panel shows at the moment. */
export interface ShownPlan {
  readonly runId: number;
  readonly subject: PlanSubject | undefined;
  /** Undefined while there is no plan. */
  readonly document?: PlanDocument;
  readonly offers?: readonly PlanOffer[];
}

/** What the page asks about running its statement, and about the tables in it. */
export function runningHandlers(
  runner: Runner,
  shown: () => ShownPlan,
): Pick<Handlers<PlanHost>, 'facts' | 'withOptions' | 'takeOffer'> {
  return {
    facts: (request, signal) => {
      const { runId, subject, document } = shown();
      const facts = subject?.kind === 'explain' ? subject.facts : undefined;
      return facts && document && runId === request.runId
        ? facts.node(document, request, signal)
        : { kind: 'none' as const };
    },
    withOptions: async () => {
      const { subject } = shown();
      const choose = subject?.kind === 'explain' ? subject.withOptions : undefined;
      if (choose) {
        await runner.attempt('lakehouse.plan.explainWithOptions', choose);
      }
    },
    takeOffer: async ({ runId, offer }) => {
      const { runId: now, offers } = shown();
      const taken = runId === now ? offers?.[offer] : undefined;
      if (taken) {
        await runner.attempt('lakehouse.plan.offer', taken.take);
      }
    },
  };
}
