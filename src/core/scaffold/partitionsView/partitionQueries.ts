import { flagOf, numberOf, optionalNumber, optionalText, textOf } from '../../catalog/cells';
import { jsonTexts } from '../../catalog/jsonCell';
import type { QualifiedName } from '../../catalog/queries/partitionAncestors';
import { leaf, type MartFacts, martFacts, sumCells, sumColumns, sums } from '../../catalog/queries/martSums';
import type { CatalogQuery } from '../../ports';

/** A partitioned table and how it is divided. */
export interface PartitionedTable {
  readonly oid: number;
  /** Such as `RANGE (at)`. */
  readonly key: string;
  readonly strategy: 'range' | 'list' | 'hash';
  /** The types of the key's columns; an expression's is empty. */
  readonly types: readonly string[];
  /** When ANALYZE of the whole table ran last, as the server prints it. */
  readonly analyzed: string | undefined;
  /** The time of the server in UTC, as a timestamptz with its offset. */
  readonly now: string;
  readonly partitions: number;
}

/** No row when there is no partitioned table of the name. Takes no lock. */
export function partitionedTable({ schema, name }: QualifiedName): CatalogQuery<PartitionedTable> {
  return {
    name: 'partitionsView.table',
    text: `
    SELECT c.oid, CASE p.partstrat WHEN 'r' THEN 'range' WHEN 'l' THEN 'list' ELSE 'hash' END,
           pg_catalog.pg_get_partkeydef(c.oid),
           (SELECT pg_catalog.json_agg(coalesce(pg_catalog.format_type(a.atttypid, NULL), '') ORDER BY k.place)
              FROM pg_catalog.unnest(p.partattrs::int2[]) WITH ORDINALITY AS k (number, place)
              LEFT JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = k.number AND k.number > 0),
           pg_catalog.to_char(pg_catalog.pg_stat_get_last_analyze_time(c.oid) AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI'),
           pg_catalog.to_char(pg_catalog.now() AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS"+00"'),
           (SELECT pg_catalog.count(*) FROM pg_catalog.pg_inherits AS i WHERE i.inhparent = c.oid)
      FROM pg_catalog.pg_class AS c
      JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
      JOIN pg_catalog.pg_partitioned_table AS p ON p.partrelid = c.oid
     WHERE n.nspname = $1::name AND c.relname = $2::name`,
    values: [schema, name],
    row: ([oid, strategy, key, types, analyzed, now, partitions]) => ({
      oid: numberOf(oid),
      strategy: strategy === 'range' ? 'range' : strategy === 'list' ? 'list' : 'hash',
      key: textOf(key),
      types: jsonTexts(types),
      analyzed: optionalText(analyzed),
      now: textOf(now),
      partitions: numberOf(partitions),
    }),
  };
}

/** A partition with what the catalog knows of it, over its own partitions where it has some. */
export interface PartitionFact extends QualifiedName {
  readonly bound: string;
  readonly partitioned: boolean;
  readonly facts: MartFacts;
  /** When its rows were analyzed last, by hand or by autovacuum, in UTC; undefined for never. */
  readonly analyzed: string | undefined;
  /** Rows that the server counted as living, which is newer than the estimate; undefined where it counts none. */
  readonly living: number | undefined;
}

export function partitionFactsOf(oid: number, limit: number): CatalogQuery<PartitionFact> {
  return {
    name: 'partitionsView.partitions',
    text: `
  WITH RECURSIVE shown AS MATERIALIZED (
    SELECT c.oid, c.relkind
      FROM pg_catalog.pg_inherits AS i
      JOIN pg_catalog.pg_class AS c ON c.oid = i.inhrelid
     WHERE i.inhparent = $1::oid AND c.relispartition
     ORDER BY c.relname
     LIMIT $2::int),
  ${leaf}, ${sums()}
  SELECT ${sumColumns}, n.nspname, c.relname, coalesce(pg_catalog.pg_get_expr(c.relpartbound, 0), ''), c.relkind = 'p',
         pg_catalog.to_char(greatest(pg_catalog.pg_stat_get_last_analyze_time(c.oid),
                                     pg_catalog.pg_stat_get_last_autoanalyze_time(c.oid)) AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI'),
         CASE WHEN c.relkind = 'r' THEN pg_catalog.pg_stat_get_live_tuples(c.oid) END
    FROM shown
    JOIN pg_catalog.pg_class AS c ON c.oid = shown.oid
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    LEFT JOIN sums ON sums.root = c.oid
   ORDER BY c.relname`,
    values: [String(oid), String(limit)],
    row: (cells) => {
      const [schema, name, bound, partitioned, analyzed, living] = cells.slice(sumCells);
      return {
        facts: martFacts(cells),
        schema: textOf(schema),
        name: textOf(name),
        bound: textOf(bound),
        partitioned: flagOf(partitioned),
        analyzed: optionalText(analyzed),
        living: optionalNumber(living),
      };
    },
  };
}

/** A table that holds rows, with the direct partition that it is or that it belongs to. */
export interface PartitionLeaf {
  readonly top: QualifiedName;
  readonly leaf: QualifiedName;
}

export function partitionLeaves({ schema, name }: QualifiedName): CatalogQuery<PartitionLeaf> {
  return {
    name: 'partitionsView.leaves',
    text: `
  WITH RECURSIVE below AS (
    SELECT i.inhrelid AS top, i.inhrelid AS oid
      FROM pg_catalog.pg_class AS c
      JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
      JOIN pg_catalog.pg_inherits AS i ON i.inhparent = c.oid
     WHERE n.nspname = $1::name AND c.relname = $2::name
     UNION ALL
    SELECT below.top, i.inhrelid
      FROM below
      JOIN pg_catalog.pg_inherits AS i ON i.inhparent = below.oid)
  SELECT tn.nspname, t.relname, n.nspname, c.relname
    FROM below
    JOIN pg_catalog.pg_class AS t ON t.oid = below.top
    JOIN pg_catalog.pg_namespace AS tn ON tn.oid = t.relnamespace
    JOIN pg_catalog.pg_class AS c ON c.oid = below.oid
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
   WHERE c.relkind <> 'p'`,
    values: [schema, name],
    row: ([topSchema, topName, leafSchema, leafName]) => ({
      top: { schema: textOf(topSchema), name: textOf(topName) },
      leaf: { schema: textOf(leafSchema), name: textOf(leafName) },
    }),
  };
}
