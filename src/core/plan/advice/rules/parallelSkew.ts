import { formatRows, formatShare } from '../../format';
import type { PlanNode } from '../../planModel';
import { processParts } from '../../processParts';
import type { AdviceRule, RulePlan } from '../adviceRule';
import { rowsOf, times, wallMs } from '../ruleTools';

export const parallelSkew: AdviceRule = {
  id: 'parallel-skew',
  title: 'One process did most of the work',
  explanation:
    'A parallel plan is as slow as its slowest process. What one process does alone gains nothing from the others.',
  run: (plan) =>
    plan.nodes.flatMap((node) => {
      const gather = plan.nodes[plan.figures.nodes[node.id]?.gather ?? -1];
      const rows = rowsOf(plan, node);
      if (gather === undefined || !node.parallelAware || node.workers.length === 0 || rows < 10_000) {
        return [];
      }
      const { most, who, processes } = largestShare(node, plan);
      if (processes < 2 || most < (2 * rows) / processes) {
        return [];
      }
      const ms = wallMs(plan, gather);
      return [
        {
          node: node.id,
          impactMs: ms,
          savedMs: times(ms, 1 - 1 / processes),
          title: `${who} handled ${formatShare(most / rows)} of ${formatRows(rows)} rows, with ${processes} processes`,
          what:
            'Small tables and rows that lie close together are handed out in a few pieces. Compare with ' +
            'max_parallel_workers_per_gather = 0: when it is as fast, the workers are better used elsewhere.',
          fixes: [{ kind: 'setting', name: 'max_parallel_workers_per_gather', value: '0' }],
        },
      ];
    }),
};

function largestShare(
  node: PlanNode,
  plan: RulePlan,
): { readonly most: number; readonly who: string; readonly processes: number } {
  const shares = processParts(node).map(({ worker, rows = 0 }) => ({
    who: worker === undefined ? 'The leader' : `Worker ${worker}`,
    most: rows,
  }));
  const largest = shares.reduce((most, each) => (each.most > most.most ? each : most));
  const processes = Math.max(plan.figures.nodes[node.id]?.participants ?? 1, node.workers.length);
  return { ...largest, processes };
}
