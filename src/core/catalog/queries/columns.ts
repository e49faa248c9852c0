import type { Cell } from '../../ports';
import { flagOf, numberOf, optionalNumber, optionalText, textOf } from '../cells';
import { jsonRecords } from '../jsonCell';
import type { Listing } from '../listing';
import { lockedExpression } from './exclusiveLock';

/** A column of a relation. */
export interface ColumnRow {
  readonly number: number;
  readonly name: string;
  /** By `format_type`, such as `numeric(15,2)`. */
  readonly type: string;
  readonly notNull: boolean;
  readonly identity: 'always' | 'byDefault' | undefined;
  readonly generated: 'stored' | 'virtual' | undefined;
  /** The default, or the expression of a generated column; absent while the table is locked exclusively. */
  readonly expression: string | undefined;
  /** The place in the primary key, from 1. */
  readonly primaryKey: number | undefined;
  readonly references: readonly ColumnReference[];
  readonly comment: string | undefined;
}

/** What a foreign key makes of a column. */
export interface ColumnReference {
  readonly constraint: string;
  readonly schema: string;
  readonly relation: string;
  readonly column: string;
}

/** The columns of a relation in their order. */
export function columns(relationOid: number): Listing<ColumnRow> {
  return {
    page: (after, limit) => ({
      name: 'columns',
      text: pageText,
      values: [String(relationOid), after?.[0] ?? '0', String(limit)],
      row: columnRow,
    }),
    cursor: (row) => [String(row.number)],
    count: () => ({
      name: 'columns.count',
      text: `
      SELECT pg_catalog.count(*)
        FROM pg_catalog.pg_attribute AS a
       WHERE a.attrelid = $1::oid AND a.attnum > 0 AND NOT a.attisdropped`,
      values: [String(relationOid)],
      row: ([count]) => numberOf(count),
    }),
  };
}

// A default holds no column and needs no relation to print; the expression of a generated column does. Where a
// partitioned table is referenced, PostgreSQL keeps one more constraint for each of its partitions: those whose parent
// constraint lies on the same table are left out.
const pageText = `
  WITH ${lockedExpression}
  SELECT a.attnum, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity, a.attgenerated,
         CASE WHEN a.attgenerated = '' THEN pg_catalog.pg_get_expr(d.adbin, 0)
              WHEN NOT (SELECT yes FROM locked) THEN pg_catalog.pg_get_expr(d.adbin, d.adrelid) END,
         (SELECT k.place
            FROM pg_catalog.pg_index AS i
           CROSS JOIN LATERAL pg_catalog.unnest(i.indkey::int2[]) WITH ORDINALITY AS k (number, place)
           WHERE i.indrelid = a.attrelid AND i.indisprimary AND k.number = a.attnum AND k.place <= i.indnkeyatts),
         (SELECT pg_catalog.json_agg(pg_catalog.json_build_object('constraint', f.conname, 'schema', fn.nspname,
                   'relation', fc.relname, 'column', fa.attname) ORDER BY f.conname)
            FROM pg_catalog.pg_constraint AS f
           CROSS JOIN LATERAL ROWS FROM (pg_catalog.unnest(f.conkey), pg_catalog.unnest(f.confkey)) AS k (here, there)
            JOIN pg_catalog.pg_class AS fc ON fc.oid = f.confrelid
            JOIN pg_catalog.pg_namespace AS fn ON fn.oid = fc.relnamespace
            JOIN pg_catalog.pg_attribute AS fa ON fa.attrelid = f.confrelid AND fa.attnum = k.there
           WHERE f.conrelid = a.attrelid AND f.contype = 'f' AND k.here = a.attnum
             AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint AS up
                              WHERE up.oid = f.conparentid AND up.conrelid = f.conrelid)),
         pg_catalog.col_description(a.attrelid, a.attnum)
    FROM pg_catalog.pg_attribute AS a
    LEFT JOIN pg_catalog.pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
   WHERE a.attrelid = $1::oid AND a.attnum > $2::int2 AND NOT a.attisdropped
   ORDER BY a.attnum
   LIMIT $3::int`;

function columnRow(cells: readonly Cell[]): ColumnRow {
  const [number, name, type, notNull, identity, generated, expression, key, references, comment] = cells;
  return {
    number: numberOf(number),
    name: textOf(name),
    type: textOf(type),
    notNull: flagOf(notNull),
    identity: identity === 'a' ? 'always' : identity === 'd' ? 'byDefault' : undefined,
    generated: generated === 's' ? 'stored' : generated === 'v' ? 'virtual' : undefined,
    expression: optionalText(expression),
    primaryKey: optionalNumber(key),
    references: columnReferences(references),
    comment: optionalText(comment),
  };
}

function columnReferences(cell: Cell | undefined): readonly ColumnReference[] {
  return jsonRecords(cell).map((entry) => ({
    constraint: String(entry['constraint']),
    schema: String(entry['schema']),
    relation: String(entry['relation']),
    column: String(entry['column']),
  }));
}
