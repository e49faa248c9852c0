import { neverCancelled } from '../../base/cancelSignal';
import { UserError } from '../../base/userError';
import { isComment, newLexer, nextToken } from '../sql/lexer';
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
    const state = session.transaction;
    // A file of many statements in one transaction is not parsed for nothing.
    const isPlain = state === 'inTransaction' && !mayNeedOwnTransaction(request.text);
    const kind = request.isOwn === true || isPlain ? 'own' : await statementKind(parser, request.text);
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
      // Also when the user turned away before it was sent. After a loss there is nothing to roll back.
      if (transactionOf(session) !== 'idle') {
        await control(session, 'ROLLBACK').catch(() => undefined);
      }
      throw error;
    }
  };
}

/** Whether a statement begins as one that no transaction block may hold. */
function mayNeedOwnTransaction(sql: string): boolean {
  const lexer = newLexer(sql);
  let first = nextToken(lexer, 0);
  while (first && isComment(first)) {
    first = nextToken(lexer, first.end);
  }
  const word = first ? sql.slice(first.start, first.end).toLowerCase() : '';
  return ownTransactionWords.has(word);
}

const ownTransactionWords: ReadonlySet<string> = new Set([
  ...['create', 'drop', 'alter', 'vacuum', 'reindex', 'cluster', 'discard', 'commit', 'rollback', 'prepare'],
]);

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
