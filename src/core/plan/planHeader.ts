import { displayName } from '../explorer/displayName';
import type { PlanFigures } from './arithmetic';
import { formatMs } from './format';
import { isGather } from './participants';
import type { PlannedStatement, PlanSetting } from './planModel';
import { jitWallMs, type TriggerFigures, triggerFigures } from './planOverheads';

/** What concerns the whole statement. Times are milliseconds. */
export interface PlanHeaderView {
  readonly planningMs: number | undefined;
  /** Without planning. */
  readonly executionMs: number | undefined;
  /** Planning and execution. */
  readonly totalMs: number | undefined;
  /** The planner's cost of the whole statement. */
  readonly cost: number | undefined;
  readonly triggers: readonly TriggerView[];
  readonly jit: JitView | undefined;
  readonly serializationMs: number | undefined;
  /** Settings that differ from the server's defaults. */
  readonly settings: readonly PlanSetting[];
  /** Plain sentences on what the figures alone would not tell. */
  readonly notes: readonly string[];
}

export interface TriggerView {
  readonly name: string;
  readonly relation: string | undefined;
  readonly constraint: string | undefined;
  readonly ms: number | undefined;
  readonly calls: number;
  readonly share: number | undefined;
  readonly counted: TriggerFigures['counted'];
}

export interface JitView {
  readonly functions: number | undefined;
  /** Added up over the processes. */
  readonly ms: number | undefined;
  /** Of each process, on average. */
  readonly wallMs: number | undefined;
}

export function planHeader(statement: PlannedStatement, figures: PlanFigures): PlanHeaderView {
  const { planning, executionMs, jit } = statement;
  return {
    planningMs: planning.ms,
    executionMs,
    totalMs: executionMs === undefined ? undefined : executionMs + (planning.ms ?? 0),
    cost: statement.nodes[0]?.estimate?.totalCost,
    triggers: triggerFigures(statement, figures).map(triggerView),
    jit:
      jit === undefined
        ? undefined
        : { functions: jit.functions, ms: jit.totalMs, wallMs: jitWallMs(statement) },
    serializationMs: statement.serialization?.ms,
    settings: statement.settings.map(({ name, value }) => ({
      name: displayName(name),
      value: displayName(value),
    })),
    notes: notes(statement, figures),
  };
}

function triggerView({ trigger, share, counted }: TriggerFigures): TriggerView {
  return {
    name: displayName(trigger.name),
    relation: trigger.relation === undefined ? undefined : displayName(trigger.relation),
    constraint: trigger.constraint === undefined ? undefined : displayName(trigger.constraint),
    ms: trigger.ms,
    calls: trigger.calls,
    share,
    counted,
  };
}

function notes(statement: PlannedStatement, figures: PlanFigures): readonly string[] {
  if (!statement.analyzed) {
    return ['These are estimates: the statement was not executed.'];
  }
  const found = [
    figures.totalMs === undefined ? 'Times were not measured.' : undefined,
    workersNote(statement),
    jitNote(statement),
    figures.afterRootMs >= 0.0005
      ? `Common table expressions that change data ran for ${formatMs(figures.afterRootMs)} after the last row was returned.`
      : undefined,
    outsideNote(figures),
  ];
  return found.filter((note) => note !== undefined);
}

function workersNote(statement: PlannedStatement): string | undefined {
  const short = statement.nodes.find(
    (node) =>
      isGather(node) && node.actual?.loops === 1 && (node.workersLaunched ?? 0) < (node.workersPlanned ?? 0),
  );
  return short === undefined
    ? undefined
    : `Parallel workers were missing: ${short.workersPlanned ?? 0} were planned, ${short.workersLaunched ?? 0} started.`;
}

function jitNote(statement: PlannedStatement): string | undefined {
  const total = statement.jit?.totalMs;
  const wall = jitWallMs(statement);
  if (total === undefined || wall === undefined) {
    return undefined;
  }
  const each = wall < total ? `, ${formatMs(wall)} in each process` : '';
  return `Just-in-time compilation took ${formatMs(total)}${each}. The nodes' times include most of it.`;
}

/** Below this part of the whole, what happens outside the nodes is of no interest. */
const notableShare = 0.05;

function outsideNote({ outsideNodesMs, totalMs }: PlanFigures): string | undefined {
  if (outsideNodesMs === undefined || totalMs === undefined) {
    return undefined;
  }
  return outsideNodesMs >= 1 && outsideNodesMs > totalMs * notableShare
    ? `${formatMs(outsideNodesMs)} of the execution time passed outside the nodes: in triggers, compilation, start and end, and sending rows.`
    : undefined;
}
