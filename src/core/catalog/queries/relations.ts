import type { CatalogQuery, Cell } from '../../ports';
import { flagOf, numberOf, optionalNumber, optionalText, textOf } from '../cells';
import type { Listing } from '../listing';
import { type RelationKind, relationKind, relationKindCodes } from '../relationKind';

/** A table, view, materialized view or foreign table. */
export interface RelationRow {
  readonly oid: number;
  readonly schema: string;
  readonly name: string;
  readonly kind: RelationKind;
  readonly owner: string;
  readonly comment: string | undefined;
  /** The role may SELECT at least one column. */
  readonly selectable: boolean;
  /** May be true for a while after the last index was dropped. */
  readonly hasIndexes: boolean;
  /** `pg_class.reltuples` of this relation alone; undefined when it was never analysed. */
  readonly estimatedRows: number | undefined;
  /** Such as `RANGE (payment_date)`, for a partitioned table. */
  readonly partitionKey: string | undefined;
  readonly persistence: 'permanent' | 'unlogged' | 'temporary';
  /** Forced: also for the owner. */
  readonly rowSecurity: 'off' | 'on' | 'forced';
  /** Of another relation, whether partitioned itself or not. */
  readonly isPartition: boolean;
}

/**
 * Whether `reltuples` of the `pg_class` row `c` says nothing. Before PostgreSQL 14, zero also stood for "never
 * analysed".
 */
export const rowsUnknown = `(c.reltuples < 0 OR c.reltuples = 0 AND c.relpages = 0
  AND pg_catalog.current_setting('server_version_num')::int < 140000)`;

/** The select list of `relationRow`, for a `pg_class` row named `c`. It takes no lock on the relation. */
export const relationColumns = `
  c.oid, (SELECT n.nspname FROM pg_catalog.pg_namespace AS n WHERE n.oid = c.relnamespace), c.relname, c.relkind,
  pg_catalog.pg_get_userbyid(c.relowner), pg_catalog.obj_description(c.oid, 'pg_class'),
  pg_catalog.has_any_column_privilege(c.oid, 'SELECT'), c.relhasindex,
  CASE WHEN NOT ${rowsUnknown} THEN c.reltuples END,
  CASE WHEN c.relkind = 'p' THEN (
    SELECT CASE p.partstrat WHEN 'r' THEN 'RANGE' WHEN 'l' THEN 'LIST' ELSE 'HASH' END || ' (' ||
           pg_catalog.string_agg(coalesce(pg_catalog.quote_ident(a.attname), '(expression)'), ', ' ORDER BY k.place) || ')'
      FROM pg_catalog.pg_partitioned_table AS p
     CROSS JOIN LATERAL pg_catalog.unnest(p.partattrs::int2[]) WITH ORDINALITY AS k (number, place)
      LEFT JOIN pg_catalog.pg_attribute AS a
        ON a.attrelid = p.partrelid AND a.attnum = k.number AND k.number > 0
     WHERE p.partrelid = c.oid
     GROUP BY p.partstrat) END,
  c.relpersistence, c.relrowsecurity, c.relforcerowsecurity, c.relispartition`;

/** How many cells `relationColumns` makes: those of another select list come after them. */
export const relationCells = 14;

/** Which rows of `pg_class` a schema lists: partitions stand under their parent instead. */
export const isListed = `c.relkind IN (${relationKindCodes}) AND NOT c.relispartition`;

/** The relations of a schema by name. Partitions are not among them. */
export function relations(schemaOid: number): Listing<RelationRow> {
  return {
    page: (after, limit) => ({
      name: 'relations',
      text: `
      SELECT ${relationColumns}
        FROM (SELECT c.*
                FROM pg_catalog.pg_class AS c
               WHERE c.relnamespace = $1::oid AND ${isListed} AND c.relname > $2::name
               ORDER BY c.relname
               LIMIT $3::int) AS c
       ORDER BY c.relname`,
      values: [String(schemaOid), after?.[0] ?? '', String(limit)],
      row: relationRow,
    }),
    cursor: (row) => [row.name],
    count: () => ({
      name: 'relations.count',
      text: `
      SELECT pg_catalog.count(*)
        FROM pg_catalog.pg_class AS c
       WHERE c.relnamespace = $1::oid AND ${isListed}`,
      values: [String(schemaOid)],
      row: ([count]) => numberOf(count),
    }),
  };
}

/**
 * The relation with the oid or, when it is gone, the one that has the name now, partitions included; no row when there
 * is neither.
 */
export function currentRelation(
  known: Pick<RelationRow, 'oid' | 'schema' | 'name'>,
): CatalogQuery<RelationRow> {
  return {
    name: 'currentRelation',
    text: `
      SELECT ${relationColumns}
        FROM pg_catalog.pg_class AS c
       WHERE (c.oid = $1::oid OR c.relname = $3::name AND c.relnamespace = (
               SELECT s.oid FROM pg_catalog.pg_namespace AS s WHERE s.nspname = $2::name))
         AND c.relkind IN (${relationKindCodes})
       ORDER BY c.oid <> $1::oid
       LIMIT 1`,
    values: [String(known.oid), known.schema, known.name],
    row: relationRow,
  };
}

/** Maps the first cells, those of `relationColumns`. */
export function relationRow(cells: readonly Cell[]): RelationRow {
  const [oid, schema, name, kind, owner, comment, selectable, hasIndexes, rows, key, ...more] = cells;
  const [persistence, rowSecurity, forced, isPartition] = more;
  return {
    oid: numberOf(oid),
    schema: textOf(schema),
    name: textOf(name),
    kind: relationKind(textOf(kind)),
    owner: textOf(owner),
    comment: optionalText(comment),
    selectable: flagOf(selectable),
    hasIndexes: flagOf(hasIndexes),
    estimatedRows: optionalNumber(rows),
    partitionKey: optionalText(key),
    persistence: persistence === 'u' ? 'unlogged' : persistence === 't' ? 'temporary' : 'permanent',
    rowSecurity: flagOf(rowSecurity) ? (flagOf(forced) ? 'forced' : 'on') : 'off',
    isPartition: flagOf(isPartition),
  };
}
