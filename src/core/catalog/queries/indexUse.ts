import type { CatalogQuery } from '../../ports';
import { numberOf, optionalText } from '../cells';

/** The size and the use of an index or, on a partitioned table, of the indexes of its partitions together. */
export interface IndexUse {
  readonly oid: number;
  /** Bytes, at the last VACUUM, ANALYZE or CREATE INDEX. */
  readonly bytes: number;
  /** Since the statistics were reset. */
  readonly scans: number;
  /** As the server prints it; known from PostgreSQL 16 on. */
  readonly lastScan: string | undefined;
}

/** The use of the indexes of a relation. Takes no lock. */
export function indexUse(relationOid: number): CatalogQuery<IndexUse> {
  return {
    name: 'indexUse',
    text: `
  WITH RECURSIVE leaf AS (
    SELECT i.indexrelid AS root, i.indexrelid AS oid FROM pg_catalog.pg_index AS i WHERE i.indrelid = $1::oid
     UNION ALL
    SELECT leaf.root, i.inhrelid FROM leaf JOIN pg_catalog.pg_inherits AS i ON i.inhparent = leaf.oid)
  SELECT leaf.root,
         coalesce(pg_catalog.sum(c.relpages) FILTER (WHERE c.relkind = 'i'), 0)
           * pg_catalog.current_setting('block_size')::int,
         coalesce(pg_catalog.sum(pg_catalog.pg_stat_get_numscans(c.oid)), 0),
         pg_catalog.max((SELECT pg_catalog.to_jsonb(s) ->> 'last_idx_scan'
                           FROM pg_catalog.pg_stat_all_indexes AS s
                          WHERE s.indexrelid = c.oid))::timestamptz(0)::text
    FROM leaf
    JOIN pg_catalog.pg_class AS c ON c.oid = leaf.oid
   GROUP BY leaf.root`,
    values: [String(relationOid)],
    row: ([oid, bytes, scans, lastScan]) => ({
      oid: numberOf(oid),
      bytes: numberOf(bytes),
      scans: numberOf(scans),
      lastScan: optionalText(lastScan),
    }),
  };
}
