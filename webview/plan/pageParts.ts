import type { PlanHost } from '../../src/protocol/plan';
import type { Remote } from '../../src/protocol/rpc';
import type { AdviceBook } from './advice/adviceBook';
import type { TrialBook } from './verify/trialBook';
import type { ShownPlan } from './views/planSubview';

/** What a part of the page gets to draw itself with, such as the list of advice. */
export interface PagePart {
  readonly host: Remote<PlanHost>;
  readonly plan: ShownPlan;
  /** What can be said about the plan. */
  readonly advice: AdviceBook;
  /** What was tried of the advice. */
  readonly trials: TrialBook;
  /** The selected node, in every view. */
  readonly selected: number;
  /** Selects a node, shows it in the present view and gives that view the focus. */
  reveal(node: number): void;
  /** Tells in a few words what was done. */
  say(words: string): void;
  /** Draws the page again, after something came that the part had asked for. */
  redraw(): void;
}
