import { quoteIdentifier, quoteLiteral } from '../../sql/quote';
import { flagOf, textOf } from '../cells';
import { type ActionTarget, ownName } from '../actions/target';
import { created, type Ddl, ddl, type DdlReading, linked, readObject } from './ddl';
import { defaultPrivileges } from './defaultPrivileges';
import { commentStatement, objectOf } from './describe';
import { grantStatements } from './grants';
import { readOptions } from './options';
import { type CatalogRecord, selectRecords } from './records';
import { settingClause } from './settings';

/** A database without its contents. */
export async function databaseDdl(reading: DdlReading, target: ActionTarget): Promise<Ddl> {
  const row = await readObject(reading, databaseQuery(target.oid), target);
  const self = objectOf('database', undefined, textOf(row.name));
  const isOwn = row.name === reading.database.server.database;
  const alter = `ALTER DATABASE ${ownName(self)}`;
  return ddl(
    [
      ...created(
        databaseStatement(self, row),
        ...readOptions(row.settings).map((setting) => `${alter} ${settingClause(setting)}`),
        commentStatement(self, row.comment),
        ...(await grantStatements(reading, target.oid, {
          on: `DATABASE ${ownName(self)}`,
          acl: 'd.datacl',
          owner: 'd.datdba',
          from: 'pg_catalog.pg_database AS d WHERE d.oid = $1::oid',
          standard: `'d'`,
        })),
        // Nobody could be connected to be granted anything before.
        flagOf(row.open) ? undefined : `${alter} WITH ALLOW_CONNECTIONS false`,
      ),
      ...linked(...(isOwn ? await defaultPrivileges(reading, 0, undefined) : [])),
    ],
    'What the database holds is not part of it: each object has a DDL of its own.',
    isOwn
      ? undefined
      : 'Default privileges are kept inside of the database: they are shown when you are connected to it.',
  );
}

type DatabaseCells = CatalogRecord<keyof typeof expressions>;

function databaseStatement(self: ActionTarget, row: DatabaseCells): string {
  const option = (name: string, value: string | null): string | undefined =>
    value === null ? undefined : `${name} = ${quoteLiteral(value)}`;
  const provider = providers[row.provider ?? 'c'];
  const options = [
    `OWNER = ${quoteIdentifier(textOf(row.owner))}`,
    'TEMPLATE = template0',
    option('ENCODING', row.encoding),
    provider === undefined ? undefined : `LOCALE_PROVIDER = ${provider}`,
    option('LC_COLLATE', row.collate),
    option('LC_CTYPE', row.ctype),
    row.provider === 'i' ? option('ICU_LOCALE', row.locale) : undefined,
    row.provider === 'b' ? option('BUILTIN_LOCALE', row.locale) : undefined,
    option('ICU_RULES', row.rules),
    row.tablespace === null ? undefined : `TABLESPACE = ${quoteIdentifier(row.tablespace)}`,
    row.limit === '-1' ? undefined : `CONNECTION LIMIT = ${textOf(row.limit)}`,
    flagOf(row.template) ? 'IS_TEMPLATE = true' : undefined,
  ].filter((each) => each !== undefined);
  return `CREATE DATABASE ${ownName(self)} WITH\n    ${options.join('\n    ')}`;
}

/** `pg_database.datlocprovider`; the C library is the usual one. */
const providers: Readonly<Record<string, string>> = { i: 'icu', b: 'builtin' };

// The locale moved and grew from version to version.
const json = 'pg_catalog.to_jsonb(d)';

const expressions = {
  name: 'd.datname',
  owner: 'pg_catalog.pg_get_userbyid(d.datdba)',
  comment: `pg_catalog.shobj_description(d.oid, 'pg_database')`,
  encoding: 'pg_catalog.pg_encoding_to_char(d.encoding)',
  collate: 'd.datcollate',
  ctype: 'd.datctype',
  provider: `${json} ->> 'datlocprovider'`,
  locale: `coalesce(${json} ->> 'datlocale', ${json} ->> 'daticulocale')`,
  rules: `${json} ->> 'daticurules'`,
  tablespace: `(SELECT s.spcname FROM pg_catalog.pg_tablespace AS s WHERE s.oid = d.dattablespace AND s.spcname <> 'pg_default')`,
  limit: 'd.datconnlimit',
  template: 'd.datistemplate',
  open: 'd.datallowconn',
  settings: `(SELECT pg_catalog.to_json(s.setconfig) FROM pg_catalog.pg_db_role_setting AS s
           WHERE s.setdatabase = d.oid AND s.setrole = 0)`,
} as const;

function databaseQuery(oid: number) {
  return selectRecords('ddl.database', expressions, 'pg_catalog.pg_database AS d WHERE d.oid = $1::oid', [
    String(oid),
  ]);
}
