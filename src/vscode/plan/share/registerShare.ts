import type { Disposable } from '../../../base/disposable';
import { UserError } from '../../../base/userError';
import type { Runner } from '../../run';
import type { PlanPanels } from '../planPanels';

/** The command that exports the plan of a panel, by its key, or else of the panel in front. */
export function registerShare(runner: Runner, panels: PlanPanels): Disposable {
  return runner.command('lakehouse.plan.export', async (key) => {
    const plan = panels.chosen(key)?.toShare();
    if (!plan) {
      throw new UserError('There is no plan to export. Explain a statement or open a plan first.');
    }
    const [{ chooseShare }, { sharePlan }] = await Promise.all([
      import('./chooseShare'),
      import('./sharePlan'),
    ]);
    const choice = await chooseShare();
    if (choice) {
      await sharePlan(plan, choice);
    }
  });
}
