import type { PlanNode } from './planModel';

/** How a node stands to the parallel region that it may be part of. */
export interface Participation {
  /** Processes that executed the node; figures of a loop are averages over them. 1 outside a parallel region. */
  readonly participants: number;
  /** The Gather (Merge) whose workers execute the node; undefined outside a parallel region. */
  readonly gather: number | undefined;
  /** The processes share the node's rows out among themselves, so the planner counts rows per process. */
  readonly partial: boolean;
}

/**
 * The processes that executed each node. The workers launched do not tell it: the leader may not take part, and a
 * worker may come too late. It follows from the loops of the Gather's child against the Gather's own.
 */
export function participationOf(nodes: readonly PlanNode[]): readonly Participation[] {
  const regions: { readonly participants: number; readonly gather: number | undefined }[] = [];
  for (const node of nodes) {
    regions.push(regionOf(node, nodes, regions));
  }
  const partial = new Uint8Array(nodes.length);
  for (let id = nodes.length - 1; id >= 0; id--) {
    const node = nodes[id];
    if (node !== undefined && regions[id]?.gather !== undefined && sharesRows(node, nodes, partial)) {
      partial[id] = 1;
    }
  }
  return regions.map(({ participants, gather }, id) => ({
    participants,
    gather,
    partial: partial[id] === 1,
  }));
}

/** Whether a node collects the rows of parallel workers. */
export function isGather(node: PlanNode): boolean {
  return node.nodeType === 'Gather' || node.nodeType === 'Gather Merge';
}

const outside = { participants: 1, gather: undefined };

type Region = { readonly participants: number; readonly gather: number | undefined };

function regionOf(node: PlanNode, nodes: readonly PlanNode[], regions: readonly Region[]): Region {
  const parent = node.parent === undefined ? undefined : nodes[node.parent];
  const parentRegion = node.parent === undefined ? undefined : regions[node.parent];
  if (parent === undefined || parentRegion === undefined) {
    return outside;
  }
  if (isGather(parent) && node.relationship !== 'InitPlan') {
    const loops = node.actual?.loops ?? 0;
    const gatherLoops = parent.actual?.loops ?? 0;
    const ratio = gatherLoops > 0 ? Math.round(loops / gatherLoops) : 1;
    return { participants: Math.max(1, ratio), gather: parent.id };
  }
  // One process builds the bitmap for all, while the others wait for it.
  if (parent.nodeType === 'Bitmap Heap Scan' && parent.parallelAware) {
    return { participants: 1, gather: parentRegion.gather };
  }
  return parentRegion;
}

/** A node shares out what its own scan or its outer input shares out; an inner input is repeated by every process. */
function sharesRows(node: PlanNode, nodes: readonly PlanNode[], partial: Uint8Array): boolean {
  return (
    node.parallelAware ||
    node.children.some((id) => partial[id] === 1 && isOuterPath(nodes[id]?.relationship))
  );
}

function isOuterPath(relationship: string | undefined): boolean {
  return relationship !== 'Inner' && relationship !== 'InitPlan' && relationship !== 'SubPlan';
}
