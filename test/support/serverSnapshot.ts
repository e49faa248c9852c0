import type { Client } from 'pg';

/** What the whole server shares and the tests of DDL make, as sorted lines with names in the place of oids. */
export async function serverSnapshot(client: Client): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const [catalog, sql] of Object.entries(queries)) {
    const { rows } = await client.query<{ row: unknown }>(sql);
    lines.push(...rows.map(({ row }) => `${catalog} ${JSON.stringify(row)}`));
  }
  return lines.sort();
}

const acl = (column: string, standard: string) =>
  `(SELECT json_agg(x::text ORDER BY x::text) FROM unnest(coalesce(${column}, ${standard})) AS x)`;

const queries: Readonly<Record<string, string>> = {
  // Whether there is a password is all that must not be equal.
  pg_authid: `SELECT to_jsonb(r) - '{oid,rolpassword}'::text[] AS row FROM pg_authid r WHERE r.rolname LIKE 'ddl%'`,
  pg_auth_members: `
    SELECT to_jsonb(m) - 'oid' || jsonb_build_object('roleid', m.roleid::regrole, 'member', m.member::regrole, 'grantor', m.grantor::regrole) AS row
      FROM pg_auth_members m`,
  pg_db_role_setting: `
    SELECT jsonb_build_object('database', d.datname, 'role', s.setrole::regrole, 'settings', s.setconfig) AS row
      FROM pg_db_role_setting s LEFT JOIN pg_database d ON d.oid = s.setdatabase`,
  pg_database: `
    SELECT to_jsonb(d) - '{oid,datfrozenxid,datminmxid,datlastsysoid}'::text[]
             || jsonb_build_object('datdba', d.datdba::regrole, 'datacl', ${acl('d.datacl', `acldefault('d', d.datdba)`)},
                  'dattablespace', (SELECT spcname FROM pg_tablespace WHERE oid = d.dattablespace)) AS row
      FROM pg_database d WHERE d.datname LIKE 'ddl%'`,
  pg_tablespace: `
    SELECT to_jsonb(s) - 'oid' || jsonb_build_object('spcowner', s.spcowner::regrole, 'location', pg_tablespace_location(s.oid),
             'spcacl', ${acl('s.spcacl', `acldefault('t', s.spcowner)`)}) AS row
      FROM pg_tablespace s`,
  pg_shdescription: `
    SELECT to_jsonb((pg_identify_object(c.classoid, c.objoid, 0)).identity || ': ' || c.description) AS row FROM pg_shdescription c`,
};
