import type { CatalogQuery } from '../../ports';
import { flagOf, numberOf, optionalText, textOf } from '../cells';
import type { Listing } from '../listing';

/** A database of the server. */
export interface DatabaseRow {
  readonly oid: number;
  readonly name: string;
  readonly owner: string;
  readonly comment: string | undefined;
  /** The database that the catalog was read from. */
  readonly own: boolean;
  /** The role may connect to it. */
  readonly connectable: boolean;
  /** The database accepts connections at all. */
  readonly open: boolean;
}

/** The databases of the server without templates, by name, the one we are connected to first. */
export const databases: Listing<DatabaseRow> = {
  page: (after, limit) => ({
    name: 'databases',
    text: `
      SELECT d.oid, d.datname, pg_catalog.pg_get_userbyid(d.datdba),
             pg_catalog.shobj_description(d.oid, 'pg_database'),
             d.datname = pg_catalog.current_database(),
             pg_catalog.has_database_privilege(d.oid, 'CONNECT'),
             d.datallowconn AND d.datconnlimit <> -2
        FROM pg_catalog.pg_database AS d
       WHERE NOT d.datistemplate
         AND ($1::name IS NULL OR d.datname > $1::name AND d.datname <> pg_catalog.current_database())
       ORDER BY d.datname <> pg_catalog.current_database(), d.datname
       LIMIT $2::int`,
    values: [after?.[0] ?? null, String(limit)],
    row: ([oid, name, owner, comment, own, connectable, open]) => ({
      oid: numberOf(oid),
      name: textOf(name),
      owner: textOf(owner),
      comment: optionalText(comment),
      own: flagOf(own),
      connectable: flagOf(connectable),
      open: flagOf(open),
    }),
  }),
  // Our own database stands first out of order, so the names after it begin from the start.
  cursor: (row) => [row.own ? '' : row.name],
  count: (): CatalogQuery<number> => ({
    name: 'databases.count',
    text: 'SELECT pg_catalog.count(*) FROM pg_catalog.pg_database AS d WHERE NOT d.datistemplate',
    values: [],
    row: ([count]) => numberOf(count),
  }),
};
