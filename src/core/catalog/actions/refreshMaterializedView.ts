import type { CatalogQuery } from '../../ports';
import { flagOf } from '../cells';
import { type ActionTarget, ownName } from './target';

/** Computes a materialized view anew; with `concurrently` others can read it meanwhile. */
export function refreshSql(target: ActionTarget, concurrently: boolean): string {
  return `REFRESH MATERIALIZED VIEW ${concurrently ? 'CONCURRENTLY ' : ''}${ownName(target)}`;
}

/**
 * Whether REFRESH … CONCURRENTLY can work: the view has contents, and a valid unique index over columns of all rows.
 * Source: PostgreSQL manual, "REFRESH MATERIALIZED VIEW".
 */
export function refreshableConcurrently(viewOid: number): CatalogQuery<boolean> {
  return {
    name: 'refreshableConcurrently',
    text: `
  SELECT c.relispopulated AND EXISTS (
           SELECT FROM pg_catalog.pg_index AS i
            WHERE i.indrelid = c.oid AND i.indisunique AND i.indisvalid AND i.indimmediate
              AND i.indpred IS NULL AND i.indexprs IS NULL)
    FROM pg_catalog.pg_class AS c
   WHERE c.oid = $1::oid`,
    values: [String(viewOid)],
    row: ([yes]) => flagOf(yes),
  };
}
