import { type CancelSignal, neverCancelled } from '../../../base/cancelSignal';
import type { Cell, Database, QueryLimits } from '../../ports';
import type { Session } from '../../query/session';

/**
 * Reads the catalog in a session, so within its transaction and as its role. Expressions are printed by the session's search
 * path: `withEmptyPath` makes it that of every catalog read. The limits of a query hold in an open transaction,
 * which goes on after a query that a limit ended.
 */
export function sessionDatabase(session: Session): Database {
  return {
    server: session.server,
    read: async ({ text, values, limits, row }, signal) => {
      const read = () => rowsOf(session, { text, values }, signal);
      const rows =
        limits === undefined || session.transaction === 'idle'
          ? await read()
          : await withinLimits(session, limits, signal, read);
      return rows.map(row);
    },
  };
}

/** Sets the search path for the work and back again. Only inside a transaction. */
export async function withEmptyPath<T>(
  session: Session,
  signal: CancelSignal,
  work: () => Promise<T>,
): Promise<T> {
  const [before] = await rowsOf(
    session,
    { text: `SELECT pg_catalog.current_setting('search_path')`, values: [] },
    signal,
  );
  await setPath(session, '', signal);
  const result = await work();
  await setPath(session, before?.[0] ?? '', signal);
  return result;
}

/** Sends one statement and forgets what it answers. */
export async function send(session: Session, text: string, signal: CancelSignal): Promise<void> {
  await rowsOf(session, { text, values: [] }, signal);
}

/** Under a savepoint, so that neither the limits nor an error, nor a lock of the query outlast it. */
async function withinLimits<T>(
  session: Session,
  limits: QueryLimits,
  signal: CancelSignal,
  work: () => Promise<T>,
): Promise<T> {
  await send(session, 'SAVEPOINT lakehouse_read', signal);
  const goBack = async (): Promise<void> => {
    await send(session, 'ROLLBACK TO SAVEPOINT lakehouse_read', neverCancelled);
    await send(session, 'RELEASE SAVEPOINT lakehouse_read', neverCancelled);
  };
  let found: T;
  try {
    await send(session, `SET LOCAL statement_timeout = ${limits.statement}`, signal);
    await send(session, `SET LOCAL lock_timeout = ${limits.lock}`, signal);
    found = await work();
  } catch (error) {
    // What went wrong first is what matters; after a loss there is nothing to go back to.
    await goBack().catch(() => undefined);
    throw error;
  }
  await goBack();
  return found;
}

async function setPath(session: Session, path: string, signal: CancelSignal): Promise<void> {
  const text = `SELECT pg_catalog.set_config('search_path', $1, true)`;
  await rowsOf(session, { text, values: [path] }, signal);
}

async function rowsOf(
  session: Session,
  statement: { readonly text: string; readonly values: readonly Cell[] },
  signal: CancelSignal,
): Promise<readonly (readonly Cell[])[]> {
  const found: (readonly Cell[])[] = [];
  await session.execute(
    { ...statement, maxRows: Infinity },
    {
      columns: () => undefined,
      rows: (rows) => void found.push(...rows),
      notice: () => undefined,
    },
    signal,
  );
  return found;
}
