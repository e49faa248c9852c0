import { numberOf, optionalNumber, optionalText, textOf } from '../../catalog/cells';
import { jsonRecords } from '../../catalog/jsonCell';
import { type RelationKind, relationKind, relationKindCodes } from '../../catalog/relationKind';
import type { CatalogQuery, Cell } from '../../ports';

/** What the server says of a relation. Everything in it is untrusted. */
export interface RelationAnswer {
  readonly kind: RelationKind;
  /** As it was counted last; undefined when it never was, and for a view. */
  readonly rows: number | undefined;
  /** Of the relation with its partitions and indexes; undefined for what stores nothing. */
  readonly bytes: number | undefined;
  readonly comment: string | undefined;
  readonly columns: readonly AnsweredColumn[];
}

export interface AnsweredColumn {
  readonly name: string;
  readonly type: string;
  readonly notNull: boolean;
  readonly comment: string | undefined;
}

/**
 * A relation by its name; no row when there is none. It opens no relation: asking for the size of one would wait for the swap of
 * a table that dbt is at, so sizes are those of the last VACUUM or ANALYZE.
 */
export function relationAnswer(schema: string, name: string): CatalogQuery<RelationAnswer> {
  return { name: 'relationAnswer', text, values: [schema, name], row: answerRow };
}

const text = `
  WITH RECURSIVE relation AS MATERIALIZED (
    SELECT c.oid, c.relkind
      FROM pg_catalog.pg_class AS c
      JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
     WHERE n.nspname = $1 AND c.relname = $2 AND c.relkind IN (${relationKindCodes})),
  part AS (
    SELECT oid FROM relation
    UNION ALL
    SELECT i.inhrelid FROM part JOIN pg_catalog.pg_inherits AS i ON i.inhparent = part.oid),
  stored AS MATERIALIZED (
    SELECT c.oid, c.reltuples, c.relpages FROM part JOIN pg_catalog.pg_class AS c ON c.oid = part.oid
     WHERE c.relkind IN ('r', 'm')),
  indexed AS MATERIALIZED (
    SELECT pg_catalog.sum(c.relpages) AS pages
      FROM stored JOIN pg_catalog.pg_index AS i ON i.indrelid = stored.oid JOIN pg_catalog.pg_class AS c ON c.oid = i.indexrelid)
  SELECT r.relkind,
         (SELECT pg_catalog.sum(reltuples) FILTER (WHERE reltuples >= 0) FROM stored WHERE relpages > 0 OR reltuples > 0),
         (SELECT (pg_catalog.sum(relpages) + coalesce((SELECT pages FROM indexed), 0))
                 * pg_catalog.current_setting('block_size')::int8 FROM stored),
         pg_catalog.obj_description(r.oid, 'pg_class'),
         (SELECT pg_catalog.json_agg(pg_catalog.json_build_object(
                   'name', a.attname, 'type', pg_catalog.format_type(a.atttypid, a.atttypmod), 'notNull', a.attnotnull,
                   'comment', pg_catalog.col_description(r.oid, a.attnum)) ORDER BY a.attnum)
            FROM pg_catalog.pg_attribute AS a
           WHERE a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped)
    FROM relation AS r`;

function answerRow([kind, rows, bytes, comment, columns]: readonly Cell[]): RelationAnswer {
  const code = textOf(kind);
  const size = optionalNumber(bytes);
  return {
    kind: relationKind(code),
    rows: rows === null || rows === undefined ? undefined : numberOf(rows),
    bytes: size === 0 ? undefined : size,
    comment: optionalText(comment),
    columns: jsonRecords(columns).map((column) => ({
      name: String(column['name']),
      type: String(column['type']),
      notNull: column['notNull'] === true,
      comment: typeof column['comment'] === 'string' ? column['comment'] : undefined,
    })),
  };
}
