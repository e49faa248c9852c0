import { displayName } from '../../explorer/displayName';
import { statementTitle } from '../../query/runPlan';
import { formatMs } from '../format';
import { nodeTitle } from '../nodeTitle';
import { type FoundPlan, queryTextOf } from './planReading';

/** One plan among several, in words to choose by. */
export interface PlanChoice {
  readonly plan: FoundPlan;
  /** How long it took, and what it did. */
  readonly label: string;
  /** Where and when. */
  readonly description: string;
}

/** The plans of a text to choose from: of a log the latest first, elsewhere in the order of the text. */
export function planChoices(plans: readonly FoundPlan[]): readonly PlanChoice[] {
  const isLog = plans.some(({ logged }) => logged !== undefined);
  const choices = plans.map((plan) => ({ plan, label: label(plan), description: description(plan) }));
  return isLog ? choices.reverse() : choices;
}

/** What stands where the plan came from: `slow.log, line 12`. */
export function planOrigin(name: string, plan: FoundPlan, isOnly: boolean): string {
  const { logged, line } = plan;
  const at = logged?.at === undefined ? '' : `, ${logged.at}`;
  return isOnly && logged === undefined ? name : `${name}${at}, line ${line}`;
}

function label(plan: FoundPlan): string {
  const [first] = plan.document.results;
  const root = first?.kind === 'plan' ? first.nodes[0] : undefined;
  const ms = first?.kind === 'plan' ? (first.executionMs ?? root?.actual?.totalMs) : undefined;
  const query = statementTitle(queryTextOf(plan) ?? '');
  const what = query !== '' ? displayName(query) : root !== undefined ? nodeTitle(root) : 'No plan';
  return ms === undefined ? what : `${formatMs(ms)}  ${what}`;
}

function description({ logged, line }: FoundPlan): string {
  const who = [logged?.user, logged?.database].filter((name) => name !== undefined && name !== '');
  return [logged?.at, who.join(' on '), `line ${line}`]
    .filter((part) => part !== undefined && part !== '')
    .map((part) => displayName(part ?? ''))
    .join(' · ');
}
