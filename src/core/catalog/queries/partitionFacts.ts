import type { CatalogQuery } from '../../ports';
import { numberOf, optionalText, textOf } from '../cells';
import { type RelationKind, relationKind } from '../relationKind';
import { leaf, type MartFacts, martFacts, sumCells, sumColumns, sums } from './martSums';

/** A partition with its rows and size, over its own partitions where it has some. */
export interface PartitionFacts {
  readonly facts: MartFacts;
  readonly oid: number;
  readonly schema: string;
  readonly name: string;
  readonly kind: RelationKind;
  /** Such as `FOR VALUES FROM ('2024-01-01') TO ('2024-02-01')`. */
  readonly bound: string | undefined;
  /** Of all direct partitions, of which the query answers the first. */
  readonly total: number;
}

/** The direct partitions of a partitioned table, the latest names first. Takes no lock on them. */
export function partitionFacts(relationOid: number, limit: number): CatalogQuery<PartitionFacts> {
  return {
    name: 'partitionFacts',
    text: `
  WITH RECURSIVE shown AS MATERIALIZED (
    SELECT c.oid, c.relkind, pg_catalog.count(*) OVER () AS total
      FROM pg_catalog.pg_inherits AS i
      JOIN pg_catalog.pg_class AS c ON c.oid = i.inhrelid
     WHERE i.inhparent = $1::oid AND c.relispartition
     ORDER BY c.relname DESC
     LIMIT $2::int),
  ${leaf}, ${sums()}
  SELECT ${sumColumns}, c.oid, (SELECT n.nspname FROM pg_catalog.pg_namespace AS n WHERE n.oid = c.relnamespace),
         c.relname, c.relkind, pg_catalog.pg_get_expr(c.relpartbound, 0), shown.total
    FROM shown
    JOIN pg_catalog.pg_class AS c ON c.oid = shown.oid
    LEFT JOIN sums ON sums.root = c.oid
   ORDER BY c.relname DESC`,
    values: [String(relationOid), String(limit)],
    row: (cells) => {
      const [oid, schema, name, kind, bound, total] = cells.slice(sumCells);
      return {
        facts: martFacts(cells),
        oid: numberOf(oid),
        schema: textOf(schema),
        name: textOf(name),
        kind: relationKind(textOf(kind)),
        bound: optionalText(bound),
        total: numberOf(total),
      };
    },
  };
}
