import { formatCounted, formatRows } from '../../format';
import type { AdviceRule } from '../adviceRule';
import { joinTypes } from '../joinTypes';
import { removedBy, rowsOf, times, wallMs } from '../ruleTools';

export const joinFilterDiscards: AdviceRule = {
  id: 'join-filter-discards',
  title: 'A join compares far more pairs than it keeps',
  explanation:
    'A condition that is no equality of a column on each side cannot be used to find partners: every pair of rows is formed ' +
    'and then tested.',
  run: (plan) =>
    plan.ofType(...joinTypes).flatMap((join) => {
      const removed = removedBy(join, 'joinFilter');
      const kept = rowsOf(plan, join);
      if (removed < 100_000 || removed < 10 * kept) {
        return [];
      }
      return [
        {
          node: join.id,
          impactMs: wallMs(plan, join),
          savedMs: times(wallMs(plan, join), 0.9 * (removed / (removed + kept))),
          title: `${formatCounted(removed + kept, 'pair')} were compared, ${formatRows(kept)} were kept`,
          what:
            'Join by an equality of two columns of the same type; move calculations to one side (a.id = 10 - b.id). For ranges, an ' +
            'index on the range column, or a range type with a GiST index, finds the partners.',
        },
      ];
    }),
};
