import { formatBytes, formatCounted } from '../../format';
import type { AdviceRule } from '../adviceRule';

export const walFullPageImages: AdviceRule = {
  id: 'wal-full-page-images',
  title: 'Whole pages were written to the log',
  explanation:
    'The first change of a page after a checkpoint writes the whole page to the log, so that a torn write can be repaired.',
  always: true,
  run: ({ nodes }) => {
    const wal = nodes[0]?.wal;
    // An image leaves out the hole in its page and may be compressed, so this is the most that they can be.
    if (wal === undefined || wal.fullPageImages < 100 || wal.fullPageImages * 8192 < 0.5 * wal.bytes) {
      return [];
    }
    return [
      {
        node: 0,
        impactMs: undefined,
        title: `${formatCounted(wal.fullPageImages, 'image')} of whole pages are in the ${formatBytes(wal.bytes)} of WAL`,
        what: 'Let checkpoints come less often (max_wal_size, checkpoint_timeout), or compress the images with wal_compression.',
        fixes: [
          {
            kind: 'sql',
            sql: "SELECT name, setting, unit FROM pg_settings WHERE name IN ('max_wal_size', 'checkpoint_timeout', 'wal_compression');",
          },
        ],
      },
    ];
  },
};
