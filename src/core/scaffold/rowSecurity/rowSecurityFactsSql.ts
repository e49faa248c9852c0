import { viewsOver } from './lint/policyCatalogSql';

/** Relations named by `$1`, a JSON array of `{schema, name}`; the first one with all of its partitions. */
export const tableFactsSql = `
  WITH RECURSIVE wanted AS MATERIALIZED (
    SELECT w.place, c.oid
      FROM pg_catalog.json_array_elements($1::json) WITH ORDINALITY AS w (value, place)
      JOIN pg_catalog.pg_namespace AS n ON n.nspname = w.value ->> 'schema'
      JOIN pg_catalog.pg_class AS c ON c.relnamespace = n.oid AND c.relname = w.value ->> 'name'
     WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')),
  below (oid) AS (
    SELECT i.inhrelid FROM wanted AS w JOIN pg_catalog.pg_inherits AS i ON i.inhparent = w.oid
      JOIN pg_catalog.pg_class AS c ON c.oid = i.inhrelid AND c.relispartition AND c.relkind IN ('r', 'p')
     WHERE w.place = 1
     UNION
    SELECT i.inhrelid FROM below AS b JOIN pg_catalog.pg_inherits AS i ON i.inhparent = b.oid
      JOIN pg_catalog.pg_class AS c ON c.oid = i.inhrelid AND c.relispartition AND c.relkind IN ('r', 'p')),
  family AS (SELECT place, oid FROM wanted UNION ALL SELECT 0, oid FROM below)
  SELECT f.place, c.oid, n.nspname, c.relname, c.relkind, o.rolname,
         pg_catalog.pg_has_role(o.oid, 'USAGE'),
         pg_catalog.pg_has_role(n.nspowner, 'USAGE') OR pg_catalog.has_schema_privilege(n.oid, 'USAGE WITH GRANT OPTION'),
         c.relrowsecurity, c.relforcerowsecurity, o.rolsuper OR o.rolbypassrls,
         (SELECT pg_catalog.json_agg(u.rolname ORDER BY u.rolname)
            FROM (SELECT r.rolname FROM pg_catalog.pg_roles AS r
                   WHERE r.rolcanlogin AND NOT r.rolsuper AND NOT r.rolbypassrls AND pg_catalog.pg_has_role(r.oid, o.oid, 'USAGE')
                   ORDER BY r.rolname LIMIT 5) AS u),
         CASE WHEN pg_catalog.obj_description(c.oid, 'pg_class') ~* '\\mdbt\\M' THEN 'its comment says so'
              WHEN o.rolname ~* '(^|_)dbt(_|$)' THEN 'it belongs to the role ' || o.rolname END,
         (SELECT pg_catalog.json_agg(pg_catalog.json_build_object(
                   'name', a.attname, 'type', pg_catalog.format_type(a.atttypid, -1),
                   'base', pg_catalog.format_type(b.oid, -1), 'category', b.typcategory, 'notNull', a.attnotnull,
                   'comparable', b.typcategory IN ('A', 'E', 'R') OR EXISTS (
                     SELECT FROM pg_catalog.pg_operator AS p WHERE p.oprname = '=' AND p.oprleft = p.oprright
                        AND (p.oprleft = b.oid OR EXISTS (
                          SELECT FROM pg_catalog.pg_cast AS k WHERE k.castsource = b.oid AND k.casttarget = p.oprleft AND k.castmethod = 'b' AND k.castcontext = 'i'))))
                 ORDER BY a.attnum)
            FROM pg_catalog.pg_attribute AS a
            JOIN pg_catalog.pg_type AS t ON t.oid = a.atttypid
            JOIN pg_catalog.pg_type AS b ON b.oid = CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE t.oid END
           WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped),
         (SELECT pg_catalog.json_agg(pg_catalog.json_build_object(
                   'grantee', r.rolname, 'privilege', x.privilege_type, 'column', held.col, 'grantable', x.is_grantable)
                 ORDER BY r.rolname, held.place, x.privilege_type)
            FROM (SELECT c.relacl AS acl, NULL::pg_catalog.name AS col, 0 AS place UNION ALL
                  SELECT a.attacl, a.attname, a.attnum FROM pg_catalog.pg_attribute AS a
                   WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS held
           CROSS JOIN LATERAL pg_catalog.aclexplode(held.acl) AS x
            LEFT JOIN pg_catalog.pg_roles AS r ON r.oid = x.grantee
           WHERE x.grantee <> c.relowner AND x.grantor = c.relowner),
         (SELECT pg_catalog.json_agg(DISTINCT a.attname)
            FROM pg_catalog.pg_attribute AS a
           WHERE a.attrelid = c.oid
             AND (a.attnum IN (SELECT i.indkey[0] FROM pg_catalog.pg_index AS i
                                WHERE i.indrelid = c.oid AND i.indisvalid AND i.indpred IS NULL)
                  OR a.attnum = (SELECT p.partattrs[0] FROM pg_catalog.pg_partitioned_table AS p WHERE p.partrelid = c.oid))),
         (SELECT pg_catalog.json_agg(i.relname) FROM pg_catalog.pg_class AS i
           WHERE f.place = 1 AND i.relnamespace = c.relnamespace AND i.relname ~ '_idx[0-9]*$')
    FROM family AS f
    JOIN pg_catalog.pg_class AS c ON c.oid = f.oid
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    JOIN pg_catalog.pg_roles AS o ON o.oid = c.relowner
   ORDER BY f.place, n.nspname, c.relname`;

/** The policies of the tables whose oids are in `$1`. */
export const existingPoliciesSql = `
  SELECT y.polrelid, y.polname,
         CASE y.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE' ELSE 'ALL' END,
         NOT y.polpermissive,
         (SELECT pg_catalog.json_agg(r.rolname ORDER BY r.rolname) FROM pg_catalog.pg_roles AS r WHERE r.oid = ANY (y.polroles)),
         pg_catalog.pg_get_expr(y.polqual, y.polrelid), pg_catalog.pg_get_expr(y.polwithcheck, y.polrelid),
         pg_catalog.obj_description(y.oid, 'pg_policy')
    FROM pg_catalog.pg_policy AS y WHERE y.polrelid = ANY ($1::pg_catalog.oid[])
   ORDER BY y.polrelid, y.polname`;

/** The roles whose names `$1` is a JSON array of, with their rights on the relations whose oids are in `$2`. */
export const roleFactsSql = `
  SELECT r.rolname, r.rolsuper OR r.rolbypassrls,
         EXISTS (SELECT FROM pg_catalog.pg_roles AS u
                  WHERE u.rolcanlogin AND NOT u.rolsuper AND pg_catalog.pg_has_role(u.oid, r.oid, 'MEMBER')),
         (SELECT pg_catalog.json_agg(pg_catalog.json_build_object(
                   'schema', n.nspname, 'name', c.relname,
                   'usage', pg_catalog.has_schema_privilege(r.oid, n.oid, 'USAGE'),
                   'privileges', (SELECT pg_catalog.json_agg(p.name) FROM pg_catalog.unnest('{SELECT,INSERT,UPDATE,DELETE}'::text[]) AS p (name)
                                   WHERE pg_catalog.has_table_privilege(r.oid, c.oid, p.name)),
                   'readable', (SELECT pg_catalog.json_agg(a.attname) FROM pg_catalog.pg_attribute AS a
                                 WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                                   AND pg_catalog.has_column_privilege(r.oid, c.oid, a.attnum, 'SELECT'))))
            FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
           WHERE c.oid = ANY ($2::pg_catalog.oid[]))
    FROM pg_catalog.pg_roles AS r
   WHERE r.rolname IN (SELECT pg_catalog.json_array_elements_text($1::json)) ORDER BY r.rolname`;

/** Views over the table with the oid `$1`. */
export const viewFactsSql = viewsOver('SELECT $1::pg_catalog.oid AS oid');
