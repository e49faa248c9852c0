import { type CancelSignal, neverCancelled } from '../../../base/cancelSignal';
import { UserError } from '../../../base/userError';
import type { Cell } from '../../ports';
import type { RowSink, Session } from '../../query/session';
import { ConnectionLostError } from '../../sql/serverError';

/** A statement of ours with its values, and what it answers. @throws as `Session.execute` */
export async function send(
  session: Session,
  text: string,
  options: { readonly values?: readonly Cell[]; readonly signal?: CancelSignal } = {},
): Promise<readonly (readonly Cell[])[]> {
  const rows: (readonly Cell[])[] = [];
  const sink: RowSink = {
    columns: () => undefined,
    rows: (received) => void rows.push(...received),
    notice: () => undefined,
  };
  const { values = [], signal = neverCancelled } = options;
  await session.execute({ text, values, maxRows: Infinity }, sink, signal);
  return rows;
}

/**
 * Runs `work` in a transaction that is rolled back, or inside the user's open transaction in a savepoint that is rolled
 * back, so that whatever is set LOCAL in it goes with it.
 *
 * Invariant: the session is afterwards in the transaction state in which it was before, or it is ended.
 * @throws UserError in a failed transaction, and what `work` throws
 */
export async function takenBack<T>(session: Session, readOnly: boolean, work: () => Promise<T>): Promise<T> {
  const { enter, leave } = enclosure(session, readOnly);
  await send(session, enter);
  try {
    return await work();
  } finally {
    try {
      for (const text of leave) {
        await send(session, text);
      }
    } catch (error) {
      // When the line is lost, the server has rolled everything back.
      if (!(error instanceof ConnectionLostError)) {
        await session.terminate();
      }
    }
  }
}

function enclosure(
  session: Session,
  readOnly: boolean,
): { readonly enter: string; readonly leave: readonly string[] } {
  switch (session.transaction) {
    case 'idle':
      return { enter: readOnly ? 'BEGIN READ ONLY' : 'BEGIN', leave: ['ROLLBACK'] };
    case 'inTransaction':
      return {
        enter: 'SAVEPOINT lakehouse_trial',
        leave: ['ROLLBACK TO SAVEPOINT lakehouse_trial', 'RELEASE SAVEPOINT lakehouse_trial'],
      };
    case 'failed':
      throw new UserError(
        'The open transaction of this session has failed, so nothing can be tried in it. Run ROLLBACK first.',
      );
  }
}
