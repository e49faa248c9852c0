import { optionalNumber, textOf } from '../../catalog/cells';
import type { CatalogQuery } from '../../ports';
import type { DbtRelation } from '../graph/dbtGraph';

/** What the server says of one relation. */
export interface RelationMeasure {
  readonly schema: string;
  readonly name: string;
  /** As counted last; undefined when it never was, and for a view. */
  readonly rows: number | undefined;
  /** With its partitions and indexes, as of the last VACUUM or ANALYZE; undefined for what stores nothing. */
  readonly bytes: number | undefined;
}

/**
 * Rows and sizes of many relations in one query; those that are not there give no row. It opens no relation: asking for the size of
 * one would wait for a table that dbt swaps.
 */
export function relationMeasures(
  relations: readonly Pick<DbtRelation, 'schema' | 'name'>[],
): CatalogQuery<RelationMeasure> {
  return {
    name: 'relationMeasures',
    text,
    values: [JSON.stringify(relations.map(({ schema, name }) => ({ schema, name })))],
    row: ([schema, name, rows, bytes]) => ({
      schema: textOf(schema),
      name: textOf(name),
      rows: optionalNumber(rows),
      bytes: optionalNumber(bytes) === 0 ? undefined : optionalNumber(bytes),
    }),
  };
}

const text = `
  WITH RECURSIVE wanted AS MATERIALIZED (
    SELECT c.oid AS relation, n.nspname, c.relname
      FROM pg_catalog.json_to_recordset($1::json) AS w (schema text, name text)
      JOIN pg_catalog.pg_namespace AS n ON n.nspname = w.schema
      JOIN pg_catalog.pg_class AS c ON c.relnamespace = n.oid AND c.relname = w.name
     WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')),
  part AS (
    SELECT relation, relation AS oid FROM wanted
    UNION ALL
    SELECT p.relation, i.inhrelid FROM part AS p JOIN pg_catalog.pg_inherits AS i ON i.inhparent = p.oid),
  stored AS MATERIALIZED (
    SELECT p.relation, c.oid, c.reltuples, c.relpages
      FROM part AS p JOIN pg_catalog.pg_class AS c ON c.oid = p.oid
     WHERE c.relkind IN ('r', 'm')),
  counted AS (
    SELECT s.relation,
           pg_catalog.sum(s.reltuples) FILTER (WHERE s.reltuples >= 0 AND (s.relpages > 0 OR s.reltuples > 0)) AS rows,
           pg_catalog.sum(s.relpages) AS pages
      FROM stored AS s GROUP BY s.relation),
  indexed AS (
    SELECT s.relation, pg_catalog.sum(c.relpages) AS pages
      FROM stored AS s
      JOIN pg_catalog.pg_index AS i ON i.indrelid = s.oid
      JOIN pg_catalog.pg_class AS c ON c.oid = i.indexrelid
     GROUP BY s.relation)
  SELECT w.nspname, w.relname, c.rows,
         (c.pages + coalesce(i.pages, 0)) * pg_catalog.current_setting('block_size')::int8
    FROM wanted AS w
    LEFT JOIN counted AS c USING (relation)
    LEFT JOIN indexed AS i USING (relation)`;
