import assert from 'node:assert/strict';
import { at, computed, near, type NodeText, parallelScan, planText } from '../../support/planText';

describe('The arithmetic of a plan: initialization plans and CTEs', () => {
  it('lets the scan that pulled the rows pay for a CTE', () => {
    const { figures, find } = computed(
      planText({
        type: 'Hash Join',
        ms: 80,
        plans: [
          { type: 'Seq Scan', as: 'InitPlan', ms: 42.4, more: { 'Subplan Name': 'CTE x' } },
          { type: 'CTE Scan', as: 'Outer', ms: 63.8, more: { 'CTE Name': 'x', Alias: 'a' } },
          { type: 'CTE Scan', as: 'Inner', ms: 8.4, more: { 'CTE Name': 'x', Alias: 'b' } },
        ],
      }),
    );
    near(at(figures, find('a')).selfMs, 21.4);
    near(at(figures, find('b')).selfMs, 8.4);
    near(at(figures, 0).selfMs, 80 - 63.8 - 8.4);
    assert.deepEqual(at(figures, find('CTE x')).ranInside, [find('a')]);
  });

  it('lets two scans share a CTE when neither pulled it all', () => {
    const { figures } = computed(
      planText({
        type: 'Hash Join',
        ms: 60,
        hit: 110,
        plans: [
          { type: 'Seq Scan', as: 'InitPlan', ms: 40, hit: 100, more: { 'Subplan Name': 'CTE x' } },
          { type: 'CTE Scan', as: 'Outer', ms: 31, hit: 70, more: { 'CTE Name': 'x' } },
          { type: 'CTE Scan', as: 'Inner', ms: 12, hit: 30, more: { 'CTE Name': 'x' } },
        ],
      }),
    );
    near(at(figures, 2).selfMs, 0);
    near(at(figures, 3).selfMs, 3);
    assert.deepEqual(
      figures.nodes.map((node) => node.buffers?.sharedHit),
      [10, 100, 0, 0],
    );
  });

  it('finds the CTE of the nearest query level', () => {
    const cteScan = (alias: string, ms: number): NodeText => ({
      type: 'CTE Scan',
      as: 'Outer',
      ms,
      more: { 'CTE Name': 'x', Alias: alias },
    });
    const cte = (ms: number): NodeText => ({
      type: 'Seq Scan',
      as: 'InitPlan',
      ms,
      more: { 'Subplan Name': 'CTE x' },
    });
    const { figures, find } = computed(
      planText({
        type: 'Nested Loop',
        ms: 30,
        plans: [
          cte(5),
          { ...cteScan('outer', 6) },
          {
            type: 'Subquery Scan',
            as: 'Inner',
            ms: 20,
            plans: [{ ...cteScan('inner', 19), plans: [cte(18)] }],
          },
        ],
      }),
    );
    near(at(figures, find('outer')).selfMs, 1);
    near(at(figures, find('inner')).selfMs, 1);
  });

  it('lets the node whose filter needs it pay for an initialization plan, with its buffers', () => {
    const { figures, find } = computed(
      planText({
        type: 'Aggregate',
        ms: 48.5,
        hit: 5077,
        plans: [
          {
            type: 'Result',
            as: 'InitPlan',
            ms: 27.1,
            hit: 2804,
            more: { 'Subplan Name': 'InitPlan 1 (returns $0)' },
          },
          { type: 'Seq Scan', as: 'Outer', ms: 48, hit: 5077, more: { Alias: 'o', Filter: '(amount > $0)' } },
        ],
      }),
    );
    near(at(figures, find('o')).selfMs, 20.9);
    assert.equal(at(figures, find('o')).buffers?.sharedHit, 2273);
    near(at(figures, 0).selfMs, 0.5);
  });

  it('finds the reference in the select list, which is a list of expressions', () => {
    const { figures } = computed(
      planText({
        type: 'Index Only Scan',
        ms: 61.2,
        more: { Output: ['(InitPlan 1).col1', 'o.id'] },
        plans: [
          { type: 'Aggregate', as: 'InitPlan', ms: 41.4, more: { 'Subplan Name': 'InitPlan 1' } },
          { type: 'Seq Scan', as: 'Outer', ms: 0.7 },
        ],
      }),
    );
    near(at(figures, 0).selfMs, 19.1);
  });

  it('lets the Gather pay for what its workers need', () => {
    const { figures, find } = computed(
      planText({
        type: 'Aggregate',
        ms: 43.6,
        plans: [
          { type: 'Result', as: 'InitPlan', ms: 23.6, more: { 'Subplan Name': 'InitPlan 1' } },
          {
            type: 'Gather',
            as: 'Outer',
            ms: 43.5,
            more: { 'Workers Planned': 2, 'Workers Launched': 2 },
            plans: [
              {
                type: 'Aggregate',
                as: 'Outer',
                ms: 16.1,
                loops: 3,
                plans: [
                  {
                    ...parallelScan(15.2, 3),
                    more: { 'Parallel Aware': true, Alias: 'o', Filter: '(id > (InitPlan 1).col1)' },
                  },
                ],
              },
            ],
          },
        ],
      }),
    );
    near(at(figures, find('Gather')).selfMs, 3.8);
    near(at(figures, find('o')).selfMs, 15.2);
    assert.deepEqual(at(figures, find('InitPlan 1')).ranInside, [find('Gather')]);
  });

  it('subtracts a correlated sub-plan where it is evaluated, with its buffers', () => {
    const { figures } = computed(
      planText({
        type: 'Bitmap Heap Scan',
        ms: 20,
        hit: 8003,
        plans: [
          { type: 'Bitmap Index Scan', as: 'Outer', ms: 1, hit: 4 },
          {
            type: 'Aggregate',
            as: 'SubPlan',
            ms: 0.008,
            loops: 2000,
            hit: 5999,
            more: { 'Subplan Name': 'SubPlan 1' },
          },
        ],
      }),
    );
    assert.equal(at(figures, 0).buffers?.sharedHit, 2000);
    near(at(figures, 0).selfMs, 3);
  });

  it('subtracts twelve initialization plans, also those with two digits', () => {
    const numbers = Array.from({ length: 12 }, (_, index) => index + 1);
    const { figures } = computed(
      planText({
        type: 'Seq Scan',
        ms: 89.4,
        more: { Output: numbers.map((n) => `$${n - 1}`) },
        plans: numbers.map((n) => ({
          type: 'Aggregate',
          as: 'InitPlan',
          ms: 7,
          more: { 'Subplan Name': `InitPlan ${n} (returns $${n - 1})` },
        })),
      }),
    );
    near(at(figures, 0).selfMs, 5.4);
    near(
      figures.nodes.reduce((sum, node) => sum + (node.selfMs ?? 0), 0),
      89.4,
    );
  });

  for (const name of ['InitPlan 10', 'InitPlan expr_1', 'InitPlan minmax_12']) {
    it(`takes the name ${name} as it is`, () => {
      const { figures, find } = computed(
        planText({
          type: 'Nested Loop',
          ms: 90,
          plans: [
            { type: 'Result', as: 'InitPlan', ms: 10, more: { 'Subplan Name': name } },
            { type: 'Seq Scan', as: 'Outer', ms: 40, more: { Filter: '(id > (InitPlan 1).col1)' } },
            {
              type: 'Seq Scan',
              as: 'Inner',
              ms: 12,
              more: { Filter: `(id = (${name}).col1)`, Alias: 'user' },
            },
          ],
        }),
      );
      assert.deepEqual(at(figures, find(name)).ranInside, [find('user')]);
    });
  }

  it('lets an append that prunes by the value pay for it', () => {
    const { figures, find } = computed(
      planText({
        type: 'Append',
        ms: 40,
        plans: [
          { type: 'Result', as: 'InitPlan', ms: 10, more: { 'Subplan Name': 'InitPlan 1 (returns $0)' } },
          { type: 'Seq Scan', as: 'Member', ms: 25, more: { Filter: '(paid = $0)' } },
          { type: 'Seq Scan', as: 'Member', ms: 0, loops: 0, rows: '0', more: { Filter: '(paid = $0)' } },
        ],
      }),
    );
    assert.deepEqual(at(figures, find('InitPlan 1 (returns $0)')).ranInside, [0]);
    assert.deepEqual(
      figures.nodes.map((node) => node.selfMs),
      [5, 10, 25, 0],
    );
  });

  it('finds by the buffers where it ran when no expression shows it, as in LIMIT', () => {
    const { figures } = computed(
      planText({
        type: 'Sort',
        ms: 60,
        hit: 150,
        plans: [
          { type: 'Result', as: 'InitPlan', ms: 10, hit: 40, more: { 'Subplan Name': 'InitPlan 1' } },
          {
            type: 'Limit',
            as: 'Outer',
            ms: 41,
            hit: 140,
            plans: [{ type: 'Seq Scan', as: 'Outer', ms: 30, hit: 100 }],
          },
        ],
      }),
    );
    assert.deepEqual(at(figures, 1).ranInside, [2]);
    assert.deepEqual(
      figures.nodes.map((node) => [node.selfMs, node.buffers?.sharedHit]),
      [
        [19, 10],
        [10, 40],
        [1, 0],
        [30, 100],
      ],
    );
  });

  it('is not misled by what looks like a reference inside a literal', () => {
    const initPlan = {
      type: 'Result',
      as: 'InitPlan',
      ms: 10,
      more: { 'Subplan Name': 'InitPlan 1 (returns $0)' },
    };
    const { figures } = computed(
      planText({
        type: 'Nested Loop',
        ms: 40,
        plans: [
          initPlan,
          { type: 'Seq Scan', as: 'Outer', ms: 18, more: { Filter: `(t = '$0'::text)` } },
          { type: 'Seq Scan', as: 'Inner', ms: 12, more: { Filter: '(id = $0)' } },
        ],
      }),
    );
    assert.deepEqual(
      figures.nodes.map((node) => node.selfMs),
      [10, 10, 18, 2],
    );
  });

  it('knows that a CTE that modifies data runs on after the root returned', () => {
    const { figures } = computed(
      planText(
        {
          type: 'Result',
          ms: 0.003,
          hit: 0,
          plans: [
            { type: 'ModifyTable', as: 'InitPlan', ms: 7.996, hit: 40, more: { 'Subplan Name': 'CTE gone' } },
          ],
        },
        { 'Execution Time': 8.121 },
      ),
    );
    near(figures.afterRootMs, 7.996);
    assert.equal(figures.afterRootBuffers.sharedHit, 40);
    near(at(figures, 0).selfMs, 0.003);
    near(at(figures, 1).share, 7.996 / 8.121, 1e-9);
    near(figures.outsideNodesMs, 0.122);
  });
});
