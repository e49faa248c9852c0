import { formatMs } from '../format';

/** What the executions of each side took in milliseconds, in their order; a plan that was executed once needs none. */
export interface ComparedRuns {
  readonly before: readonly number[] | undefined;
  readonly after: readonly number[] | undefined;
}

/**
 * Within how many milliseconds two plans are alike, as their own runs tell. Undefined when one of them was not repeated:
 * then nobody knows how much a run differs from the next.
 */
export function runSpread({ before, after }: ComparedRuns): number | undefined {
  const [first, second] = [settled(before), settled(after)];
  return first && second && (range(first) + range(second)) / 2;
}

/** How often and how long both sides ran, as a sentence. */
export function runsNote(runs: ComparedRuns): string | undefined {
  const [first, second] = [settled(runs.before), settled(runs.after)];
  return (
    first &&
    second &&
    `The spread of the repeated runs decides what is a difference: ${words(first)}, then ${words(second)}.`
  );
}

/** A first run that took longer than all others only filled the caches. */
function settled(runs: readonly number[] | undefined): readonly number[] | undefined {
  if (runs === undefined || runs.length < 3) {
    return undefined;
  }
  const [first = 0, ...others] = runs;
  return first > 1.5 * Math.max(...others) ? others : runs;
}

function range(runs: readonly number[]): number {
  return Math.max(...runs) - Math.min(...runs);
}

function words(runs: readonly number[]): string {
  return `${runs.length} runs of ${formatMs(Math.min(...runs))} to ${formatMs(Math.max(...runs))}`;
}
