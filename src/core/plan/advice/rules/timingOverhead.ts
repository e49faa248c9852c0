import { formatMs, formatRows } from '../../format';
import type { AdviceRule } from '../adviceRule';

/** Two looks at a fast clock; on machines with a slow clock it is twenty times as much. */
const callMs = 0.00005;

export const timingOverhead: AdviceRule = {
  id: 'timing-overhead',
  title: 'Measuring itself took time',
  explanation:
    'EXPLAIN ANALYZE looks at the clock twice whenever a node returns a row. With millions of rows the query runs faster ' +
    'without it, and nodes that return many rows look slower than they are.',
  always: true,
  run: ({ nodes, figures }) => {
    const calls = nodes.reduce(
      (sum, { actual }) => sum + (actual === undefined ? 0 : actual.loops * (1 + actual.rows)),
      0,
    );
    if (calls < 1_000_000 || figures.totalMs === undefined) {
      return [];
    }
    return [
      {
        node: undefined,
        impactMs: undefined,
        severity: 'low',
        title: `The clock was read for ${formatRows(calls)} calls of nodes: about ${formatMs(calls * callMs)} of the time, more where the clock is slow`,
        what: 'Run it once with TIMING OFF to see its real time. pg_test_timing tells how fast the clock of the server is.',
      },
    ];
  },
};
