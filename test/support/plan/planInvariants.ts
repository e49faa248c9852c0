import type { PlanFigures } from '../../../src/core/plan/arithmetic';
import { bufferKinds, type PlannedStatement } from '../../../src/core/plan/planModel';

/** Where the buffers of the nodes do not add up to what the root and what ran after it used. */
export function wrongBuffers(plan: PlannedStatement, figures: PlanFigures): readonly string[] {
  return bufferKinds
    .map((kind) => ({
      kind,
      sum: figures.nodes.reduce((sum, node) => sum + (node.buffers?.[kind] ?? 0), 0),
      root: (plan.nodes[0]?.buffers?.[kind] ?? 0) + figures.afterRootBuffers[kind],
    }))
    .filter(({ sum, root }) => sum !== root)
    .map(({ kind, sum, root }) => `${kind} ${sum} instead of ${root}`);
}

/** Where the times of the nodes do not add up to that of the root. */
export function wrongTimes(plan: PlannedStatement, figures: PlanFigures): readonly string[] {
  const sum = figures.nodes.reduce((total, node) => total + (node.selfMs ?? 0), 0);
  const root = (figures.nodes[0]?.wallMs ?? 0) + figures.afterRootMs;
  return Math.abs(sum - root) > allowedError(plan, figures)
    ? [`${sum.toFixed(3)} instead of ${root.toFixed(3)} ms`]
    : [];
}

/**
 * Rounding, and what averages over processes hide: a worker that started late waited less than the others for the
 * bitmap, and one that ended late worked on after its Gather had all rows.
 */
function allowedError(plan: PlannedStatement, figures: PlanFigures): number {
  const late = plan.nodes
    .filter((node) => node.nodeType.startsWith('Gather') || figures.nodes[node.id]?.gather !== undefined)
    .map((node) => {
      const children = node.children.filter((id) => plan.nodes[id]?.relationship !== 'InitPlan');
      const below = children.reduce((sum, id) => sum + (figures.nodes[id]?.wallMs ?? 0), 0);
      return Math.max(0, below - (figures.nodes[node.id]?.wallMs ?? 0));
    });
  const rounding = figures.nodes.reduce((sum, node) => sum + node.selfToleranceMs, 0);
  const root = figures.nodes[0]?.wallMs ?? 0;
  return rounding + late.reduce((sum, ms) => sum + ms, 0) + Math.max(0.02 * root, 0.02);
}
