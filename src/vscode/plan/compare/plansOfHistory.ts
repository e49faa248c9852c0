import { UserError } from '../../../base/userError';
import { displayName } from '../../../core/explorer/displayName';
import { statementTitle } from '../../../core/query/runPlan';
import type { History } from '../../history/history';
import { PlanHistory } from '../history/planHistory';
import type { PlanPanels } from '../planPanels';
import { type ComparablePlan, firstPlan } from './comparablePlan';

/** A plan of the history, which is read when it is chosen. */
export interface HistoryChoice {
  readonly label: string;
  readonly description: string;
  /** @throws UserError when it is not kept any more */
  read(): Promise<ComparablePlan>;
}

/** More of them nobody reads through. */
const listed = 10;
/** The run that is compared stands in the history, too. */
const sameRunMs = 5000;

/** The plans that the history has of a statement, the newest first, without the one that is compared. */
export async function plansOfHistory(about: {
  readonly history: Pick<History, 'open'>;
  readonly panels: Pick<PlanPanels, 'open'>;
  readonly text: string;
  readonly before: Date;
}): Promise<readonly HistoryChoice[]> {
  const plans = new PlanHistory(about.history);
  const entries = await plans.ofStatement(about.text, listed);
  return entries
    .filter(({ startedAt }) => Math.abs(startedAt - about.before.getTime()) > sameRunMs)
    .map((entry): HistoryChoice => {
      const name = new Date(entry.startedAt).toLocaleString();
      const origin = `History, ${displayName(entry.connection)}`;
      return {
        label: `$(history) ${name}`,
        description: displayName(entry.connection),
        read: async () => {
          const found = await plans.read(entry);
          const plan = firstPlan(found.document);
          if (!plan) {
            throw new UserError('There is no plan in this entry of the history.');
          }
          const statement = statementTitle(about.text);
          const open = async () => {
            const key = `history ${entry.id}`;
            await about.panels.open({ kind: 'text', key, name, origin, plan: found, again: undefined });
          };
          return { plan, name, origin, statement, open };
        },
      };
    });
}
