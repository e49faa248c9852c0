import { marksSql, objectListing } from '../objectRow';

/** The roles of the server by name, without those that PostgreSQL brings. */
export const roles = objectListing(
  'roles',
  undefined,
  () => `
    SELECT 'role', r.oid, NULL, r.rolname, NULL, NULL,
           (SELECT 'member of ' || pg_catalog.string_agg(g.name, ', ' ORDER BY g.name)
              FROM (SELECT DISTINCT pg_catalog.pg_get_userbyid(m.roleid) AS name
                      FROM pg_catalog.pg_auth_members AS m WHERE m.member = r.oid) AS g),
           ${marksSql(
             ['r.rolsuper', 'superuser'],
             ['NOT r.rolcanlogin', 'noLogin'],
             ['r.rolcreaterole', 'createRole'],
             ['r.rolcreatedb', 'createDatabase'],
             ['r.rolreplication', 'replication'],
             ['r.rolbypassrls', 'bypassRowSecurity'],
           )},
           NULL, pg_catalog.shobj_description(r.oid, 'pg_authid')
      FROM pg_catalog.pg_roles AS r
     WHERE NOT pg_catalog.starts_with(r.rolname::text, 'pg_')`,
);
