import type { Cell } from '../../ports';
import { flagOf, numberOf, optionalText, textOf } from '../cells';
import { jsonRecords } from '../jsonCell';
import type { Listing } from '../listing';
import { lockedExpression } from './exclusiveLock';

/** An index of a table, a partitioned table or a materialized view. */
export interface IndexRow {
  readonly oid: number;
  /** The schema of the index, which is that of its table. */
  readonly schema: string;
  readonly name: string;
  /** The access method, such as `btree`. */
  readonly method: string;
  readonly unique: boolean;
  readonly primary: boolean;
  /** False while it is being built, after a failed build, and on a partitioned table until every partition has one. */
  readonly valid: boolean;
  /** It has a WHERE clause. */
  readonly partial: boolean;
  /** The key, then the columns that are only included. */
  readonly parts: readonly IndexPart[];
  /** By `pg_get_indexdef`; absent while the table is locked exclusively. */
  readonly definition: string | undefined;
  readonly comment: string | undefined;
}

export interface IndexPart {
  /** The column; undefined for an expression. */
  readonly column: string | undefined;
  readonly descending: boolean;
  /** Stored beside the key, by INCLUDE. */
  readonly included: boolean;
}

/** The indexes of a relation by name. */
export function indexes(relationOid: number): Listing<IndexRow> {
  return {
    page: (after, limit) => ({
      name: 'indexes',
      text: pageText,
      values: [String(relationOid), after?.[0] ?? '', String(limit)],
      row: indexRow,
    }),
    cursor: (row) => [row.name],
    count: () => ({
      name: 'indexes.count',
      text: 'SELECT pg_catalog.count(*) FROM pg_catalog.pg_index AS i WHERE i.indrelid = $1::oid',
      values: [String(relationOid)],
      row: ([count]) => numberOf(count),
    }),
  };
}

const pageText = `
  WITH ${lockedExpression}
  SELECT c.oid, (SELECT n.nspname FROM pg_catalog.pg_namespace AS n WHERE n.oid = c.relnamespace), c.relname,
         (SELECT m.amname FROM pg_catalog.pg_am AS m WHERE m.oid = c.relam),
         i.indisunique, i.indisprimary, i.indisvalid, i.indpred IS NOT NULL,
         (SELECT pg_catalog.json_agg(pg_catalog.json_build_object('column', a.attname,
                   'descending', coalesce(k.option, 0) & 1, 'included', k.place > i.indnkeyatts) ORDER BY k.place)
            FROM ROWS FROM (pg_catalog.unnest(i.indkey::int2[]), pg_catalog.unnest(i.indoption::int2[]))
                   WITH ORDINALITY AS k (number, option, place)
            LEFT JOIN pg_catalog.pg_attribute AS a
              ON a.attrelid = i.indrelid AND a.attnum = k.number AND k.number <> 0),
         CASE WHEN NOT (SELECT yes FROM locked) THEN pg_catalog.pg_get_indexdef(c.oid) END,
         pg_catalog.obj_description(c.oid, 'pg_class')
    FROM pg_catalog.pg_index AS i
    JOIN pg_catalog.pg_class AS c ON c.oid = i.indexrelid
   WHERE i.indrelid = $1::oid AND c.relname > $2::name
   ORDER BY c.relname
   LIMIT $3::int`;

function indexRow(cells: readonly Cell[]): IndexRow {
  const [oid, schema, name, method, unique, primary, valid, partial, parts, definition, comment] = cells;
  return {
    oid: numberOf(oid),
    schema: textOf(schema),
    name: textOf(name),
    method: textOf(method),
    unique: flagOf(unique),
    primary: flagOf(primary),
    valid: flagOf(valid),
    partial: flagOf(partial),
    parts: indexParts(parts),
    definition: optionalText(definition),
    comment: optionalText(comment),
  };
}

function indexParts(cell: Cell | undefined): readonly IndexPart[] {
  return jsonRecords(cell).map((entry) => ({
    column: typeof entry['column'] === 'string' ? entry['column'] : undefined,
    descending: entry['descending'] === 1,
    included: entry['included'] === true,
  }));
}
