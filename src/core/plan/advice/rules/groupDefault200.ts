import { formatRows } from '../../format';
import type { AdviceRule } from '../adviceRule';
import { rowsOf, wallMs } from '../ruleTools';

export const groupDefault200: AdviceRule = {
  id: 'group-default-200',
  title: 'The planner guessed the number of groups',
  explanation:
    'Without statistics about what is grouped, PostgreSQL assumes 200 different values, and sizes hash tables and plans joins for them.',
  run: (plan) =>
    plan.ofType('Aggregate', 'Group', 'Unique').flatMap((node) => {
      const actual = rowsOf(plan, node);
      if (node.estimate?.rows !== 200 || node.actual?.loops !== 1 || actual < 2000) {
        return [];
      }
      return [
        {
          node: node.id,
          impactMs: wallMs(plan, node),
          severity: actual >= 200_000 ? 'high' : actual >= 20_000 ? 'medium' : 'low',
          title: `200 groups were assumed, ${formatRows(actual)} found`,
          what:
            'Collect statistics on the grouped expression (CREATE STATISTICS … ON (expression), from version 14 on), or put the ' +
            'rows into a temporary table and ANALYZE it first.',
        },
      ];
    }),
};
