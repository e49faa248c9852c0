import type { Disposable } from '../../../base/disposable';
import { UserError } from '../../../base/userError';
import type { HistoryFeature } from '../../history/registerHistory';
import type { Runner } from '../../run';
import type { PlanPanels } from '../planPanels';
import type { EndedExplain } from './recordPlan';

/** What keeps plans beside the history: the history as other features see it. */
export type HistoryOfPlans = Pick<HistoryFeature, 'history' | 'tree' | 'keep'>;

/** Opens the plan of a run of the history. */
export function registerPlanHistory(
  runner: Runner,
  { history, tree }: HistoryOfPlans,
  panels: PlanPanels,
): Disposable {
  return runner.command('lakehouse.history.showPlan', async (argument) => {
    const node = tree.chosen(argument);
    if (!node?.entry.plan) {
      throw new UserError('Select an EXPLAIN in the view History of the Lakehouse sidebar first.');
    }
    const [{ PlanHistory }, { showPlan }] = await Promise.all([
      import('./planHistory'),
      import('./showPlan'),
    ]);
    await showPlan(node.entry, { plans: new PlanHistory(history), panels });
  });
}

/** Writes an EXPLAIN into the history, unless the user wants none of this connection or window. It does not fail. */
export function keepPlan({ history, keep }: HistoryOfPlans, ended: EndedExplain): Promise<void> {
  return keep(ended.editor.profile, async () => {
    const { recordPlan } = await import('./recordPlan');
    await recordPlan(history, ended);
  });
}
