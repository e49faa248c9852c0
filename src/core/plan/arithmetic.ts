import { Amounts, amountColumns, buffersIn, ioIn, reportedAmounts, timeColumn, walIn } from './amounts';
import { type Reading, readingOf } from './earlyStop';
import { isInitPlan } from './initPlanReferences';
import { type Participation, participationOf } from './participants';
import { isDisabled, ownCosts } from './planCosts';
import type { BufferCounts, IoTimes, PlannedStatement, PlanNode, WalCounts } from './planModel';
import { checkEstimate, type EstimateCheck, type RowTotals, rowTotalsOf } from './rowEstimates';
import { type Payments, paySubplans } from './subplanPayments';

/** What a plan's figures mean, computed. Times are milliseconds. */
export interface PlanFigures {
  /** Parallel to the statement's nodes. */
  readonly nodes: readonly NodeFigures[];
  /**
   * What shares are shares of: the execution time, or the root's and what ran after it when the server told none.
   * Undefined without ANALYZE or with TIMING OFF.
   */
  readonly totalMs: number | undefined;
  /** Spent by common table expressions after the root had returned its last row. */
  readonly afterRootMs: number;
  readonly afterRootBuffers: BufferCounts;
  /** The execution time outside every node: start and end of the executor, AFTER triggers, JIT, sending rows. */
  readonly outsideNodesMs: number | undefined;
  /** The nodes with the largest self time; empty without times. */
  readonly slowest: readonly number[];
}

/** The figures of one node. */
export interface NodeFigures {
  /** Processes that executed the node. */
  readonly participants: number;
  /** The Gather (Merge) whose workers execute the node. */
  readonly gather: number | undefined;
  readonly neverExecuted: boolean;
  /** Time that passed while the node and its children worked: time × loops ÷ processes. */
  readonly wallMs: number | undefined;
  /** Time over all processes: time × loops. */
  readonly processorMs: number | undefined;
  /** The server rounds the time of a loop to three decimals, so `wallMs` is exact within so much. */
  readonly wallToleranceMs: number;
  /** Wall time without the children, and without the initialization plans and CTEs that ran inside the node. */
  readonly selfMs: number | undefined;
  readonly selfToleranceMs: number;
  /** `selfMs` as a part of the plan's `totalMs`, from 0 to 1. */
  readonly share: number | undefined;
  readonly isSlowest: boolean;
  readonly rows: RowTotals;
  readonly estimate: EstimateCheck;
  readonly reading: Reading;
  /** Without the children, as `selfMs`. */
  readonly buffers: BufferCounts | undefined;
  readonly io: IoTimes | undefined;
  readonly wal: WalCounts | undefined;
  /** Of an initialization plan or a CTE: the nodes inside which it ran. */
  readonly ranInside: readonly number[];
  /** Estimated, in the planner's units. */
  readonly selfCost: number | undefined;
  readonly costShare: number | undefined;
  /** A setting forbids this kind of node, and nothing else could be planned. */
  readonly disabled: boolean;
}

/** Computes everything that the server does not say itself, in time proportional to the plan. */
export function computePlan(statement: PlannedStatement): PlanFigures {
  const { nodes } = statement;
  const participation = participationOf(nodes);
  const times = nodes.map((node) => nodeTimes(node, participation[node.id]));
  const timed = times.some((time) => time.wallMs !== undefined);
  const spent = spentByNodes(nodes, times);
  const totalMs = timed
    ? (statement.executionMs ?? (times[0]?.wallMs ?? 0) + (spent.payments.afterRoot[timeColumn] ?? 0))
    : undefined;
  const rows = rowTotalsOf({
    nodes,
    participation,
    settings: statement.settings,
    rowDecimals: statement.rowDecimals,
  });
  const readings = readingOf(nodes);
  const costs = ownCosts(nodes);
  const shared: Shared = { statement, totalMs, spent, participation, times, rows, readings, costs };
  const slowest = timed ? slowestNodes(spent.own, nodes.length) : [];
  const isSlowest = new Set(slowest);
  const afterRoot = new Amounts(1);
  spent.payments.afterRoot.forEach((amount, column) => afterRoot.set(0, column, amount));
  const afterRootMs = afterRoot.get(0, timeColumn);
  return {
    nodes: nodes.map((node) => nodeFigures(node, shared, isSlowest.has(node.id))),
    totalMs,
    afterRootMs,
    afterRootBuffers: buffersIn(afterRoot, 0),
    outsideNodesMs: outsideNodes(statement, times[0]?.wallMs, afterRootMs),
    slowest,
  };
}

interface NodeTimes {
  readonly wallMs: number | undefined;
  readonly processorMs: number | undefined;
  readonly toleranceMs: number;
}

interface Spent {
  readonly own: Amounts;
  readonly selfToleranceMs: readonly number[];
  readonly payments: Payments;
}

interface Shared {
  readonly statement: PlannedStatement;
  readonly totalMs: number | undefined;
  readonly spent: Spent;
  readonly participation: readonly Participation[];
  readonly times: readonly NodeTimes[];
  readonly rows: readonly RowTotals[];
  readonly readings: readonly Reading[];
  readonly costs: readonly (number | undefined)[];
}

function nodeTimes(node: PlanNode, participation: Participation | undefined): NodeTimes {
  const { actual } = node;
  if (actual?.totalMs === undefined) {
    return { wallMs: undefined, processorMs: undefined, toleranceMs: 0 };
  }
  const participants = participation?.participants ?? 1;
  const processorMs = actual.totalMs * actual.loops;
  return {
    wallMs: processorMs / participants,
    processorMs,
    toleranceMs: (0.0005 * actual.loops) / participants,
  };
}

function spentByNodes(nodes: readonly PlanNode[], times: readonly NodeTimes[]): Spent {
  const total = reportedAmounts(
    nodes,
    times.map((time) => time.wallMs ?? 0),
  );
  const own = new Amounts(nodes.length);
  const selfToleranceMs = times.map((time) => time.toleranceMs);
  for (const node of nodes) {
    const parent = isInitPlan(node) ? undefined : node.parent;
    for (let column = 0; column < amountColumns; column++) {
      const amount = total.get(node.id, column);
      own.add(node.id, column, amount);
      if (parent !== undefined) {
        own.add(parent, column, -amount);
      }
    }
    if (parent !== undefined) {
      selfToleranceMs[parent] = (selfToleranceMs[parent] ?? 0) + (times[node.id]?.toleranceMs ?? 0);
    }
  }
  const payments = paySubplans(nodes, own, total, selfToleranceMs);
  for (const node of nodes) {
    for (let column = 0; column < amountColumns; column++) {
      own.set(node.id, column, Math.max(0, own.get(node.id, column)));
    }
  }
  return { own, selfToleranceMs, payments };
}

function slowestNodes(own: Amounts, count: number): readonly number[] {
  let largest = 0;
  for (let id = 0; id < count; id++) {
    largest = Math.max(largest, own.get(id, timeColumn));
  }
  const ids = Array.from({ length: count }, (_, id) => id);
  return largest > 0 ? ids.filter((id) => own.get(id, timeColumn) === largest) : [];
}

function outsideNodes(
  statement: PlannedStatement,
  rootMs: number | undefined,
  afterRootMs: number,
): number | undefined {
  return statement.executionMs === undefined || rootMs === undefined
    ? undefined
    : Math.max(0, statement.executionMs - rootMs - afterRootMs);
}

function nodeFigures(node: PlanNode, shared: Shared, isSlowest: boolean): NodeFigures {
  const { id } = node;
  const { own, payments, selfToleranceMs } = shared.spent;
  const times = shared.times[id];
  const rows = shared.rows[id] ?? { planned: undefined, actual: undefined, tolerance: 0, fromJoin: false };
  const reading = shared.readings[id] ?? 'toTheEnd';
  const selfMs = times?.wallMs === undefined ? undefined : own.get(id, timeColumn);
  const selfCost = shared.costs[id];
  return {
    participants: shared.participation[id]?.participants ?? 1,
    gather: shared.participation[id]?.gather,
    neverExecuted: node.actual?.loops === 0,
    wallMs: times?.wallMs,
    processorMs: times?.processorMs,
    wallToleranceMs: times?.toleranceMs ?? 0,
    selfMs,
    selfToleranceMs: selfToleranceMs[id] ?? 0,
    share: part(selfMs, shared.totalMs),
    isSlowest,
    rows,
    estimate: checkEstimate(node, rows, { nodes: shared.statement.nodes, reading }),
    reading,
    buffers: node.buffers === undefined ? undefined : buffersIn(own, id),
    io: node.io === undefined ? undefined : ioIn(own, id),
    wal: node.wal === undefined ? undefined : walIn(own, id),
    ranInside: payments.payers.get(id) ?? [],
    selfCost,
    costShare: part(selfCost, shared.statement.nodes[0]?.estimate?.totalCost),
    disabled: isDisabled(node, shared.statement.nodes),
  };
}

/** The part as a number from 0 to 1; rounding can make a node longer than the whole. */
function part(amount: number | undefined, whole: number | undefined): number | undefined {
  if (amount === undefined || whole === undefined) {
    return undefined;
  }
  return whole > 0 ? Math.min(1, amount / whole) : 0;
}
