import { formatKilobytes, formatMs } from '../../format';
import type { AdviceRule } from '../adviceRule';

export const serializationDominates: AdviceRule = {
  id: 'serialization-dominates',
  title: 'Writing out the rows took long',
  explanation:
    'Every value is converted to the form in which it is sent, and large values are fetched and decompressed for it.',
  run: ({ statement, figures }) => {
    const { ms, volumeKb } = statement.serialization ?? {};
    const total = figures.totalMs ?? statement.executionMs;
    if (ms === undefined || total === undefined || ms < 0.2 * total) {
      return [];
    }
    const size = volumeKb === undefined ? '' : ` (${formatKilobytes(volumeKb)})`;
    return [
      {
        node: undefined,
        impactMs: ms,
        savedMs: 0.5 * ms,
        title: `Converting rows for the client took ${formatMs(ms)} of ${formatMs(total)}${size}`,
        what: 'Name the columns that are needed instead of *, leave out large values, and fetch fewer rows.',
      },
    ];
  },
};
