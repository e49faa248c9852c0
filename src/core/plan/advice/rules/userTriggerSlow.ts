import { displayName } from '../../../explorer/displayName';
import { formatCounted, formatMs } from '../../format';
import type { AdviceRule } from '../adviceRule';
import { times } from '../ruleTools';

export const userTriggerSlow: AdviceRule = {
  id: 'user-trigger-slow',
  title: 'A trigger takes a large part of the time',
  explanation: 'A trigger FOR EACH ROW calls its function once for every row.',
  run: ({ statement, figures }) =>
    statement.triggers.flatMap(({ name, constraint, ms, calls, relation }) => {
      const total = figures.totalMs;
      if (constraint !== undefined || ms === undefined || total === undefined || ms < 0.2 * total) {
        return [];
      }
      const on = relation === undefined ? '' : ` on ${displayName(relation)}`;
      return [
        {
          node: undefined,
          impactMs: ms,
          savedMs: times(ms, 0.7),
          title: `Trigger ${displayName(name)}${on} took ${formatMs(ms)} of ${formatMs(total)} (${formatCounted(calls, 'call')}, ${formatMs(ms / Math.max(1, calls))} each)`,
          what:
            'Handle all rows at once: a trigger FOR EACH STATEMENT with transition tables (REFERENCING NEW TABLE AS …). Look at ' +
            'what its function reads; auto_explain with log_nested_statements shows its plans.',
        },
      ];
    }),
};
