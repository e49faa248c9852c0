import { formatBytes, formatMs, formatShare } from '../../format';
import type { AdviceRule } from '../adviceRule';
import { wallMs } from '../ruleTools';

const blockBytes = 8192;

export const coldReads: AdviceRule = {
  id: 'cold-reads',
  title: 'Most blocks were not in the buffer cache',
  explanation:
    'Blocks that are not in shared_buffers come from the operating system, or from the disk. The first run of a query is ' +
    'often slower than the next ones for this reason alone.',
  run: (plan) => {
    const [root] = plan.nodes;
    const { sharedHit: hit = 0, sharedRead: read = 0 } = root?.buffers ?? {};
    if (root === undefined || read < 1000 || read < 0.5 * (hit + read)) {
      return [];
    }
    const total = plan.figures.totalMs;
    const io = root.io?.sharedRead;
    const waited =
      io === undefined || io === 0 || total === undefined
        ? ''
        : `; waiting for them took ${formatMs(io)} (${formatShare(Math.min(1, io / total))})`;
    let most = root.id;
    plan.figures.nodes.forEach(({ buffers }, id) => {
      const reads = buffers?.sharedRead ?? 0;
      most = reads > (plan.figures.nodes[most]?.buffers?.sharedRead ?? 0) ? id : most;
    });
    const node = plan.nodes[most] ?? root;
    return [
      {
        node: most,
        impactMs: io === undefined || io === 0 ? wallMs(plan, node) : io,
        severity: 'low',
        title: `${formatBytes(read * blockBytes)} were not in shared_buffers (${formatShare(read / (hit + read))} of what was read)${waited}`,
        what:
          'Run it twice and compare: if the second run is fast, only the cache was cold. If not, read less with an index, or give ' +
          'the server more shared_buffers. track_io_timing shows how long reads take.',
      },
    ];
  },
};
