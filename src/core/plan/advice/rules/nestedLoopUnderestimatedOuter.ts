import { formatCounted, formatRows } from '../../format';
import type { PlanNode } from '../../planModel';
import type { AdviceRule, RulePlan } from '../adviceRule';
import { inputsOf, nameOf, times, wallMs } from '../ruleTools';
import { type StatisticsFix, statisticsFix } from '../statisticsFix';

export const nestedLoopUnderestimatedOuter: AdviceRule = {
  id: 'nested-loop-underestimated-outer',
  title: 'A nested loop ran far more often than planned',
  explanation:
    'A nested loop runs its inner side once for each row of the outer side. It is the best join for few rows and the worst ' +
    'for many, and the planner believed in few.',
  run: (plan) =>
    plan.ofType('Nested Loop').flatMap((join) => {
      const [outer, inner] = inputsOf(plan, join);
      const loops = inner?.actual?.loops ?? 0;
      if (outer === undefined || inner === undefined || loops < 1000) {
        return [];
      }
      const innerMs = wallMs(plan, inner);
      const { planned, actual } = plan.figures.nodes[outer.id]?.rows ?? {};
      const isUnder = planned !== undefined && actual !== undefined && actual >= 10 * Math.max(1, planned);
      const isLarge = (innerMs ?? 0) >= 0.3 * (plan.figures.totalMs ?? Infinity);
      if (!isUnder || !isLarge) {
        return [];
      }
      const fix = fixOf(plan, outer);
      return [
        {
          node: join.id,
          impactMs: innerMs,
          savedMs: times(innerMs, 0.5),
          title: `The inner side on ${nameOf(inner)} ran ${formatCounted(loops, 'time')}; the planner expected ${formatRows(planned)}`,
          what: `${fix.what} To see whether another join would be faster, try enable_nestloop = off for this session only.`,
          fixes: [...fix.fixes, { kind: 'setting', name: 'enable_nestloop', value: 'off' }],
        },
      ];
    }),
};

/** The estimate goes wrong somewhere in the outer side: its first scan that has a condition. */
function fixOf(plan: RulePlan, outer: PlanNode): StatisticsFix {
  for (let node: PlanNode | undefined = outer; node !== undefined; node = inputsOf(plan, node)[0]) {
    const fix = statisticsFix(plan, node);
    if (fix !== undefined) {
      return fix;
    }
  }
  return { what: 'Correct the estimate of the outer side first.', fixes: [] };
}
