import { quoteIdentifier, quoteLiteral } from '../../sql/quote';
import { flagOf, textOf } from '../cells';
import { jsonTexts } from '../jsonCell';
import { type ActionTarget, ownName } from '../actions/target';
import { created, type Ddl, ddl, type DdlReading, linked, readObject, readRows } from './ddl';
import { commentStatement, objectOf } from './describe';
import { readOptions } from './options';
import { type CatalogRecord, selectRecords } from './records';
import { settingClause } from './settings';

/** A role without its password, with what is set for it and the roles that it is a member of. */
export async function roleDdl(reading: DdlReading, target: ActionTarget): Promise<Ddl> {
  const row = await readObject(reading, roleQuery(target.oid), target);
  const self = objectOf('role', undefined, textOf(row.name));
  const settings = await readRows(reading, settingsQuery(target.oid));
  const memberships = await readRows(reading, membershipsQuery(target.oid));
  const members = jsonTexts(row.members);
  return ddl(
    [
      ...created(
        roleStatement(self, row),
        ...settings.flatMap((each) => {
          const database = each.database === null ? '' : ` IN DATABASE ${quoteIdentifier(each.database)}`;
          return readOptions(each.settings).map(
            (setting) => `ALTER ROLE ${ownName(self)}${database} ${settingClause(setting)}`,
          );
        }),
        commentStatement(self, row.comment),
      ),
      ...linked(...memberships.map((each) => membershipStatement(self, each))),
    ],
    flagOf(row.login)
      ? 'A password is never shown. Set one with ALTER ROLE … PASSWORD, or with \\password in psql.'
      : undefined,
    members.length === 0 ? undefined : `Its members, each with a DDL of its own: ${members.join(', ')}.`,
  );
}

type RoleCells = CatalogRecord<keyof typeof expressions>;

function roleStatement(self: ActionTarget, row: RoleCells): string {
  const options = [
    flagOf(row.login) ? 'LOGIN' : 'NOLOGIN',
    flagOf(row.superuser) ? 'SUPERUSER' : undefined,
    flagOf(row.inherits) ? undefined : 'NOINHERIT',
    flagOf(row.createRole) ? 'CREATEROLE' : undefined,
    flagOf(row.createDatabase) ? 'CREATEDB' : undefined,
    flagOf(row.replication) ? 'REPLICATION' : undefined,
    flagOf(row.bypassRowSecurity) ? 'BYPASSRLS' : undefined,
    row.limit === '-1' ? undefined : `CONNECTION LIMIT ${textOf(row.limit)}`,
    row.validUntil === null ? undefined : `VALID UNTIL ${quoteLiteral(row.validUntil)}`,
  ].filter((option) => option !== undefined);
  return `CREATE ROLE ${ownName(self)} WITH ${options.join(' ')}`;
}

function membershipStatement(
  self: ActionTarget,
  row: CatalogRecord<'role' | 'admin' | 'inherits' | 'sets' | 'roleInherits' | 'grantor'>,
): string {
  const options = [
    flagOf(row.admin) ? (row.sets === null ? 'ADMIN OPTION' : 'ADMIN TRUE') : undefined,
    // Both options came with PostgreSQL 16. INHERIT follows the member unless it is said.
    row.inherits === null || row.inherits === row.roleInherits ? undefined : `INHERIT ${flag(row.inherits)}`,
    row.sets === null || row.sets === 'true' ? undefined : 'SET FALSE',
  ].filter((option) => option !== undefined);
  const grantor = row.grantor === null ? '' : ` GRANTED BY ${quoteIdentifier(row.grantor)}`;
  const tail = options.length === 0 ? '' : ` WITH ${options.join(', ')}`;
  return `GRANT ${quoteIdentifier(textOf(row.role))} TO ${ownName(self)}${tail}${grantor}`;
}

function flag(text: string): string {
  return text === 'true' ? 'TRUE' : 'FALSE';
}

const expressions = {
  name: 'r.rolname',
  comment: `pg_catalog.shobj_description(r.oid, 'pg_authid')`,
  login: 'r.rolcanlogin',
  superuser: 'r.rolsuper',
  inherits: 'r.rolinherit',
  createRole: 'r.rolcreaterole',
  createDatabase: 'r.rolcreatedb',
  replication: 'r.rolreplication',
  bypassRowSecurity: 'r.rolbypassrls',
  limit: 'r.rolconnlimit',
  validUntil: 'r.rolvaliduntil',
  members: `(SELECT pg_catalog.json_agg(DISTINCT pg_catalog.pg_get_userbyid(m.member)::text)
            FROM pg_catalog.pg_auth_members AS m WHERE m.roleid = r.oid)`,
} as const;

function roleQuery(oid: number) {
  return selectRecords('ddl.role', expressions, 'pg_catalog.pg_roles AS r WHERE r.oid = $1::oid', [
    String(oid),
  ]);
}

function settingsQuery(oid: number) {
  return selectRecords(
    'ddl.roleSettings',
    { database: 'd.datname', settings: 'pg_catalog.to_json(s.setconfig)' },
    `pg_catalog.pg_db_role_setting AS s
    LEFT JOIN pg_catalog.pg_database AS d ON d.oid = s.setdatabase
   WHERE s.setrole = $1::oid
   ORDER BY d.datname NULLS FIRST`,
    [String(oid)],
  );
}

function membershipsQuery(oid: number) {
  return selectRecords(
    'ddl.memberships',
    {
      role: 'pg_catalog.pg_get_userbyid(m.roleid)',
      admin: 'm.admin_option',
      inherits: `pg_catalog.to_jsonb(m) ->> 'inherit_option'`,
      sets: `pg_catalog.to_jsonb(m) ->> 'set_option'`,
      roleInherits: '(SELECT r.rolinherit::text FROM pg_catalog.pg_roles AS r WHERE r.oid = m.member)',
      // The superuser that initdb makes, whose oid is 10, is who grants unless another is named.
      grantor: '(SELECT r.rolname FROM pg_catalog.pg_roles AS r WHERE r.oid = m.grantor AND r.oid <> 10)',
    },
    `pg_catalog.pg_auth_members AS m
   WHERE m.member = $1::oid
   ORDER BY 1, m.grantor`,
    [String(oid)],
  );
}
