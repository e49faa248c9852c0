import type { CancelSignal } from '../../base/cancelSignal';
import { UserError } from '../../base/userError';
import { checkReadOnly } from '../query/readOnlyGuard';
import { readOnlyRefusal } from '../query/readOnlyRun';
import type { Session, StatementOutcome, StatementRequest, StatementSink } from '../query/session';
import { pooledRefusal } from '../query/pooledRefusal';
import type { SqlParser } from '../sql/parser';
import { localNotice } from '../sql/serverError';
import type { Lens } from './lens';
import { lensRefusal } from './lensRefusal';
import { throughLens } from './throughLens';

/** Where a statement runs through a lens. */
export interface LensRun {
  readonly session: Session;
  readonly parser: SqlParser;
  readonly lens: Lens;
  /** The connection must not write. */
  readonly readOnly: boolean;
}

/**
 * Runs one statement as `Session.execute` does, through a lens; whatever it does is rolled back. What differs from a
 * session of the role is told as a notice.
 * @throws UserError for a statement that cannot run so, VoidResultError when it took the lens off; as `throughLens`
 */
export async function runThroughLens(
  { session, parser, lens, readOnly }: LensRun,
  request: StatementRequest,
  sink: StatementSink,
  signal: CancelSignal,
): Promise<StatementOutcome> {
  const reason =
    lensRefusal(request.text) ??
    (session.server.transactionPooled ? await pooledRefusal(parser, [request.text]) : undefined);
  if (reason !== undefined) {
    throw new UserError(reason);
  }
  if (readOnly) {
    const verdict = await checkReadOnly(parser, request.text);
    if (!verdict.allowed) {
      throw new UserError(readOnlyRefusal(verdict.reason));
    }
  }
  signal.throwIfAborted();
  return throughLens(session, lens, { readOnly }, ({ notes }) => {
    notes.forEach((note) => sink.notice(localNotice('INFO', '00000', note)));
    return session.execute(request, sink, signal);
  });
}
