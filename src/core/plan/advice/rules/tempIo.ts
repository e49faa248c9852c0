import { formatBytes, formatShare } from '../../format';
import { nodeTitle } from '../../nodeTitle';
import type { AdviceRule, RulePlan } from '../adviceRule';
import { selfMs } from '../ruleTools';

const blockBytes = 8192;

export const tempIo: AdviceRule = {
  id: 'temp-io',
  title: 'Temporary files were written',
  explanation:
    'Sorts, hash tables and intermediate results that outgrow work_mem are written to temporary files and read again.',
  run: (plan) => {
    const root = plan.nodes[0]?.buffers;
    const blocks = (root?.tempRead ?? 0) + (root?.tempWritten ?? 0);
    const [worst] = blocks < 1000 ? [] : largestUsers(plan, blocks);
    const node = worst && plan.nodes[worst.id];
    if (worst === undefined || node === undefined) {
      return [];
    }
    return [
      {
        node: node.id,
        impactMs: selfMs(plan, node),
        title: `${formatBytes(blocks * blockBytes)} went through temporary files, ${formatShare(worst.blocks / blocks)} of it for ${nodeTitle(node)}`,
        what: 'Let this node handle fewer or narrower rows, or give the session more work_mem.',
      },
    ];
  },
};

/** The nodes with at least a fifth of the blocks, the largest first. */
function largestUsers(
  plan: RulePlan,
  all: number,
): readonly { readonly id: number; readonly blocks: number }[] {
  return plan.figures.nodes
    .map(({ buffers }, id) => ({ id, blocks: (buffers?.tempRead ?? 0) + (buffers?.tempWritten ?? 0) }))
    .filter(({ blocks }) => blocks >= 0.2 * all)
    .sort((a, b) => b.blocks - a.blocks);
}
