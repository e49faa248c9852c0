import type { PlanNode } from './planModel';

/** How much of what an append stands for was read. */
export interface Members {
  readonly all: number;
  readonly executed: number;
  /** Pruned when the executor started: they are not in the plan. */
  readonly removed: number;
}

/** Whether the node puts the rows of its members together, which are mostly partitions. */
export function isAppend(node: PlanNode): boolean {
  return node.nodeType === 'Append' || node.nodeType === 'Merge Append';
}

/**
 * Pruning leaves three traces: none when the planner did it, a count when the executor did it at its start, and members
 * that were never executed when it was done later.
 */
export function membersOf(append: PlanNode, nodes: readonly PlanNode[]): Members {
  const members = append.children.map((id) => nodes[id]).filter((child) => child?.relationship === 'Member');
  const removed = append.subplansRemoved ?? 0;
  return {
    all: members.length + removed,
    executed: members.filter((child) => child?.actual?.loops !== 0).length,
    removed,
  };
}

/** Whether an append was executed, but not all of its members were. */
export function leavesOutMembers(node: PlanNode, nodes: readonly PlanNode[]): boolean {
  if (!isAppend(node) || node.actual?.loops === 0) {
    return false;
  }
  const { all, executed } = membersOf(node, nodes);
  return executed < all;
}
