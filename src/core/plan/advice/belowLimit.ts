import type { PlanNode } from '../planModel';

/** Nodes that pass rows on in the order in which they get them. */
const passOn = new Set([
  'Limit',
  'Result',
  'ProjectSet',
  'Subquery Scan',
  'LockRows',
  'Append',
  'Merge Append',
  'Gather Merge',
  'Unique',
]);

/** 1 for each node whose rows reach a LIMIT without being sorted or collected on the way. */
export function belowLimit(nodes: readonly PlanNode[]): Uint8Array {
  const found = new Uint8Array(nodes.length);
  for (const node of nodes) {
    const parent = node.parent === undefined ? undefined : nodes[node.parent];
    const isInput = node.relationship !== 'InitPlan' && node.relationship !== 'SubPlan';
    if (parent === undefined || !isInput) {
      continue;
    }
    const isOuter = parent.nodeType === 'Nested Loop' && node.relationship === 'Outer';
    const passes = passOn.has(parent.nodeType) || isOuter;
    if (parent.nodeType === 'Limit' || (found[parent.id] === 1 && passes)) {
      found[node.id] = 1;
    }
  }
  return found;
}
