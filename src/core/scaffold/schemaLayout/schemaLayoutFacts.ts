import type { CancelSignal } from '../../../base/cancelSignal';
import { flagOf, textOf } from '../../catalog/cells';
import { textArray } from '../../catalog/textArray';
import type { CatalogQuery, Database } from '../../ports';
import type { GrantFacts } from '../grants/grantFacts';
import { readGrantFacts } from '../grants/readGrantFacts';
import type { SchemaLayoutSpec } from './schemaLayoutSpec';

/** What exists of a layout. */
export interface SchemaLayoutFacts {
  readonly grants: GrantFacts;
  /** By schema. */
  readonly comments: ReadonlyMap<string, string>;
  /** The `search_path` of roles that have one in this database, as the catalog keeps it. */
  readonly searchPaths: ReadonlyMap<string, string>;
  /** The user may create schemas in the database. */
  readonly mayCreate: boolean;
}

/** @throws ServerError, CancelledError, ConnectionLostError */
export async function readSchemaLayoutFacts(
  database: Database,
  spec: SchemaLayoutSpec,
  signal: CancelSignal,
): Promise<SchemaLayoutFacts> {
  const names = spec.schemas.map(({ name }) => name);
  const [mayCreate] = await database.read(mayCreateQuery, signal);
  return {
    grants: await readGrantFacts(database, { schemas: names }, signal),
    comments: new Map(await database.read(commentsQuery(names), signal)),
    searchPaths: new Map(await database.read(searchPathsQuery(spec.pathRoles), signal)),
    mayCreate: mayCreate ?? false,
  };
}

const mayCreateQuery: CatalogQuery<boolean> = {
  name: 'schemaLayout.mayCreate',
  text: `SELECT pg_catalog.has_database_privilege(pg_catalog.current_database(), 'CREATE')`,
  values: [],
  row: ([may]) => flagOf(may),
};

function commentsQuery(schemas: readonly string[]): CatalogQuery<readonly [string, string]> {
  return {
    name: 'schemaLayout.comments',
    text: `
  SELECT n.nspname, d.description
    FROM pg_catalog.pg_namespace AS n
    JOIN pg_catalog.pg_description AS d
      ON d.objoid = n.oid AND d.classoid = 'pg_catalog.pg_namespace'::pg_catalog.regclass
   WHERE n.nspname::text = ANY ($1::text[])`,
    values: [textArray(schemas)],
    row: ([name, comment]) => [textOf(name), textOf(comment)],
  };
}

function searchPathsQuery(roles: readonly string[]): CatalogQuery<readonly [string, string]> {
  return {
    name: 'schemaLayout.searchPaths',
    text: `
  SELECT r.rolname, pg_catalog.substr(c.setting, pg_catalog.length('search_path=') + 1)
    FROM pg_catalog.pg_db_role_setting AS s
    JOIN pg_catalog.pg_database AS d ON d.oid = s.setdatabase AND d.datname = pg_catalog.current_database()
    JOIN pg_catalog.pg_roles AS r ON r.oid = s.setrole
   CROSS JOIN LATERAL pg_catalog.unnest(s.setconfig) AS c(setting)
   WHERE r.rolname::text = ANY ($1::text[]) AND pg_catalog.starts_with(c.setting, 'search_path=')`,
    values: [textArray(roles)],
    row: ([role, path]) => [textOf(role), textOf(path)],
  };
}
