import { neverCancelled } from '../../base/cancelSignal';
import { ServerError } from '../sql/serverError';
import { ignoreRows } from './ignoreRows';
import type { RowSink, Session } from './session';

/**
 * What the server takes the parameters of a statement for, such as `integer`, in the order of their numbers; undefined when
 * it does not know. Nothing is executed. In an open transaction a savepoint keeps a mistake from failing it.
 */
export async function parameterTypes(session: Session, text: string): Promise<readonly string[] | undefined> {
  if (session.transaction === 'failed') {
    return undefined;
  }
  const inTransaction = session.transaction === 'inTransaction';
  try {
    if (inTransaction) {
      await control(session, 'SAVEPOINT lakehouse_parameters');
    }
    return await typeNames(session, await session.parameterTypes(text));
  } catch (error) {
    if (error instanceof ServerError) {
      return undefined;
    }
    throw error;
  } finally {
    if (inTransaction) {
      await control(session, 'ROLLBACK TO SAVEPOINT lakehouse_parameters');
      await control(session, 'RELEASE SAVEPOINT lakehouse_parameters');
    }
  }
}

async function typeNames(session: Session, oids: readonly number[]): Promise<readonly string[]> {
  const names: string[] = [];
  const sink: RowSink = {
    ...ignoreRows,
    rows: (rows) => {
      names.push(...rows.map(([name]) => name ?? ''));
    },
  };
  const query =
    'SELECT pg_catalog.format_type(t.oid, NULL) FROM pg_catalog.unnest($1::pg_catalog.oid[]) WITH ORDINALITY AS t (oid, n) ORDER BY t.n';
  if (oids.length > 0) {
    const request = { text: query, values: [`{${oids.join(',')}}`], maxRows: Infinity };
    await session.execute(request, sink, neverCancelled);
  }
  return names;
}

async function control(session: Session, text: string): Promise<void> {
  await session.execute({ text, maxRows: 1 }, ignoreRows, neverCancelled);
}
