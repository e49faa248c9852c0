import { advisePlan } from '../advice/advisePlan';
import type { Advice, AdviceFix } from '../advice/advice';
import { createIndexSql } from '../advice/advice';
import { computePlan } from '../arithmetic';
import { formatCost, formatMs, formatRows, formatShare } from '../format';
import { type PlanNodeView, type PlanView, planView, type UtilityView } from '../planView';
import type { PlanDocument } from '../planModel';

/** What is told of a plan to somebody who does not have it. Everything in it that came from the database is untrusted. */
export interface PlanReport {
  /** Such as `EXPLAIN ANALYZE: 61.2 ms`. */
  readonly title: string;
  readonly statement: string | undefined;
  readonly parts: readonly ReportPart[];
}

export type ReportPart = UtilityView | PlanPart;

export interface PlanPart {
  readonly kind: 'plan';
  readonly view: PlanView;
  /** Where the time went, in one sentence. */
  readonly verdict: string;
  /** The nodes with the largest share, the largest first. */
  readonly top: readonly PlanNodeView[];
  readonly advice: readonly Advice[];
}

/** So many nodes are named before the tree. */
const topNodes = 5;

export function planReport(document: PlanDocument, statement: string | undefined): PlanReport {
  const parts = document.results.map((result): ReportPart => {
    if (result.kind === 'utility') {
      return { kind: 'utility', text: result.text };
    }
    const figures = computePlan(result);
    const view = planView(result, figures);
    const top = topOf(view);
    return { kind: 'plan', view, verdict: verdictOf(view, top), top, advice: advisePlan(result, figures) };
  });
  const [first] = parts.flatMap((part) => (part.kind === 'plan' ? [part.view] : []));
  return { title: first ? titleOf(first) : 'EXPLAIN', statement, parts };
}

/** `10 → 12`: what the planner expected, and what came. */
export function rowsWords({ rowsPlanned, rowsActual, neverExecuted }: PlanNodeView): string {
  if (neverExecuted) {
    return 'never executed';
  }
  const planned = rowsPlanned === undefined ? undefined : formatRows(rowsPlanned);
  const actual = rowsActual === undefined ? undefined : formatRows(rowsActual);
  return [planned, actual].filter((each) => each !== undefined).join(' → ');
}

/** What the advice proposes to run or to set. */
export function fixText(fix: AdviceFix): string {
  switch (fix.kind) {
    case 'index':
      return `${createIndexSql(fix.proposal)};`;
    case 'setting':
      return `SET ${fix.name} = '${fix.value.replaceAll("'", "''")}';`;
    case 'sql':
      return fix.sql;
  }
}

function titleOf({ analyzed, header }: PlanView): string {
  const name = analyzed ? 'EXPLAIN ANALYZE' : 'EXPLAIN';
  if (header.executionMs !== undefined) {
    return `${name}: ${formatMs(header.executionMs)}`;
  }
  return header.cost === undefined ? name : `${name}: cost ${formatCost(header.cost)}`;
}

function topOf({ nodes }: PlanView): readonly PlanNodeView[] {
  return nodes
    .filter(({ share }) => share !== undefined && share > 0)
    .sort((one, other) => (other.share ?? 0) - (one.share ?? 0))
    .slice(0, topNodes);
}

/** A smaller part than this is no answer to where the time went. */
const standsOut = 0.1;

function verdictOf({ analyzed, header }: PlanView, [most]: readonly PlanNodeView[]): string {
  const times = [
    header.executionMs === undefined ? undefined : `Execution took ${formatMs(header.executionMs)}`,
    header.planningMs === undefined ? undefined : `planning ${formatMs(header.planningMs)}`,
  ].filter((each) => each !== undefined);
  const spent = times.length === 0 ? '' : `${times.join(', ')}. `;
  const start = analyzed ? spent : `These are estimates. ${spent}`;
  if (most?.share === undefined) {
    return start.trim();
  }
  const what = most.shareOf === 'time' ? 'time' : 'cost';
  return most.share >= standsOut
    ? `${start}${formatShare(most.share)} of the ${what} is in ${most.title}.`
    : `${start}No node stands out; the most of the ${what} has ${most.title} (${formatShare(most.share)}).`;
}
