import type { DbtCheck } from '../check';
import { crossChecks } from '../checks/cross/crossChecks';
import { connectChecks, liveChecks } from '../checks/live/liveChecks';
import type { DbtFinding } from '../finding';
import type { LiveFacts } from './liveFacts';
import { aboutTarget } from './liveFinding';
import { onGraph } from './connectCheck';

/** Every check of a target that needs its server: what it may do there, then the models beside what is there. */
export const targetChecks: readonly DbtCheck<LiveFacts>[] = [
  ...liveChecks,
  ...crossChecks.map((check) => ({ ...check, run: onGraph((facts) => check.run(facts)) })),
];

/** Those that look at the database, once it is connected to. */
export const catalogChecks = targetChecks.filter((check) => !connectChecks.includes(check));

/** Of one check's findings so many are told one by one. */
const mostFindings = 100;

export function runTargetChecks(facts: LiveFacts): readonly DbtFinding[] {
  return targetChecks.flatMap((check) => {
    const found = check.run(facts);
    const first = found.slice(0, mostFindings);
    const more = found.length - first.length;
    const last = found.at(-1);
    return more === 0 || !last
      ? found
      : [
          ...first,
          aboutTarget(facts, {
            check: check.id,
            severity: last.severity,
            message: `${check.title}: ${String(more)} more like these on target ${facts.target.name}.`,
          }),
        ];
  });
}
