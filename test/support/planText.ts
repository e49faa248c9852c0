import assert from 'node:assert/strict';
import { computePlan, type NodeFigures, type PlanFigures } from '../../src/core/plan/arithmetic';
import { parseJsonPlan } from '../../src/core/plan/parseJson';
import type { PlannedStatement, PlanNode } from '../../src/core/plan/planModel';

/** A node as EXPLAIN would write it, in short. */
export interface NodeText {
  readonly type: string;
  /** Actual Total Time, of one loop. */
  readonly ms?: number;
  /** Actual Loops; 1 when `ms` or `rows` is given. */
  readonly loops?: number;
  /** Actual Rows, as written. */
  readonly rows?: string;
  readonly planRows?: number;
  readonly hit?: number;
  readonly as?: string;
  readonly more?: Readonly<Record<string, unknown>>;
  readonly plans?: readonly NodeText[];
}

/** Writes the answer of EXPLAIN (ANALYZE, FORMAT JSON) for a tree of nodes. */
export function planText(root: NodeText, statement: Readonly<Record<string, unknown>> = {}): string {
  const frame = JSON.stringify(statement).slice(1, -1);
  return `[{"Plan": ${nodeText(root)}${frame === '' ? '' : `, ${frame}`}}]`;
}

/** The only plan of a text, computed. */
export function computed(text: string): {
  readonly plan: PlannedStatement;
  readonly figures: PlanFigures;
  /** The id of the first node of that type, or whose subplan, alias or index has that name. */
  readonly find: (name: string) => number;
} {
  const plan = parseJsonPlan(text).value?.results[0];
  assert.ok(plan?.kind === 'plan');
  const find = (name: string) => {
    const found = plan.nodes.find((node) => namesOf(node).includes(name));
    assert.ok(found, `no node ${name}`);
    return found.id;
  };
  return { plan, figures: computePlan(plan), find };
}

/** The scan `o` of which the processes of a parallel region read a part each. */
export const parallelScan = (ms: number, loops: number): NodeText => ({
  type: 'Seq Scan',
  as: 'Outer',
  ms,
  loops,
  more: { 'Parallel Aware': true, Alias: 'o' },
});

/** The figures of a node that must exist. */
export function at(figures: PlanFigures, id: number): NodeFigures {
  const found = figures.nodes[id];
  assert.ok(found);
  return found;
}

/** Asserts that a figure is known and right within a rounding. */
export function near(actual: number | undefined, expected: number, within = 0.0051): void {
  assert.ok(
    actual !== undefined && Math.abs(actual - expected) <= within,
    `${actual} is not ${expected} ± ${within}`,
  );
}

function namesOf(node: PlanNode): readonly (string | undefined)[] {
  return [node.nodeType, node.subplanName, node.alias, node.indexName, node.cteName];
}

function nodeText(node: NodeText): string {
  const executed = node.ms !== undefined || node.rows !== undefined || node.loops !== undefined;
  const parts = [
    `"Node Type": ${JSON.stringify(node.type)}`,
    ...(node.as === undefined ? [] : [`"Parent Relationship": ${JSON.stringify(node.as)}`]),
    ...(node.planRows === undefined
      ? []
      : [`"Startup Cost": 0, "Total Cost": 1, "Plan Rows": ${node.planRows}, "Plan Width": 4`]),
    ...(node.ms === undefined ? [] : [`"Actual Startup Time": 0, "Actual Total Time": ${node.ms}`]),
    ...(executed ? [`"Actual Rows": ${node.rows ?? '1'}, "Actual Loops": ${node.loops ?? 1}`] : []),
    ...(node.hit === undefined ? [] : [`"Shared Hit Blocks": ${node.hit}`]),
    ...(node.more === undefined ? [] : [JSON.stringify(node.more).slice(1, -1)]),
    ...(node.plans === undefined ? [] : [`"Plans": [${node.plans.map(nodeText).join(', ')}]`]),
  ];
  return `{${parts.join(', ')}}`;
}
