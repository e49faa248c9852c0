import { formatRows } from '../../format';
import type { AdviceRule } from '../adviceRule';
import {
  hashMemory,
  kilobytesWords,
  parentOf,
  selfMs,
  sumMs,
  times,
  workMem,
  workMemWords,
} from '../ruleTools';

export const hashSpill: AdviceRule = {
  id: 'hash-spill',
  title: 'A hash table did not fit into memory',
  explanation:
    'The hash table of the join was cut into batches. Both sides of the join are written to temporary files and read again, ' +
    'batch by batch.',
  run: (plan) =>
    plan.ofType('Hash').flatMap((node) => {
      const { batches = 1, originalBatches = batches, peakMemoryKb = 0 } = node.hash ?? {};
      if (batches < 2) {
        return [];
      }
      const join = parentOf(plan, node);
      const setting = workMem((1.1 * peakMemoryKb * batches) / hashMemory(plan));
      const ms = sumMs(selfMs(plan, node), join && selfMs(plan, join));
      const more = batches > originalBatches ? `; planned were ${formatRows(originalBatches)}` : '';
      return [
        {
          node: node.id,
          impactMs: ms,
          savedMs: times(ms, 0.4),
          title: `The hash table was cut into ${formatRows(batches)} batches of up to ${kilobytesWords(peakMemoryKb)}${more}`,
          what: `${workMemWords(setting)} Fewer columns and rows on the hashed side help as well.`,
          fixes: [setting],
        },
      ];
    }),
};
