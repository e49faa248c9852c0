import { displayName } from '../explorer/displayName';
import type { NodeFigures, PlanFigures } from './arithmetic';
import { computePlan } from './arithmetic';
import type { DetailLine } from './detailLine';
import { nodeDetails } from './nodeDetails';
import { nodeTitle } from './nodeTitle';
import { type PlanHeaderView, planHeader } from './planHeader';
import {
  type BufferCounts,
  ioKinds,
  type PlanDocument,
  type PlannedStatement,
  type PlanNode,
} from './planModel';

/**
 * One statement's plan as plain data for a view; numbers are left to the view to format (`format.ts`). Everything that
 * came from the database is untrusted text.
 */
export interface PlanView {
  readonly kind: 'plan';
  /** Whether the statement was executed; without it there are only estimates. */
  readonly analyzed: boolean;
  readonly header: PlanHeaderView;
  /** In pre-order: `id` is the index, and a node's descendants follow it up to `end`. */
  readonly nodes: readonly PlanNodeView[];
  /** The ids of the nodes with the largest self time. */
  readonly slowest: readonly number[];
}

/** A part of the answer for which the server has no plan. */
export interface UtilityView {
  readonly kind: 'utility';
  readonly text: string;
}

export interface PlanNodeView {
  readonly id: number;
  readonly parent: number | undefined;
  readonly end: number;
  readonly depth: number;
  /** PostgreSQL's word for its kind, such as `Seq Scan`. */
  readonly nodeType: string;
  /** What the node reads or changes; undefined for one that works on the rows of others. */
  readonly scanned: ScannedName | undefined;
  readonly index: string | undefined;
  /** What the node does and on what, such as `Index Scan using loans_pkey on core.loans l`. */
  readonly title: string;
  /** Such as `InitPlan 1`, `SubPlan 2`, `CTE recent`: undefined for an ordinary child. */
  readonly role: string | undefined;
  readonly details: readonly DetailLine[];

  /** Times in milliseconds; undefined when they were not measured. */
  readonly selfMs: number | undefined;
  readonly selfToleranceMs: number;
  /** Elapsed while the node and everything below it worked. */
  readonly totalMs: number | undefined;
  readonly totalToleranceMs: number;
  /** As `totalMs`, added up over the processes. */
  readonly processorMs: number | undefined;
  /** From 0 to 1: of the statement's time when it was measured, else of its estimated cost. */
  readonly share: number | undefined;
  readonly shareOf: 'time' | 'cost';

  /** Totals over loops and processes. */
  readonly rowsPlanned: number | undefined;
  readonly rowsActual: number | undefined;
  readonly rowsTolerance: number;
  /** As the server averages them. */
  readonly rowsPerLoop: number | undefined;
  /** Undefined without ANALYZE; summed over the processes. */
  readonly loops: number | undefined;
  /** Processes that executed the node. */
  readonly processes: number;
  readonly workersPlanned: number | undefined;
  readonly workersLaunched: number | undefined;

  /** The planner's estimate for the node alone. */
  readonly selfCost: number | undefined;
  /** Reading and writing of the node itself, in milliseconds over all processes; undefined when it was not tracked. */
  readonly ioMs: number | undefined;

  /** Blocks; undefined without BUFFERS. */
  readonly buffersSelf: BufferCounts | undefined;
  readonly buffersTotal: BufferCounts | undefined;

  readonly slowest: boolean;
  readonly neverExecuted: boolean;
  /** A setting forbids this kind of node, yet nothing else could be planned. */
  readonly disabled: boolean;
  readonly misestimate: Misestimate | undefined;
}

/** A relation, function or common table expression as the server names it. Untrusted, and not quoted. */
export interface ScannedName {
  readonly schema: string | undefined;
  readonly name: string;
  readonly alias: string | undefined;
}

/** An estimate that was wrong enough to matter. */
export interface Misestimate {
  /** `under`: there were more rows than planned. */
  readonly direction: 'under' | 'over';
  readonly factor: number;
}

/** Computes a document and presents it. */
export function planViews(document: PlanDocument): readonly (PlanView | UtilityView)[] {
  return document.results.map((result) =>
    result.kind === 'plan'
      ? planView(result, computePlan(result))
      : { kind: 'utility', text: displayName(result.text) },
  );
}

export function planView(statement: PlannedStatement, figures: PlanFigures): PlanView {
  return {
    kind: 'plan',
    analyzed: statement.analyzed,
    header: planHeader(statement, figures),
    nodes: statement.nodes.map((node) => nodeView(node, statement, figures)),
    slowest: figures.slowest,
  };
}

/** Estimates that are off by less, or that concern few rows, are no reason for a bad plan. */
const notableFactor = 10;
const notableRows = 100;

/** Whether the estimate of a node is notably wrong, also when rounding is given the benefit of the doubt. */
export function misestimateOf({ estimate, rows }: NodeFigures): Misestimate | undefined {
  const most = Math.max(rows.planned ?? 0, rows.actual ?? 0);
  return estimate.kind === 'compared' &&
    estimate.direction !== 'exact' &&
    estimate.atLeast >= notableFactor &&
    most >= notableRows
    ? { direction: estimate.direction, factor: estimate.factor }
    : undefined;
}

function nodeView(node: PlanNode, statement: PlannedStatement, { nodes }: PlanFigures): PlanNodeView {
  const figures = nodes[node.id];
  if (figures === undefined) {
    throw new Error(`Node ${node.id} has no figures.`);
  }
  return {
    id: node.id,
    parent: node.parent,
    end: node.end,
    depth: node.depth,
    nodeType: node.nodeType,
    scanned: scannedName(node),
    index: node.indexName,
    title: nodeTitle(node),
    role: node.subplanName === undefined ? undefined : displayName(node.subplanName),
    details: nodeDetails(node, figures, statement),
    ...timesView(figures),
    rowsPlanned: figures.rows.planned,
    rowsActual: isBitmapOperation(node) ? undefined : figures.rows.actual,
    rowsTolerance: figures.rows.tolerance,
    rowsPerLoop: node.actual?.rows,
    loops: node.actual?.loops,
    processes: figures.participants,
    workersPlanned: node.workersPlanned,
    workersLaunched: node.workersLaunched,
    selfCost: figures.selfCost,
    ioMs: figures.io && ioKinds.reduce((sum, kind) => sum + (figures.io?.[kind] ?? 0), 0),
    buffersSelf: figures.buffers,
    buffersTotal: node.buffers,
    slowest: figures.isSlowest,
    neverExecuted: figures.neverExecuted,
    disabled: figures.disabled,
    misestimate: misestimateOf(figures),
  };
}

function scannedName(node: PlanNode): ScannedName | undefined {
  const { schema, alias } = node;
  const name =
    node.relation ??
    node.functionName ??
    node.tableFunctionName ??
    node.cteName ??
    node.tuplestoreName ??
    alias;
  return name === undefined ? undefined : { schema, name, alias };
}

/** They combine bitmaps and count no rows, which the server reports as 0. */
function isBitmapOperation(node: PlanNode): boolean {
  return node.nodeType === 'BitmapAnd' || node.nodeType === 'BitmapOr';
}

function timesView(figures: NodeFigures) {
  const timed = figures.share !== undefined;
  return {
    selfMs: figures.selfMs,
    selfToleranceMs: figures.selfToleranceMs,
    totalMs: figures.wallMs,
    totalToleranceMs: figures.wallToleranceMs,
    processorMs: figures.processorMs,
    share: timed ? figures.share : figures.costShare,
    shareOf: timed ? ('time' as const) : ('cost' as const),
  };
}
