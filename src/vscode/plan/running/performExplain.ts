import { type CancelSignal, isCancellation } from '../../../base/cancelSignal';
import { UserError } from '../../../base/userError';
import { displayName } from '../../../core/explorer/displayName';
import { computePlan } from '../../../core/plan/arithmetic';
import type { ExplainRequest } from '../../../core/plan/explainRequest';
import { parseJsonPlan } from '../../../core/plan/parseJson';
import {
  type ClockOverhead,
  clockOverhead,
  mayOverstate,
  measureClock,
} from '../../../core/plan/running/clockCost';
import type { ExplainSettings } from '../../../core/plan/running/explainSettings';
import { executionMsOf, repeatExplain, repeatNotes } from '../../../core/plan/running/repeatExplain';
import type { Session } from '../../../core/query/session';
import { ServerError } from '../../../core/sql/serverError';
import { timeoutWords } from './askAround';

/** What came of an EXPLAIN. */
export interface Explained {
  /** The server's JSON. */
  readonly answer: string;
  /** What each execution took, in milliseconds, where there were several. */
  readonly runs?: readonly number[];
  /** Sentences on how it was run. */
  readonly notes: readonly string[];
  /** Where reading the clock made a good part of the time. */
  readonly clock: ClockOverhead | undefined;
}

export interface Performance {
  readonly session: Session;
  readonly stopped: CancelSignal;
  /** Told what is under way, for runs that are repeated. */
  readonly progress: (words: string) => void;
  /** How the clock of the server is measured. */
  readonly measure?: typeof measureClock;
}

/** Knows what reading the clock costs in a session: measured once. */
const clocks = new WeakMap<Session, number>();

/** Sends an EXPLAIN as often as wanted. Throws as `runExplain`, and a UserError when its own time limit ended it. */
export async function performExplain(
  request: ExplainRequest,
  settings: ExplainSettings,
  performance: Performance,
): Promise<Explained> {
  const { session, stopped, progress } = performance;
  const { repeat: times, timeoutMs } = settings;
  const limits = timeoutMs === undefined ? {} : { statementTimeoutMs: timeoutMs };
  const repetition = {
    ...{ times, limits },
    executionMs: ({ text }: { readonly text: string }) => executionMsOf(parseJsonPlan(text).value),
    progress: (done: number) => {
      if (done < times) {
        progress(`Run ${done + 1} of ${times}`);
      }
    },
  };
  const repeated = await repeatExplain(session, request, stopped, repetition).catch((error: unknown) => {
    throw limitError(error, timeoutMs);
  });
  const answer = repeated.answer.text;
  return {
    answer,
    ...(repeated.figures && { runs: repeated.figures.runs }),
    notes: [...settingsNotes(request, settings), ...(repeated.figures ? repeatNotes(repeated.figures) : [])],
    clock: await clockOf(answer, request, performance),
  };
}

function settingsNotes(request: ExplainRequest, { choice }: ExplainSettings): readonly string[] {
  const notes: string[] = [];
  if (request.role !== undefined) {
    notes.push(
      `Run as role ${displayName(request.role)} by SET LOCAL ROLE: its rights and row security apply, the settings of its ALTER ROLE … SET do not.`,
    );
  }
  if (request.settings && request.settings.length > 0) {
    notes.push(
      `With ${request.settings.map(({ name, value }) => `${name} = ${displayName(value)}`).join(', ')}.`,
    );
  }
  if (request.generic) {
    notes.push(
      'A generic plan: its parameters have no values, as when a prepared statement is planned for all of them.',
    );
  }
  if (request.executes && choice.timing === 'off') {
    notes.push('TIMING OFF: the execution time is free of the cost of reading the clock.');
  }
  return notes;
}

/** A measurement that fails must not take the plan away. */
async function clockOf(
  answer: string,
  { readOnly, executes }: ExplainRequest,
  { session, stopped, measure = measureClock }: Performance,
): Promise<ClockOverhead | undefined> {
  const plan = executes
    ? parseJsonPlan(answer).value?.results.find((result) => result.kind === 'plan')
    : undefined;
  if (plan?.kind !== 'plan') {
    return undefined;
  }
  const figures = computePlan(plan);
  if (!mayOverstate(plan, figures)) {
    return undefined;
  }
  try {
    const callMs = clocks.get(session) ?? (await measure(session, readOnly, stopped));
    clocks.set(session, callMs);
    return clockOverhead(plan, figures, callMs);
  } catch (error) {
    if (isCancellation(error) || error instanceof ServerError) {
      return undefined;
    }
    throw error;
  }
}

const queryCanceled = '57014';

function limitError(error: unknown, timeoutMs: number | undefined): unknown {
  return timeoutMs !== undefined && error instanceof ServerError && error.code === queryCanceled
    ? new UserError(
        `The server ended the statement after ${timeoutWords(timeoutMs)}, the time limit that was chosen for it. ` +
          'Choose a longer one under Options, or explain it without ANALYZE.',
      )
    : error;
}
