import { formatMs } from '../../format';
import type { AdviceRule } from '../adviceRule';

export const planningDominates: AdviceRule = {
  id: 'planning-dominates',
  title: 'Planning took longer than executing',
  explanation:
    'The time for planning grows with the number of joined tables and of partitions, and every execution pays it again.',
  always: true,
  run: ({ statement }) => {
    const { ms } = statement.planning;
    const { executionMs } = statement;
    if (ms === undefined || executionMs === undefined || ms < 5 || ms < executionMs) {
      return [];
    }
    return [
      {
        node: undefined,
        impactMs: ms,
        title: `Planning took ${formatMs(ms)}, executing ${formatMs(executionMs)}`,
        what:
          'Prepare the statement when it runs often, so that one plan serves many executions. Join fewer tables, make fewer ' +
          'partitions, or compare the partition key with a constant. A first run in a session also reads the catalog: run it twice.',
      },
    ];
  },
};
