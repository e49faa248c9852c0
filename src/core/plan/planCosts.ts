import type { PlanNode } from './planModel';

/** Up to 17 the planner adds this to what is disabled; it shows in the startup cost of a node that was chosen anyway. */
const disableCost = 1e10;

/**
 * What each node adds to the cost, estimated: the server reports costs with everything below. A child that is not run
 * to its end cannot cost more than its parent, and the inner side of a nested loop is paid again for every outer row.
 * @returns undefined for nodes without costs (COSTS OFF).
 */
export function ownCosts(nodes: readonly PlanNode[]): readonly (number | undefined)[] {
  return nodes.map((node) => {
    if (node.estimate === undefined) {
      return undefined;
    }
    const total = node.estimate.totalCost;
    let left = total;
    for (const id of node.children) {
      const child = nodes[id];
      const cost = child?.estimate?.totalCost ?? 0;
      const runs = child === undefined ? 1 : plannedRuns(child, node, nodes);
      left -= Math.min(cost * runs, left);
    }
    return Math.max(0, left);
  });
}

/**
 * The planner had no other choice than a kind of node that a setting forbids. Up to 17 it shows in a startup cost that
 * does not come from the children; a total cost alone can honestly be so large.
 */
export function isDisabled(node: PlanNode, nodes: readonly PlanNode[]): boolean {
  if (node.disabled !== undefined || node.estimate === undefined) {
    return node.disabled === true;
  }
  const below = node.children.reduce((sum, id) => sum + (nodes[id]?.estimate?.totalCost ?? 0), 0);
  return node.estimate.startupCost - below >= disableCost / 2;
}

function plannedRuns(child: PlanNode, parent: PlanNode, nodes: readonly PlanNode[]): number {
  if (parent.nodeType !== 'Nested Loop' || child.relationship !== 'Inner') {
    return 1;
  }
  const outer = parent.children.find((id) => nodes[id]?.relationship === 'Outer');
  return Math.max(1, nodes[outer ?? -1]?.estimate?.rows ?? 1);
}
