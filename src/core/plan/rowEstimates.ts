import type { Reading } from './earlyStop';
import { leavesOutMembers } from './partitions';
import { isGather, type Participation } from './participants';
import type { PlanNode, PlanSetting } from './planModel';

/** Rows over all loops and processes. */
export interface RowTotals {
  /** The planner's count, brought to the same total as the actual one. Undefined with COSTS OFF. */
  readonly planned: number | undefined;
  /** Undefined without ANALYZE. */
  readonly actual: number | undefined;
  /** The server rounds the average of a loop; the actual total is exact within so many rows. */
  readonly tolerance: number;
  /** Taken from the join above, because the average of a loop is too coarse. */
  readonly fromJoin: boolean;
}

/** How the planner's row count compares with what happened. */
export type EstimateCheck =
  | {
      readonly kind: 'compared';
      /** The larger total divided by the smaller one, both at least 1. */
      readonly factor: number;
      /** The smallest factor that the rounding of the row count allows. */
      readonly atLeast: number;
      /** `under`: there were more rows than planned. */
      readonly direction: 'under' | 'over' | 'exact';
    }
  | { readonly kind: 'notCompared'; readonly reason: NotCompared };

export type NotCompared =
  | 'noFigures'
  | 'neverExecuted'
  /** The node's kind returns no rows or does not count them. */
  | 'countsNoRows'
  /** The node hands on what its child returns, so the child tells the same. */
  | 'repeatsChild'
  | 'mayStopEarly'
  | 'mergeInput'
  /** Partitions were left out that the planner had to count. */
  | 'prunedPartitions';

export interface RowContext {
  readonly nodes: readonly PlanNode[];
  readonly participation: readonly Participation[];
  readonly settings: readonly PlanSetting[];
  readonly rowDecimals: 0 | 2;
}

export function rowTotalsOf(context: RowContext): readonly RowTotals[] {
  const totals: RowTotals[] = [];
  for (const node of context.nodes) {
    const parent = node.parent === undefined ? undefined : context.nodes[node.parent];
    const above = node.parent === undefined ? undefined : totals[node.parent];
    totals.push(rowTotals(node, context, joinedRows(node, parent, above)));
  }
  return totals;
}

/** Compares the totals, unless the plan itself explains why they differ. */
export function checkEstimate(
  node: PlanNode,
  rows: RowTotals,
  context: { readonly nodes: readonly PlanNode[]; readonly reading: Reading },
): EstimateCheck {
  const { planned, actual } = rows;
  if (planned === undefined || actual === undefined) {
    return notCompared('noFigures');
  }
  if (node.actual?.loops === 0) {
    return notCompared('neverExecuted');
  }
  if (countsNoRows(node, actual)) {
    return notCompared('countsNoRows');
  }
  if (repeatsChild(node)) {
    return notCompared('repeatsChild');
  }
  if (context.reading === 'mergeInput') {
    return notCompared('mergeInput');
  }
  if (context.reading === 'mayStopEarly' && actual < planned) {
    return notCompared('mayStopEarly');
  }
  if (leavesOutMembers(node, context.nodes) && actual < planned) {
    return notCompared('prunedPartitions');
  }
  const nearest = Math.min(Math.max(planned, actual - rows.tolerance), actual + rows.tolerance);
  return {
    kind: 'compared',
    factor: ratio(planned, actual),
    atLeast: ratio(planned, nearest),
    direction: ratio(planned, actual) === 1 ? 'exact' : actual > planned ? 'under' : 'over',
  };
}

/**
 * Among how many processes the planner shares out the rows of a partial path: the leader counts less the more
 * workers it has to serve. Source: get_parallel_divisor in costsize.c.
 */
export function parallelDivisor(workers: number, leaderParticipates: boolean): number {
  return workers + (leaderParticipates ? Math.max(0, 1 - 0.3 * workers) : 0);
}

function notCompared(reason: NotCompared): EstimateCheck {
  return { kind: 'notCompared', reason };
}

function ratio(a: number, b: number): number {
  const [small, large] = [Math.max(1, Math.min(a, b)), Math.max(1, a, b)];
  return large / small;
}

function countsNoRows(node: PlanNode, actual: number): boolean {
  switch (node.nodeType) {
    case 'BitmapAnd':
    case 'BitmapOr':
      return true;
    case 'ModifyTable':
      return actual === 0;
    default:
      return false;
  }
}

function repeatsChild(node: PlanNode): boolean {
  switch (node.nodeType) {
    case 'Hash':
    case 'Sort':
    case 'Incremental Sort':
    case 'Materialize':
    case 'Memoize':
      return true;
    default:
      return isGather(node);
  }
}

function rowTotals(node: PlanNode, context: RowContext, joined: RowTotals | undefined): RowTotals {
  const planned = plannedRows(node, context);
  if (node.actual === undefined) {
    return { planned, actual: undefined, tolerance: 0, fromJoin: false };
  }
  const { rows, loops } = node.actual;
  const tolerance = loops > 1 ? (context.rowDecimals === 2 ? 0.005 : 0.5) * loops : 0;
  if (joined?.actual !== undefined && joined.tolerance < tolerance) {
    return { planned, actual: joined.actual, tolerance: joined.tolerance, fromJoin: true };
  }
  return { planned, actual: rows * loops, tolerance, fromJoin: false };
}

function plannedRows(node: PlanNode, context: RowContext): number | undefined {
  if (node.estimate === undefined) {
    return undefined;
  }
  // What was never executed is shown with what was expected of one execution.
  const loops = node.actual?.loops || 1;
  const participation = context.participation[node.id];
  if (participation?.gather === undefined || !participation.partial) {
    return node.estimate.rows * loops;
  }
  const workers = context.nodes[participation.gather]?.workersPlanned ?? 0;
  const loopsOfGather = node.actual === undefined ? 1 : loops / participation.participants;
  return node.estimate.rows * parallelDivisor(workers, leaderParticipates(context.settings)) * loopsOfGather;
}

function leaderParticipates(settings: readonly PlanSetting[]): boolean {
  return !settings.some(({ name, value }) => name === 'parallel_leader_participation' && value === 'off');
}

/** The rows of the join above, where every row that the inner side returns becomes one row of the join. */
function joinedRows(
  node: PlanNode,
  parent: PlanNode | undefined,
  above: RowTotals | undefined,
): RowTotals | undefined {
  const becomesRows =
    parent?.nodeType === 'Nested Loop' &&
    parent.joinType === 'Inner' &&
    node.relationship === 'Inner' &&
    parent.rowsRemoved?.joinFilter === undefined &&
    parent.rowsRemoved?.filter === undefined &&
    !parent.other.some(({ name }) => name === 'Join Filter' || name === 'Filter');
  return becomesRows ? above : undefined;
}
