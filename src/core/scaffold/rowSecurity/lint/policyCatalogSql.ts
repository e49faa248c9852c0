/** Oids of the tables that have row security or policies; neither of the system nor of an extension. */
const securedSql = `
    SELECT c.oid
      FROM pg_catalog.pg_class AS c
      JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p')
       AND (c.relrowsecurity OR EXISTS (SELECT FROM pg_catalog.pg_policy AS y WHERE y.polrelid = c.oid))
       AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
       AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS e
                        WHERE e.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND e.objid = c.oid AND e.deptype = 'e')`;

/** Every secured table and every partition below one, with the oids of all that it is a partition of. */
const familySql = `
  secured AS MATERIALIZED (${securedSql}),
  below (oid, ancestor) AS (
    SELECT i.inhrelid, i.inhparent
      FROM pg_catalog.pg_inherits AS i
      JOIN pg_catalog.pg_class AS c ON c.oid = i.inhrelid AND c.relispartition AND c.relkind IN ('r', 'p')
     WHERE i.inhparent IN (SELECT oid FROM secured)
     UNION
    SELECT i.inhrelid, b.ancestor
      FROM below AS b
      JOIN pg_catalog.pg_inherits AS i ON i.inhparent = b.oid
      JOIN pg_catalog.pg_class AS c ON c.oid = i.inhrelid AND c.relispartition AND c.relkind IN ('r', 'p'))`;

export const tablesSql = `
  WITH RECURSIVE ${familySql},
  family AS (SELECT oid FROM secured UNION SELECT oid FROM below)
  SELECT c.oid, n.nspname, c.relname, c.relkind = 'p', c.relrowsecurity, c.relforcerowsecurity,
         o.rolname, o.rolsuper OR o.rolbypassrls,
         (SELECT pg_catalog.json_agg(u.rolname ORDER BY u.rolname)
            FROM (SELECT r.rolname FROM pg_catalog.pg_roles AS r
                   WHERE r.rolcanlogin AND NOT r.rolsuper AND NOT r.rolbypassrls AND NOT pg_catalog.starts_with(r.rolname::text, 'pg_')
                     AND pg_catalog.pg_has_role(r.oid, o.oid, 'USAGE')
                   ORDER BY r.rolname LIMIT 5) AS u),
         CASE WHEN pg_catalog.obj_description(c.oid, 'pg_class') ~* '\\mdbt\\M' THEN 'its comment says so'
              WHEN o.rolname ~* '(^|_)dbt(_|$)' THEN 'it belongs to the role ' || o.rolname
              WHEN EXISTS (SELECT FROM pg_catalog.pg_class AS s
                            WHERE s.relnamespace = c.relnamespace
                              AND s.relname::text IN (c.relname::text || '__dbt_backup', c.relname::text || '__dbt_tmp'))
              THEN 'a copy of dbt''s stands beside it' END,
         (SELECT pg_catalog.json_agg(b.ancestor::text) FROM below AS b WHERE b.oid = c.oid),
         (SELECT pg_catalog.json_agg(pg_catalog.json_build_object('grantee', g.grantee, 'privilege', g.privilege_type))
            FROM (SELECT DISTINCT r.rolname AS grantee, x.privilege_type
                    FROM (SELECT c.relacl AS acl UNION ALL
                          SELECT a.attacl FROM pg_catalog.pg_attribute AS a
                           WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS held
                   CROSS JOIN LATERAL pg_catalog.aclexplode(held.acl) AS x
                    LEFT JOIN pg_catalog.pg_roles AS r ON r.oid = x.grantee
                   WHERE x.grantee <> c.relowner AND (x.grantee = 0 OR NOT r.rolsuper)
                   ORDER BY 1 NULLS FIRST, 2) AS g),
         (SELECT pg_catalog.json_agg(DISTINCT a.attname)
            FROM pg_catalog.pg_attribute AS a
           WHERE a.attrelid = c.oid
             AND (a.attnum IN (SELECT i.indkey[0] FROM pg_catalog.pg_index AS i
                                WHERE i.indrelid = c.oid AND i.indisvalid AND i.indpred IS NULL)
                  OR a.attnum = (SELECT p.partattrs[0] FROM pg_catalog.pg_partitioned_table AS p WHERE p.partrelid = c.oid)))
    FROM family AS f
    JOIN pg_catalog.pg_class AS c ON c.oid = f.oid
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    JOIN pg_catalog.pg_roles AS o ON o.oid = c.relowner
   ORDER BY n.nspname, c.relname`;

export const policiesSql = `
  WITH secured AS MATERIALIZED (${securedSql})
  SELECT y.polrelid, y.polname,
         CASE y.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE' ELSE 'ALL' END,
         y.polpermissive,
         (SELECT pg_catalog.json_agg(pg_catalog.json_build_object(
                   'name', r.rolname,
                   'bypasses', r.rolsuper OR r.rolbypassrls,
                   'used', EXISTS (SELECT FROM pg_catalog.pg_roles AS u
                                    WHERE u.rolcanlogin AND NOT u.rolsuper AND pg_catalog.pg_has_role(u.oid, r.oid, 'MEMBER')),
                   'usage', pg_catalog.has_schema_privilege(r.oid, c.relnamespace, 'USAGE'),
                   'privileges', pg_catalog.json_build_object(
                     'SELECT', pg_catalog.has_any_column_privilege(r.oid, c.oid, 'SELECT'),
                     'INSERT', pg_catalog.has_any_column_privilege(r.oid, c.oid, 'INSERT'),
                     'UPDATE', pg_catalog.has_any_column_privilege(r.oid, c.oid, 'UPDATE'),
                     'DELETE', pg_catalog.has_table_privilege(r.oid, c.oid, 'DELETE'))) ORDER BY r.rolname)
            FROM pg_catalog.pg_roles AS r WHERE r.oid = ANY (y.polroles)),
         pg_catalog.pg_get_expr(y.polqual, y.polrelid), pg_catalog.pg_get_expr(y.polwithcheck, y.polrelid),
         (SELECT pg_catalog.json_agg(DISTINCT a.attname)
            FROM pg_catalog.pg_depend AS d
            JOIN pg_catalog.pg_attribute AS a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
           WHERE d.classid = 'pg_catalog.pg_policy'::pg_catalog.regclass AND d.objid = y.oid
             AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjid = y.polrelid AND d.refobjsubid > 0)
    FROM secured AS s
    JOIN pg_catalog.pg_class AS c ON c.oid = s.oid
    JOIN pg_catalog.pg_policy AS y ON y.polrelid = c.oid
   ORDER BY c.oid, y.polname`;

/** The views over every table with row security. */
export const viewsSql = viewsOver(`
    SELECT p.oid FROM (${securedSql}) AS p JOIN pg_catalog.pg_class AS c ON c.oid = p.oid WHERE c.relrowsecurity`);

/**
 * The views over the tables whose oids the query gives. A materialized view ends the walk: what stands in it is filtered
 * by nobody, whatever reads it.
 */
export function viewsOver(tables: string): string {
  return `
  WITH RECURSIVE secured AS MATERIALIZED (
    SELECT c.oid, c.relowner, c.relforcerowsecurity FROM (${tables}) AS s
      JOIN pg_catalog.pg_class AS c ON c.oid = s.oid),
  reads (relation, oid) AS (
    SELECT DISTINCT w.ev_class, d.refobjid
      FROM pg_catalog.pg_rewrite AS w
      JOIN pg_catalog.pg_depend AS d
        ON d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND d.objid = w.oid
       AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjid <> w.ev_class AND d.deptype = 'n'
     WHERE w.rulename = '_RETURN'),
  over (relation, tab) AS (
    SELECT r.relation, s.oid FROM reads AS r JOIN secured AS s ON s.oid = r.oid
     UNION
    SELECT r.relation, o.tab
      FROM over AS o
      JOIN pg_catalog.pg_class AS v ON v.oid = o.relation AND v.relkind = 'v'
      JOIN reads AS r ON r.oid = o.relation)
  SELECT n.nspname, v.relname, v.relkind = 'm',
         EXISTS (SELECT FROM pg_catalog.pg_options_to_table(v.reloptions) AS t
                  WHERE t.option_name = 'security_invoker' AND t.option_value ~* '^(t|tr|tru|true|on|y|ye|yes|1)$'),
         o.rolname,
         o.rolsuper OR o.rolbypassrls OR (NOT s.relforcerowsecurity AND pg_catalog.pg_has_role(o.oid, s.relowner, 'USAGE')),
         s.oid,
         (SELECT pg_catalog.json_agg(DISTINCT coalesce(r.rolname::text, 'PUBLIC'))
            FROM pg_catalog.aclexplode(v.relacl) AS x
            LEFT JOIN pg_catalog.pg_roles AS r ON r.oid = x.grantee
           WHERE x.privilege_type = 'SELECT' AND x.grantee <> v.relowner),
         pg_catalog.pg_has_role(v.relowner, 'USAGE'),
         EXISTS (SELECT FROM pg_catalog.pg_options_to_table(v.reloptions) AS t WHERE t.option_name = 'security_invoker')
    FROM over
    JOIN secured AS s ON s.oid = over.tab
    JOIN pg_catalog.pg_class AS v ON v.oid = over.relation
    JOIN pg_catalog.pg_namespace AS n ON n.oid = v.relnamespace
    JOIN pg_catalog.pg_roles AS o ON o.oid = v.relowner
   ORDER BY n.nspname, v.relname, s.oid`;
}
