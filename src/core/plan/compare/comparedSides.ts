import { computePlan, type NodeFigures, type PlanFigures } from '../arithmetic';
import type { PlannedStatement, PlanNode } from '../planModel';
import { matchPlans } from './matchPlans';
import type { Matching } from './matchTrees';
import type { ComparisonBasis } from './planComparison';
import type { ComparedRuns } from './runSpread';

/** Two plans with their figures, and which nodes belong together. */
export interface ComparedSides {
  readonly before: ComparedSide;
  readonly after: ComparedSide;
  readonly matching: Matching;
  readonly basis: ComparisonBasis;
  readonly runs: ComparedRuns;
}

export interface ComparedSide {
  readonly plan: PlannedStatement;
  readonly figures: PlanFigures;
}

/** A node with its figures. */
export interface SideNode {
  readonly node: PlanNode;
  readonly figures: NodeFigures;
}

export function sidesOf(
  before: PlannedStatement,
  after: PlannedStatement,
  runs: ComparedRuns = { before: undefined, after: undefined },
): ComparedSides {
  return {
    before: { plan: before, figures: computePlan(before) },
    after: { plan: after, figures: computePlan(after) },
    matching: matchPlans(before.nodes, after.nodes),
    basis: basisOf(before, after),
    runs,
  };
}

export function nodeOf(side: ComparedSide, id: number | undefined): SideNode | undefined {
  const node = id === undefined ? undefined : side.plan.nodes[id];
  const figures = node && side.figures.nodes[node.id];
  return node && figures && { node, figures };
}

/** The time of a whole execution in milliseconds; with TIMING OFF the server still tells it. */
export function executionMs({ plan, figures }: ComparedSide): number | undefined {
  return plan.analyzed ? (plan.executionMs ?? figures.totalMs) : undefined;
}

function basisOf(before: PlannedStatement, after: PlannedStatement): ComparisonBasis {
  if (before.analyzed !== after.analyzed) {
    return 'estimateAndActual';
  }
  if (before.analyzed) {
    return 'times';
  }
  const priced = [before, after].every(({ nodes }) => nodes[0]?.estimate !== undefined);
  return priced ? 'costs' : 'shapes';
}
