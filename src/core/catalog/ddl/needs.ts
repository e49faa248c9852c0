import type { CatalogQuery } from '../../ports';
import { numberOf, textOf } from '../cells';
import type { ActionTarget } from '../actions/target';

/** Something that must exist before an object can be made. */
export interface Need {
  /** By `pg_describe_object`, such as `schema core`. */
  readonly description: string;
  /** Of all, of which the query answers the first. */
  readonly total: number;
}

/**
 * What an object and its parts depend on beyond themselves, by `pg_depend` and `pg_shdepend`: schemas, roles, types, other
 * tables. What an extension made is named by the extension, and what every database has is left out.
 */
export function needs(target: ActionTarget, catalog: string, limit: number): CatalogQuery<Need> {
  return {
    name: 'ddl.needs',
    text: queryText,
    values: [`pg_catalog.${catalog}`, String(target.oid), String(limit)],
    row: ([description, total]) => ({ description: textOf(description), total: numberOf(total) }),
  };
}

// Parts hang on the object by the types a, i, P and S of pg_depend; objects of initdb have oids below 16384.
const queryText = `
  WITH RECURSIVE part (classid, objid) AS (
    SELECT $1::pg_catalog.regclass::oid, $2::oid
     UNION
    SELECT d.classid, d.objid
      FROM part
      JOIN pg_catalog.pg_depend AS d ON d.refclassid = part.classid AND d.refobjid = part.objid
       AND d.deptype IN ('a', 'i', 'P', 'S')
     WHERE NOT (d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND part.classid = d.classid
                AND d.objid IN (SELECT h.inhrelid FROM pg_catalog.pg_inherits AS h))),
  need AS (
    SELECT d.refclassid AS classid, d.refobjid AS objid
      FROM part
      JOIN pg_catalog.pg_depend AS d ON d.classid = part.classid AND d.objid = part.objid
     WHERE d.refobjid >= 16384 AND d.deptype <> 'e'
     UNION
    SELECT s.refclassid, s.refobjid
      FROM part
      JOIN pg_catalog.pg_shdepend AS s ON s.classid = part.classid AND s.objid = part.objid
     WHERE s.refobjid >= 16384
       AND s.dbid IN (0, (SELECT b.oid FROM pg_catalog.pg_database AS b WHERE b.datname = pg_catalog.current_database()))),
  outside AS (
    SELECT DISTINCT coalesce(e.refclassid, n.classid) AS classid, coalesce(e.refobjid, n.objid) AS objid
      FROM need AS n
      LEFT JOIN pg_catalog.pg_depend AS e
        ON e.classid = n.classid AND e.objid = n.objid AND e.deptype = 'e'
     WHERE NOT EXISTS (SELECT FROM part AS p WHERE p.classid = n.classid AND p.objid = n.objid))
  SELECT pg_catalog.pg_describe_object(o.classid, o.objid, 0), pg_catalog.count(*) OVER ()
    FROM outside AS o
    LEFT JOIN pg_catalog.pg_class AS c
      ON o.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND c.oid = o.objid
   WHERE pg_catalog.pg_describe_object(o.classid, o.objid, 0) IS NOT NULL
     -- A foreign key hangs on the index of the table that it names.
     AND c.relkind IS DISTINCT FROM 'i' AND c.relkind IS DISTINCT FROM 'I'
   ORDER BY 1
   LIMIT $3::int`;
