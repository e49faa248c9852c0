import type { CatalogQuery } from '../../ports';
import { flagOf, numberOf, textOf } from '../cells';
import { jsonRecords } from '../jsonCell';
import { type RelationKind, relationKind } from '../relationKind';
import { textArray } from '../textArray';

/** A table of an ER diagram. */
export interface DiagramTable {
  readonly oid: number;
  readonly schema: string;
  readonly name: string;
  readonly kind: RelationKind;
  readonly columns: readonly DiagramColumn[];
  /** Of all tables that were asked for, of which the query answers the first. */
  readonly total: number;
}

export interface DiagramColumn {
  readonly name: string;
  readonly type: string;
  readonly notNull: boolean;
  readonly primary: boolean;
}

export interface DiagramRequest {
  readonly schema: string;
  /** Only these, and what they refer to; all tables of the schema when undefined. */
  readonly tables: readonly string[] | undefined;
  readonly limit: number;
}

/**
 * The tables of a schema with their columns, without partitions; tables with foreign keys first, so that a limit leaves
 * out those that stand alone. Takes no lock.
 */
export function diagramTables({ schema, tables, limit }: DiagramRequest): CatalogQuery<DiagramTable> {
  return {
    name: 'diagramTables',
    text: `
  WITH listed AS MATERIALIZED (
    SELECT c.oid, c.relname, c.relkind, pg_catalog.count(*) OVER () AS total
      FROM pg_catalog.pg_class AS c
     WHERE c.relnamespace = (SELECT n.oid FROM pg_catalog.pg_namespace AS n WHERE n.nspname = $1::name)
       AND c.relkind IN ('r', 'p', 'f') AND NOT c.relispartition
       AND ($2::name[] IS NULL OR c.relname = ANY ($2::name[]))
     ORDER BY NOT EXISTS (SELECT FROM pg_catalog.pg_constraint AS k WHERE k.conrelid = c.oid AND k.contype = 'f')
          AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint AS k WHERE k.confrelid = c.oid AND k.contype = 'f'),
              c.relname
     LIMIT $3::int)
  SELECT listed.oid, $1::name, listed.relname, listed.relkind, ${columnsOf('listed.oid')}, listed.total
    FROM listed`,
    values: [schema, tables === undefined ? null : textArray(tables), String(limit)],
    row: diagramTable,
  };
}

/** The tables with these oids. */
export function diagramTablesByOid(oids: readonly number[]): CatalogQuery<DiagramTable> {
  return {
    name: 'diagramTablesByOid',
    text: `
  SELECT c.oid, (SELECT n.nspname FROM pg_catalog.pg_namespace AS n WHERE n.oid = c.relnamespace), c.relname, c.relkind,
         ${columnsOf('c.oid')}, 0
    FROM pg_catalog.pg_class AS c
   WHERE c.oid = ANY ($1::oid[])`,
    values: [`{${oids.join(',')}}`],
    row: diagramTable,
  };
}

/** A foreign key from or to a table of a diagram. */
export interface DiagramKey {
  readonly oid: number;
  readonly name: string;
  readonly dependent: number;
  readonly on: number;
  readonly dependentColumns: readonly string[];
  readonly onColumns: readonly string[];
  /** All its columns are NOT NULL. */
  readonly mandatory: boolean;
  /** Its columns are unique. */
  readonly single: boolean;
}

/** The foreign keys of the tables: those that they have and, where asked, those that refer to them. */
export function diagramKeys(tables: readonly number[], referring: boolean): CatalogQuery<DiagramKey> {
  return {
    name: 'diagramKeys',
    text: `
  SELECT k.oid, k.conname, k.conrelid, k.confrelid, ${namesOf('k.conrelid', 'k.conkey')}, ${namesOf('k.confrelid', 'k.confkey')},
         NOT EXISTS (SELECT FROM pg_catalog.pg_attribute AS a
                      WHERE a.attrelid = k.conrelid AND a.attnum = ANY (k.conkey) AND NOT a.attnotnull),
         EXISTS (SELECT FROM pg_catalog.pg_index AS i
                  WHERE i.indrelid = k.conrelid AND i.indisunique AND i.indpred IS NULL AND i.indexprs IS NULL
                    AND (i.indkey::int2[])[0:i.indnkeyatts - 1] <@ k.conkey)
    FROM pg_catalog.pg_constraint AS k
   WHERE k.contype = 'f' AND (k.conrelid = ANY ($1::oid[]) OR $2::bool AND k.confrelid = ANY ($1::oid[]))
     AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint AS up WHERE up.oid = k.conparentid)
   ORDER BY k.conname, k.oid`,
    values: [`{${tables.join(',')}}`, referring ? 't' : 'f'],
    row: ([oid, name, dependent, on, columns, onColumns, mandatory, single]) => ({
      oid: numberOf(oid),
      name: textOf(name),
      dependent: numberOf(dependent),
      on: numberOf(on),
      dependentColumns: names(columns),
      onColumns: names(onColumns),
      mandatory: flagOf(mandatory),
      single: flagOf(single),
    }),
  };
}

function columnsOf(relation: string): string {
  return `(
    SELECT pg_catalog.json_agg(pg_catalog.json_build_object('name', a.attname,
             'type', pg_catalog.format_type(a.atttypid, a.atttypmod), 'notNull', a.attnotnull,
             'primary', EXISTS (SELECT FROM pg_catalog.pg_index AS i
                                 WHERE i.indrelid = a.attrelid AND i.indisprimary
                                   AND a.attnum = ANY ((i.indkey::int2[])[0:i.indnkeyatts - 1]))) ORDER BY a.attnum)
      FROM pg_catalog.pg_attribute AS a
     WHERE a.attrelid = ${relation} AND a.attnum > 0 AND NOT a.attisdropped)`;
}

function namesOf(relation: string, numbers: string): string {
  return `(
         SELECT pg_catalog.json_agg(pg_catalog.json_build_object('name', a.attname) ORDER BY u.place)
           FROM pg_catalog.unnest(${numbers}) WITH ORDINALITY AS u (number, place)
           JOIN pg_catalog.pg_attribute AS a ON a.attrelid = ${relation} AND a.attnum = u.number)`;
}

function names(cell: string | null | undefined): readonly string[] {
  return jsonRecords(cell).map((record) => String(record['name']));
}

function diagramTable([oid, schema, name, kind, columns, total]: readonly (string | null)[]): DiagramTable {
  return {
    oid: numberOf(oid),
    schema: textOf(schema),
    name: textOf(name),
    kind: relationKind(textOf(kind)),
    columns: jsonRecords(columns).map((column) => ({
      name: String(column['name']),
      type: String(column['type']),
      notNull: column['notNull'] === true,
      primary: column['primary'] === true,
    })),
    total: numberOf(total),
  };
}
