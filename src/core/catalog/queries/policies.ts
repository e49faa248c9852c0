import type { Listing } from '../listing';
import { marksSql, objectListing, type ObjectRow } from '../objectRow';

/** The row security policies of a table by name. */
export function policies(relationOid: number): Listing<ObjectRow> {
  return objectListing(
    'policies',
    relationOid,
    (relation) => `
    SELECT 'policy', y.oid,
           (SELECT n.nspname FROM pg_catalog.pg_namespace AS n WHERE n.oid = c.relnamespace), y.polname, c.relname, NULL,
           'for ' || CASE y.polcmd WHEN 'r' THEN 'select' WHEN 'a' THEN 'insert' WHEN 'w' THEN 'update'
                                   WHEN 'd' THEN 'delete' ELSE 'all' END || ' to ' || (
             SELECT pg_catalog.string_agg(CASE WHEN r.oid = 0 THEN 'public' ELSE pg_catalog.pg_get_userbyid(r.oid) END,
                                          ', ' ORDER BY r.place)
               FROM pg_catalog.unnest(y.polroles) WITH ORDINALITY AS r (oid, place)),
           ${marksSql(['NOT y.polpermissive', 'restrictive'])},
           NULL, pg_catalog.obj_description(y.oid, 'pg_policy')
      FROM pg_catalog.pg_policy AS y
      JOIN pg_catalog.pg_class AS c ON c.oid = y.polrelid
     WHERE y.polrelid = ${relation}`,
  );
}
