import { isCount, isRecord } from '../base/validate';
import type { Advice, AdviceFix } from '../core/plan/advice/advice';
import { type FixPlace, isFixPlace } from './planTrials';
import type { Validators } from './rpc';

/** What can be said about one of a statement's plans, the most worthwhile first. */
export interface AdviceList {
  readonly runId: number;
  readonly plan: number;
  readonly advice: readonly AdviceView[];
  /** `reading`: the catalog is asked, and the list may change. `failed`: why it could not be asked. */
  readonly catalog: 'known' | 'reading' | 'none' | { readonly failed: string };
}

export interface AdviceView extends Omit<Advice, 'fixes'> {
  readonly fixes: readonly FixView[];
}

/** A fix with the text that an editor gets. */
export interface FixView {
  readonly kind: AdviceFix['kind'];
  readonly language: 'sql' | 'yaml';
  readonly text: string;
}

/** Names one of the statement's plans. */
export interface PlanPlace {
  readonly runId: number;
  readonly plan: number;
}

/** What the plan view may ask of the host about advice. */
export interface PlanAdviceHost {
  /** What is known now; what the catalog adds comes later by `advised`. Undefined when the plan is no longer shown. */
  advice(argument: PlanPlace): AdviceList | undefined;
  /** Puts a fix's text into an editor. */
  insertFix(argument: FixPlace): void;
  /** Puts a fix's text on the clipboard. */
  copyFix(argument: FixPlace): void;
}

/** What the host may tell the plan view; by `notify`. */
export interface PlanAdvicePanel {
  advised(argument: AdviceList): void;
}

export const planAdviceValidators: Validators<PlanAdviceHost> = {
  advice: (value): value is PlanPlace => isRecord(value) && isCount(value['runId']) && isCount(value['plan']),
  insertFix: isFixPlace,
  copyFix: isFixPlace,
};
