import type { CatalogQuery } from '../../ports';
import { optionalText } from '../cells';

/**
 * The query of a view or materialized view. The server locks what the view reads to print it: after half a second of
 * waiting it fails with error 55P03. Undefined for a relation that is no view.
 */
export function viewDefinition(relationOid: number): CatalogQuery<string | undefined> {
  return {
    name: 'viewDefinition',
    text: `
  SELECT pg_catalog.pg_get_viewdef(c.oid, true)
    FROM pg_catalog.pg_class AS c
   WHERE c.oid = $1::oid AND c.relkind IN ('v', 'm')`,
    values: [String(relationOid)],
    limits: { statement: 5_000, lock: 500 },
    row: ([definition]) => optionalText(definition),
  };
}
