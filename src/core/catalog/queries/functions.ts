import type { Listing } from '../listing';
import { marksSql, objectListing, type ObjectRow } from '../objectRow';

/** The functions, procedures and aggregates of a schema by name. */
export function functions(schemaOid: number): Listing<ObjectRow> {
  return objectListing(
    'functions',
    schemaOid,
    (schema) => `
    SELECT CASE p.prokind WHEN 'p' THEN 'procedure' WHEN 'a' THEN 'aggregate' ELSE 'function' END, p.oid,
           (SELECT n.nspname FROM pg_catalog.pg_namespace AS n WHERE n.oid = p.pronamespace), p.proname, NULL,
           pg_catalog.pg_get_function_identity_arguments(p.oid), pg_catalog.pg_get_function_result(p.oid),
           ${marksSql(["p.prokind = 'w'", 'window'], ['p.prosecdef', 'securityDefiner'], [ofExtension, 'ofExtension'])},
           pg_catalog.pg_get_userbyid(p.proowner), pg_catalog.obj_description(p.oid, 'pg_proc')
      FROM pg_catalog.pg_proc AS p
     WHERE p.pronamespace = ${schema} AND ${isOwnFunction}`,
  );
}

/** Which rows of `pg_proc` are listed: the constructors of a range type come and go with it. */
export const isOwnFunction = `NOT EXISTS (
             SELECT FROM pg_catalog.pg_depend AS d
              WHERE d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND d.objid = p.oid AND d.deptype = 'i')`;

const ofExtension = `EXISTS (
             SELECT FROM pg_catalog.pg_depend AS d
              WHERE d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND d.objid = p.oid AND d.deptype = 'e')`;
