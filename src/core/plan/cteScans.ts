import { cteNameOf } from './initPlanReferences';
import type { PlanNode } from './planModel';

/**
 * The scans of each common table expression that were executed, by the id of the expression's root. A name means the nearest expression of that name above the scan.
 */
export function cteScans(nodes: readonly PlanNode[]): ReadonlyMap<number, readonly number[]> {
  const named = new Map<number, Map<string, number>>();
  for (const node of nodes) {
    const name = cteNameOf(node);
    if (name !== undefined && node.parent !== undefined) {
      const siblings = named.get(node.parent) ?? new Map<string, number>();
      named.set(node.parent, siblings.set(name, node.id));
    }
  }
  const scans = new Map<number, number[]>();
  for (const scan of nodes) {
    if (scan.nodeType !== 'CTE Scan' || scan.cteName === undefined || scan.actual?.loops === 0) {
      continue;
    }
    let above: PlanNode | undefined = scan;
    let plan: number | undefined;
    while (above !== undefined && plan === undefined) {
      plan = named.get(above.id)?.get(scan.cteName);
      above = above.parent === undefined ? undefined : nodes[above.parent];
    }
    if (plan !== undefined) {
      const found = scans.get(plan) ?? [];
      found.push(scan.id);
      scans.set(plan, found);
    }
  }
  return scans;
}
