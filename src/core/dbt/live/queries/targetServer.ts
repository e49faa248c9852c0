import { flagOf, numberOf, optionalNumber, textOf } from '../../../catalog/cells';
import { jsonTexts } from '../../../catalog/jsonCell';
import type { CatalogQuery } from '../../../ports';
import type { TargetRole, TargetServer } from '../liveFacts';

/** What one row tells of the server, of the login, and of the role that it is to take. */
export interface ServerRow {
  readonly server: Omit<TargetServer, 'info' | 'pooler' | 'refusesOptions'>;
  readonly role: TargetRole;
  readonly roles: readonly string[];
  readonly extensions: readonly string[];
  readonly availableExtensions: readonly string[];
}

/**
 * @param role as PostgreSQL reads it; undefined for the login itself
 * @param version from 16 on, membership alone is not enough to take a role
 */
export function targetServer(role: string | undefined, version: number): CatalogQuery<ServerRow> {
  return {
    name: 'dbt.server',
    text: serverText(version >= 160_000 ? 'SET' : 'MEMBER'),
    values: [role ?? null],
    row: (cells) => {
      const [max, reserved, reservedMore, all, here, mine, limitHere, ownerHere, keepalives, ...rest] = cells;
      const [readOnly, path, login, limit, exists, taken, superuser, creates, temporary, bypasses, ...lists] =
        rest;
      return {
        server: {
          maxConnections: numberOf(max),
          reservedConnections: numberOf(reserved) + (optionalNumber(reservedMore) ?? 0),
          connections: numberOf(all),
          databaseConnections: numberOf(here),
          databaseConnectionLimit: numberOf(limitHere),
          databaseOwner: textOf(ownerHere),
          keepalivesIdle: numberOf(keepalives),
          readOnlyByDefault: readOnly === 'on',
        },
        role: {
          login: textOf(login),
          name: role ?? textOf(login),
          exists: flagOf(exists),
          mayBeTaken: flagOf(taken),
          superuser: flagOf(superuser),
          createsSchemas: flagOf(creates),
          createsTemporary: flagOf(temporary),
          bypassesRowSecurity: flagOf(bypasses),
          connectionLimit: numberOf(limit),
          connections: numberOf(mine),
          searchPath: textOf(path),
        },
        roles: jsonTexts(lists[0]),
        extensions: jsonTexts(lists[1]),
        availableExtensions: jsonTexts(lists[2]),
      };
    },
  };
}

// `reset_val` is what a session starts with; our own lines set these two. Of others' backends a role without
// privileges sees only who and where, so a backend with a database counts as a client.
function serverText(taking: 'SET' | 'MEMBER'): string {
  return `
  WITH login AS MATERIALIZED (
    SELECT r.oid, r.rolname, r.rolconnlimit FROM pg_catalog.pg_roles AS r WHERE r.rolname = session_user),
  wanted AS MATERIALIZED (
    SELECT r.oid, r.rolsuper, r.rolbypassrls FROM pg_catalog.pg_roles AS r
     WHERE r.rolname = coalesce($1::text, session_user)),
  here AS MATERIALIZED (
    SELECT d.oid, d.datconnlimit, d.datdba FROM pg_catalog.pg_database AS d
     WHERE d.datname = pg_catalog.current_database()),
  client AS MATERIALIZED (
    SELECT a.datid, a.usesysid FROM pg_catalog.pg_stat_activity AS a
     WHERE a.pid <> pg_catalog.pg_backend_pid() AND a.datid IS NOT NULL
       AND coalesce(a.backend_type, 'client backend') = 'client backend')
  SELECT pg_catalog.current_setting('max_connections'),
         pg_catalog.current_setting('superuser_reserved_connections'),
         pg_catalog.current_setting('reserved_connections', true),
         (SELECT pg_catalog.count(*) FROM client),
         (SELECT pg_catalog.count(*) FROM client WHERE client.datid = here.oid),
         (SELECT pg_catalog.count(*) FROM client WHERE client.usesysid = login.oid),
         here.datconnlimit,
         pg_catalog.pg_get_userbyid(here.datdba),
         pg_catalog.current_setting('tcp_keepalives_idle'),
         (SELECT s.reset_val FROM pg_catalog.pg_settings AS s WHERE s.name = 'default_transaction_read_only'),
         (SELECT s.reset_val FROM pg_catalog.pg_settings AS s WHERE s.name = 'search_path'),
         login.rolname,
         login.rolconnlimit,
         wanted.oid IS NOT NULL,
         coalesce(pg_catalog.pg_has_role(login.oid, wanted.oid, '${taking}'), false),
         coalesce(wanted.rolsuper, false),
         coalesce(pg_catalog.has_database_privilege(wanted.oid, here.oid, 'CREATE'), false),
         coalesce(pg_catalog.has_database_privilege(wanted.oid, here.oid, 'TEMPORARY'), false),
         coalesce(wanted.rolsuper OR wanted.rolbypassrls, false),
         (SELECT pg_catalog.json_agg(r.rolname) FROM pg_catalog.pg_roles AS r),
         (SELECT pg_catalog.json_agg(e.extname) FROM pg_catalog.pg_extension AS e),
         (SELECT pg_catalog.json_agg(e.name) FROM pg_catalog.pg_available_extensions AS e)
    FROM login CROSS JOIN here LEFT JOIN wanted ON true`;
}
