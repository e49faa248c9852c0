import type { Listing } from '../listing';
import { enabledMarks, marksSql, objectListing, type ObjectRow } from '../objectRow';

/** The rewrite rules of a relation by name, without the one that makes a view a view. */
export function rules(relationOid: number): Listing<ObjectRow> {
  return objectListing(
    'rules',
    relationOid,
    (relation) => `
    SELECT 'rule', w.oid,
           (SELECT n.nspname FROM pg_catalog.pg_namespace AS n WHERE n.oid = c.relnamespace), w.rulename, c.relname, NULL,
           'on ' || CASE w.ev_type WHEN '1' THEN 'select' WHEN '2' THEN 'update' WHEN '3' THEN 'insert' ELSE 'delete' END
             || CASE WHEN w.is_instead THEN ' do instead' ELSE ' do also' END,
           ${marksSql(...enabledMarks('w.ev_enabled'))},
           NULL, pg_catalog.obj_description(w.oid, 'pg_rewrite')
      FROM pg_catalog.pg_rewrite AS w
      JOIN pg_catalog.pg_class AS c ON c.oid = w.ev_class
     WHERE w.ev_class = ${relation} AND w.rulename <> '_RETURN'`,
  );
}
