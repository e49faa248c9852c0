import { formatCounted, formatShare } from '../../format';
import type { AdviceRule } from '../adviceRule';
import { nameOf, removedBy, selfMs, times, workMem, workMemWords } from '../ruleTools';

export const bitmapLossy: AdviceRule = {
  id: 'bitmap-lossy',
  title: 'A bitmap was too large for memory',
  explanation:
    'A bitmap that outgrows work_mem keeps only which blocks hold matching rows, no longer which rows. Then every row of such ' +
    'a block is checked again.',
  run: (plan) =>
    plan.ofType('Bitmap Heap Scan').flatMap((scan) => {
      const { exactBlocks: exact = 0, lossyBlocks: lossy = 0 } = scan.heap ?? {};
      const share = lossy / (lossy + exact);
      if (lossy === 0 || share < 0.1) {
        return [];
      }
      const setting = workMem(((lossy + exact) * 128) / 1024);
      const rechecked = removedBy(scan, 'indexRecheck');
      return [
        {
          node: scan.id,
          impactMs: selfMs(plan, scan),
          savedMs: times(selfMs(plan, scan), 0.5 * share),
          title: `${formatShare(share)} of ${formatCounted(lossy + exact, 'block')} of ${nameOf(scan)} were kept only as whole blocks; ${formatCounted(rechecked, 'row')} were read in vain`,
          what: workMemWords(setting),
          fixes: [setting],
        },
      ];
    }),
};
