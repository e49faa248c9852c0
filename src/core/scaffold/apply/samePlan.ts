import type { ScaffoldPlan } from '../scaffold';

/**
 * Whether two plans would send the same statements, take them back in the same way, and find the same steps done, so that
 * what was seen is what runs.
 */
export function samePlan(seen: ScaffoldPlan, now: ScaffoldPlan): boolean {
  return keyOf(seen) === keyOf(now);
}

function keyOf({ steps, problems }: ScaffoldPlan): string {
  return JSON.stringify([
    steps.map(
      ({ sql, down = null, present = false, alone = false, passwordOf = null, irreversible = null }) => [
        ...[sql, down, present, alone, passwordOf, irreversible],
      ],
    ),
    problems,
  ]);
}

/** The steps that are to run, with their places in the plan. */
export function openSteps(plan: ScaffoldPlan): readonly number[] {
  return plan.steps.flatMap(({ present }, place) => (present === true ? [] : [place]));
}
