import { neverCancelled } from '../../base/cancelSignal';
import { UserError } from '../../base/userError';
import type { SqlParser } from '../sql/parser';
import { ignoreRows } from './ignoreRows';
import type { Execute } from './runStatements';
import type { Session } from './session';
import { statementKind } from './statementKind';

export interface ManualCommitParts {
  readonly session: Session;
  readonly parser: SqlParser;
  /** Whether transactions are begun for the user; asked before each statement. */
  readonly isManual: () => boolean;
  /** Asks whether the open transaction is to be committed, so that the statement can run after it. */
  readonly offerCommit: (statement: string) => Promise<boolean>;
}

/**
 * Begins a transaction before a statement that needs one and has none, as psql does with AUTOCOMMIT off. When the very
 * first statement of it fails, nothing is in it and it is rolled back at once. A statement that the server refuses inside
 * a transaction block runs after a COMMIT, if the user agrees; this is so for a transaction of the user's own as well.
 */
export function manualCommit(parts: ManualCommitParts, execute: Execute): Execute {
  const { session, parser } = parts;
  return async (request, sink) => {
    const kind = request.isOwn === true ? 'own' : await statementKind(parser, request.text);
    const state = session.transaction;
    if (kind === 'own' || kind?.transaction !== undefined || state === 'failed') {
      return execute(request, sink);
    }
    if (kind?.needsOwnTransaction === true) {
      if (state === 'inTransaction') {
        await commitFirst(parts, request.text);
      }
      return execute(request, sink);
    }
    if (state !== 'idle' || !parts.isManual()) {
      return execute(request, sink);
    }
    await control(session, 'BEGIN');
    try {
      return await execute(request, sink);
    } catch (error) {
      if (transactionOf(session) === 'failed') {
        await control(session, 'ROLLBACK');
      }
      throw error;
    }
  };
}

/** @throws UserError when the transaction stays open */
async function commitFirst({ session, offerCommit }: ManualCommitParts, statement: string): Promise<void> {
  if (!(await offerCommit(statement))) {
    throw new UserError(
      'This statement cannot run inside a transaction block. Nothing was sent, and the transaction is still open. ' +
        'Commit it or roll it back, then run the statement.',
    );
  }
  await control(session, 'COMMIT');
}

async function control(session: Session, text: string): Promise<void> {
  await session.execute({ text, maxRows: 1 }, ignoreRows, neverCancelled);
}

/** Read anew: statements change it. */
function transactionOf(session: Session): Session['transaction'] {
  return session.transaction;
}
