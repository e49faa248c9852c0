import type { CatalogQuery } from '../../ports';
import { flagOf, textOf } from '../../catalog/cells';

/** A role as which statements can be explained. */
export interface TakeableRole {
  readonly name: string;
  readonly superuser: boolean;
  /** Row security does not apply to it, by BYPASSRLS or as a superuser. */
  readonly bypassesRowSecurity: boolean;
  readonly canLogin: boolean;
  /** It is the login itself. */
  readonly isLogin: boolean;
}

/**
 * The roles that SET ROLE takes in a session of this login, without those that PostgreSQL brings. From 16 on a membership
 * may exclude SET ROLE.
 */
export function takeableRoles(serverVersion: number): CatalogQuery<TakeableRole> {
  const privilege = serverVersion >= 160_000 ? 'SET' : 'MEMBER';
  return {
    name: 'plan.takeableRoles',
    text: `
  SELECT r.rolname, r.rolsuper, r.rolsuper OR r.rolbypassrls, r.rolcanlogin, r.rolname = session_user
    FROM pg_catalog.pg_roles AS r
   WHERE NOT pg_catalog.starts_with(r.rolname::text, 'pg_')
     AND pg_catalog.pg_has_role(session_user, r.oid, '${privilege}')
   ORDER BY r.rolname
   LIMIT 5000`,
    values: [],
    row: ([name, superuser, bypasses, canLogin, isLogin]) => ({
      name: textOf(name),
      superuser: flagOf(superuser),
      bypassesRowSecurity: flagOf(bypasses),
      canLogin: flagOf(canLogin),
      isLogin: flagOf(isLogin),
    }),
  };
}
