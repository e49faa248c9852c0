import { type CancelSignal, neverCancelled } from '../../../base/cancelSignal';
import type { Database } from '../../ports';
import type { Session } from '../../query/session';
import { ConnectionLostError } from '../../sql/serverError';
import { quoteIdentifier, quoteLiteral } from '../../sql/quote';
import type { ScaffoldStep } from '../scaffold';
import { send, sessionDatabase, withEmptyPath } from './sessionDatabase';

/** What became of a step. */
export type StepState =
  | 'waiting'
  | 'running'
  /** It ran in a transaction that is not committed yet. */
  | 'ran'
  | 'done'
  | 'failed'
  /** Its transaction was rolled back, so nothing of it remains. */
  | 'rolledBack'
  /** The line broke while the server worked on it: the catalog tells. */
  | 'unknown';

export interface StepsToRun {
  readonly steps: readonly ScaffoldStep[];
  /** The SCRAM verifier of a login, for steps that ask for a password. */
  readonly verifierOf: (role: string) => string | undefined;
  /**
   * Whether the plan is still what it was, read in the first transaction, before the first statement. Answers false to stop
   * there.
   */
  readonly unchanged?: (database: Database, signal: CancelSignal) => Promise<boolean>;
  readonly report: (step: number, state: StepState) => void;
}

export type RunOutcome =
  | { readonly kind: 'done' }
  /** Nothing was sent: somebody else changed what it is about. */
  | { readonly kind: 'changed' }
  /** `step` is undefined when it failed before or after the statements, such as at COMMIT. */
  | { readonly kind: 'failed'; readonly step: number | undefined; readonly error: unknown };

/** How long a statement waits for somebody else's lock; everybody who comes later waits behind it. */
export const lockTimeout = '5s';

/**
 * Runs the steps in order: neighbours in one transaction, and each step that PostgreSQL refuses in a transaction by itself.
 * Stops at the first failure. The session must be idle, and is idle again afterwards unless the line was lost.
 */
export async function runSteps(session: Session, run: StepsToRun, signal: CancelSignal): Promise<RunOutcome> {
  const groups = groupsOf(run.steps);
  for (const [place, group] of groups.entries()) {
    const isFirst = place === 0;
    const outcome = group.alone
      ? await runAlone(session, { ...run, group, isFirst }, signal)
      : await runTogether(session, { ...run, group, isFirst }, signal);
    if (outcome.kind !== 'done') {
      return outcome;
    }
  }
  return { kind: 'done' };
}

interface StepGroup {
  readonly alone: boolean;
  readonly steps: readonly number[];
}

interface GroupRun extends StepsToRun {
  readonly group: StepGroup;
  readonly isFirst: boolean;
}

function groupsOf(steps: readonly ScaffoldStep[]): readonly StepGroup[] {
  const groups: { alone: boolean; steps: number[] }[] = [];
  for (const [place, { alone = false }] of steps.entries()) {
    const last = groups.at(-1);
    if (last && !last.alone && !alone) {
      last.steps.push(place);
    } else {
      groups.push({ alone, steps: [place] });
    }
  }
  return groups;
}

async function runTogether(session: Session, run: GroupRun, signal: CancelSignal): Promise<RunOutcome> {
  const { group, report } = run;
  const begun: number[] = [];
  let committing = false;
  try {
    await send(session, 'BEGIN', signal);
    await send(session, `SET LOCAL lock_timeout = '${lockTimeout}'`, signal);
    if (!(await isUnchanged(session, run, signal))) {
      await rollBack(session);
      return { kind: 'changed' };
    }
    for (const place of group.steps) {
      begun.push(place);
      report(place, 'running');
      await runStep(session, run, place, signal);
      report(place, 'ran');
    }
    committing = true;
    await send(session, 'COMMIT', signal);
    group.steps.forEach((place) => report(place, 'done'));
    return { kind: 'done' };
  } catch (error) {
    const lost = error instanceof ConnectionLostError;
    await rollBack(session);
    const unsure = committing && lost && error.statementSent;
    begun.forEach((place) => report(place, unsure ? 'unknown' : 'rolledBack'));
    const step = committing ? undefined : begun.at(-1);
    if (step !== undefined) {
      report(step, 'failed');
    }
    return { kind: 'failed', step, error };
  }
}

async function runAlone(session: Session, run: GroupRun, signal: CancelSignal): Promise<RunOutcome> {
  const [place = 0] = run.group.steps;
  try {
    if (run.isFirst && run.unchanged) {
      await send(session, 'BEGIN', signal);
      const unchanged = await isUnchanged(session, run, signal);
      await rollBack(session);
      if (!unchanged) {
        return { kind: 'changed' };
      }
    }
    run.report(place, 'running');
    await runStep(session, run, place, signal);
    run.report(place, 'done');
    return { kind: 'done' };
  } catch (error) {
    await rollBack(session);
    const unsure = error instanceof ConnectionLostError && error.statementSent;
    run.report(place, unsure ? 'unknown' : 'failed');
    return { kind: 'failed', step: place, error };
  }
}

async function runStep(session: Session, run: GroupRun, place: number, signal: CancelSignal): Promise<void> {
  const step = run.steps[place];
  if (step === undefined) {
    return;
  }
  await send(session, step.sql, signal);
  const { passwordOf } = step;
  const verifier = passwordOf === undefined ? undefined : run.verifierOf(passwordOf);
  if (passwordOf !== undefined && verifier !== undefined) {
    const sql = `ALTER ROLE ${quoteIdentifier(passwordOf)} PASSWORD ${quoteLiteral(verifier)}`;
    await send(session, sql, signal);
  }
}

async function isUnchanged(session: Session, run: GroupRun, signal: CancelSignal): Promise<boolean> {
  const { unchanged, isFirst } = run;
  if (!isFirst || unchanged === undefined) {
    return true;
  }
  return withEmptyPath(session, signal, () => unchanged(sessionDatabase(session), signal));
}

/** What went wrong first is what matters, and after a loss there is nothing to roll back. */
async function rollBack(session: Session): Promise<void> {
  if (session.transaction !== 'idle') {
    await send(session, 'ROLLBACK', neverCancelled).catch(() => undefined);
  }
}
