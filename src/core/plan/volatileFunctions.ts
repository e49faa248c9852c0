import type { CatalogQuery } from '../ports';

/**
 * Finds those of the named functions that may do more than compute: volatile, and not PostgreSQL's own. A name without
 * a schema is looked for in all schemas, because the search path of the session may lead to any.
 * @param functions Names as parts, the way they are written in the statement.
 */
export function volatileFunctions(functions: readonly (readonly string[])[]): CatalogQuery<string> {
  const names = functions.map((parts) => [parts.length > 1 ? parts.at(-2) : null, parts.at(-1)]);
  return {
    name: 'explain.volatileFunctions',
    text: `
      SELECT DISTINCT n.nspname || '.' || p.proname
        FROM pg_catalog.json_array_elements($1::json) AS wanted
        JOIN pg_catalog.pg_proc AS p ON p.proname = wanted ->> 1
        JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
       WHERE p.provolatile = 'v'
         AND n.nspname NOT IN ('pg_catalog', 'information_schema')
         AND (wanted ->> 0 IS NULL OR n.nspname = wanted ->> 0)
       ORDER BY 1`,
    values: [JSON.stringify(names)],
    row: ([name]) => name ?? '',
  };
}
