import type { Cell } from '../../ports';
import { optionalNumber } from '../cells';
import { rowsUnknown } from './relations';

/**
 * Sums over the relation itself or, for a partitioned table, over its leaf partitions at every depth. They come from
 * `reltuples` and `relpages`: unlike `pg_total_relation_size` these take no lock, and they are as old as the last
 * VACUUM, ANALYZE or CREATE INDEX.
 */
export interface MartFacts {
  /** Relations that hold the rows: 0 for a view and for a partitioned table without partitions. */
  readonly leaves: number;
  /** Leaves that were never analysed, whose rows and size are unknown and not in the sums. */
  readonly unknownLeaves: number;
  readonly rows: number;
  /** The main fork of the tables, without indexes and TOAST. */
  readonly tableBytes: number;
  readonly indexBytes: number;
  /** Long values stored apart, with their index. */
  readonly toastBytes: number;
}

/** Everything on disk that the relation occupies. */
export function totalBytes(facts: MartFacts): number {
  return facts.tableBytes + facts.indexBytes + facts.toastBytes;
}

/** A recursive common table expression: the relations in `shown (oid, relkind)`, each with all that lies below it. */
export const leaf = `
  leaf AS (
    SELECT s.oid AS root, s.oid, s.relkind FROM shown AS s
     UNION ALL
    SELECT leaf.root, c.oid, c.relkind
      FROM leaf
      JOIN pg_catalog.pg_inherits AS i ON i.inhparent = leaf.oid
      JOIN pg_catalog.pg_class AS c ON c.oid = i.inhrelid
     WHERE leaf.relkind = 'p')`;

/** A common table expression that sums the pages of each `leaf.root` for which the condition holds. */
export function sums(condition = 'true'): string {
  return `
  sums AS (
    SELECT leaf.root, pg_catalog.count(*) AS leaves,
           pg_catalog.count(*) FILTER (WHERE ${rowsUnknown}) AS unknown,
           pg_catalog.sum(c.reltuples::float8) FILTER (WHERE NOT ${rowsUnknown}) AS rows,
           pg_catalog.sum(c.relpages) FILTER (WHERE c.relkind <> 'f') AS pages,
           pg_catalog.sum((SELECT pg_catalog.sum(x.relpages)
                             FROM pg_catalog.pg_index AS i
                             JOIN pg_catalog.pg_class AS x ON x.oid = i.indexrelid
                            WHERE i.indrelid = c.oid)) AS index_pages,
           pg_catalog.sum((SELECT t.relpages + coalesce((
                                    SELECT pg_catalog.sum(x.relpages)
                                      FROM pg_catalog.pg_index AS i
                                      JOIN pg_catalog.pg_class AS x ON x.oid = i.indexrelid
                                     WHERE i.indrelid = t.oid), 0)
                             FROM pg_catalog.pg_class AS t
                            WHERE t.oid = c.reltoastrelid)) AS toast_pages
      FROM leaf
      JOIN pg_catalog.pg_class AS c ON c.oid = leaf.oid
     WHERE c.relkind IN ('r', 'm', 'f') AND ${condition}
     GROUP BY leaf.root)`;
}

/** The select list of `martFacts`, for a row of `sums`. */
export const sumColumns = `
  sums.leaves, sums.unknown, sums.rows,
  sums.pages * pg_catalog.current_setting('block_size')::int,
  sums.index_pages * pg_catalog.current_setting('block_size')::int,
  sums.toast_pages * pg_catalog.current_setting('block_size')::int`;

/** How many cells `sumColumns` makes. */
export const sumCells = 6;

/** Maps the first cells, those of `sumColumns`. */
export function martFacts([leaves, unknown, rows, table, index, toast]: readonly Cell[]): MartFacts {
  return {
    leaves: optionalNumber(leaves) ?? 0,
    unknownLeaves: optionalNumber(unknown) ?? 0,
    rows: optionalNumber(rows) ?? 0,
    tableBytes: optionalNumber(table) ?? 0,
    indexBytes: optionalNumber(index) ?? 0,
    toastBytes: optionalNumber(toast) ?? 0,
  };
}
