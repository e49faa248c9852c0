import { CancelledError, type CancelSignal, isCancellation } from '../../../base/cancelSignal';
import type { Session } from '../../query/session';
import type { ExplainRequest } from '../explainRequest';
import { formatMs, formatShare } from '../format';
import type { PlanDocument } from '../planModel';
import { type ExplainAnswer, type ExplainLimits, runExplain } from '../runExplain';

/** What several executions of one statement took, in the order in which they ran. Milliseconds, without planning. */
export interface RepeatFigures {
  readonly wanted: number;
  readonly runs: readonly number[];
  /** The index of the run whose plan is shown. */
  readonly shown: number;
  readonly medianMs: number;
  readonly minMs: number;
  readonly maxMs: number;
}

export interface RepeatedAnswer {
  /** Of the median run. */
  readonly answer: ExplainAnswer;
  /** Undefined for a single run. */
  readonly figures: RepeatFigures | undefined;
}

export interface Repetition {
  readonly times: number;
  readonly limits: ExplainLimits;
  /** Reads the execution time of an answer; undefined when it has none, as with SUMMARY OFF. */
  readonly executionMs: (answer: ExplainAnswer) => number | undefined;
  /** Called after each run with the number of those that are done. */
  readonly progress?: (done: number) => void;
}

/**
 * Executes a statement several times on one session, each time rolled back, and answers with the plan of the median run.
 * A cancel after at least one run answers with the runs that there are.
 * @throws as `runExplain`
 */
export async function repeatExplain(
  session: Session,
  request: ExplainRequest,
  signal: CancelSignal,
  { times, limits, executionMs, progress }: Repetition,
): Promise<RepeatedAnswer> {
  const runs: { readonly answer: ExplainAnswer; readonly ms: number }[] = [];
  const wanted = request.executes ? Math.max(1, times) : 1;
  try {
    while (runs.length < wanted) {
      const answer = await runExplain(session, request, signal, limits);
      runs.push({ answer, ms: executionMs(answer) ?? answer.elapsedMs });
      progress?.(runs.length);
    }
  } catch (error) {
    if (!isCancellation(error) || runs.length === 0) {
      throw error;
    }
  }
  const shown = medianIndex(runs.map(({ ms }) => ms));
  const answer = runs[shown]?.answer;
  if (!answer) {
    throw new CancelledError();
  }
  const all = runs.map(({ ms }) => ms);
  return { answer, figures: wanted === 1 ? undefined : figuresOf(all, wanted, shown) };
}

/** The run in the middle; of two, the faster one, so that the plan shown is one that really ran. */
export function medianIndex(times: readonly number[]): number {
  const order = times.map((ms, index) => ({ ms, index })).sort((a, b) => a.ms - b.ms);
  return order[Math.floor((order.length - 1) / 2)]?.index ?? 0;
}

function figuresOf(runs: readonly number[], wanted: number, shown: number): RepeatFigures {
  const sorted = [...runs].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] ?? 0;
  const lower = sorted[Math.ceil(middle) - 1] ?? upper;
  return {
    wanted,
    runs,
    shown,
    medianMs: (lower + upper) / 2,
    minMs: sorted[0] ?? 0,
    maxMs: sorted.at(-1) ?? 0,
  };
}

/** Sentences on the runs, to stand with the plan. */
export function repeatNotes(figures: RepeatFigures): readonly string[] {
  const { runs, wanted, medianMs, minMs, maxMs, shown } = figures;
  const spread = medianMs > 0 ? ` (spread ${formatShare((maxMs - minMs) / medianMs)} of the median)` : '';
  const ended = runs.length < wanted ? `Cancelled after ${runs.length} of ${wanted} runs` : `${wanted} runs`;
  const [first = 0, ...others] = runs;
  const next = others.length === 0 ? undefined : Math.max(...others);
  return [
    `${ended}: median ${formatMs(medianMs)}, from ${formatMs(minMs)} to ${formatMs(maxMs)}${spread}. This is the plan of run ${shown + 1}.`,
    ...(next !== undefined && first > 1.5 * next
      ? [`The first run took ${formatMs(first)}, longer than every other: caches were cold.`]
      : []),
  ];
}

/** The execution time of the first plan of a document. */
export function executionMsOf(document: PlanDocument | undefined): number | undefined {
  const plan = document?.results.find((result) => result.kind === 'plan');
  return plan?.kind === 'plan' ? plan.executionMs : undefined;
}
