import { formatCounted } from '../../format';
import type { PlanNode } from '../../planModel';
import type { AdviceRule } from '../adviceRule';
import { columnsOf, conjunctsOf } from '../conditions/expression';
import { conditionOf } from '../conditions/indexTerms';
import { parseCondition } from '../conditions/parseCondition';
import { joinTypes } from '../joinTypes';
import { removedBy, times, wallMs } from '../ruleTools';

export const orAcrossJoin: AdviceRule = {
  id: 'or-across-join',
  title: 'OR over two tables',
  explanation:
    'A condition that holds by one equality or by another cannot be answered by a hash join, a merge join or an index: every ' +
    'pair of rows is tested.',
  run: (plan) =>
    plan.ofType(...joinTypes).flatMap((join) => {
      const removed = removedBy(join, 'joinFilter');
      if (removed < 1000 || !hasOrAcross(join)) {
        return [];
      }
      return [
        {
          node: join.id,
          impactMs: wallMs(plan, join),
          savedMs: times(wallMs(plan, join), 0.8),
          title: `An OR over both sides of the join dropped ${formatCounted(removed, 'pair')}`,
          what:
            'Write one query for each alternative and put them together with UNION, or with UNION ALL where the second one ' +
            'excludes what the first one found.',
        },
      ];
    }),
};

function hasOrAcross(join: PlanNode): boolean {
  const text = conditionOf(join, 'Join Filter');
  const parsed = text === undefined ? undefined : parseCondition(text);
  return (
    parsed !== undefined &&
    conjunctsOf(parsed).some(
      (part) => part.kind === 'or' && new Set(columnsOf(part).map(({ alias }) => alias)).size > 1,
    )
  );
}
