import type { CatalogQuery } from '../../ports';
import { numberOf } from '../cells';

/** What the last ANALYZE found in a column. */
export interface ColumnFacts {
  /** From 0 to 1. */
  readonly nullShare: number;
  /** As in `pg_stats.n_distinct`: a count, or, when negative, the share of the rows. */
  readonly distinct: number;
  /** Bytes. */
  readonly averageWidth: number;
}

/**
 * The statistics of a column, with those of the partitions where there are any. No row when it was never analyzed or
 * the role may not read the column.
 */
export function columnFacts(schema: string, relation: string, column: string): CatalogQuery<ColumnFacts> {
  return {
    name: 'columnFacts',
    text: `
  SELECT s.null_frac, s.n_distinct, s.avg_width
    FROM pg_catalog.pg_stats AS s
   WHERE s.schemaname = $1::name AND s.tablename = $2::name AND s.attname = $3::name
   ORDER BY s.inherited DESC
   LIMIT 1`,
    values: [schema, relation, column],
    row: ([nulls, distinct, width]) => ({
      nullShare: numberOf(nulls),
      distinct: numberOf(distinct),
      averageWidth: numberOf(width),
    }),
  };
}
