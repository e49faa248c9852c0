/**
 * A common table expression `locked (yes)`: whether another session holds, or waits for, an ACCESS EXCLUSIVE lock on the
 * relation of parameter `$1`. Functions such as `pg_get_indexdef` open the relation and would wait behind it, which
 * freezes whoever only wants to look while a table is being rebuilt or swapped.
 */
export const lockedExpression = `
  locked AS MATERIALIZED (
    SELECT EXISTS (
      SELECT FROM pg_catalog.pg_locks AS l
       WHERE l.locktype = 'relation' AND l.relation = $1::oid AND l.mode = 'AccessExclusiveLock'
         AND l.database = (SELECT d.oid FROM pg_catalog.pg_database AS d
                            WHERE d.datname = pg_catalog.current_database())) AS yes)`;
