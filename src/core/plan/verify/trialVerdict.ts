import { formatCost, formatFactor, formatMs } from '../format';
import type { PlannedStatement } from '../planModel';
import type { TrialMethod, TrialVerdict } from './trial';

/** Two plans of the same statement, and how they came about. */
export interface TrialPlans {
  readonly method: TrialMethod;
  readonly before: PlannedStatement;
  readonly after: PlannedStatement;
  /** Whether the tried index stands in the plan after; undefined where no index was tried. */
  readonly indexUsed: boolean | undefined;
}

/** A smaller gain is within what repeated runs differ by. */
const leastGain = 0.1;
const leastGainMs = 0.2;

/**
 * Whether a proposal helps: by the measured time where both plans were executed, else by the planner's costs, which are
 * called so.
 */
export function judgeTrial(plans: TrialPlans): TrialVerdict {
  const measured = { before: plans.before.executionMs, after: plans.after.executionMs };
  if (measured.before !== undefined && measured.after !== undefined) {
    return judge(plans, {
      before: measured.before,
      after: measured.after,
      least: leastGainMs,
      words: formatMs,
    });
  }
  const cost = { before: costOf(plans.before), after: costOf(plans.after) };
  const words = (value: number) => `cost ${formatCost(value)}`;
  return judge(plans, { ...cost, least: 0, words });
}

interface Figures {
  readonly before: number;
  readonly after: number;
  /** The least difference that counts. */
  readonly least: number;
  readonly words: (value: number) => string;
}

function judge({ method, indexUsed }: TrialPlans, { before, after, least, words }: Figures): TrialVerdict {
  const figures = `${words(before)} before, ${words(after)} after`;
  if (indexUsed === false) {
    return {
      kind: 'notUsed',
      sentence: `Tried ${where[method]}: no gain. The planner does not use the index (${figures}).`,
    };
  }
  const difference = before - after;
  if (Math.abs(difference) <= Math.max(least, before * leastGain)) {
    return { kind: 'same', sentence: `Tried ${where[method]}: no gain. ${capitalized(figures)}.` };
  }
  return difference > 0
    ? {
        kind: 'helps',
        sentence: `Tried ${where[method]}: it helps. ${capitalized(figures)}${times(before, after)}.`,
      }
    : { kind: 'worse', sentence: `Tried ${where[method]}: it makes things worse. ${capitalized(figures)}.` };
}

const where: Readonly<Record<TrialMethod, string>> = {
  hypopg: 'with a hypothetical index',
  copy: 'on a copy',
  setting: 'in a transaction that was rolled back',
};

function times(before: number, after: number): string {
  return after > 0 && before / after >= 1.5 ? ` (${formatFactor(before / after)} less)` : '';
}

function costOf({ nodes }: PlannedStatement): number {
  return nodes[0]?.estimate?.totalCost ?? 0;
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
