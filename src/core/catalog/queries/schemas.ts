import type { CatalogQuery, Cell } from '../../ports';
import { flagOf, numberOf, optionalText, textOf } from '../cells';
import type { Listing } from '../listing';

/** A schema of one database. */
export interface SchemaRow {
  readonly oid: number;
  readonly name: string;
  readonly owner: string;
  readonly comment: string | undefined;
  /** The role has USAGE. Without it the names can be seen but nothing can be read. */
  readonly usable: boolean;
}

/** The select list of `schemaRow`, for a `pg_namespace` row named `n`. */
export const schemaColumns = `
  n.oid, n.nspname, pg_catalog.pg_get_userbyid(n.nspowner), pg_catalog.obj_description(n.oid, 'pg_namespace'),
  pg_catalog.has_schema_privilege(n.oid, 'USAGE')`;

// PostgreSQL reserves names that begin with pg_ for itself: its catalog, TOAST and temporary tables.
export const isUserSchema = `NOT pg_catalog.starts_with(n.nspname::text, 'pg_') AND n.nspname <> 'information_schema'`;

/** The schemas of the database by name, without those of the system. */
export function schemas(): Listing<SchemaRow> {
  return {
    page: (after, limit) => ({
      name: 'schemas',
      text: `
      SELECT ${schemaColumns}
        FROM pg_catalog.pg_namespace AS n
       WHERE ${isUserSchema}
         AND n.nspname > $1::name
       ORDER BY n.nspname
       LIMIT $2::int`,
      values: [after?.[0] ?? '', String(limit)],
      row: schemaRow,
    }),
    cursor: (row) => [row.name],
    count: () => ({
      name: 'schemas.count',
      text: `SELECT pg_catalog.count(*) FROM pg_catalog.pg_namespace AS n WHERE ${isUserSchema}`,
      values: [],
      row: ([count]) => numberOf(count),
    }),
  };
}

/** The schema with the oid or, when it is gone, the one that has the name now; no row when there is neither. */
export function currentSchema(known: Pick<SchemaRow, 'oid' | 'name'>): CatalogQuery<SchemaRow> {
  return {
    name: 'currentSchema',
    text: `
      SELECT ${schemaColumns}
        FROM pg_catalog.pg_namespace AS n
       WHERE n.oid = $1::oid OR n.nspname = $2::name
       ORDER BY n.oid <> $1::oid
       LIMIT 1`,
    values: [String(known.oid), known.name],
    row: schemaRow,
  };
}

/** Maps the first cells, those of `schemaColumns`. */
export function schemaRow([oid, name, owner, comment, usable]: readonly Cell[]): SchemaRow {
  return {
    oid: numberOf(oid),
    name: textOf(name),
    owner: textOf(owner),
    comment: optionalText(comment),
    usable: flagOf(usable),
  };
}
