import assert from 'node:assert/strict';
import { computePlan } from '../../../src/core/plan/arithmetic';
import { parseJsonPlan } from '../../../src/core/plan/parseJson';
import { planView } from '../../../src/core/plan/planView';
import { generatePlan, type PlanShape } from '../../support/generatePlan';

/** Nothing here is timed: what would take quadratic time or a deep stack does not come to an end. */
describe('A large plan', () => {
  const shapes: readonly (readonly [name: string, shape: PlanShape])[] = [
    ['of 10,000 nodes', { nodes: 10_000 }],
    ['with 5,000 partitions', { nodes: 10_000, partitions: 5000 }],
    ['that is 1,000 nodes deep, indented', { nodes: 1000, depth: 1000 }],
    ['that is 5,000 nodes deep', { nodes: 6000, depth: 5000, indent: false }],
  ];
  for (const [name, shape] of shapes) {
    it(`${name} is read, computed and presented`, () => {
      const { value, problems } = parseJsonPlan(generatePlan(shape));
      assert.deepEqual(problems, []);
      const plan = value?.results[0];
      assert.ok(plan?.kind === 'plan');
      assert.equal(plan.nodes.length, shape.nodes);
      const figures = computePlan(plan);
      const [root] = figures.nodes;
      const sum = figures.nodes.reduce((total, node) => total + (node.selfMs ?? 0), 0);
      const allowed = figures.nodes.reduce((total, node) => total + node.selfToleranceMs, 0.001);
      assert.ok(Math.abs(sum - (root?.wallMs ?? 0)) <= allowed, `${sum} of ${root?.wallMs}`);
      assert.equal(
        figures.nodes.reduce((total, node) => total + (node.buffers?.sharedHit ?? 0), 0),
        plan.nodes[0]?.buffers?.sharedHit,
      );
      assert.equal(planView(plan, figures).nodes.length, shape.nodes);
    });
  }

  it('is cut off anywhere and still shows what came before', () => {
    const text = generatePlan({ nodes: 300, depth: 40 });
    for (let at = 1; at < text.length; at += Math.floor(text.length / 40)) {
      const { value, problems } = parseJsonPlan(text.slice(0, at));
      assert.ok(problems.length > 0);
      for (const result of value?.results ?? []) {
        assert.ok(result.kind === 'plan');
        planView(result, computePlan(result));
      }
    }
  });

  it('with a thousand initialization plans and readers is computed', () => {
    const count = 1000;
    const initPlans = Array.from(
      { length: count },
      (_, n) =>
        `{"Node Type": "Result", "Parent Relationship": "InitPlan", "Subplan Name": "InitPlan ${n}", "Actual Total Time": 1, "Actual Rows": 1, "Actual Loops": 1}`,
    );
    const output = Array.from({ length: count }, (_, n) => `"(InitPlan ${n}).col1"`);
    const { value } = parseJsonPlan(
      `[{"Plan": {"Node Type": "Result", "Output": [${output.join()}], "Actual Total Time": ${count + 5},
        "Actual Rows": 1, "Actual Loops": 1, "Plans": [${initPlans.join()}]}}]`,
    );
    const plan = value?.results[0];
    assert.ok(plan?.kind === 'plan');
    assert.equal(computePlan(plan).nodes[0]?.selfMs, 5);
  });
});
