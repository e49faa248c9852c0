/**
 * Whether another session holds, or waits for, an ACCESS EXCLUSIVE lock on the relation whose oid the expression gives.
 * Functions such as `pg_get_indexdef` open the relation and would wait behind it, which freezes whoever only wants to
 * look while a table is being rebuilt or swapped. Some lock more than that and need other modes looked for.
 */
export function lockedSql(relation: string, modes = `'AccessExclusiveLock'`): string {
  return `EXISTS (
      SELECT FROM pg_catalog.pg_locks AS l
       WHERE l.locktype = 'relation' AND l.relation = ${relation} AND l.mode IN (${modes})
         AND l.database = (SELECT d.oid FROM pg_catalog.pg_database AS d
                            WHERE d.datname = pg_catalog.current_database()))`;
}

/** A common table expression `locked (yes)`: `lockedSql` of the relation of parameter `$1`. */
export const lockedExpression = `
  locked AS MATERIALIZED (
    SELECT ${lockedSql('$1::oid')} AS yes)`;
