import type * as vscode from 'vscode';
import { PlanAnswers } from '../../../core/plan/views/planAnswers';
import type { PlanDocument } from '../../../core/plan/planModel';
import type { PlanView, UtilityView } from '../../../core/plan/planView';
import type { ChosenColumns, PlanViewsHost } from '../../../protocol/planViews';
import type { Handlers } from '../../../protocol/rpc';

/** What a panel shows at this moment. */
export interface ShownPlans {
  readonly runId: number;
  /** The plan as it was written. */
  readonly answer: string;
  readonly document: PlanDocument;
  readonly plans: readonly (PlanView | UtilityView)[];
  readonly statement: string;
}

const columnsKey = 'lakehouse.plan.columns';

/**
 * Answers what the views ask for one by one.
 * @param memory where the choice of columns is kept.
 * @param shown undefined while there is no plan.
 */
export function planViewHandlers(
  memory: vscode.Memento,
  shown: () => ShownPlans | undefined,
): Handlers<PlanViewsHost> {
  let known: { readonly of: PlanDocument; readonly answers: PlanAnswers } | undefined;
  const plansOf = (runId: number) => {
    const plans = shown();
    return plans?.runId === runId ? plans : undefined;
  };
  const answersOf = (runId: number) => {
    const plans = plansOf(runId);
    if (plans && known?.of !== plans.document) {
      known = { of: plans.document, answers: new PlanAnswers(plans.answer, plans.document, plans.plans) };
    }
    return plans && known?.answers;
  };
  return {
    columns: () => memory.get<ChosenColumns>(columnsKey, {}),
    keepColumns: async (columns) => {
      await memory.update(columnsKey, columns);
    },
    rawLines: ({ runId, from, count }) =>
      answersOf(runId)?.rawLines(from, count) ?? { from, total: 0, lines: [] },
    rawLine: ({ runId, plan, node }) => answersOf(runId)?.rawLine(plan, node) ?? -1,
    statement: ({ runId }) => plansOf(runId)?.statement ?? '',
    find: ({ runId, plan, text }) => answersOf(runId)?.find(plan, text) ?? [],
    sources: ({ runId, plan, node }) => answersOf(runId)?.sources(plan, node) ?? [],
  };
}
