import { parseNamePattern, patternCondition, systemCondition } from './namePattern';
import { type PsqlCommand, queries } from './psqlAnswer';

/** `\dp` and `\z`: who may do what with relations and their columns, and policies. Source: permissionsList() of psql. */
export const privileges: PsqlCommand = {
  names: /^(?:dp|z)$/,
  answer: ({ arguments: [text], system }) => {
    const pattern = text === undefined ? undefined : parseNamePattern(text);
    return queries(`SELECT n.nspname AS "Schema", c.relname AS "Name",
       CASE c.relkind WHEN 'r' THEN 'table' WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' WHEN 'S' THEN 'sequence'
         WHEN 'f' THEN 'foreign table' WHEN 'p' THEN 'partitioned table' END AS "Type",
       pg_catalog.array_to_string(c.relacl, E'\\n') AS "Access privileges",
       pg_catalog.array_to_string(ARRAY(
         SELECT a.attname || E':\\n  ' || pg_catalog.array_to_string(a.attacl, E'\\n  ')
           FROM pg_catalog.pg_attribute a WHERE a.attrelid = c.oid AND NOT a.attisdropped AND a.attacl IS NOT NULL
       ), E'\\n') AS "Column privileges",
       pg_catalog.array_to_string(ARRAY(
         SELECT p.polname || CASE WHEN NOT p.polpermissive THEN ' (RESTRICTIVE)' ELSE '' END
             || CASE WHEN p.polcmd <> '*' THEN ' (' || p.polcmd::pg_catalog.text || '):' ELSE ':' END
             || CASE WHEN p.polqual IS NOT NULL THEN E'\\n  (u): ' || pg_catalog.pg_get_expr(p.polqual, p.polrelid) ELSE '' END
             || CASE WHEN p.polwithcheck IS NOT NULL THEN E'\\n  (c): ' || pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid) ELSE '' END
             || CASE WHEN p.polroles <> '{0}' THEN E'\\n  to: ' || pg_catalog.array_to_string(ARRAY(
                  SELECT o.rolname FROM pg_catalog.pg_roles o WHERE o.oid = ANY (p.polroles) ORDER BY 1), ', ') ELSE '' END
           FROM pg_catalog.pg_policy p WHERE p.polrelid = c.oid
       ), E'\\n') AS "Policies"
  FROM pg_catalog.pg_class c
  LEFT JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind IN ('r', 'v', 'm', 'S', 'f', 'p')
   AND ${patternCondition(pattern, {
     schema: 'n.nspname',
     name: 'c.relname',
     visible: 'pg_catalog.pg_table_is_visible(c.oid)',
   })}
   AND ${systemCondition('n.nspname', { system, pattern })}
 ORDER BY 1, 2`);
  },
};
