import { formatBytes, formatCounted, formatShare } from '../../format';
import type { AdviceRule } from '../adviceRule';

export const walHeavy: AdviceRule = {
  id: 'wal-heavy',
  title: 'Much was written to the write-ahead log',
  explanation:
    'Every change of a row and of each index on its table is written to the log, flushed at commit, sent to replicas and archived.',
  always: true,
  run: ({ nodes }) => {
    const wal = nodes[0]?.wal;
    if (wal === undefined || wal.bytes < 10 * 1024 ** 2) {
      return [];
    }
    const images = Math.min(1, (wal.fullPageImages * 8192) / wal.bytes);
    return [
      {
        node: 0,
        impactMs: undefined,
        title: `${formatBytes(wal.bytes)} of WAL in ${formatCounted(wal.records, 'record')} (up to ${formatShare(images)} images of whole pages)`,
        what: 'Change only the rows that must change, drop indexes that nobody uses, and load large amounts with COPY.',
      },
    ];
  },
};
