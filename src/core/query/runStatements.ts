import { type CancelSignal, isCancellation } from '../../base/cancelSignal';
import { UserError } from '../../base/userError';
import type { Clock } from '../ports';
import { type ErrorSetting, withAdvice } from '../sql/serverAdvice';
import { ConnectionLostError, localNotice, ServerError, type ServerMessage } from '../sql/serverError';
import { sentErrorPlace } from './sentText';
import { VoidResultError } from './voidResult';
import type { PlannedStatement } from './runPlan';
import type { RunStore, StatementError } from './runStore';
import type { AskAtCap, StatementOutcome, StatementRequest, StatementSink } from './session';

/** Sends one statement: `Session.execute`, or the read-only run around it. Throws as `Session.execute`. */
export type Execute = (request: StatementRequest, sink: StatementSink) => Promise<StatementOutcome>;

export interface RunEnvironment {
  readonly execute: Execute;
  readonly clock: Clock;
  /** Aborted when the user cancels: no further statement is sent. The running one is stopped by `Session.cancel`. */
  readonly signal: CancelSignal;
  /** Turns an unexpected error into a sentence, and logs it. */
  readonly describe: (error: unknown) => string;
  /** What is known of the server, at the moment of an error. */
  readonly setting?: () => ErrorSetting;
  /** Asked when the last statement of a run has stopped at a cap; a cap ends the others. */
  readonly atCap?: AskAtCap;
}

/** How a run ended. `index` is the statement at which it stopped. */
export type RunEnd =
  | { readonly kind: 'completed' }
  | { readonly kind: 'failed'; readonly index: number; readonly error: StatementError }
  | { readonly kind: 'cancelled'; readonly index: number }
  | { readonly kind: 'lost'; readonly index: number; readonly error: StatementError };

/**
 * Sends the statements of a store one after the other, one statement a message, and stops at the first that fails.
 * A statement is sent once and never again, whatever happened to its answer. It does not throw: what went wrong is in
 * the store.
 */
export async function runStatements(store: RunStore, environment: RunEnvironment): Promise<RunEnd> {
  let end: RunEnd = { kind: 'completed' };
  for (const { index } of store.statements) {
    end = environment.signal.aborted
      ? { kind: 'cancelled', index }
      : await runOne(store, index, store.limits.rowCap, environment);
    if (end.kind !== 'completed') {
      break;
    }
  }
  store.finish();
  return end;
}

/** Runs one statement of a store again, to its end, in the place of what it had brought before. Does not throw either. */
export async function runToEnd(store: RunStore, index: number, environment: RunEnvironment): Promise<RunEnd> {
  store.restart(index);
  const end = await runOne(store, index, Infinity, environment);
  store.finish();
  return end;
}

async function runOne(
  store: RunStore,
  index: number,
  maxRows: number,
  environment: RunEnvironment,
): Promise<RunEnd> {
  const { execute, clock } = environment;
  const planned = store.planned(index);
  const started = clock.now();
  const sink = store.start(index);
  try {
    const atCap = holding(store, index, environment, started);
    const request = { ...requestOf(planned), maxRows, ...(atCap && { atCap }) };
    store.succeed(index, planned.says ? say(planned.says, sink) : await execute(request, sink));
    return { kind: 'completed' };
  } catch (error) {
    const elapsedMs = clock.now() - started;
    if (isCancellation(error)) {
      store.cancel(index, elapsedMs);
      return { kind: 'cancelled', index };
    }
    if (error instanceof VoidResultError) {
      store.withdraw(index);
    }
    const failure = statementError(error, planned, environment);
    store.fail(index, failure, elapsedMs);
    return { kind: error instanceof ConnectionLostError ? 'lost' : 'failed', index, error: failure };
  }
}

function requestOf({ text, sent, isMetaCommand }: PlannedStatement): Omit<StatementRequest, 'maxRows'> {
  return {
    text: sent?.text ?? text,
    ...(sent && { values: sent.values }),
    ...(isMetaCommand && { isOwn: true }),
  };
}

function say(lines: readonly string[], sink: StatementSink): StatementOutcome {
  lines.forEach((line) => sink.notice(localNotice('INFO', '00000', line)));
  return { commandTag: undefined, rowCount: 0, complete: true, elapsedMs: 0 };
}

/** Statements that wait behind a held one would wait for the user. */
function holding(
  store: RunStore,
  index: number,
  { atCap, clock }: RunEnvironment,
  started: number,
): StatementRequest['atCap'] {
  if (!atCap || index !== store.statements.length - 1) {
    return undefined;
  }
  return async (ended) => {
    store.hold(index, clock.now() - started);
    try {
      return await atCap(ended);
    } finally {
      store.resume(index);
    }
  };
}

function statementError(
  error: unknown,
  planned: PlannedStatement,
  { describe, setting }: RunEnvironment,
): StatementError {
  if (error instanceof ServerError) {
    const server = withAdvice(error.fields, setting?.() ?? { inRecovery: false });
    return { message: server.message, server, place: serverPlace(server, planned) };
  }
  if (error instanceof ConnectionLostError) {
    const fate = error.statementSent
      ? 'Whether the server carried out this statement is not known, so it is not sent again.'
      : 'This statement was not sent.';
    return { message: `${error.message} ${fate}`, server: undefined, place: undefined };
  }
  if (error instanceof UserError) {
    return { message: error.message, server: undefined, place: planned.range };
  }
  return { message: describe(error), server: undefined, place: undefined };
}

/** Without a position the whole statement is meant: it broke a constraint, say. */
function serverPlace(server: ServerMessage, planned: PlannedStatement): StatementError['place'] {
  return server.position === undefined ? planned.range : sentErrorPlace(planned, server.position);
}
