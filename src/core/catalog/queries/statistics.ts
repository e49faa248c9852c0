import type { Listing } from '../listing';
import { objectListing, type ObjectRow } from '../objectRow';

/** The extended statistics of a table by name. */
export function statistics(relationOid: number): Listing<ObjectRow> {
  return objectListing(
    'statistics',
    relationOid,
    (relation) => `
    SELECT 'statistics', s.oid,
           (SELECT n.nspname FROM pg_catalog.pg_namespace AS n WHERE n.oid = s.stxnamespace), s.stxname,
           (SELECT c.relname FROM pg_catalog.pg_class AS c WHERE c.oid = s.stxrelid), NULL,
           (SELECT pg_catalog.string_agg(
                     CASE k.kind WHEN 'd' THEN 'ndistinct' WHEN 'f' THEN 'dependencies' WHEN 'm' THEN 'mcv'
                          ELSE 'expressions' END, ', ' ORDER BY k.place)
              FROM pg_catalog.unnest(s.stxkind) WITH ORDINALITY AS k (kind, place))
             || coalesce(' on ' || (
             SELECT pg_catalog.string_agg(a.attname, ', ' ORDER BY k.place)
               FROM pg_catalog.unnest(s.stxkeys::int2[]) WITH ORDINALITY AS k (number, place)
               JOIN pg_catalog.pg_attribute AS a ON a.attrelid = s.stxrelid AND a.attnum = k.number), ''),
           NULL, pg_catalog.pg_get_userbyid(s.stxowner), pg_catalog.obj_description(s.oid, 'pg_statistic_ext')
      FROM pg_catalog.pg_statistic_ext AS s
     WHERE s.stxrelid = ${relation}`,
  );
}
