import { numberOf, optionalText } from '../cells';
import type { Listing } from '../listing';
import { relationCells, relationColumns, type RelationRow, relationRow } from './relations';

/** A partition, which may itself be partitioned or live in another schema than its parent. */
export interface PartitionRow extends RelationRow {
  /** Such as `FOR VALUES FROM ('2024-01-01') TO ('2024-02-01')` or `DEFAULT`. */
  readonly bound: string | undefined;
}

/** The direct partitions of a partitioned table by name. */
export function partitions(parentOid: number): Listing<PartitionRow> {
  return {
    page: (after, limit) => ({
      name: 'partitions',
      // A bound holds no column, so pg_get_expr needs no relation; given one, it would wait for a lock on it.
      text: `
      SELECT ${relationColumns}, pg_catalog.pg_get_expr(c.relpartbound, 0)
        FROM (SELECT c.*
                FROM pg_catalog.pg_inherits AS i
                JOIN pg_catalog.pg_class AS c ON c.oid = i.inhrelid
               WHERE i.inhparent = $1::oid AND c.relispartition
                 AND (c.relname > $2::name OR c.relname = $2::name AND c.oid > $3::oid)
               ORDER BY c.relname, c.oid
               LIMIT $4::int) AS c
       ORDER BY c.relname, c.oid`,
      values: [String(parentOid), after?.[0] ?? '', after?.[1] ?? '0', String(limit)],
      row: (cells) => ({ ...relationRow(cells), bound: optionalText(cells[relationCells]) }),
    }),
    // Partitions of one parent may live in several schemas, so a name alone is not unique.
    cursor: (row) => [row.name, String(row.oid)],
    count: () => ({
      name: 'partitions.count',
      text: `
      SELECT pg_catalog.count(*)
        FROM pg_catalog.pg_inherits AS i
        JOIN pg_catalog.pg_class AS c ON c.oid = i.inhrelid
       WHERE i.inhparent = $1::oid AND c.relispartition`,
      values: [String(parentOid)],
      row: ([count]) => numberOf(count),
    }),
  };
}
