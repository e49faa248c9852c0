import type { Client } from 'pg';

/**
 * What a scaffold can change beyond its database, as sorted lines with names in the place of oids: roles, their members and
 * settings, and the rights, owner and settings of the database. Of a password only whether there is one.
 */
export async function clusterSnapshot(client: Client): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const [catalog, sql] of Object.entries(queries)) {
    // With a name it is planned once for all snapshots of a connection.
    const { rows } = await client.query<{ row: unknown }>({ name: `cluster ${catalog}`, text: sql });
    lines.push(...rows.map(({ row }) => `${catalog} ${JSON.stringify(row)}`));
  }
  return lines.sort();
}

const queries: Readonly<Record<string, string>> = {
  pg_authid: `
    SELECT to_jsonb(r) - '{oid,rolpassword}'::text[] || jsonb_build_object('password', r.rolpassword IS NOT NULL) AS row
      FROM pg_authid r WHERE r.oid >= 16384`,
  pg_auth_members: `
    SELECT to_jsonb(m) - 'oid' || jsonb_build_object('roleid', m.roleid::regrole, 'member', m.member::regrole, 'grantor', m.grantor::regrole) AS row
      FROM pg_auth_members m`,
  pg_db_role_setting: `
    SELECT jsonb_build_object('database', d.datname, 'role', s.setrole::regrole, 'settings', s.setconfig) AS row
      FROM pg_db_role_setting s LEFT JOIN pg_database d ON d.oid = s.setdatabase`,
  pg_database: `
    SELECT jsonb_build_object('owner', d.datdba::regrole, 'limit', d.datconnlimit, 'acl',
             (SELECT json_agg(x::text ORDER BY x::text) FROM unnest(coalesce(d.datacl, acldefault('d', d.datdba))) AS x)) AS row
      FROM pg_database d WHERE d.datname = current_database()`,
  pg_shdescription: `
    SELECT jsonb_build_object('object', (pg_identify_object(c.classoid, c.objoid, 0)).identity, 'comment', c.description) AS row
      FROM pg_shdescription c`,
};
