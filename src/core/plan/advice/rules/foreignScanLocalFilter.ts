import { formatCounted, formatRows } from '../../format';
import type { AdviceRule } from '../adviceRule';
import { nameOf, removedBy, rowsOf, times, wallMs } from '../ruleTools';

export const foreignScanLocalFilter: AdviceRule = {
  id: 'foreign-scan-local-filter',
  title: 'Rows were fetched from elsewhere and dropped here',
  explanation:
    'A condition that cannot be sent to the other server is evaluated here, after all rows have come over the network.',
  run: (plan) =>
    plan.ofType('Foreign Scan').flatMap((scan) => {
      const removed = removedBy(scan, 'filter');
      const kept = rowsOf(plan, scan);
      if (removed < 1000 || removed < 9 * kept) {
        return [];
      }
      return [
        {
          node: scan.id,
          impactMs: wallMs(plan, scan),
          savedMs: times(wallMs(plan, scan), (0.8 * removed) / (removed + kept)),
          title: `${formatCounted(removed + kept, 'row')} of ${nameOf(scan)} were fetched, ${formatRows(kept)} were kept`,
          what:
            'Use built-in, immutable operators and functions in the condition. For functions of an extension, name it in the ' +
            'option extensions of the foreign server; use_remote_estimate helps the planner.',
        },
      ];
    }),
};
