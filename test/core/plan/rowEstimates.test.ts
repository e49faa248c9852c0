import assert from 'node:assert/strict';
import { at, computed, near, type NodeText, parallelScan, planText } from '../../support/planText';

describe('The arithmetic of a plan: rows', () => {
  const gather = (planned: number, launched: number, child: NodeText): string =>
    planText({
      type: 'Gather',
      ms: 9,
      more: { 'Workers Planned': planned, 'Workers Launched': launched },
      plans: [child],
    });
  const partial = (loops: number, rows: string): NodeText => ({
    ...parallelScan(5, loops),
    rows,
    planRows: 12_342,
  });

  it('compares totals, because the planner counts the rows of one process', () => {
    const { figures } = computed(gather(2, 2, partial(3, '10000')));
    const { rows, estimate } = at(figures, 1);
    near(rows.planned, 29_620.8);
    assert.equal(rows.actual, 30_000);
    assert.ok(estimate.kind === 'compared' && estimate.direction === 'under');
    near(estimate.factor, 1.0128, 0.0001);
  });

  it('keeps a right estimate right when no worker was launched', () => {
    const { figures } = computed(gather(2, 0, partial(1, '29621')));
    const { estimate } = at(figures, 1);
    assert.ok(estimate.kind === 'compared');
    near(estimate.factor, 1, 0.0001);
  });

  it('does not divide the inner side that every process repeats', () => {
    const { figures, find } = computed(
      gather(2, 2, {
        type: 'Hash Join',
        as: 'Outer',
        ms: 5,
        loops: 3,
        rows: '100',
        planRows: 125,
        plans: [
          partial(3, '10000'),
          {
            type: 'Index Scan',
            as: 'Inner',
            ms: 1,
            loops: 3,
            rows: '40',
            planRows: 40,
            more: { Alias: 'inner' },
          },
        ],
      }),
    );
    assert.deepEqual(at(figures, find('inner')).rows, {
      planned: 120,
      actual: 120,
      tolerance: 1.5,
      fromJoin: false,
    });
    near(at(figures, find('Hash Join')).rows.planned, 300);
  });

  it('takes the rows of an inner side from its join when a loop returns less than one', () => {
    const { figures, find } = computed(
      planText({
        type: 'Nested Loop',
        ms: 900,
        rows: '400000',
        planRows: 400_000,
        more: { 'Join Type': 'Inner' },
        plans: [
          { type: 'Seq Scan', as: 'Outer', ms: 50, rows: '1000000', planRows: 1_000_000 },
          { type: 'Index Scan', as: 'Inner', ms: 0.001, loops: 1_000_000, rows: '0', planRows: 1 },
        ],
      }),
    );
    const inner = at(figures, find('Index Scan'));
    assert.deepEqual(inner.rows, { planned: 1_000_000, actual: 400_000, tolerance: 0, fromJoin: true });
    assert.ok(inner.estimate.kind === 'compared');
    near(inner.estimate.factor, 2.5);
  });

  it('tells the smallest factor that the rounding allows', () => {
    const { figures, find } = computed(
      planText({
        type: 'Nested Loop',
        ms: 90,
        rows: '5',
        planRows: 5,
        more: { 'Join Type': 'Left' },
        plans: [
          { type: 'Seq Scan', as: 'Outer', ms: 5, rows: '1000', planRows: 1000 },
          { type: 'Index Scan', as: 'Inner', ms: 0.001, loops: 1000, rows: '0', planRows: 1 },
        ],
      }),
    );
    assert.deepEqual(at(figures, find('Index Scan')).estimate, {
      kind: 'compared',
      factor: 1000,
      atLeast: 2,
      direction: 'over',
    });
  });

  it('knows that 18 counts rows with two decimals', () => {
    const { figures } = computed(planText({ type: 'Index Scan', ms: 1, loops: 300, rows: '0.67' }));
    near(at(figures, 0).rows.actual, 201, 1e-9);
    near(at(figures, 0).rows.tolerance, 1.5, 1e-9);
  });

  const scan = (more: Readonly<Record<string, unknown>> = {}): NodeText => ({
    type: 'Seq Scan',
    as: 'Outer',
    ms: 1,
    rows: '5',
    planRows: 5000,
    more: { Alias: 'scan', ...more },
  });
  const suppressed: readonly (readonly [name: string, root: NodeText, reason: string | undefined])[] = [
    [
      'a scan under a LIMIT',
      { type: 'Limit', ms: 1, rows: '5', planRows: 5, plans: [scan()] },
      'mayStopEarly',
    ],
    [
      'a scan under a LIMIT that it did not fill',
      { type: 'Limit', ms: 1, rows: '5', planRows: 10, plans: [scan()] },
      undefined,
    ],
    [
      'a scan under a sort under a LIMIT',
      {
        type: 'Limit',
        ms: 1,
        rows: '5',
        planRows: 5,
        plans: [{ type: 'Sort', as: 'Outer', ms: 1, rows: '5', planRows: 5000, plans: [scan()] }],
      },
      undefined,
    ],
    ['an input of a merge join', { type: 'Merge Join', ms: 1, plans: [scan()] }, 'mergeInput'],
    [
      'the inner side of a semi-join',
      { type: 'Nested Loop', ms: 1, more: { 'Join Type': 'Semi' }, plans: [{ ...scan(), as: 'Inner' }] },
      'mayStopEarly',
    ],
    [
      'a unique inner side',
      {
        type: 'Nested Loop',
        ms: 1,
        more: { 'Join Type': 'Left', 'Inner Unique': true },
        plans: [{ ...scan(), as: 'Inner' }],
      },
      'mayStopEarly',
    ],
    [
      'the sub-plan of an EXISTS',
      { type: 'Result', ms: 1, plans: [{ ...scan({ 'Subplan Name': 'SubPlan 1' }), as: 'SubPlan' }] },
      'mayStopEarly',
    ],
    [
      'a hashed sub-plan',
      {
        type: 'Result',
        ms: 1,
        more: { Filter: '(ANY (a = (hashed SubPlan 1).col1))' },
        plans: [{ ...scan({ 'Subplan Name': 'SubPlan 1' }), as: 'SubPlan' }],
      },
      undefined,
    ],
    [
      'the outer side of a join with an empty hash table',
      { type: 'Hash Join', ms: 1, plans: [scan(), { type: 'Hash', as: 'Inner', ms: 1, rows: '0' }] },
      'mayStopEarly',
    ],
    [
      'a CTE whose only reader stopped',
      {
        type: 'Limit',
        ms: 1,
        rows: '5',
        planRows: 5,
        plans: [
          { ...scan({ 'Subplan Name': 'CTE x' }), as: 'InitPlan' },
          { type: 'CTE Scan', as: 'Outer', ms: 1, rows: '5', planRows: 5000, more: { 'CTE Name': 'x' } },
        ],
      },
      'mayStopEarly',
    ],
    [
      'a modification without RETURNING',
      { type: 'ModifyTable', ms: 1, rows: '0', planRows: 5000, more: { Alias: 'scan' } },
      'countsNoRows',
    ],
    [
      'a bitmap of several indexes',
      { type: 'BitmapAnd', ms: 1, rows: '0', planRows: 5000, more: { Alias: 'scan' } },
      'countsNoRows',
    ],
    [
      'an append whose partitions were pruned',
      { type: 'Append', ms: 1, rows: '5', planRows: 5000, more: { Alias: 'scan', 'Subplans Removed': 3 } },
      'prunedPartitions',
    ],
    ['a sort', { type: 'Sort', ms: 1, rows: '5', planRows: 5000, more: { Alias: 'scan' } }, 'repeatsChild'],
  ];
  for (const [name, root, reason] of suppressed) {
    it(`${reason === undefined ? 'compares' : 'does not compare'} the estimate of ${name}`, () => {
      const { figures, find } = computed(planText(root));
      const { estimate } = at(figures, find('scan'));
      assert.equal(estimate.kind === 'notCompared' ? estimate.reason : undefined, reason);
    });
  }

  it('still tells of more rows than planned under a LIMIT', () => {
    const { figures } = computed(
      planText({
        type: 'Limit',
        ms: 1,
        rows: '5',
        planRows: 5,
        plans: [{ type: 'Seq Scan', as: 'Outer', ms: 1, rows: '500', planRows: 5 }],
      }),
    );
    assert.deepEqual(at(figures, 1).estimate, {
      kind: 'compared',
      factor: 100,
      atLeast: 100,
      direction: 'under',
    });
  });
});
