import { type CancelSignal, isCancellation } from '../../base/cancelSignal';
import { UserError } from '../../base/userError';
import type { Clock } from '../ports';
import { errorPlace } from '../sql/errorPlace';
import { type ErrorSetting, withAdvice } from '../sql/serverAdvice';
import { ConnectionLostError, ServerError, type ServerMessage } from '../sql/serverError';
import type { PlannedStatement } from './runPlan';
import type { RunStore, StatementError } from './runStore';
import type { StatementOutcome, StatementRequest, StatementSink } from './session';

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
  for (const { index, planned } of store.statements) {
    end = environment.signal.aborted
      ? { kind: 'cancelled', index }
      : await runOne(store, index, planned, environment);
    if (end.kind !== 'completed') {
      break;
    }
  }
  store.finish();
  return end;
}

async function runOne(
  store: RunStore,
  index: number,
  planned: PlannedStatement,
  environment: RunEnvironment,
): Promise<RunEnd> {
  const { execute, clock } = environment;
  const started = clock.now();
  const sink = store.start(index);
  try {
    const request = { text: planned.text, maxRows: store.limits.rowCap };
    store.succeed(index, await execute(request, sink));
    return { kind: 'completed' };
  } catch (error) {
    const elapsedMs = clock.now() - started;
    if (isCancellation(error)) {
      store.cancel(index, elapsedMs);
      return { kind: 'cancelled', index };
    }
    const failure = statementError(error, planned, environment);
    store.fail(index, failure, elapsedMs);
    return { kind: error instanceof ConnectionLostError ? 'lost' : 'failed', index, error: failure };
  }
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
  return server.position === undefined
    ? planned.range
    : errorPlace({ text: planned.text, offset: planned.range.start }, server.position);
}
