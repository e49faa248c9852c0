import type { CancelSignal } from '../../../base/cancelSignal';
import type { Session } from '../../query/session';
import type { PlanFigures } from '../arithmetic';
import { formatMs, formatShare } from '../format';
import { parseJsonPlan } from '../parseJson';
import type { PlannedStatement } from '../planModel';
import { runExplain } from '../runExplain';
import type { ExplainRequest } from '../explainRequest';
import { executionMsOf } from './repeatExplain';

/**
 * How often the server read the clock for nodes, per process: with TIMING it does so before and after every call of a
 * node, which is called once for each row and once more for the end of each loop. Rows that a node returned by a bitmap or
 * a hash at once are one call.
 */
export function nodeCalls({ nodes }: PlannedStatement, { nodes: figures }: PlanFigures): number {
  return nodes.reduce((sum, node) => {
    const { rows = 0, loops = 0 } = node.actual ?? {};
    const participants = figures[node.id]?.participants ?? 1;
    const calls = answersAtOnce.has(node.nodeType) ? loops : loops * (1 + rows);
    return sum + calls / participants;
  }, 0);
}

/** Their answer is not a row for each call. */
const answersAtOnce: ReadonlySet<string> = new Set(['Hash', 'Bitmap Index Scan', 'BitmapAnd', 'BitmapOr']);

/** What reading the clock cost a plan. */
export interface ClockOverhead {
  readonly calls: number;
  /** Estimated. */
  readonly ms: number;
  /** Of the execution time, from 0 to 1. */
  readonly share: number;
}

/** With fewer calls the clock cannot matter, and is not measured. */
const notableCalls = 50_000;
const notableShare = 0.1;

/** Whether it is worth measuring the clock for this plan. */
export function mayOverstate(statement: PlannedStatement, figures: PlanFigures): boolean {
  const { executionMs } = statement;
  const calls = nodeCalls(statement, figures);
  // No clock takes longer than two microseconds.
  const atMost = calls * 0.002;
  return (
    figures.totalMs !== undefined &&
    executionMs !== undefined &&
    calls >= notableCalls &&
    atMost >= executionMs * notableShare
  );
}

/** Undefined where the clock does not matter. @param callMs As `measureClock` found it. */
export function clockOverhead(
  statement: PlannedStatement,
  figures: PlanFigures,
  callMs: number,
): ClockOverhead | undefined {
  const { executionMs } = statement;
  if (executionMs === undefined || !mayOverstate(statement, figures)) {
    return undefined;
  }
  const calls = nodeCalls(statement, figures);
  const ms = Math.min(executionMs, calls * callMs);
  const share = ms / executionMs;
  return share >= notableShare ? { calls, ms, share } : undefined;
}

/** A sentence for the page. */
export function clockNote({ calls, ms, share }: ClockOverhead): string {
  const millions =
    calls >= 1_000_000 ? `${(calls / 1_000_000).toFixed(1)} million` : `${Math.round(calls / 1000)} thousand`;
  return (
    `Measuring made this slower: reading the clock for ${millions} calls of nodes took about ${formatMs(ms)}, ` +
    `${formatShare(share)} of the execution time. Without it (TIMING OFF) the total is nearer to the truth.`
  );
}

const measuredRows = 100_000;
/** Of so many the fastest counts: a busy machine makes the others slower. */
const attempts = 5;

/**
 * Measures what the server needs to read its clock for one call of a node, in milliseconds: a query of known size, with
 * and without TIMING, the fastest of five. It takes about 100 milliseconds and reads no table.
 * @throws as `runExplain`
 */
export async function measureClock(
  session: Session,
  readOnly: boolean,
  signal: CancelSignal,
): Promise<number> {
  const fastest = { on: Infinity, off: Infinity };
  for (let attempt = 0; attempt < attempts; attempt++) {
    for (const timing of ['on', 'off'] as const) {
      const { text } = await runExplain(session, probe(timing, readOnly), signal);
      const ms = executionMsOf(parseJsonPlan(text).value) ?? Infinity;
      fastest[timing] = Math.min(fastest[timing], ms);
    }
  }
  const difference = fastest.on - fastest.off;
  // The scan answers once for each row; the aggregate above it and the ends of both are lost in that number.
  return Number.isFinite(difference) ? Math.max(0, difference) / measuredRows : 0;
}

function probe(timing: 'on' | 'off', readOnly: boolean): ExplainRequest {
  const statement = `SELECT pg_catalog.count(*) FROM pg_catalog.generate_series(1, ${measuredRows})`;
  return {
    prefix: `EXPLAIN (ANALYZE, TIMING ${timing}, FORMAT JSON) `,
    statement,
    offset: 0,
    text: statement,
    executes: true,
    readOnly,
    question: undefined,
    note: undefined,
  };
}
