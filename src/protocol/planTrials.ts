import { isCount, isOneOf, isRecord } from '../base/validate';
import type { Advice } from '../core/plan/advice/advice';
import type { TrialMethod, TrialVerdict } from '../core/plan/verify/trial';
import type { Validators } from './rpc';

/**
 * Names a fix: by the plan's place among the statement's plans, the advice by its rule and node, because the list may be
 * ordered anew when more is known, and its place among the fixes of the advice.
 */
export interface FixPlace {
  readonly runId: number;
  readonly plan: number;
  /** See `adviceName`. */
  readonly advice: string;
  readonly fix: number;
}

/** What a `FixPlace` calls an advice. */
export function adviceName({ rule, node }: Pick<Advice, 'rule' | 'node'>): string {
  return `${rule} ${node ?? 'statement'}`;
}

/** `best`: HypoPG where it is installed, else a copy of the table. */
export const trialWays = ['best', 'copy'] as const;
export type TrialWay = (typeof trialWays)[number];

/** What became of trying a fix. */
export type TrialState =
  | { readonly kind: 'running'; readonly sentence: string }
  | {
      readonly kind: 'done';
      readonly method: TrialMethod;
      readonly verdict: TrialVerdict;
      readonly notes: readonly string[];
    }
  | { readonly kind: 'failed'; readonly message: string };

/** What the plan view may ask of the host about trials. */
export interface PlanTrialHost {
  /** Tries a fix; what happens is told by `trial`. */
  tryFix(argument: FixPlace & { readonly way: TrialWay }): void;
  /** Ends the trial that is running, and drops what it made. */
  cancelTrial(argument: null): void;
  /** Opens the plans before and after. */
  compareTrial(argument: FixPlace): void;
}

/** A fix with what became of trying it; without a state, it was not tried. */
export interface FixTrial {
  readonly place: FixPlace;
  readonly state: TrialState | undefined;
}

/** What the host may tell the plan view of trials; by `notify`. */
export interface PlanTrialPanel {
  trial(argument: FixTrial): void;
}

export const planTrialValidators: Validators<PlanTrialHost> = {
  tryFix: (value): value is FixPlace & { way: TrialWay } =>
    isFixPlace(value) && isRecord(value) && isOneOf(trialWays, value['way']),
  cancelTrial: (value): value is null => value === null,
  compareTrial: isFixPlace,
};

export function isFixPlace(value: unknown): value is FixPlace {
  return (
    isRecord(value) &&
    typeof value['advice'] === 'string' &&
    [value['runId'], value['plan'], value['fix']].every(isCount)
  );
}
