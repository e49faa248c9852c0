import type { Listing } from '../listing';
import { enabledMarks, marksSql, objectListing, type ObjectRow } from '../objectRow';

/** The triggers of a relation by name, without those that PostgreSQL makes for constraints. */
export function triggers(relationOid: number): Listing<ObjectRow> {
  return objectListing(
    'triggers',
    relationOid,
    (relation) => `
    SELECT 'trigger', g.oid,
           (SELECT n.nspname FROM pg_catalog.pg_namespace AS n WHERE n.oid = c.relnamespace), g.tgname, c.relname, NULL,
           ${timing} || ' ' || ${events}
             || CASE WHEN g.tgtype & 1 = 1 THEN ', each row' ELSE ', each statement' END || ' → ' || p.proname,
           ${marksSql(
             ...enabledMarks('g.tgenabled'),
             // The column came with PostgreSQL 13.
             ["pg_catalog.to_jsonb(g) ->> 'tgparentid' <> '0'", 'inherited'],
           )},
           NULL, pg_catalog.obj_description(g.oid, 'pg_trigger')
      FROM pg_catalog.pg_trigger AS g
      JOIN pg_catalog.pg_class AS c ON c.oid = g.tgrelid
      JOIN pg_catalog.pg_proc AS p ON p.oid = g.tgfoid
     WHERE g.tgrelid = ${relation} AND NOT g.tgisinternal`,
  );
}

// The bits of tgtype. Source: PostgreSQL's src/include/catalog/pg_trigger.h.
const timing = `CASE WHEN g.tgtype & 64 <> 0 THEN 'instead of' WHEN g.tgtype & 2 <> 0 THEN 'before' ELSE 'after' END`;

const events = `pg_catalog.concat_ws(' or ', CASE WHEN g.tgtype & 4 <> 0 THEN 'insert' END,
             CASE WHEN g.tgtype & 16 <> 0 THEN 'update' END, CASE WHEN g.tgtype & 8 <> 0 THEN 'delete' END,
             CASE WHEN g.tgtype & 32 <> 0 THEN 'truncate' END)`;
