import { quoteIdentifier, quoteLiteral } from '../../sql/quote';
import type { Session } from '../../query/session';
import { trialSchemaPrefix } from './copyPlan';
import { send } from './trialSession';

/** Stands in the schema's comment, so that nothing else is ever taken for one of ours. */
const mark = 'Lakehouse Postgres: a copy of a table, made to try an index.';

/**
 * The lock by which others see that a scratch schema is in use. The server gives it back when the session ends, however
 * that happens, so a schema of ours that can be locked is a leftover.
 */
const lockOf = (oid: string) => `(1279808596::int8 << 32) | ${oid}::int8`;

/**
 * Creates a scratch schema and locks it for the life of the session, before anybody can see it.
 * @throws ServerError
 */
export async function createScratchSchema(session: Session, name: string): Promise<void> {
  const comment = `${mark} It is dropped when the trial ends, and may be dropped at any time.`;
  await send(session, 'BEGIN');
  try {
    await send(session, `CREATE SCHEMA ${quoteIdentifier(name)}`);
    await send(session, `COMMENT ON SCHEMA ${quoteIdentifier(name)} IS ${quoteLiteral(comment)}`);
    await send(
      session,
      `SELECT pg_catalog.pg_advisory_lock(${lockOf('n.oid')}) FROM pg_catalog.pg_namespace AS n WHERE n.nspname = $1`,
      { values: [name] },
    );
    await send(session, 'COMMIT');
  } catch (error) {
    await send(session, 'ROLLBACK');
    throw error;
  }
}

/**
 * Drops a scratch schema with its tables, if it is there. What others put into it is not touched, and then it stays.
 * @throws ServerError
 */
export async function dropScratchSchema(session: Session, name: string): Promise<void> {
  const [schema] = await send(session, 'SELECT 1 FROM pg_catalog.pg_namespace AS n WHERE n.nspname = $1', {
    values: [name],
  });
  if (!schema) {
    return;
  }
  const tables = await send(
    session,
    `SELECT pg_catalog.format('%I.%I', n.nspname, c.relname)
       FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
      WHERE n.nspname = $1 AND c.relkind = 'r' AND c.relpersistence = 'u'`,
    { values: [name] },
  );
  await send(session, 'BEGIN');
  try {
    for (const [table] of tables) {
      await send(session, `DROP TABLE ${table ?? ''}`);
    }
    await send(session, `DROP SCHEMA ${quoteIdentifier(name)}`);
    await send(session, 'COMMIT');
  } catch (error) {
    await send(session, 'ROLLBACK');
    throw error;
  }
}

/** What was left behind by sessions that crashed, and is gone now or could not be removed. */
export interface Leftovers {
  readonly removed: readonly string[];
  readonly kept: readonly string[];
}

/**
 * Removes the scratch schemas of sessions that are no more. Only schemas with our name and our comment, which the role may
 * drop and which no living session has locked, are touched.
 * @throws ServerError when the list cannot be read
 */
export async function removeLeftovers(session: Session): Promise<Leftovers> {
  const found = await send(
    session,
    `SELECT n.nspname, (${lockOf('n.oid')})::pg_catalog.text
       FROM pg_catalog.pg_namespace AS n
      WHERE pg_catalog.starts_with(n.nspname::pg_catalog.text, $1)
        AND pg_catalog.starts_with(pg_catalog.obj_description(n.oid, 'pg_namespace'), $2)
        AND pg_catalog.pg_has_role(n.nspowner, 'USAGE')
      ORDER BY 1`,
    { values: [trialSchemaPrefix, mark] },
  );
  const removed: string[] = [];
  const kept: string[] = [];
  for (const [name, lock] of found) {
    const [row] = await send(session, 'SELECT pg_catalog.pg_try_advisory_lock($1)', {
      values: [lock ?? null],
    });
    if (row?.[0] !== 't' || typeof name !== 'string') {
      continue;
    }
    try {
      await dropScratchSchema(session, name);
      removed.push(name);
    } catch {
      kept.push(name);
    }
    await send(session, 'SELECT pg_catalog.pg_advisory_unlock($1)', { values: [lock ?? null] });
  }
  return { removed, kept };
}
