import { computePlan, type PlanFigures } from '../arithmetic';
import type { DetailLine } from '../detailLine';
import { nodeDetails } from '../nodeDetails';
import type { PlannedStatement } from '../planModel';

/** The facts of a node of a plan, computed once for the whole plan. */
export function detailReader(
  plan: PlannedStatement,
): (node: number | undefined) => readonly DetailLine[] | undefined {
  let figures: PlanFigures | undefined;
  return (id) => {
    const node = id === undefined ? undefined : plan.nodes[id];
    if (!node) {
      return undefined;
    }
    figures ??= computePlan(plan);
    const own = figures.nodes[node.id];
    return own && nodeDetails(node, own, plan);
  };
}
