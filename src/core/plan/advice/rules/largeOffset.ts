import { formatCounted, formatRows } from '../../format';
import type { AdviceRule } from '../adviceRule';
import { inputsOf, rowsOf, times, wallMs } from '../ruleTools';

export const largeOffset: AdviceRule = {
  id: 'large-offset',
  title: 'OFFSET skips many rows',
  explanation:
    'Rows that OFFSET skips are computed like all others and then thrown away, and the next page skips even more.',
  run: (plan) =>
    plan.ofType('Limit').flatMap((limit) => {
      const [child] = inputsOf(plan, limit);
      if (child === undefined) {
        return [];
      }
      const [read, kept] = [rowsOf(plan, child), rowsOf(plan, limit)];
      if (read - kept < 1000 || read < 10 * kept) {
        return [];
      }
      return [
        {
          node: limit.id,
          impactMs: wallMs(plan, limit),
          savedMs: times(wallMs(plan, limit), (read - kept) / read),
          title: `${formatCounted(read, 'row')} were computed to return ${formatRows(kept)}`,
          what:
            'Remember the sort key of the last row that was shown and ask for what comes behind it: WHERE (key, id) > (…, …) ' +
            'ORDER BY key, id LIMIT n, with an index on (key, id).',
        },
      ];
    }),
};
