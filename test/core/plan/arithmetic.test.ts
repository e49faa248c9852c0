import assert from 'node:assert/strict';
import { at, computed, near, parallelScan, planText } from '../../support/planText';

describe('The arithmetic of a plan: times', () => {
  it('multiplies by the loops and tells the rounding', () => {
    const { figures, find } = computed(
      planText({
        type: 'Nested Loop',
        ms: 40,
        plans: [
          { type: 'Seq Scan', as: 'Outer', ms: 5, rows: '30000' },
          { type: 'Index Scan', as: 'Inner', ms: 0.001, loops: 30_000 },
        ],
      }),
    );
    const inner = at(figures, find('Index Scan'));
    near(inner.wallMs, 30);
    near(inner.wallToleranceMs, 15);
    near(at(figures, 0).selfMs, 5);
  });

  it('divides the scan of two workers and the leader by three', () => {
    const { figures } = computed(
      planText({
        type: 'Gather',
        ms: 12,
        more: { 'Workers Planned': 2, 'Workers Launched': 2 },
        plans: [parallelScan(7.025, 3)],
      }),
    );
    assert.equal(at(figures, 1).participants, 3);
    near(at(figures, 1).wallMs, 7.025);
    near(at(figures, 1).processorMs, 21.075);
  });

  it('divides by two when the leader does not take part', () => {
    const { figures } = computed(
      planText(
        {
          type: 'Gather',
          ms: 12.035,
          more: { 'Workers Planned': 2, 'Workers Launched': 2 },
          plans: [parallelScan(7.455, 2)],
        },
        { Settings: { parallel_leader_participation: 'off' } },
      ),
    );
    assert.equal(at(figures, 1).participants, 2);
    near(at(figures, 1).wallMs, 7.455);
    near(at(figures, 0).selfMs, 4.58);
  });

  it('does not divide the bitmap that one process builds for all', () => {
    const { figures } = computed(
      planText({
        type: 'Gather',
        ms: 8,
        more: { 'Workers Planned': 2, 'Workers Launched': 2 },
        plans: [
          {
            type: 'Bitmap Heap Scan',
            as: 'Outer',
            ms: 6.589,
            loops: 3,
            more: { 'Parallel Aware': true },
            plans: [{ type: 'Bitmap Index Scan', as: 'Outer', ms: 2.621, loops: 1 }],
          },
        ],
      }),
    );
    near(at(figures, 2).wallMs, 2.621);
    near(at(figures, 1).selfMs, 3.968);
  });

  it('counts a node that was never executed as nothing', () => {
    const { figures } = computed(
      planText({
        type: 'Append',
        ms: 3,
        plans: [
          { type: 'Seq Scan', as: 'Member', ms: 2 },
          { type: 'Seq Scan', as: 'Member', ms: 0, loops: 0, rows: '0', planRows: 500 },
        ],
      }),
    );
    assert.equal(at(figures, 2).neverExecuted, true);
    assert.equal(at(figures, 2).wallMs, 0);
    assert.deepEqual(at(figures, 2).estimate, { kind: 'notCompared', reason: 'neverExecuted' });
    assert.equal(at(figures, 1).neverExecuted, false);
  });

  it('marks the node with the largest self time and takes shares of the execution time', () => {
    const { figures } = computed(
      planText(
        { type: 'Sort', ms: 9, plans: [{ type: 'Seq Scan', as: 'Outer', ms: 7 }] },
        { 'Execution Time': 10 },
      ),
    );
    assert.deepEqual(figures.slowest, [1]);
    assert.deepEqual(
      figures.nodes.map((node) => [node.share, node.isSlowest]),
      [
        [0.2, false],
        [0.7, true],
      ],
    );
    near(figures.outsideNodesMs, 1);
  });

  it('knows no times without timing, and none at all without ANALYZE', () => {
    const untimed = computed(planText({ type: 'Seq Scan', rows: '5', loops: 2 }, { 'Execution Time': 3 }));
    assert.deepEqual(
      [at(untimed.figures, 0).wallMs, at(untimed.figures, 0).selfMs, untimed.figures.slowest],
      [undefined, undefined, []],
    );
    assert.equal(at(untimed.figures, 0).rows.actual, 10);
    const planned = computed(planText({ type: 'Seq Scan', planRows: 5 }));
    assert.deepEqual([planned.plan.analyzed, planned.figures.totalMs], [false, undefined]);
    assert.equal(at(planned.figures, 0).neverExecuted, false);
  });
});
