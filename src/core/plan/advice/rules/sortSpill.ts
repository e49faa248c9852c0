import type { PlanNode } from '../../planModel';
import type { AdviceRule } from '../adviceRule';
import { kilobytesWords, selfMs, times, workMem, workMemWords } from '../ruleTools';

export const sortSpill: AdviceRule = {
  id: 'sort-spill',
  title: 'A sort went to disk',
  explanation:
    'The rows did not fit into work_mem, so they were written to temporary files in sorted runs and merged from there.',
  run: (plan) =>
    plan.ofType('Sort', 'Incremental Sort').flatMap((sort) => {
      const disk = diskKb(sort);
      if (disk === undefined) {
        return [];
      }
      // In memory the rows take more room than in the files.
      const setting = workMem(2.5 * disk.most);
      return [
        {
          node: sort.id,
          impactMs: selfMs(plan, sort),
          savedMs: times(selfMs(plan, sort), 0.4),
          title: `The sort wrote ${kilobytesWords(disk.sum)} to disk`,
          what: `${workMemWords(setting)} Or let an index deliver the rows in this order, or sort fewer or narrower rows.`,
          fixes: [setting],
        },
      ];
    }),
};

/** What all processes wrote, and what one of them wrote at most. */
function diskKb(sort: PlanNode): { readonly sum: number; readonly most: number } | undefined {
  const uses = [sort.sort, ...sort.workers.map((worker) => worker.sort)];
  const sizes = [
    ...uses.map((use) => (use?.spaceType === 'Disk' ? (use.spaceKb ?? 0) : undefined)),
    ...sort.sortGroups.map(({ peakDiskKb }) => peakDiskKb),
  ].filter((size) => size !== undefined);
  return sizes.length === 0
    ? undefined
    : { sum: sizes.reduce((sum, size) => sum + size, 0), most: Math.max(...sizes) };
}
