import { dayOf, dayWords, timeWords } from '../../../core/history/days';
import type { HistoryEntry } from '../../../core/history/historyEntry';
import type { PlanPanels } from '../planPanels';
import type { PlanHistory } from './planHistory';

/** Shows the plan of an entry of the history. @throws UserError when it is not kept any more */
export async function showPlan(
  entry: HistoryEntry,
  { plans, panels }: { readonly plans: PlanHistory; readonly panels: Pick<PlanPanels, 'open'> },
): Promise<void> {
  const plan = await plans.read(entry);
  const when = `${dayWords(dayOf(entry.startedAt), dayOf(Date.now()))} ${timeWords(entry.startedAt)}`;
  await panels.open({
    kind: 'text',
    key: `history:${entry.id}`,
    name: when,
    origin: `History, ${when}, ${entry.connection}`,
    plan,
    statement: entry.text,
    again: undefined,
  });
}
