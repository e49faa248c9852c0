import { quoteIdentifier, quoteLiteral, quoteQualified } from '../../sql/quote';
import { flagOf, textOf } from '../cells';
import { jsonTexts } from '../jsonCell';
import { type ActionTarget, ownName } from '../actions/target';
import { created, type Ddl, ddl, type DdlReading, readObject, readRows } from './ddl';
import { commentStatement, objectOf, ownerStatement } from './describe';
import { grantStatements } from './grants';
import { foreignOptions, isSecret, type NamedOption, readOptions } from './options';
import { type CatalogRecord, selectRecords } from './records';

/** A foreign data wrapper. */
export async function foreignDataWrapperDdl(reading: DdlReading, target: ActionTarget): Promise<Ddl> {
  const row = await readObject(reading, wrapperQuery(target.oid), target);
  const self = objectOf('foreignDataWrapper', undefined, textOf(row.name));
  const { shown, note } = withoutSecrets(readOptions(row.options));
  const parts = [
    `CREATE FOREIGN DATA WRAPPER ${ownName(self)}`,
    functionClause('HANDLER', row.handler),
    functionClause('VALIDATOR', row.validator),
    foreignOptions(shown),
  ];
  return ddl(
    created(
      parts.filter((part) => part !== undefined).join('\n    '),
      ownerStatement(self, row.owner),
      commentStatement(self, row.comment),
      ...(await grantStatements(reading, target.oid, {
        on: `FOREIGN DATA WRAPPER ${ownName(self)}`,
        acl: 'w.fdwacl',
        owner: 'w.fdwowner',
        from: 'pg_catalog.pg_foreign_data_wrapper AS w WHERE w.oid = $1::oid',
        standard: `'F'`,
      })),
    ),
    note,
    row.extension === null
      ? undefined
      : `It belongs to the extension ${row.extension}, which makes it by itself.`,
  );
}

/** A foreign server with its user mappings. */
export async function foreignServerDdl(reading: DdlReading, target: ActionTarget): Promise<Ddl> {
  const row = await readObject(reading, serverQuery(target.oid), target);
  const self = objectOf('foreignServer', undefined, textOf(row.name));
  const { shown, note } = withoutSecrets(readOptions(row.options));
  const mappings = await readRows(reading, mappingsQuery(target.oid));
  const parts = [
    `CREATE SERVER ${ownName(self)}`,
    row.type === null ? undefined : `TYPE ${quoteLiteral(row.type)}`,
    row.version === null ? undefined : `VERSION ${quoteLiteral(row.version)}`,
    `FOREIGN DATA WRAPPER ${quoteIdentifier(textOf(row.wrapper))}`,
    foreignOptions(shown),
  ];
  const users = mappings.map((mapping) => mappingStatement(self, mapping));
  return ddl(
    created(
      parts.filter((part) => part !== undefined).join('\n    '),
      ownerStatement(self, row.owner),
      commentStatement(self, row.comment),
      ...(await grantStatements(reading, target.oid, {
        on: `FOREIGN SERVER ${ownName(self)}`,
        acl: 's.srvacl',
        owner: 's.srvowner',
        from: 'pg_catalog.pg_foreign_server AS s WHERE s.oid = $1::oid',
        standard: `'S'`,
      })),
      ...users.map(({ sql }) => sql),
    ),
    note,
    ...users.map((user) => user.note),
  );
}

function mappingStatement(
  server: ActionTarget,
  row: CatalogRecord<'user' | 'options' | 'hidden'>,
): { readonly sql: string; readonly note: string | undefined } {
  const user = row.user === null ? 'PUBLIC' : quoteIdentifier(row.user);
  const { shown, note } = withoutSecrets(readOptions(row.options));
  const options = foreignOptions(shown);
  return {
    sql: `CREATE USER MAPPING FOR ${user} SERVER ${ownName(server)}${options === undefined ? '' : ` ${options}`}`,
    note: flagOf(row.hidden)
      ? `The server hides the options of the user mapping for ${row.user ?? 'PUBLIC'} from your role.`
      : note,
  };
}

function withoutSecrets(options: readonly NamedOption[]): {
  readonly shown: readonly NamedOption[];
  readonly note: string | undefined;
} {
  const secrets = options.filter(isSecret);
  return {
    shown: options.filter((option) => !isSecret(option)),
    note:
      secrets.length === 0
        ? undefined
        : `Secrets are never shown. Left out: ${secrets.map(({ name }) => name).join(', ')}.`,
  };
}

function functionClause(word: string, cell: string | null): string | undefined {
  const parts = jsonTexts(cell);
  return parts.length === 0 ? undefined : `${word} ${quoteQualified(...parts)}`;
}

function functionName(column: string): string {
  return `(SELECT pg_catalog.json_build_array(n.nspname, p.proname)
            FROM pg_catalog.pg_proc AS p JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
           WHERE p.oid = ${column})`;
}

function wrapperQuery(oid: number) {
  return selectRecords(
    'ddl.foreignDataWrapper',
    {
      name: 'w.fdwname',
      owner: 'pg_catalog.pg_get_userbyid(w.fdwowner)',
      handler: functionName('w.fdwhandler'),
      validator: functionName('w.fdwvalidator'),
      options: 'pg_catalog.to_json(w.fdwoptions)',
      comment: `pg_catalog.obj_description(w.oid, 'pg_foreign_data_wrapper')`,
      extension: `(SELECT e.extname FROM pg_catalog.pg_depend AS x JOIN pg_catalog.pg_extension AS e ON e.oid = x.refobjid
             WHERE x.classid = 'pg_catalog.pg_foreign_data_wrapper'::pg_catalog.regclass AND x.objid = w.oid AND x.deptype = 'e')`,
    },
    'pg_catalog.pg_foreign_data_wrapper AS w WHERE w.oid = $1::oid',
    [String(oid)],
  );
}

function serverQuery(oid: number) {
  return selectRecords(
    'ddl.foreignServer',
    {
      name: 's.srvname',
      owner: 'pg_catalog.pg_get_userbyid(s.srvowner)',
      type: 's.srvtype',
      version: 's.srvversion',
      wrapper: '(SELECT w.fdwname FROM pg_catalog.pg_foreign_data_wrapper AS w WHERE w.oid = s.srvfdw)',
      options: 'pg_catalog.to_json(s.srvoptions)',
      comment: `pg_catalog.obj_description(s.oid, 'pg_foreign_server')`,
    },
    'pg_catalog.pg_foreign_server AS s WHERE s.oid = $1::oid',
    [String(oid)],
  );
}

// Only this view may be read by everybody; it shows the options to those who may see them.
function mappingsQuery(serverOid: number) {
  return selectRecords(
    'ddl.userMappings',
    {
      user: 'CASE WHEN m.umuser <> 0 THEN m.usename END',
      options: 'pg_catalog.to_json(m.umoptions)',
      hidden: `m.umoptions IS NULL AND NOT pg_catalog.pg_has_role(
                 (SELECT s.srvowner FROM pg_catalog.pg_foreign_server AS s WHERE s.oid = m.srvid), 'USAGE')`,
    },
    'pg_catalog.pg_user_mappings AS m WHERE m.srvid = $1::oid ORDER BY m.umuser <> 0, m.usename',
    [String(serverOid)],
  );
}
