import type { CatalogQuery } from '../../ports';
import { numberOf } from '../cells';
import { leaf } from './martSums';

/** What a relation occupies on disk, measured now: over the leaves of a partitioned table. Bytes. */
export interface ExactSize {
  readonly oid: number;
  readonly total: number;
  readonly indexes: number;
  readonly toast: number;
  /** Leaves that were left out, because another session locks them, or an index or the TOAST of theirs, exclusively. */
  readonly locked: number;
}

/**
 * Measures relations. The server asks the file system about every file and opens each relation, so it takes longer than
 * the estimates of `martSums` and could wait: what is locked exclusively is left out, and a lock that is taken in the
 * very moment ends the query after half a second with error 55P03.
 */
export function exactSizes(oids: readonly number[]): CatalogQuery<ExactSize> {
  return {
    name: 'exactSizes',
    text: `
  WITH RECURSIVE shown AS MATERIALIZED (
    SELECT c.oid, c.relkind FROM pg_catalog.pg_class AS c WHERE c.oid = ANY ($1::oid[])),
  ${leaf},
  locked AS MATERIALIZED (
    SELECT l.relation
      FROM pg_catalog.pg_locks AS l
     WHERE l.locktype = 'relation' AND l.mode = 'AccessExclusiveLock'
       AND l.database = (SELECT d.oid FROM pg_catalog.pg_database AS d
                          WHERE d.datname = pg_catalog.current_database())),
  held AS MATERIALIZED (
    SELECT locked.relation AS oid FROM locked
     UNION
    SELECT i.indrelid FROM locked JOIN pg_catalog.pg_index AS i ON i.indexrelid = locked.relation),
  part AS MATERIALIZED (
    SELECT leaf.root, c.oid, c.reltoastrelid,
           EXISTS (SELECT FROM held WHERE held.oid IN (c.oid, c.reltoastrelid)) AS locked
      FROM leaf
      JOIN pg_catalog.pg_class AS c ON c.oid = leaf.oid
     WHERE c.relkind IN ('r', 'm')),
  measured AS (
    SELECT part.root, part.locked,
           CASE WHEN NOT part.locked THEN pg_catalog.pg_total_relation_size(part.oid) END AS total,
           CASE WHEN NOT part.locked THEN pg_catalog.pg_indexes_size(part.oid) END AS indexes,
           CASE WHEN NOT part.locked AND part.reltoastrelid <> 0
                THEN pg_catalog.pg_total_relation_size(part.reltoastrelid) END AS toast
      FROM part)
  SELECT measured.root, coalesce(pg_catalog.sum(measured.total), 0), coalesce(pg_catalog.sum(measured.indexes), 0),
         coalesce(pg_catalog.sum(measured.toast), 0), pg_catalog.count(*) FILTER (WHERE measured.locked)
    FROM measured
   GROUP BY measured.root`,
    values: [`{${oids.join(',')}}`],
    limits: { statement: 10_000, lock: 500 },
    row: ([oid, total, indexes, toast, locked]) => ({
      oid: numberOf(oid),
      total: numberOf(total),
      indexes: numberOf(indexes),
      toast: numberOf(toast),
      locked: numberOf(locked),
    }),
  };
}
