import assert from 'node:assert/strict';
import { comparePlans } from '../../../../src/core/plan/compare/comparePlans';
import { parseJsonPlan } from '../../../../src/core/plan/parseJson';
import type { PlannedStatement } from '../../../../src/core/plan/planModel';
import { generatePlan, type PlanShape } from '../../../support/generatePlan';

function planOf(shape: PlanShape): PlannedStatement {
  const plan = parseJsonPlan(generatePlan(shape)).value?.results[0];
  assert.ok(plan?.kind === 'plan');
  return plan;
}

/** Nothing here is timed: what would take quadratic time or a deep stack does not come to an end. */
describe('Comparing large plans', () => {
  const shapes: readonly (readonly [name: string, before: PlanShape, after: PlanShape])[] = [
    ['of 10,000 nodes', { nodes: 10_000 }, { nodes: 10_000 }],
    [
      'of partitions that came and went',
      { nodes: 10_000, partitions: 9000 },
      { nodes: 10_000, partitions: 50 },
    ],
    [
      'that are chains',
      { nodes: 6000, depth: 5000, indent: false },
      { nodes: 7000, depth: 6500, indent: false },
    ],
  ];
  for (const [name, before, after] of shapes) {
    it(`${name} draws every node of both exactly once`, () => {
      const [first, second] = [planOf(before), planOf(after)];
      const { rows } = comparePlans(first, second);
      const ids = (side: 'before' | 'after') => rows.flatMap((row) => row[side] ?? []).sort((a, b) => a - b);
      assert.deepEqual(
        ids('before'),
        first.nodes.map(({ id }) => id),
      );
      assert.deepEqual(
        ids('after'),
        second.nodes.map(({ id }) => id),
      );
      assert.equal(rows[0]?.end, rows.length);
      for (const { id, parent, depth, end } of rows) {
        const above = parent === undefined ? undefined : rows[parent];
        assert.equal(depth, above === undefined ? 0 : above.depth + 1);
        assert.ok(above === undefined || (id > above.id && end <= above.end));
      }
    });
  }

  it('finds nothing different between a plan and itself', () => {
    for (const shape of [{ nodes: 10_000 }, { nodes: 3000, partitions: 1000, depth: 20 }]) {
      const plan = planOf(shape);
      const found = comparePlans(plan, plan);
      assert.equal(found.sameShape, true);
      assert.ok(found.rows.every(({ differs, kind }) => !differs && kind === 'same'));
      assert.deepEqual(found.changes, []);
    }
  });
});
