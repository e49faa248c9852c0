import { formatMs, formatShare } from '../../format';
import { jitWallMs } from '../../planOverheads';
import type { AdviceRule } from '../adviceRule';

export const jitDominates: AdviceRule = {
  id: 'jit-dominates',
  title: 'Compiling took a large part of the time',
  explanation:
    'Just-in-time compilation pays for queries that evaluate expressions for seconds. It starts by the estimated cost alone, ' +
    'also for queries that end before the compiler does.',
  run: (plan) => {
    const ms = jitWallMs(plan.statement);
    const total = plan.figures.totalMs ?? plan.statement.executionMs;
    if (ms === undefined || total === undefined || ms < 0.2 * total) {
      return [];
    }
    return [
      {
        node: undefined,
        impactMs: ms,
        savedMs: ms,
        title: `Just-in-time compilation took ${formatMs(ms)} of ${formatMs(total)} (${formatShare(ms / total)})`,
        what: 'Switch jit off for this session or role, or raise jit_above_cost, so that only long queries are compiled.',
        fixes: [
          { kind: 'setting', name: 'jit', value: 'off' },
          { kind: 'setting', name: 'jit_above_cost', value: '1000000' },
        ],
      },
    ];
  },
};
