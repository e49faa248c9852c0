import type { DbtCheck } from '../check';
import { crossChecks } from '../checks/cross/crossChecks';
import { connectChecks, liveChecks } from '../checks/live/liveChecks';
import type { DbtFinding } from '../finding';
import type { LiveFacts } from './liveFacts';
import { onGraph } from './connectCheck';

/** Every check of a target that needs its server: what it may do there, then the models beside what is there. */
export const targetChecks: readonly DbtCheck<LiveFacts>[] = [
  ...liveChecks,
  ...crossChecks.map((check) => ({ ...check, run: onGraph((facts) => check.run(facts)) })),
];

/** Those that look at the database, once it is connected to. */
export const catalogChecks = targetChecks.filter((check) => !connectChecks.includes(check));

export function runTargetChecks(facts: LiveFacts): readonly DbtFinding[] {
  return targetChecks.flatMap((check) => check.run(facts));
}
