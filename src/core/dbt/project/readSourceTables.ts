import type { CancelSignal } from '../../../base/cancelSignal';
import { isUserSchema } from '../../catalog/queries/schemas';
import { textOf } from '../../catalog/cells';
import type { CatalogQuery, Database } from '../../ports';
import type { NewSource } from './newProject';

/** More tables than these make no first source. */
const mostTables = 2000;

/**
 * The tables that the login may read, by schema; partitions are read through their parent and left out.
 * @throws ServerError, CancelledError
 */
export async function readSourceTables(
  database: Database,
  signal: CancelSignal,
): Promise<readonly NewSource[]> {
  const rows = await database.read(query, signal);
  const schemas = new Map<string, string[]>();
  for (const { schema, table } of rows) {
    schemas.set(schema, [...(schemas.get(schema) ?? []), table]);
  }
  return [...schemas].map(([schema, tables]) => ({ schema, tables }));
}

const query: CatalogQuery<{ readonly schema: string; readonly table: string }> = {
  name: 'dbt.sourceTables',
  text: `
  SELECT n.nspname, c.relname
    FROM pg_catalog.pg_class AS c
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
   WHERE c.relkind IN ('r', 'p', 'f') AND NOT c.relispartition
     AND ${isUserSchema}
     AND pg_catalog.has_schema_privilege(n.oid, 'USAGE')
     AND pg_catalog.has_table_privilege(c.oid, 'SELECT')
   ORDER BY n.nspname, c.relname
   LIMIT ${String(mostTables)}`,
  values: [],
  row: ([schema, table]) => ({ schema: textOf(schema), table: textOf(table) }),
};
