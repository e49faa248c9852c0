import type { CatalogQuery } from '../../ports';
import { flagOf, numberOf, textOf } from '../cells';
import { textArrayOf } from '../textArray';

/** A role that may read a relation. */
export interface Reader {
  readonly role: string;
  readonly login: boolean;
  /** Why it may: the first of these that holds. */
  readonly through: 'superuser' | 'owner' | 'grant' | 'member' | 'public' | 'columns';
  /** The granted roles that it is a member of, for `member`. */
  readonly roles: readonly string[];
  /** It lacks USAGE on the schema, so its right to SELECT is of no use. */
  readonly schemaClosed: boolean;
  /** Of all readers, of which the query answers the first. */
  readonly total: number;
}

/**
 * The roles that may SELECT from a relation, or from some of its columns, those that can log in first. Membership counts
 * where the right is inherited; a role that would have to SET ROLE first is not among them. Row security may still hide
 * every row. Takes no lock on the relation.
 */
export function readers(relationOid: number, limit: number): CatalogQuery<Reader> {
  return {
    name: 'readers',
    text: `
  WITH relation AS MATERIALIZED (
    SELECT c.oid, c.relowner, c.relnamespace, coalesce(c.relacl, pg_catalog.acldefault('r', c.relowner)) AS acl
      FROM pg_catalog.pg_class AS c WHERE c.oid = $1::oid),
  granted AS MATERIALIZED (
    SELECT DISTINCT x.grantee FROM relation CROSS JOIN LATERAL pg_catalog.aclexplode(relation.acl) AS x
     WHERE x.privilege_type = 'SELECT')
  SELECT r.rolname, r.rolcanlogin,
         CASE WHEN r.rolsuper THEN 'superuser'
              WHEN r.oid = relation.relowner THEN 'owner'
              WHEN r.oid IN (SELECT grantee FROM granted) THEN 'grant'
              WHEN NOT pg_catalog.has_table_privilege(r.oid, relation.oid, 'SELECT') THEN 'columns'
              WHEN 0 IN (SELECT grantee FROM granted) THEN 'public'
              ELSE 'member' END,
         (SELECT pg_catalog.array_agg(g.rolname::text ORDER BY g.rolname)
            FROM pg_catalog.pg_roles AS g
           WHERE g.oid <> r.oid AND NOT r.rolsuper AND pg_catalog.pg_has_role(r.oid, g.oid, 'USAGE')
             AND (g.oid IN (SELECT grantee FROM granted) OR g.oid = relation.relowner
                  OR g.rolname = 'pg_read_all_data')),
         NOT pg_catalog.has_schema_privilege(r.oid, relation.relnamespace, 'USAGE'),
         pg_catalog.count(*) OVER ()
    FROM relation
    JOIN pg_catalog.pg_roles AS r ON pg_catalog.has_any_column_privilege(r.oid, relation.oid, 'SELECT')
   WHERE NOT pg_catalog.starts_with(r.rolname::text, 'pg_')
   ORDER BY NOT r.rolcanlogin, r.rolsuper, r.rolname
   LIMIT $2::int`,
    values: [String(relationOid), String(limit)],
    row: ([role, login, through, roles, closed, total]) => ({
      role: textOf(role),
      login: flagOf(login),
      through: textOf(through) as Reader['through'],
      roles: textArrayOf(roles),
      schemaClosed: flagOf(closed),
      total: numberOf(total),
    }),
  };
}
