import { formatRows } from '../../format';
import type { AdviceRule } from '../adviceRule';
import { hashMemory, kilobytesWords, selfMs, times, workMem, workMemWords } from '../ruleTools';

export const hashAggSpill: AdviceRule = {
  id: 'hashagg-spill',
  title: 'An aggregate went to disk',
  explanation:
    'The groups did not fit into memory, so rows of further groups were written to temporary files and aggregated later.',
  run: (plan) =>
    plan.ofType('Aggregate').flatMap((node) => {
      const { batches = 0, diskKb = 0, peakMemoryKb = 0 } = node.aggregation ?? {};
      if (batches < 2 && diskKb === 0) {
        return [];
      }
      const setting = workMem((peakMemoryKb + 2.5 * diskKb) / hashMemory(plan));
      return [
        {
          node: node.id,
          impactMs: selfMs(plan, node),
          savedMs: times(selfMs(plan, node), 0.4),
          title: `The aggregate wrote ${kilobytesWords(diskKb)} to disk in ${formatRows(Math.max(1, batches))} batches`,
          what: `${workMemWords(setting)} An index on the grouped columns lets PostgreSQL aggregate sorted rows without a hash table.`,
          fixes: [setting],
        },
      ];
    }),
};
