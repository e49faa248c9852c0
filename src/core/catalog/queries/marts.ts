import type { CatalogQuery, Cell } from '../../ports';
import { numberOf, optionalNumber } from '../cells';
import type { Listing } from '../listing';
import {
  isListed,
  relationCells,
  relationColumns,
  type RelationRow,
  relationRow,
  rowsUnknown,
} from './relations';

export type MartSort = 'name' | 'size';

/** A relation of a mart with what the server's last VACUUM or ANALYZE knew of its size. */
export interface MartRow extends RelationRow {
  readonly facts: MartFacts;
}

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

/** The relations of a schema that is a mart. */
export function marts(schemaOid: number, sort: MartSort): Listing<MartRow> {
  return {
    page: (after, limit) =>
      sort === 'name' ? pageByName(schemaOid, after, limit) : pageBySize(schemaOid, after, limit),
    cursor: (row) => (sort === 'name' ? [row.name] : [String(totalBytes(row.facts)), row.name]),
    count: () => ({
      name: 'marts.count',
      text: `
      SELECT pg_catalog.count(*)
        FROM pg_catalog.pg_class AS c
       WHERE c.relnamespace = $1::oid AND ${isListed}`,
      values: [String(schemaOid)],
      row: ([count]) => numberOf(count),
    }),
  };
}

/** Everything on disk that the relation occupies. */
export function totalBytes(facts: MartFacts): number {
  return facts.tableBytes + facts.indexBytes + facts.toastBytes;
}

/** Common table expressions that sum the pages of the relations in `shown (oid, relkind)`, each with all its leaves (`leaf`). */
export const sums = `
  leaf AS (
    SELECT s.oid AS root, s.oid, s.relkind FROM shown AS s
     UNION ALL
    SELECT leaf.root, c.oid, c.relkind
      FROM leaf
      JOIN pg_catalog.pg_inherits AS i ON i.inhparent = leaf.oid
      JOIN pg_catalog.pg_class AS c ON c.oid = i.inhrelid
     WHERE leaf.relkind = 'p'),
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
     WHERE c.relkind IN ('r', 'm', 'f')
     GROUP BY leaf.root)`;

/** The select list of `martFacts`, for a row of `sums`. */
export const sumColumns = `
  sums.leaves, sums.unknown, sums.rows,
  sums.pages * pg_catalog.current_setting('block_size')::int,
  sums.index_pages * pg_catalog.current_setting('block_size')::int,
  sums.toast_pages * pg_catalog.current_setting('block_size')::int`;

function pageByName(
  schemaOid: number,
  after: readonly string[] | undefined,
  limit: number,
): CatalogQuery<MartRow> {
  return {
    name: 'marts.byName',
    text: `
  WITH RECURSIVE shown AS MATERIALIZED (
    SELECT c.oid, c.relkind
      FROM pg_catalog.pg_class AS c
     WHERE c.relnamespace = $1::oid AND ${isListed} AND c.relname > $2::name
     ORDER BY c.relname
     LIMIT $3::int),
  ${sums}
  SELECT ${relationColumns}, ${sumColumns}
    FROM shown
    JOIN pg_catalog.pg_class AS c ON c.oid = shown.oid
    LEFT JOIN sums ON sums.root = c.oid
   ORDER BY c.relname`,
    values: [String(schemaOid), after?.[0] ?? '', String(limit)],
    row: martRow,
  };
}

function pageBySize(
  schemaOid: number,
  after: readonly string[] | undefined,
  limit: number,
): CatalogQuery<MartRow> {
  return {
    name: 'marts.bySize',
    text: `
  WITH RECURSIVE shown AS MATERIALIZED (
    SELECT c.oid, c.relkind
      FROM pg_catalog.pg_class AS c
     WHERE c.relnamespace = $1::oid AND ${isListed}),
  ${sums},
  sized AS (
    SELECT c.oid, c.relname,
           (coalesce(sums.pages, 0) + coalesce(sums.index_pages, 0) + coalesce(sums.toast_pages, 0))
             * pg_catalog.current_setting('block_size')::int AS bytes
      FROM shown
      JOIN pg_catalog.pg_class AS c ON c.oid = shown.oid
      LEFT JOIN sums ON sums.root = c.oid),
  page AS MATERIALIZED (
    SELECT * FROM sized
     WHERE $2::int8 IS NULL OR sized.bytes < $2::int8 OR sized.bytes = $2::int8 AND sized.relname > $3::name
     ORDER BY sized.bytes DESC, sized.relname
     LIMIT $4::int)
  SELECT ${relationColumns}, ${sumColumns}
    FROM page
    JOIN pg_catalog.pg_class AS c ON c.oid = page.oid
    LEFT JOIN sums ON sums.root = c.oid
   ORDER BY page.bytes DESC, page.relname`,
    values: [String(schemaOid), after?.[0] ?? null, after?.[1] ?? null, String(limit)],
    row: martRow,
  };
}

function martRow(cells: readonly Cell[]): MartRow {
  return { ...relationRow(cells), facts: martFacts(cells.slice(relationCells)) };
}

/** Maps the first six cells, those of `sumColumns`. */
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
