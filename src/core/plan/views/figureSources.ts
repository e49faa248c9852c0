import type { NodeFigures, PlanFigures } from '../arithmetic';
import {
  formatBlocks,
  formatCost,
  formatCounted,
  formatFactor,
  formatMs,
  formatRows,
  formatShare,
} from '../format';
import { isInitPlan } from '../initPlanReferences';
import { type BufferCounts, bufferKinds, type PlannedStatement, type PlanNode } from '../planModel';
import type { NotCompared } from '../rowEstimates';

/** How a figure was computed from what the server reported. */
export interface FigureSource {
  readonly figure: string;
  /** Such as `0.001 ms × 30,000 loops ÷ 1 process = 30.0 ms ± 15.0 ms`. */
  readonly text: string;
}

/** Where every computed figure of a node comes from. */
export function figureSources(
  statement: PlannedStatement,
  figures: PlanFigures,
  id: number,
): readonly FigureSource[] {
  const node = statement.nodes[id];
  const own = figures.nodes[id];
  if (node === undefined || own === undefined) {
    return [];
  }
  const sources: readonly (readonly [string, string | undefined])[] = [
    ['Total time', totalTime(node, own)],
    ['Processor time', processorTime(node, own)],
    ['Self time', selfTime(node, own, { statement, figures })],
    ['Share', share(own, figures.totalMs)],
    ['Rows', rows(node, own)],
    ['Rows planned', rowsPlanned(node, own)],
    ['Estimate', estimate(own)],
    ['Buffers, self', buffers(node, own, statement)],
    ['Cost, self', cost(node, own)],
  ];
  return sources.flatMap(([figure, text]) => (text === undefined ? [] : [{ figure, text }]));
}

/** The server's own digits: it rounds to three decimals. */
function rawMs(ms: number): string {
  return `${ms.toFixed(3)} ms`;
}

function within(toleranceMs: number): string {
  return toleranceMs >= 0.0005 ? ` ± ${formatMs(toleranceMs)}` : '';
}

function processes(count: number): string {
  return count === 1 ? '1 process' : `${formatRows(count)} processes`;
}

function totalTime({ actual }: PlanNode, own: NodeFigures): string | undefined {
  if (actual?.totalMs === undefined || own.wallMs === undefined || actual.loops === 0) {
    return undefined;
  }
  const loops = formatCounted(actual.loops, 'loop');
  const result = `${formatMs(own.wallMs)}${within(own.wallToleranceMs)}`;
  return `${rawMs(actual.totalMs)} per loop × ${loops} ÷ ${processes(own.participants)} = ${result}`;
}

function processorTime({ actual }: PlanNode, own: NodeFigures): string | undefined {
  return actual?.totalMs === undefined || own.processorMs === undefined || own.participants === 1
    ? undefined
    : `${rawMs(actual.totalMs)} per loop × ${formatCounted(actual.loops, 'loop')} = ${formatMs(own.processorMs)}`;
}

interface Whole {
  readonly statement: PlannedStatement;
  readonly figures: PlanFigures;
}

function selfTime(node: PlanNode, own: NodeFigures, { statement, figures }: Whole): string | undefined {
  if (own.wallMs === undefined || own.selfMs === undefined || own.neverExecuted) {
    return undefined;
  }
  const children = node.children.filter((child) => !isInitPlanNode(statement, child));
  const below = children.reduce((sum, child) => sum + (figures.nodes[child]?.wallMs ?? 0), 0);
  const paid = own.wallMs - below - own.selfMs;
  const parts = [
    `${formatMs(own.wallMs)} in all`,
    ...(children.length === 0 ? [] : [`− ${formatMs(below)} in ${formatCounted(children.length, 'child')}`]),
    ...(paid > Math.max(0.0005, own.selfToleranceMs)
      ? [`− ${formatMs(paid)} in initialization plans and common table expressions that ran inside it`]
      : []),
  ];
  const floor = paid < -Math.max(0.0005, own.selfToleranceMs) ? ', never below zero' : '';
  return `${parts.join(' ').replace('childs', 'children')} = ${formatMs(own.selfMs)}${within(own.selfToleranceMs)}${floor}`;
}

function isInitPlanNode({ nodes }: PlannedStatement, id: number): boolean {
  const node = nodes[id];
  return node !== undefined && isInitPlan(node);
}

function share({ selfMs, share: part }: NodeFigures, totalMs: number | undefined): string | undefined {
  return selfMs === undefined || part === undefined || totalMs === undefined || totalMs === 0
    ? undefined
    : `${formatMs(selfMs)} ÷ ${formatMs(totalMs)} execution time = ${formatShare(part)}`;
}

function rows({ actual }: PlanNode, own: NodeFigures): string | undefined {
  const { actual: total, tolerance, fromJoin } = own.rows;
  if (actual === undefined || total === undefined || actual.loops === 0) {
    return undefined;
  }
  if (fromJoin) {
    return `${formatRows(total)} rows of the join above: the average of ${formatRows(actual.rows)} per loop is too coarse`;
  }
  const rounded = tolerance > 0 ? ` ± ${formatRows(tolerance)}` : '';
  return `${formatRows(actual.rows)} per loop × ${formatCounted(actual.loops, 'loop')} = ${formatRows(total)}${rounded}`;
}

function rowsPlanned(node: PlanNode, own: NodeFigures): string | undefined {
  const planned = own.rows.planned;
  const raw = node.estimate?.rows;
  if (planned === undefined || raw === undefined || own.neverExecuted) {
    return undefined;
  }
  const times = raw === 0 ? 1 : planned / raw;
  const shared =
    own.participants > 1 ? ' (loops, and the processes among which the planner shares rows)' : ' loops';
  return times === 1
    ? `${formatRows(raw)}, as the planner said`
    : `${formatRows(raw)} per loop × ${formatRows(times)}${shared} = ${formatRows(planned)}`;
}

const reasons: Readonly<Record<NotCompared, string>> = {
  noFigures: 'Not compared: there is only an estimate or only a count.',
  neverExecuted: 'Not compared: the node was never executed.',
  countsNoRows: 'Not compared: this kind of node counts no rows.',
  repeatsChild: 'Not compared here: the node hands on the rows of its child, which tells the same.',
  mayStopEarly: 'Not compared: a node above stopped asking for rows.',
  mergeInput: 'Not compared: a merge join reads its inputs only as far as it needs.',
  prunedPartitions: 'Not compared: partitions were left out that the planner had to count.',
};

function estimate({ estimate: check, rows: totals }: NodeFigures): string | undefined {
  if (check.kind === 'notCompared') {
    return check.reason === 'noFigures' ? undefined : reasons[check.reason];
  }
  const [small, large] = [totals.planned ?? 0, totals.actual ?? 0].sort((a, b) => a - b);
  return `${formatRows(Math.max(1, large ?? 0))} ÷ ${formatRows(Math.max(1, small ?? 0))} rows = ${formatFactor(check.factor)}`;
}

function blocks(counts: BufferCounts): number {
  return bufferKinds.reduce((sum, kind) => sum + counts[kind], 0);
}

function buffers(node: PlanNode, own: NodeFigures, statement: PlannedStatement): string | undefined {
  if (node.buffers === undefined || own.buffers === undefined) {
    return undefined;
  }
  const all = blocks(node.buffers);
  const self = blocks(own.buffers);
  const below = node.children.reduce((sum, child) => {
    const counts = statement.nodes[child]?.buffers;
    return counts === undefined || isInitPlanNode(statement, child) ? sum : sum + blocks(counts);
  }, 0);
  const paid = all - below - self;
  const inside = paid > 0 ? ` − ${formatRows(paid)} of plans that ran inside it` : '';
  return `${formatRows(all)} with everything below it − ${formatRows(below)} of its children${inside} = ${formatBlocks(self)}`;
}

function cost({ estimate: planned }: PlanNode, { selfCost }: NodeFigures): string | undefined {
  return planned === undefined || selfCost === undefined
    ? undefined
    : `${formatCost(planned.totalCost)} less what the children cost as often as they run = ${formatCost(selfCost)}, estimated`;
}
