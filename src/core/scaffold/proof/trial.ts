import { type CancelSignal, isCancellation, neverCancelled } from '../../../base/cancelSignal';
import type { Session } from '../../query/session';
import { ConnectionLostError } from '../../sql/serverError';
import { send } from '../apply/sessionDatabase';
import type { ScaffoldStep } from '../scaffold';

/** What became of the steps when they were tried. */
export interface TrialReport {
  /** Where, such as `PostgreSQL 18.1 (sandbox)`. */
  readonly where: string;
  readonly steps: readonly TrialStep[];
  /** Whether what undoes the steps ran as well; undefined when it was not tried. */
  readonly undone: TrialStep | undefined;
  /** What must be known to judge it, as sentences. */
  readonly notes: readonly string[];
}

export type TrialStep =
  | { readonly kind: 'worked' }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'notTried'; readonly reason: string };

export interface TrialParts {
  readonly steps: readonly ScaffoldStep[];
  /** Why a step is not tried, by its place. */
  readonly refusals: ReadonlyMap<number, string>;
  readonly describe: (error: unknown) => string;
  /** Runs first, in the same transaction. */
  readonly prepare?: (signal: CancelSignal) => Promise<void>;
  readonly limits: { readonly lock: string; readonly statement: string };
}

/**
 * Runs the steps in one transaction that is rolled back, and then what undoes them. After a step that failed or was not tried,
 * the others are not tried either: they may need it.
 * @throws CancelledError, ConnectionLostError, and what `prepare` throws
 */
export async function tryInTransaction(
  session: Session,
  parts: TrialParts,
  signal: CancelSignal,
): Promise<Pick<TrialReport, 'steps' | 'undone'>> {
  await send(session, 'BEGIN', signal);
  try {
    await send(session, `SET LOCAL lock_timeout = '${parts.limits.lock}'`, signal);
    await send(session, `SET LOCAL statement_timeout = '${parts.limits.statement}'`, signal);
    await parts.prepare?.(signal);
    const steps = await trySteps(session, parts, signal);
    const all = steps.every(({ kind }) => kind === 'worked');
    return { steps, undone: all ? await tryDowns(session, parts, signal) : undefined };
  } finally {
    await send(session, 'ROLLBACK', neverCancelled).catch(() => undefined);
  }
}

async function trySteps(
  session: Session,
  { steps, refusals, describe }: TrialParts,
  signal: CancelSignal,
): Promise<readonly TrialStep[]> {
  const found: TrialStep[] = [];
  for (const [place, step] of steps.entries()) {
    const refusal = refusals.get(place);
    const isStopped = found.some(({ kind }) => kind !== 'worked');
    if (step.present === true) {
      found.push({ kind: 'worked' });
    } else if (isStopped) {
      found.push({ kind: 'notTried', reason: 'A step before it was not tried, or failed.' });
    } else if (refusal !== undefined) {
      found.push({ kind: 'notTried', reason: refusal });
    } else {
      found.push(await attempt(session, [step.sql], describe, signal));
    }
  }
  return found;
}

async function tryDowns(
  session: Session,
  { steps, describe }: TrialParts,
  signal: CancelSignal,
): Promise<TrialStep | undefined> {
  const open = steps.filter(({ present }) => present !== true);
  if (open.length === 0) {
    return undefined;
  }
  const irreversible = open.find(({ down }) => down === undefined);
  if (irreversible) {
    return { kind: 'notTried', reason: `“${irreversible.title}” cannot be undone.` };
  }
  const downs = open.reverse().flatMap(({ down = [] }) => down);
  return attempt(session, downs, describe, signal);
}

async function attempt(
  session: Session,
  statements: readonly string[],
  describe: TrialParts['describe'],
  signal: CancelSignal,
): Promise<TrialStep> {
  try {
    for (const sql of statements) {
      await send(session, sql, signal);
    }
    return { kind: 'worked' };
  } catch (error) {
    if (isCancellation(error) || error instanceof ConnectionLostError) {
      throw error;
    }
    return { kind: 'failed', message: describe(error) };
  }
}
