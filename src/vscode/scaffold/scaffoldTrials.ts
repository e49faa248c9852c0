import { CancelledError, type CancelSignal } from '../../base/cancelSignal';
import { UserError } from '../../base/userError';
import type { Session } from '../../core/query/session';
import { makeClone, readClone } from '../../core/scaffold/proof/cloneSchema';
import { proveSteps } from '../../core/scaffold/proof/stepProof';
import { type TrialReport, tryInTransaction } from '../../core/scaffold/proof/trial';
import { relationSizes, trialRefusals, workedRelations } from '../../core/scaffold/proof/trialRefusals';
import { withoutConcurrently } from '../../core/scaffold/proof/withoutConcurrently';
import type { ScaffoldPlan, ScaffoldStep } from '../../core/scaffold/scaffold';
import type { ScaffoldWorkParts } from './scaffoldWork';

type TrialParts = Pick<
  ScaffoldWorkParts,
  'profile' | 'database' | 'openSession' | 'parser' | 'confirm' | 'describe'
>;

/** How long a trial on the server may wait for a lock, and how long each statement may take. */
const limits = { lock: '1s', statement: '5s' };

/**
 * Runs the steps on the very server, in a transaction that is rolled back. Asks first, because locks are held meanwhile and
 * triggers fire. What would read or write a large table is not tried.
 * @throws UserError on a read-only connection, CancelledError when the user declined, and what opening a session throws
 */
export async function tryOnServer(
  parts: TrialParts,
  plan: ScaffoldPlan,
  signal: CancelSignal,
): Promise<TrialReport> {
  const { name, environment, readOnly } = parts.profile();
  if (readOnly) {
    throw new UserError(`${name} is read-only, and nothing was sent. Try it in the sandbox instead.`);
  }
  const yes = await parts.confirm({
    message: `Try it on ${name}${environment === 'production' ? ', which is production' : ''}?`,
    detail:
      'The statements run in one transaction that is rolled back. Until then, at most some seconds, their locks are held, and triggers fire. ' +
      'A statement waits one second for a lock and runs five seconds at most; what would read or rewrite a large table is left out.',
    yes: 'Try',
  });
  if (!yes) {
    throw new CancelledError();
  }
  const proofs = await proveSteps(await parts.parser(), plan.steps);
  const database = await parts.database();
  const worked = workedRelations(proofs);
  const sizes = worked.length === 0 ? [] : await database.read(relationSizes(worked), signal);
  const refusals = trialRefusals(plan.steps, proofs, sizes);
  const { describe } = parts;
  return inSession(await parts.openSession(), async (session) => {
    const tried = await tryInTransaction(session, { steps: plan.steps, refusals, describe, limits }, signal);
    return {
      where: `PostgreSQL ${session.server.versionText} (${name})`,
      ...tried,
      notes: passwordNotes(plan.steps),
    };
  });
}

/**
 * Runs the steps on a copy of what they concern, without rows, in the sandbox: in a transaction that is rolled back, so that
 * the sandbox stays as it is.
 * @throws as reading the catalog and opening the sandbox do, CancelledError
 */
export async function tryInSandbox(
  parts: Pick<TrialParts, 'database' | 'parser' | 'describe'>,
  openSandbox: () => Promise<Session>,
  plan: ScaffoldPlan,
  signal: CancelSignal,
): Promise<TrialReport> {
  const clone = await readClone(await parts.database(), await parts.parser(), plan.steps, signal);
  const steps = plan.steps.map((step) => ({
    ...step,
    sql: withoutConcurrently(step.sql),
    down: step.down?.map(withoutConcurrently),
  }));
  return inSession(await openSandbox(), async (session) => {
    let missing: readonly string[] = [];
    const prepare = async (each: CancelSignal): Promise<void> => {
      missing = await makeClone(session, clone, each);
    };
    const { describe } = parts;
    const trial = { steps, refusals: new Map<number, string>(), describe, limits: sandboxLimits, prepare };
    const tried = await tryInTransaction(session, trial, signal);
    const notes = [
      ...missing.slice(0, shownNotes),
      ...(plan.steps.some(({ alone }) => alone === true) ? ['Tried without CONCURRENTLY.'] : []),
      ...passwordNotes(plan.steps),
      'It was tried without rows, and by a superuser.',
    ];
    return {
      where: `PostgreSQL ${session.server.versionText} (a copy of the schema in the sandbox)`,
      ...tried,
      notes,
    };
  });
}

/** The sandbox has one session at a time, and no timeout has an effect on it. */
const sandboxLimits = { lock: '10s', statement: '60s' };
const shownNotes = 5;

/** What both trials leave out. */
function passwordNotes(steps: readonly ScaffoldStep[]): readonly string[] {
  return steps.some(({ passwordOf, present }) => passwordOf !== undefined && present !== true)
    ? ['Passwords were not set.']
    : [];
}

/** Closes the session whatever happens. */
async function inSession<T>(session: Session, work: (session: Session) => Promise<T>): Promise<T> {
  try {
    return await work(session);
  } finally {
    await session.close();
  }
}
