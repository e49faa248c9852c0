import type { CatalogQuery } from '../../ports';
import { numberOf, optionalText } from '../cells';

/** What a tooltip says of an index; of a partitioned one, over the indexes of all partitions. */
export interface IndexFacts {
  /** As of the last VACUUM, ANALYZE or CREATE INDEX. */
  readonly bytes: number;
  /** Scans since the statistics were reset. */
  readonly scans: number;
  /** As the server prints it; known from PostgreSQL 16 on. */
  readonly lastScan: string | undefined;
}

/** The facts of an index. Takes no lock on it. */
export function indexFacts(indexOid: number): CatalogQuery<IndexFacts> {
  return {
    name: 'indexFacts',
    text: `
  WITH RECURSIVE leaf AS (
    SELECT $1::oid AS oid
     UNION ALL
    SELECT i.inhrelid FROM leaf JOIN pg_catalog.pg_inherits AS i ON i.inhparent = leaf.oid)
  SELECT coalesce(pg_catalog.sum(c.relpages) FILTER (WHERE c.relkind = 'i'), 0)
           * pg_catalog.current_setting('block_size')::int,
         coalesce(pg_catalog.sum(pg_catalog.pg_stat_get_numscans(c.oid)), 0),
         pg_catalog.max((SELECT pg_catalog.to_jsonb(s) ->> 'last_idx_scan'
                           FROM pg_catalog.pg_stat_all_indexes AS s
                          WHERE s.indexrelid = c.oid))::timestamptz(0)::text
    FROM leaf
    JOIN pg_catalog.pg_class AS c ON c.oid = leaf.oid`,
    values: [String(indexOid)],
    row: ([bytes, scans, lastScan]) => ({
      bytes: numberOf(bytes),
      scans: numberOf(scans),
      lastScan: optionalText(lastScan),
    }),
  };
}
