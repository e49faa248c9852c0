import type { CatalogQuery } from '../../ports';
import { textOf } from '../cells';

export interface QualifiedName {
  readonly schema: string;
  readonly name: string;
}

/** The partitioned tables above a partition, the topmost first. */
export function partitionAncestors({ schema, name }: QualifiedName): CatalogQuery<QualifiedName> {
  return {
    name: 'partitionAncestors',
    text: `
    WITH RECURSIVE above AS (
      SELECT i.inhparent AS oid, 1 AS distance
        FROM pg_catalog.pg_class AS c
        JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
        JOIN pg_catalog.pg_inherits AS i ON i.inhrelid = c.oid
       WHERE n.nspname = $1::name AND c.relname = $2::name AND c.relispartition
       UNION ALL
      SELECT i.inhparent, above.distance + 1
        FROM above
        JOIN pg_catalog.pg_class AS c ON c.oid = above.oid AND c.relispartition
        JOIN pg_catalog.pg_inherits AS i ON i.inhrelid = c.oid)
    SELECT n.nspname, c.relname
      FROM above
      JOIN pg_catalog.pg_class AS c ON c.oid = above.oid
      JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
     ORDER BY above.distance DESC`,
    values: [schema, name],
    row: ([above, relation]) => ({ schema: textOf(above), name: textOf(relation) }),
  };
}
