import { formatCounted, formatRows } from '../../format';
import type { AdviceRule } from '../adviceRule';
import { nameOf, removedBy, rowsOf, times, wallMs } from '../ruleTools';

export const recheckDiscards: AdviceRule = {
  id: 'recheck-discards',
  title: 'An index returns candidates that fail',
  explanation:
    'Some indexes (trigrams, full text, GiST) answer only roughly: each row that they find has to be compared again in the table.',
  run: (plan) =>
    plan.ofType('Bitmap Heap Scan', 'Index Scan', 'Index Only Scan').flatMap((scan) => {
      const removed = removedBy(scan, 'indexRecheck');
      const kept = rowsOf(plan, scan);
      if (removed < 1000 || removed < kept || (scan.heap?.lossyBlocks ?? 0) > 0) {
        return [];
      }
      return [
        {
          node: scan.id,
          impactMs: wallMs(plan, scan),
          savedMs: times(wallMs(plan, scan), (0.8 * removed) / (removed + kept)),
          title: `The index returned ${formatCounted(removed + kept, 'candidate')} of ${nameOf(scan)}, of which ${formatRows(kept)} were right`,
          what: 'Search for something rarer (longer words, more letters in a row), add a second condition, or use another operator class.',
        },
      ];
    }),
};
