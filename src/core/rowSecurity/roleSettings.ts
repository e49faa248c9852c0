import { textOf } from '../catalog/cells';
import type { Session } from '../query/session';
import { ask } from './ask';
import type { LensSetting } from './lens';

/**
 * What ALTER ROLE … SET gives a session of the role in this database: PostgreSQL applies it at login only, not with SET
 * ROLE. A setting for this database counts more than one for all.
 */
export async function roleSettings(session: Session, role: string): Promise<readonly LensSetting[]> {
  const rows = await ask(session, settingsOfRole, [role]);
  return rows.map(([name, value]) => ({ name: textOf(name), value: textOf(value) }));
}

/** Source: ApplySetting() in src/backend/catalog/pg_db_role_setting.c. */
const settingsOfRole = `
SELECT DISTINCT ON (pg_catalog.lower(e.name)) e.name, e.value
  FROM (SELECT pg_catalog.split_part(c.entry, '=', 1) AS name,
               pg_catalog.substr(c.entry, pg_catalog.strpos(c.entry, '=') + 1) AS value,
               s.setdatabase <> 0 AS here
          FROM pg_catalog.pg_db_role_setting AS s
          JOIN pg_catalog.pg_roles AS r ON r.oid = s.setrole
         CROSS JOIN LATERAL pg_catalog.unnest(s.setconfig) AS c(entry)
         WHERE r.rolname = $1
           AND s.setdatabase IN (0, (SELECT d.oid FROM pg_catalog.pg_database AS d
                                      WHERE d.datname = pg_catalog.current_database()))) AS e
 ORDER BY pg_catalog.lower(e.name), e.here DESC`;
