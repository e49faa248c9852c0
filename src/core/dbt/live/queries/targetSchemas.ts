import { flagOf, textOf } from '../../../catalog/cells';
import { jsonRecords } from '../../../catalog/jsonCell';
import { textArray } from '../../../catalog/textArray';
import type { CatalogQuery } from '../../../ports';
import type { TargetSchema } from '../liveFacts';

/** Those of the schemas that exist, with the rights of a role that exists. */
export function targetSchemas(role: string, names: readonly string[]): CatalogQuery<TargetSchema> {
  return {
    name: 'dbt.schemas',
    text: `
  WITH role AS MATERIALIZED (SELECT r.oid FROM pg_catalog.pg_roles AS r WHERE r.rolname = $1::text)
  SELECT n.nspname, pg_catalog.pg_get_userbyid(n.nspowner),
         pg_catalog.has_schema_privilege(role.oid, n.oid, 'USAGE'),
         pg_catalog.has_schema_privilege(role.oid, n.oid, 'CREATE'),
         (SELECT pg_catalog.json_agg(pg_catalog.json_build_object('grantee', coalesce(g.rolname, ''),
                   'privilege', x.privilege_type))
            FROM pg_catalog.pg_default_acl AS d
           CROSS JOIN LATERAL pg_catalog.aclexplode(d.defaclacl) AS x
            LEFT JOIN pg_catalog.pg_roles AS g ON g.oid = x.grantee
           WHERE d.defaclrole = role.oid AND d.defaclobjtype = 'r' AND d.defaclnamespace IN (0, n.oid)
             AND x.grantee <> role.oid)
    FROM pg_catalog.pg_namespace AS n
   CROSS JOIN role
   WHERE n.nspname = ANY ($2::text[])`,
    values: [role, textArray(names)],
    row: ([name, owner, usage, create, grants]) => ({
      name: textOf(name),
      owner: textOf(owner),
      usage: flagOf(usage),
      create: flagOf(create),
      defaultGrants: jsonRecords(grants).map(({ grantee, privilege }) => ({
        grantee: typeof grantee === 'string' ? grantee : '',
        privilege: typeof privilege === 'string' ? privilege : '',
      })),
    }),
  };
}
