import { formatRows } from '../../format';
import type { AdviceRule } from '../adviceRule';
import { times, wallMs } from '../ruleTools';

export const workersNotLaunched: AdviceRule = {
  id: 'workers-not-launched',
  title: 'Fewer parallel workers than planned',
  explanation:
    'All sessions share max_parallel_workers. When none is free, the plan runs with fewer, and a plan that was chosen for being ' +
    'parallel can be slower than a serial one.',
  run: (plan) =>
    plan.ofType('Gather', 'Gather Merge').flatMap((gather) => {
      const { workersPlanned: planned = 0, workersLaunched: launched } = gather;
      if (launched === undefined || launched >= planned || gather.actual?.loops === 0) {
        return [];
      }
      return [
        {
          node: gather.id,
          impactMs: wallMs(plan, gather),
          savedMs: times(wallMs(plan, gather), 1 - (launched + 1) / (planned + 1)),
          title: `${formatRows(planned)} workers were planned, ${formatRows(launched)} launched`,
          what:
            'Look at what else ran at that moment. When it happens often, raise max_parallel_workers (and max_worker_processes, ' +
            'which needs a restart), or lower max_parallel_workers_per_gather.',
          fixes: [
            {
              kind: 'sql',
              sql: "SELECT name, setting, unit FROM pg_settings WHERE name LIKE 'max%worker%' ORDER BY name;",
            },
          ],
        },
      ];
    }),
};
