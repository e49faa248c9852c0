import type { CatalogQuery } from '../../ports';
import { flagOf, numberOf, optionalText, textOf } from '../cells';
import { textArrayOf } from '../textArray';
import type { QualifiedName } from './martFilter';

/** What the last ANALYZE found in a column, with values as PostgreSQL prints them, cut to 120 characters. */
export interface ColumnStatistics {
  readonly column: string;
  /** From 0 to 1. */
  readonly nullShare: number;
  /** As in `pg_stats.n_distinct`: a count, or, when negative, the share of the rows. */
  readonly distinct: number;
  /** Bytes. */
  readonly averageWidth: number;
  /** The most common values, the first of them. */
  readonly common: readonly string[];
  /** The ends of the histogram: nearly the least and the greatest value. */
  readonly least: string | undefined;
  readonly greatest: string | undefined;
  /** With those of the partitions or children. */
  readonly inherited: boolean;
}

/**
 * The statistics of a relation's columns. None of a column that was never analyzed, that the role may not read, or whose
 * rows row security may hide from the role.
 */
export function columnStatistics({ schema, name }: QualifiedName): CatalogQuery<ColumnStatistics> {
  return {
    name: 'columnStatistics',
    text: `
  SELECT DISTINCT ON (s.attname) s.attname, s.null_frac, s.n_distinct, s.avg_width,
         (SELECT pg_catalog.array_agg(pg_catalog.left(v.value, 120) ORDER BY v.place)
            FROM pg_catalog.unnest((s.most_common_vals::text::text[])[1:4]) WITH ORDINALITY AS v (value, place)),
         pg_catalog.left(h.bounds[1], 120), pg_catalog.left(h.bounds[pg_catalog.array_upper(h.bounds, 1)], 120),
         s.inherited
    FROM pg_catalog.pg_stats AS s
   CROSS JOIN LATERAL (SELECT s.histogram_bounds::text::text[] AS bounds) AS h
   WHERE s.schemaname = $1::name AND s.tablename = $2::name
   ORDER BY s.attname, s.inherited DESC`,
    values: [schema, name],
    row: ([column, nulls, distinct, width, common, least, greatest, inherited]) => ({
      column: textOf(column),
      nullShare: numberOf(nulls),
      distinct: numberOf(distinct),
      averageWidth: numberOf(width),
      common: textArrayOf(common),
      least: optionalText(least),
      greatest: optionalText(greatest),
      inherited: flagOf(inherited),
    }),
  };
}
