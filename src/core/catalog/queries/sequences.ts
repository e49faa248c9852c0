import type { Listing } from '../listing';
import { objectListing, type ObjectRow } from '../objectRow';

/** The sequences of a schema by name, with those that belong to a column. */
export function sequences(schemaOid: number): Listing<ObjectRow> {
  return objectListing(
    'sequences',
    schemaOid,
    (schema) => `
    SELECT 'sequence', c.oid,
           (SELECT n.nspname FROM pg_catalog.pg_namespace AS n WHERE n.oid = c.relnamespace), c.relname, NULL, NULL,
           pg_catalog.format_type(s.seqtypid, NULL) || coalesce((
             SELECT ' of ' || t.relname || '.' || a.attname
               FROM pg_catalog.pg_depend AS d
               JOIN pg_catalog.pg_class AS t ON t.oid = d.refobjid
               JOIN pg_catalog.pg_attribute AS a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
              WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid
                AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.deptype IN ('a', 'i')
              LIMIT 1), ''),
           NULL, pg_catalog.pg_get_userbyid(c.relowner), pg_catalog.obj_description(c.oid, 'pg_class')
      FROM pg_catalog.pg_sequence AS s
      JOIN pg_catalog.pg_class AS c ON c.oid = s.seqrelid
     WHERE c.relnamespace = ${schema}`,
  );
}
