import assert from 'node:assert/strict';
import { jitWallMs, triggerFigures } from '../../../src/core/plan/planOverheads';
import { computed, near, parallelScan, planText } from '../../support/planText';

describe('The arithmetic of a plan: costs, triggers and compilation', () => {
  const withCost = (total: number, startup = 0, rows = 1) => ({
    more: { 'Startup Cost': startup, 'Total Cost': total, 'Plan Rows': rows, 'Plan Width': 4 },
  });

  it('estimates what each node adds to the cost', () => {
    const { figures } = computed(
      planText({
        type: 'Limit',
        ...withCost(10),
        plans: [
          {
            type: 'Nested Loop',
            as: 'Outer',
            ...withCost(100),
            plans: [
              { type: 'Seq Scan', as: 'Outer', ...withCost(20, 0, 30) },
              { type: 'Index Scan', as: 'Inner', ...withCost(2) },
            ],
          },
        ],
      }),
    );
    assert.deepEqual(
      figures.nodes.map((node) => node.selfCost),
      [0, 20, 20, 2],
    );
  });

  it('sees that a disabled node was the only choice, also up to 17', () => {
    const { figures } = computed(
      planText({
        type: 'Aggregate',
        more: { Disabled: false },
        plans: [
          { type: 'Seq Scan', as: 'Outer', ...withCost(1e10 + 50, 1e10) },
          { type: 'Seq Scan', as: 'Outer', ...withCost(1e10 + 50, 3) },
          { type: 'Seq Scan', as: 'Outer', more: { Disabled: true } },
        ],
      }),
    );
    assert.deepEqual(
      figures.nodes.map((node) => node.disabled),
      [false, true, false, true],
    );
  });

  it('does not blame the nodes above a disabled one', () => {
    const { figures } = computed(
      planText({
        type: 'Sort',
        ...withCost(1e10 + 90, 1e10 + 80),
        plans: [{ type: 'Seq Scan', as: 'Outer', ...withCost(1e10 + 50, 1e10) }],
      }),
    );
    assert.deepEqual(
      figures.nodes.map((node) => node.disabled),
      [false, true],
    );
  });

  it('adds only those triggers to the nodes that fire after them', () => {
    const { plan, figures } = computed(
      planText(
        { type: 'ModifyTable', ms: 548.8 },
        {
          Triggers: [
            { 'Trigger Name': 'before_row', Relation: 't', Time: 545.9, Calls: 50 },
            { 'Trigger Name': 'after_row', Relation: 't', Time: 556.1, Calls: 50 },
            { 'Trigger Name': 'RI_1', 'Constraint Name': 'fk', Relation: 't', Time: 0.1, Calls: 50 },
          ],
          'Execution Time': 1105,
        },
      ),
    );
    near(figures.outsideNodesMs, 556.2);
    const counted = (timing?: Parameters<typeof triggerFigures>[2]) =>
      triggerFigures(plan, figures, timing).map((trigger) => trigger.counted);
    assert.deepEqual(counted(), ['unknown', 'unknown', 'afterNodes']);
    assert.deepEqual(
      counted(({ name }) => (name === 'before_row' ? 'before' : 'after')),
      ['insideModifyTable', 'afterNodes', 'afterNodes'],
    );
    near(triggerFigures(plan, figures)[1]?.share, 556.1 / 1105, 1e-9);
  });

  it('divides the compilation by the processes that compile at the same time', () => {
    const { plan } = computed(
      planText(
        {
          type: 'Gather',
          ms: 400,
          more: { 'Workers Planned': 2, 'Workers Launched': 2 },
          plans: [parallelScan(300, 3)],
        },
        { JIT: { Functions: 11, Timing: { Total: 981 } } },
      ),
    );
    near(jitWallMs(plan), 327);
  });
});
