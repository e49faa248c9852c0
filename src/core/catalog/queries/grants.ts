import type { CatalogQuery } from '../../ports';
import { flagOf, optionalText, textOf } from '../cells';

/** One right that somebody was given on a relation or on one of its columns. */
export interface Grant {
  /** Undefined for PUBLIC: everybody. */
  readonly grantee: string | undefined;
  readonly grantor: string;
  /** Such as `SELECT`. */
  readonly privilege: string;
  readonly grantable: boolean;
  /** The column that it is for; undefined for the whole relation. */
  readonly column: string | undefined;
}

/** The rights on a relation: those of the owner too, which he has without a GRANT. */
export function grants(relationOid: number): CatalogQuery<Grant> {
  return {
    name: 'grants',
    text: `
  SELECT (SELECT r.rolname FROM pg_catalog.pg_roles AS r WHERE r.oid = x.grantee AND x.grantee <> 0),
         pg_catalog.pg_get_userbyid(x.grantor), x.privilege_type, x.is_grantable, g.attname
    FROM (SELECT coalesce(c.relacl, pg_catalog.acldefault('r', c.relowner)) AS acl, NULL::name AS attname, 0 AS place
            FROM pg_catalog.pg_class AS c WHERE c.oid = $1::oid
           UNION ALL
          SELECT a.attacl, a.attname, a.attnum
            FROM pg_catalog.pg_attribute AS a
           WHERE a.attrelid = $1::oid AND a.attacl IS NOT NULL AND NOT a.attisdropped) AS g
   CROSS JOIN LATERAL pg_catalog.aclexplode(g.acl) AS x
   ORDER BY g.place, x.grantee <> 0, 1, x.privilege_type`,
    values: [String(relationOid)],
    row: ([grantee, grantor, privilege, grantable, column]) => ({
      grantee: optionalText(grantee),
      grantor: textOf(grantor),
      privilege: textOf(privilege),
      grantable: flagOf(grantable),
      column: optionalText(column),
    }),
  };
}
