import assert from 'node:assert/strict';
import { planView, type PlanView } from '../../../src/core/plan/planView';
import { computed, type NodeText, planText } from '../../support/planText';

function viewOf(root: NodeText, statement: Readonly<Record<string, unknown>> = {}): PlanView {
  const { plan, figures } = computed(planText(root, statement));
  return planView(plan, figures);
}

const scan = (rows: string, planRows: number, loops = 1): NodeText => ({
  type: 'Seq Scan',
  ms: 5,
  rows,
  planRows,
  loops,
});

describe('The view of a plan', () => {
  it('is plain data', () => {
    const view = viewOf(scan('5', 5), { 'Execution Time': 6, 'Planning Time': 1 });
    assert.deepEqual(structuredClone(view), view);
    assert.deepEqual([view.header.planningMs, view.header.executionMs, view.header.totalMs], [1, 6, 7]);
  });

  const estimates: readonly (readonly [name: string, node: NodeText, flag: string | undefined])[] = [
    ['too few rows', scan('2000', 1), 'under 2000'],
    ['too many rows', scan('10', 5000), 'over 500'],
    ['a right number', scan('120', 100), undefined],
    ['few rows', scan('50', 1), undefined],
    ['what rounding may explain', scan('0', 1, 1000), undefined],
  ];
  for (const [name, node, flag] of estimates) {
    it(`${flag === undefined ? 'does not flag' : 'flags'} an estimate of ${name}`, () => {
      const found = viewOf(node).nodes[0]?.misestimate;
      assert.equal(found && `${found.direction} ${found.factor}`, flag);
    });
  }

  it('takes shares of the cost when nothing was measured', () => {
    const cost = (total: number) => ({
      more: { 'Startup Cost': 0, 'Total Cost': total, 'Plan Rows': 1, 'Plan Width': 4 },
    });
    const view = viewOf({
      type: 'Sort',
      ...cost(10),
      plans: [{ type: 'Seq Scan', as: 'Outer', ...cost(8) }],
    });
    assert.deepEqual(
      view.nodes.map(({ share, shareOf }) => [share, shareOf]),
      [
        [0.2, 'cost'],
        [0.8, 'cost'],
      ],
    );
    assert.deepEqual(view.header.notes, ['These are estimates: the statement was not executed.']);
  });

  it('shows for a node that was never executed what was expected of it', () => {
    const [, idle] = viewOf({
      type: 'Append',
      ms: 1,
      plans: [{ ...scan('0', 500, 0), as: 'Member', ms: 0 }],
    }).nodes;
    assert.deepEqual(
      [idle?.neverExecuted, idle?.rowsPlanned, idle?.rowsActual, idle?.loops, idle?.selfMs],
      [true, 500, 0, 0, 0],
    );
  });

  it('says what the figures alone would not tell', () => {
    const view = viewOf(
      {
        type: 'Gather',
        ms: 80,
        more: { 'Workers Planned': 2, 'Workers Launched': 1 },
        plans: [{ ...scan('1', 1, 2), as: 'Outer', more: { 'Parallel Aware': true } }],
      },
      { 'Execution Time': 100, JIT: { Functions: 3, Timing: { Total: 40 } } },
    );
    assert.deepEqual(view.header.notes, [
      'Parallel workers were missing: 2 were planned, 1 started.',
      "Just-in-time compilation took 40.0 ms, 20.0 ms in each process. The nodes' times include most of it.",
      '20.0 ms of the execution time passed outside the nodes: in triggers, compilation, start and end, and sending rows.',
    ]);
  });

  it('keeps text from the database in one line and within bounds', () => {
    const [node] = viewOf({
      type: 'Seq Scan',
      ms: 1,
      more: { Filter: `(t = 'a\nb')`, Huge: 'x'.repeat(10_000) },
    }).nodes;
    const details = new Map(node?.details.map(({ label, text }) => [label, text]));
    assert.equal(details.get('Filter'), "(t = 'a␊b')");
    assert.equal(details.get('Huge')?.length, 4001);
  });
});
