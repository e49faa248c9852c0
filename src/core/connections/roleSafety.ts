import type { CatalogQuery } from '../ports';

/** Something that the role of a connection could change, so that read-only depends on this client alone. */
export interface WriteRight {
  readonly kind: string;
  /** A sentence for the user. */
  readonly sentence: string;
}

/**
 * The rights to write that the current role has in this database; none means that the server itself keeps it from
 * writing. Temporary tables do not count.
 */
export const writeRightsQuery: CatalogQuery<WriteRight> = {
  name: 'rights to write',
  values: [],
  row: ([kind, detail]) => ({ kind: kind ?? '', sentence: (sentences[kind ?? ''] ?? String)(detail ?? '') }),
  text: `
WITH me AS MATERIALIZED (
  SELECT r.oid, r.rolsuper, r.rolname FROM pg_catalog.pg_roles r WHERE r.rolname = current_user
), roles AS MATERIALIZED (
  SELECT r.* FROM pg_catalog.pg_roles r, me WHERE NOT me.rolsuper AND pg_catalog.pg_has_role(me.oid, r.oid, 'MEMBER')
)
SELECT 'superuser' AS kind, me.rolname::text AS detail FROM me WHERE me.rolsuper
UNION ALL
SELECT 'power', r.rolname FROM roles r WHERE r.rolsuper OR r.rolcreaterole OR r.rolcreatedb OR r.rolreplication
UNION ALL
SELECT 'predefined', r.rolname FROM roles r
 WHERE r.rolname IN ('pg_execute_server_program', 'pg_write_server_files', 'pg_write_all_data', 'pg_signal_backend',
                     'pg_maintain', 'pg_checkpoint', 'pg_create_subscription')
UNION ALL
SELECT 'setRole', r.rolname FROM roles r, me WHERE NOT pg_catalog.pg_has_role(me.oid, r.oid, 'USAGE')
UNION ALL
SELECT 'relations', count(*)::text FROM pg_catalog.pg_class c, me
 WHERE NOT me.rolsuper AND c.relkind IN ('r', 'p', 'v', 'f') AND c.relnamespace NOT IN (
         SELECT n.oid FROM pg_catalog.pg_namespace n
          WHERE n.nspname IN ('pg_catalog', 'information_schema', 'pg_toast') OR n.nspname LIKE 'pg\\_temp\\_%')
   AND (pg_catalog.has_table_privilege(c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE')
     OR pg_catalog.has_any_column_privilege(c.oid, 'INSERT, UPDATE'))
HAVING count(*) > 0
UNION ALL
SELECT 'schemas', pg_catalog.string_agg(n.nspname, ', ' ORDER BY n.nspname) FROM pg_catalog.pg_namespace n, me
 WHERE NOT me.rolsuper AND n.nspname NOT LIKE 'pg\\_%' AND pg_catalog.has_schema_privilege(n.oid, 'CREATE')
HAVING count(*) > 0
UNION ALL
SELECT 'database', d.datname FROM pg_catalog.pg_database d, me
 WHERE NOT me.rolsuper AND d.datname = pg_catalog.current_database()
   AND pg_catalog.has_database_privilege(d.oid, 'CREATE')
UNION ALL
SELECT 'functions', count(*)::text FROM pg_catalog.pg_proc p, me
 WHERE NOT me.rolsuper AND p.pronamespace <> 'pg_catalog'::pg_catalog.regnamespace AND p.provolatile = 'v'
   AND (p.prosecdef OR p.proname IN ('dblink', 'dblink_exec'))
   AND pg_catalog.has_function_privilege(p.oid, 'EXECUTE')
HAVING count(*) > 0`,
};

const sentences: Readonly<Record<string, (detail: string) => string>> = {
  superuser: (role) => `${role} is a superuser.`,
  power: (role) => `It can act as ${role}, which may create roles or databases, or replicate.`,
  predefined: (role) => `It is a member of ${role}.`,
  setRole: (role) => `It can become ${role} by SET ROLE.`,
  relations: (count) => `It may write to ${count} ${count === '1' ? 'relation' : 'relations'}.`,
  schemas: (names) => `It may create objects in ${names}.`,
  database: (name) => `It may create schemas in ${name}.`,
  functions: (count) =>
    `It may call ${count} ${count === '1' ? 'function' : 'functions'} that may write with the rights of another.`,
};
