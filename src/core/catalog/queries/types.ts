import type { Listing } from '../listing';
import { marksSql, objectListing, type ObjectRow } from '../objectRow';

/**
 * The composite types, enums, ranges, domains and base types of a schema by name. The row type of a table, the array of
 * a type and the multirange of a range come with those and are left out.
 */
export function types(schemaOid: number): Listing<ObjectRow> {
  return objectListing(
    'types',
    schemaOid,
    (schema) => `
    SELECT CASE t.typtype WHEN 'c' THEN 'compositeType' WHEN 'e' THEN 'enum' WHEN 'r' THEN 'range' WHEN 'd' THEN 'domain'
                ELSE 'baseType' END, t.oid,
           (SELECT n.nspname FROM pg_catalog.pg_namespace AS n WHERE n.oid = t.typnamespace), t.typname, NULL, NULL,
           CASE t.typtype WHEN 'c' THEN (${attributes}) WHEN 'e' THEN (${labels})
                WHEN 'r' THEN (SELECT 'of ' || pg_catalog.format_type(r.rngsubtype, NULL)
                                 FROM pg_catalog.pg_range AS r WHERE r.rngtypid = t.oid)
                WHEN 'd' THEN pg_catalog.format_type(t.typbasetype, t.typtypmod) END,
           ${marksSql(["t.typtype = 'd' AND t.typnotnull", 'notNull'])},
           pg_catalog.pg_get_userbyid(t.typowner), pg_catalog.obj_description(t.oid, 'pg_type')
      FROM pg_catalog.pg_type AS t
     WHERE t.typnamespace = ${schema} AND ${isOwnType}`,
  );
}

/** Which rows of `pg_type` were made by CREATE TYPE or CREATE DOMAIN; the array types are those of category A. */
export const isOwnType = `(
             t.typtype IN ('d', 'e', 'r') OR t.typtype = 'b' AND t.typcategory <> 'A'
          OR t.typtype = 'c' AND (SELECT c.relkind FROM pg_catalog.pg_class AS c WHERE c.oid = t.typrelid) = 'c')`;

const labels = `
             SELECT '(' || pg_catalog.string_agg(CASE WHEN l.place < 8 THEN l.enumlabel ELSE '…' END, ', ' ORDER BY l.place) || ')'
               FROM (SELECT e.enumlabel, pg_catalog.row_number() OVER (ORDER BY e.enumsortorder) AS place
                       FROM pg_catalog.pg_enum AS e WHERE e.enumtypid = t.oid ORDER BY e.enumsortorder LIMIT 8) AS l`;

const attributes = `
             SELECT '(' || pg_catalog.string_agg(CASE WHEN l.place < 8 THEN l.attname || ' ' || pg_catalog.format_type(l.atttypid, l.atttypmod)
                                                      ELSE '…' END, ', ' ORDER BY l.place) || ')'
               FROM (SELECT a.attname, a.atttypid, a.atttypmod, pg_catalog.row_number() OVER (ORDER BY a.attnum) AS place
                       FROM pg_catalog.pg_attribute AS a
                      WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped
                      ORDER BY a.attnum LIMIT 8) AS l`;
