import { formatCounted, formatRows } from '../../format';
import type { AdviceRule } from '../adviceRule';
import { parentOf, rowsOf, times, wallMs } from '../ruleTools';

export const materializeRescans: AdviceRule = {
  id: 'materialize-rescans',
  title: 'Kept rows are read again and again',
  explanation:
    'The inner side was kept in memory, but for each outer row all of it is looked through, because the join has no equality ' +
    'that would find the partners.',
  run: (plan) =>
    plan.ofType('Materialize').flatMap((node) => {
      const loops = node.actual?.loops ?? 0;
      const read = rowsOf(plan, node);
      if (loops < 100 || node.relationship === 'SubPlan' || (node.actual?.rows ?? 0) * loops < 1_000_000) {
        return [];
      }
      const ms = wallMs(plan, parentOf(plan, node) ?? node);
      return [
        {
          node: node.id,
          impactMs: ms,
          savedMs: times(ms, 0.8),
          title: `${formatCounted(Math.round(read / loops), 'row')} were read ${formatRows(loops)} times`,
          what:
            'Add a condition that compares a column of each side for equality, or create an index on the inner column that is ' +
            'compared.',
        },
      ];
    }),
};
