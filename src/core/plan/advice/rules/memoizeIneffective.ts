import { formatCounted, formatRows, formatShare } from '../../format';
import type { AdviceRule } from '../adviceRule';
import { hashMemory, selfMs, wallMs, workMem, workMemWords } from '../ruleTools';

export const memoizeIneffective: AdviceRule = {
  id: 'memoize-ineffective',
  title: 'A cache of join partners hardly helps',
  explanation:
    'Memoize keeps what the inner side returned for a key, in the hope that the key comes again. When it rarely does, or when ' +
    'entries are thrown out before, it costs more than it saves.',
  run: (plan) =>
    plan.ofType('Memoize').flatMap((node) => {
      const { hits = 0, misses = 0, evictions = 0, peakMemoryKb = 0 } = node.cache ?? {};
      const lookups = hits + misses;
      const share = hits / lookups;
      if (lookups < 1000 || (share >= 0.3 && evictions < 1000)) {
        return [];
      }
      const setting =
        evictions > 0
          ? workMem((1.5 * peakMemoryKb * misses) / Math.max(1, misses - evictions) / hashMemory(plan))
          : undefined;
      return [
        {
          node: node.id,
          impactMs: wallMs(plan, node),
          savedMs: selfMs(plan, node),
          title: `Of ${formatCounted(lookups, 'look-up')} ${formatShare(share)} were found in the cache; ${formatRows(evictions)} entries were thrown out`,
          what: `The planner believes in fewer different keys than there are: ANALYZE the outer table, or tell it with ALTER TABLE … ALTER COLUMN … SET (n_distinct = …).${setting === undefined ? '' : ` ${workMemWords(setting)}`}`,
          fixes: [
            ...(setting === undefined ? [] : [setting]),
            { kind: 'setting', name: 'enable_memoize', value: 'off' },
          ],
        },
      ];
    }),
};
