import { type CancelSignal, neverCancelled } from '../../base/cancelSignal';
import { UserError } from '../../base/userError';
import { ignoreRows } from '../query/ignoreRows';
import type { Session } from '../query/session';
import { ConnectionLostError, ServerError } from '../sql/serverError';
import { ask } from './ask';
import { type MatrixCell, matrixCommands, type MatrixOutcome, type MatrixRequest } from './matrix';
import { readTrial, type RelationTrial } from './relationTrial';
import { throughLens } from './throughLens';
import { tryCommand } from './tryCommand';

/** How long one statement of the matrix may take, and wait for a lock. Milliseconds. */
const limits = { statement: 5000, lock: 1000 };

/**
 * Finds out by trying what each role can do to each relation, one transaction a role, each command under a savepoint, and
 * everything rolled back. Triggers fire and sequences move, so production is asked about first.
 * @param tell hears of each cell as soon as it is known
 * @throws CancelledError, ConnectionLostError
 */
export async function tryMatrix(
  session: Session,
  request: MatrixRequest,
  tell: (cell: MatrixCell) => void,
  signal: CancelSignal,
): Promise<void> {
  const trials = await readTrials(session, request, signal);
  for (const [lens, through] of request.lenses.entries()) {
    signal.throwIfAborted();
    const fill = (outcome: MatrixOutcome) => {
      request.relations.forEach((_, relation) =>
        matrixCommands.forEach((command) => tell({ lens, relation, command, outcome })),
      );
    };
    try {
      await throughLens(session, through, { readOnly: request.readOnly }, async () => {
        await setLimits(session);
        for (const [relation, trial] of trials.entries()) {
          for (const command of matrixCommands) {
            signal.throwIfAborted();
            const outcome =
              trial instanceof ServerError
                ? gone(trial)
                : request.readOnly && command !== 'SELECT'
                  ? readOnlyCell
                  : await tryCommand({ session, signal }, command, trial);
            tell({ lens, relation, command, outcome });
          }
        }
      });
    } catch (error) {
      if (!(error instanceof UserError || error instanceof ServerError)) {
        throw error;
      }
      fill({ kind: 'notTried', reason: error.message });
    }
  }
}

const readOnlyCell: MatrixOutcome = {
  kind: 'notTried',
  reason: 'The connection is read-only, so nothing that writes was tried.',
};

function gone({ message, code }: ServerError): MatrixOutcome {
  return { kind: 'failed', code, message };
}

async function setLimits(session: Session): Promise<void> {
  await ask(
    session,
    `SELECT pg_catalog.set_config('statement_timeout', '${limits.statement}', true),
            pg_catalog.set_config('lock_timeout', '${limits.lock}', true)`,
  );
}

/** What the login knows of the relations, without row security. */
async function readTrials(
  session: Session,
  { relations }: MatrixRequest,
  signal: CancelSignal,
): Promise<readonly (RelationTrial | ServerError)[]> {
  const trials: (RelationTrial | ServerError)[] = [];
  await session.execute({ text: 'BEGIN READ ONLY', maxRows: 1 }, ignoreRows, neverCancelled);
  try {
    await setLimits(session);
    await ask(session, 'SET LOCAL row_security = off');
    for (const relation of relations) {
      signal.throwIfAborted();
      await ask(session, 'SAVEPOINT lakehouse_relation');
      try {
        trials.push(await readTrial(session, relation, signal));
      } catch (error) {
        if (!(error instanceof ServerError)) {
          throw error;
        }
        trials.push(error);
        await ask(session, 'ROLLBACK TO SAVEPOINT lakehouse_relation');
      }
      await ask(session, 'RELEASE SAVEPOINT lakehouse_relation');
    }
  } finally {
    await session
      .execute({ text: 'ROLLBACK', maxRows: 1 }, ignoreRows, neverCancelled)
      .catch((error: unknown) => {
        if (!(error instanceof ConnectionLostError)) {
          throw error;
        }
      });
  }
  return trials;
}
