import type { CancelSignal } from '../../../base/cancelSignal';
import type { Cell, Database } from '../../ports';
import type { Session } from '../../query/session';

/**
 * Reads the catalog in a session, so within its transaction and as its role. Expressions are printed by the session's search
 * path: `withEmptyPath` makes it that of every catalog read.
 */
export function sessionDatabase(session: Session): Database {
  return {
    server: session.server,
    read: async ({ text, values, row }, signal) => {
      const rows = await rowsOf(session, { text, values }, signal);
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
