import { flagOf, numberOf, textOf } from '../../catalog/cells';
import { type NamedOption, readOptions } from '../../catalog/ddl/options';
import { mapRows, selectRecords } from '../../catalog/ddl/records';
import { jsonTexts } from '../../catalog/jsonCell';
import type { QualifiedName } from '../../catalog/queries/partitionAncestors';
import type { CatalogQuery } from '../../ports';

/** A table by its name, with what the user may do to it. */
export interface TableRights {
  readonly oid: number;
  /** As in `pg_class.relkind`. */
  readonly kind: string;
  readonly persistence: string;
  readonly isOwner: boolean;
  readonly ownerIsUser: boolean;
  /** May create in the table's schema. */
  readonly mayCreate: boolean;
}

export function tableRights({ schema, name }: QualifiedName): CatalogQuery<TableRights> {
  const query = selectRecords(
    'convert.table',
    {
      oid: 'c.oid',
      kind: 'c.relkind',
      persistence: 'c.relpersistence',
      isOwner: `pg_catalog.pg_has_role(c.relowner, 'USAGE')`,
      ownerIsUser: 'pg_catalog.pg_get_userbyid(c.relowner) = current_user',
      mayCreate: `pg_catalog.has_schema_privilege(n.oid, 'CREATE')`,
    },
    `pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
   WHERE n.nspname = $1::name AND c.relname = $2::name`,
    [schema, name],
  );
  return mapRows(query, (row) => ({
    oid: numberOf(row.oid),
    kind: textOf(row.kind),
    persistence: textOf(row.persistence),
    isOwner: flagOf(row.isOwner),
    ownerIsUser: flagOf(row.ownerIsUser),
    mayCreate: flagOf(row.mayCreate),
  }));
}

/** The CHECK of a conversion, on the table or on the partition that the table has become. */
export interface ConversionMark {
  readonly relation: number;
  readonly comment: string;
  readonly validated: boolean;
}

export function conversionMarks(oid: number, check: string): CatalogQuery<ConversionMark> {
  const query = selectRecords(
    'convert.mark',
    {
      relation: 'k.conrelid',
      comment: `pg_catalog.obj_description(k.oid, 'pg_constraint')`,
      validated: 'k.convalidated',
    },
    `pg_catalog.pg_constraint AS k
   WHERE k.contype = 'c' AND k.conname = $2::name
     AND (k.conrelid = $1::oid OR k.conrelid IN (
           SELECT i.inhrelid FROM pg_catalog.pg_inherits AS i WHERE i.inhparent = $1::oid))`,
    [String(oid), check],
  );
  return mapRows(query, (row) => ({
    relation: numberOf(row.relation),
    comment: row.comment ?? '',
    validated: flagOf(row.validated),
  }));
}

/** A view that reads the table itself and would go on to read the old one alone. */
export interface ReadingView extends QualifiedName {
  readonly parameters: readonly NamedOption[];
  readonly query: string;
  readonly owner: string;
  readonly isOwner: boolean;
}

export function readingViews(oid: number): CatalogQuery<ReadingView> {
  const query = selectRecords(
    'convert.views',
    {
      schema: 'n.nspname',
      name: 'c.relname',
      parameters: 'pg_catalog.to_json(c.reloptions)',
      query: 'pg_catalog.pg_get_viewdef(c.oid)',
      owner: 'pg_catalog.pg_get_userbyid(c.relowner)',
      isOwner: `pg_catalog.pg_has_role(c.relowner, 'USAGE')`,
    },
    `pg_catalog.pg_class AS c
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
   WHERE c.relkind = 'v' AND EXISTS (
           SELECT FROM pg_catalog.pg_rewrite AS w
             JOIN pg_catalog.pg_depend AS d
               ON d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND d.objid = w.oid
              AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjid = $1::oid
            WHERE w.ev_class = c.oid)
   ORDER BY c.oid`,
    [String(oid)],
  );
  return mapRows(query, (row) => ({
    schema: textOf(row.schema),
    name: textOf(row.name),
    parameters: readOptions(row.parameters),
    query: textOf(row.query).replace(/;\s*$/, '').trimStart(),
    owner: textOf(row.owner),
    isOwner: flagOf(row.isOwner),
  }));
}

/**
 * What hangs on the old table by its number and could not be told of the new one, by `pg_describe_object`: materialized
 * views, functions with SQL bodies, policies of others, foreign keys that refer to it, rules, publications, the row type.
 */
export function obstacles(oid: number): CatalogQuery<string> {
  return {
    name: 'convert.obstacles',
    text: `
  -- Before PostgreSQL 15 a generated column makes its table depend on itself.
  WITH self AS (SELECT c.oid, c.reltype, t.typarray
                  FROM pg_catalog.pg_class AS c LEFT JOIN pg_catalog.pg_type AS t ON t.oid = c.reltype WHERE c.oid = $1::oid),
  hanging AS (
    SELECT DISTINCT d.classid, d.objid, d.refclassid
      FROM self
      JOIN pg_catalog.pg_depend AS d
        ON d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjid = self.oid
        OR d.refclassid = 'pg_catalog.pg_type'::pg_catalog.regclass AND d.refobjid IN (self.reltype, self.typarray)
        OR d.refclassid = 'pg_catalog.pg_constraint'::pg_catalog.regclass AND d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass
           AND d.refobjid IN (SELECT k.oid FROM pg_catalog.pg_constraint AS k WHERE k.conrelid = self.oid)
     WHERE d.deptype IN ('n', 'a'))
  SELECT DISTINCT pg_catalog.pg_describe_object(h.classid, h.objid, 0)
    FROM hanging AS h
    LEFT JOIN pg_catalog.pg_rewrite AS w ON h.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND w.oid = h.objid
    LEFT JOIN pg_catalog.pg_class AS wc ON wc.oid = w.ev_class
    LEFT JOIN pg_catalog.pg_policy AS y ON h.classid = 'pg_catalog.pg_policy'::pg_catalog.regclass AND y.oid = h.objid
    LEFT JOIN pg_catalog.pg_constraint AS k ON h.classid = 'pg_catalog.pg_constraint'::pg_catalog.regclass AND k.oid = h.objid
   WHERE CASE
           WHEN w.oid IS NOT NULL THEN
             wc.relkind <> 'v' OR h.refclassid <> 'pg_catalog.pg_class'::pg_catalog.regclass
           WHEN y.oid IS NOT NULL THEN y.polrelid <> $1::oid
           WHEN k.oid IS NOT NULL THEN k.contype = 'f' AND k.confrelid = $1::oid
           WHEN h.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass THEN true
           WHEN h.classid = 'pg_catalog.pg_publication_rel'::pg_catalog.regclass THEN true
           WHEN h.classid = 'pg_catalog.pg_class'::pg_catalog.regclass THEN EXISTS (
             SELECT FROM pg_catalog.pg_class AS c
              WHERE c.oid = h.objid AND c.oid <> $1::oid AND (c.relkind NOT IN ('S', 'i', 'I', 't') OR h.refclassid = 'pg_catalog.pg_type'::pg_catalog.regclass))
           WHEN h.classid = 'pg_catalog.pg_type'::pg_catalog.regclass THEN true
           ELSE false
         END
   ORDER BY 1`,
    values: [String(oid)],
    row: ([description]) => textOf(description),
  };
}

/** A trigger of the table's own. */
export interface TriggerName {
  readonly name: string;
  /** FOR EACH ROW with transition tables, which no partition may have. */
  readonly needsTransition: boolean;
}

export function triggerNames(oid: number): CatalogQuery<TriggerName> {
  return {
    name: 'convert.triggers',
    text: `
    SELECT g.tgname, g.tgtype & 1 = 1 AND (g.tgoldtable IS NOT NULL OR g.tgnewtable IS NOT NULL)
      FROM pg_catalog.pg_trigger AS g
     WHERE g.tgrelid = $1::oid AND NOT g.tgisinternal
     ORDER BY g.oid`,
    values: [String(oid)],
    row: ([name, needsTransition]) => ({ name: textOf(name), needsTransition: flagOf(needsTransition) }),
  };
}

/** A sequence that is dropped with a column, such as that of a serial column. */
export interface OwnedSequence extends QualifiedName {
  readonly column: string;
}

export function ownedSequences(oid: number): CatalogQuery<OwnedSequence> {
  return {
    name: 'convert.sequences',
    text: `
    SELECT n.nspname, c.relname, a.attname
      FROM pg_catalog.pg_depend AS d
      JOIN pg_catalog.pg_class AS c ON c.oid = d.objid AND c.relkind = 'S'
      JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
      JOIN pg_catalog.pg_attribute AS a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
     WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.deptype = 'a'
       AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjid = $1::oid
     ORDER BY c.oid`,
    values: [String(oid)],
    row: ([schema, name, column]) => ({ schema: textOf(schema), name: textOf(name), column: textOf(column) }),
  };
}

/** The primary key of a table; `extra` is what else its definition says and would be lost. */
export interface KeyFacts {
  readonly name: string;
  readonly columns: readonly string[];
  readonly included: readonly string[];
  readonly deferrable: boolean;
}

export function primaryKeyOf(oid: number): CatalogQuery<KeyFacts> {
  const names = (from: string, to: string) => `(SELECT pg_catalog.json_agg(a.attname ORDER BY p.place)
        FROM pg_catalog.unnest(i.indkey::int2[]) WITH ORDINALITY AS p (number, place)
        JOIN pg_catalog.pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = p.number
       WHERE p.place > ${from} AND p.place <= ${to})`;
  return {
    name: 'convert.primaryKey',
    text: `
    SELECT k.conname, ${names('0', 'i.indnkeyatts')}, ${names('i.indnkeyatts', 'i.indnatts')}, k.condeferrable
      FROM pg_catalog.pg_constraint AS k
      JOIN pg_catalog.pg_index AS i ON i.indexrelid = k.conindid
     WHERE k.conrelid = $1::oid AND k.contype = 'p'`,
    values: [String(oid)],
    row: ([name, columns, included, deferrable]) => ({
      name: textOf(name),
      columns: jsonTexts(columns),
      included: jsonTexts(included),
      deferrable: flagOf(deferrable),
    }),
  };
}

/** A table that a foreign key of the table refers to, and whether the user may lock it beforehand. */
export interface ReferencedTable extends QualifiedName {
  readonly mayLock: boolean;
}

export function referencedTables(oid: number): CatalogQuery<ReferencedTable> {
  return {
    name: 'convert.referenced',
    text: `
    SELECT DISTINCT n.nspname, c.relname, pg_catalog.has_table_privilege(c.oid, 'UPDATE')
      FROM pg_catalog.pg_constraint AS k
      JOIN pg_catalog.pg_class AS c ON c.oid = k.confrelid
      JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
     WHERE k.conrelid = $1::oid AND k.contype = 'f' AND k.confrelid <> $1::oid
     ORDER BY 1, 2`,
    values: [String(oid)],
    row: ([schema, name, mayLock]) => ({
      schema: textOf(schema),
      name: textOf(name),
      mayLock: flagOf(mayLock),
    }),
  };
}

/** Which of the names are relations or types of the schema already. */
export function takenNames(schema: string, names: readonly string[]): CatalogQuery<string> {
  return {
    name: 'convert.takenNames',
    text: `
    SELECT c.relname FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
     WHERE n.nspname = $1::name AND c.relname IN (SELECT e::name FROM pg_catalog.json_array_elements_text($2::json) AS e)
     UNION
    SELECT t.typname FROM pg_catalog.pg_type AS t JOIN pg_catalog.pg_namespace AS n ON n.oid = t.typnamespace
     WHERE n.nspname = $1::name AND t.typname IN (SELECT e::name FROM pg_catalog.json_array_elements_text($2::json) AS e)`,
    values: [schema, JSON.stringify(names)],
    row: ([name]) => textOf(name),
  };
}

/** The state of an index by its name; no row when there is none. */
export function indexState(schema: string, name: string): CatalogQuery<{ readonly valid: boolean }> {
  return {
    name: 'convert.index',
    text: `
    SELECT i.indisvalid AND i.indisready
      FROM pg_catalog.pg_class AS c
      JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
      JOIN pg_catalog.pg_index AS i ON i.indexrelid = c.oid
     WHERE n.nspname = $1::name AND c.relname = $2::name`,
    values: [schema, name],
    row: ([valid]) => ({ valid: flagOf(valid) }),
  };
}
