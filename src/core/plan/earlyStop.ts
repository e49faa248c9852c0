import { cteScans } from './cteScans';
import { cteNameOf, isInitPlan } from './initPlanReferences';
import { type PlanNode, propertyText } from './planModel';

/** Whether a node was read to its last row, and so what its row count can prove about the planner's estimate. */
export type Reading =
  | 'toTheEnd'
  /** A LIMIT, a semi-join or an EXISTS above may have stopped it, so fewer rows than planned prove nothing. */
  | 'mayStopEarly'
  /** A merge join stops when one side ends and reads rows of equal keys again, so its inputs' counts prove nothing. */
  | 'mergeInput';

/** How each node was read by what stands above it. */
export function readingOf(nodes: readonly PlanNode[]): readonly Reading[] {
  const readings = new Array<Reading>(nodes.length).fill('toTheEnd');
  const scans = cteScans(nodes);
  readSubtree(nodes, readings, 0);
  // A common table expression is listed before those that read it, so the last one is settled first.
  for (const node of nodes.toReversed()) {
    const readers = cteNameOf(node) === undefined ? [] : (scans.get(node.id) ?? []);
    if (readers.length > 0 && readers.every((scan) => readings[scan] !== 'toTheEnd')) {
      readings[node.id] = 'mayStopEarly';
      readSubtree(nodes, readings, node.id);
    }
  }
  return readings;
}

/** Settles the descendants of a node whose own reading is known. */
function readSubtree(nodes: readonly PlanNode[], readings: Reading[], root: number): void {
  const end = nodes[root]?.end ?? root;
  for (let id = root + 1; id < end; id++) {
    const node = nodes[id];
    const parent = nodes[node?.parent ?? -1];
    if (node !== undefined && parent !== undefined) {
      readings[id] = childReading(node, parent, { nodes, inherited: readings[parent.id] ?? 'toTheEnd' });
    }
  }
}

interface Above {
  readonly nodes: readonly PlanNode[];
  readonly inherited: Reading;
}

function childReading(node: PlanNode, parent: PlanNode, { nodes, inherited }: Above): Reading {
  if (isInitPlan(node)) {
    return cteNameOf(node) === undefined ? 'mayStopEarly' : 'toTheEnd';
  }
  if (node.relationship === 'SubPlan') {
    return isHashed(node, parent) ? 'toTheEnd' : 'mayStopEarly';
  }
  if (readsEverything(parent)) {
    return 'toTheEnd';
  }
  switch (parent.nodeType) {
    case 'Limit':
      return ranDry(parent) ? inherited : 'mayStopEarly';
    case 'Merge Join':
      return 'mergeInput';
    case 'Nested Loop':
      return node.relationship === 'Inner' && stopsAtFirstMatch(parent) ? 'mayStopEarly' : inherited;
    case 'Hash Join':
      return node.relationship === 'Outer' && hashIsEmpty(parent, nodes) ? 'mayStopEarly' : inherited;
    default:
      return inherited;
  }
}

function readsEverything(node: PlanNode): boolean {
  switch (node.nodeType) {
    case 'Sort':
    case 'Hash':
    case 'Bitmap Heap Scan':
    case 'BitmapAnd':
    case 'BitmapOr':
    case 'ModifyTable':
      return true;
    case 'Aggregate':
    case 'SetOp':
      return node.strategy !== 'Sorted';
    default:
      return false;
  }
}

/** A LIMIT that returned fewer rows than planned was given all the rows that there are. */
function ranDry(limit: PlanNode): boolean {
  return (
    limit.actual !== undefined &&
    limit.estimate !== undefined &&
    limit.actual.loops === 1 &&
    limit.actual.rows < limit.estimate.rows
  );
}

function stopsAtFirstMatch(join: PlanNode): boolean {
  return join.innerUnique === true || join.joinType === 'Semi' || join.joinType === 'Anti';
}

/** A hash join gives up its outer side when there is nothing in the hash table. */
function hashIsEmpty(join: PlanNode, nodes: readonly PlanNode[]): boolean {
  return join.children.some((id) => nodes[id]?.nodeType === 'Hash' && nodes[id].actual?.rows === 0);
}

function isHashed(subplan: PlanNode, parent: PlanNode): boolean {
  const name = `hashed ${subplan.subplanName ?? ''}`;
  return parent.other.some((property) => propertyText(parent, property.name)?.includes(name) === true);
}
