import { displayName } from '../../../explorer/displayName';
import { formatCounted, formatMs } from '../../format';
import type { AdviceRule } from '../adviceRule';
import { unindexedForeignKeys } from '../foreignKeys';
import { times } from '../ruleTools';

export const fkTriggerSlow: AdviceRule = {
  id: 'fk-trigger-slow',
  title: 'Checking a foreign key takes long',
  explanation:
    'For every row that is deleted, or whose key changes, PostgreSQL looks for rows that refer to it. Without an index on the ' +
    'referring columns each of these checks reads the whole other table.',
  run: (plan) => {
    const explained = new Set(unindexedForeignKeys(plan).map(({ trigger }) => trigger));
    return plan.statement.triggers.flatMap((trigger) => {
      const { constraint, ms, calls } = trigger;
      const total = plan.figures.totalMs ?? Infinity;
      const isSlow = ms !== undefined && ms >= 0.1 * total && ms / Math.max(1, calls) >= 0.2;
      if (constraint === undefined || !isSlow || explained.has(trigger)) {
        return [];
      }
      return [
        {
          node: undefined,
          impactMs: ms,
          savedMs: times(ms, 0.95),
          title: `The foreign key ${displayName(constraint)} took ${formatMs(ms)} of ${formatMs(total)} (${formatCounted(calls, 'check')})`,
          what: 'Create an index that begins with the referring columns of this foreign key, on the table that has the foreign key.',
        },
      ];
    });
  },
};
