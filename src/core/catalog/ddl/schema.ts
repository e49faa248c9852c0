import { quoteIdentifier } from '../../sql/quote';
import { textOf } from '../cells';
import { type ActionTarget, ownName } from '../actions/target';
import { created, type Ddl, ddl, type DdlReading, linked, readObject } from './ddl';
import { commentStatement, objectOf, ownerStatement } from './describe';
import { defaultPrivileges } from './defaultPrivileges';
import { grantStatements } from './grants';
import { selectRecords } from './records';

/** A schema without its contents, with the privileges that new objects in it get. */
export async function schemaDdl(reading: DdlReading, target: ActionTarget): Promise<Ddl> {
  const query = selectRecords(
    'ddl.schema',
    {
      name: 'n.nspname',
      owner: 'pg_catalog.pg_get_userbyid(n.nspowner)',
      comment: `pg_catalog.obj_description(n.oid, 'pg_namespace')`,
    },
    'pg_catalog.pg_namespace AS n WHERE n.oid = $1::oid',
    [String(target.oid)],
  );
  const row = await readObject(reading, query, target);
  const self = objectOf('schema', undefined, textOf(row.name));
  const isPublic = row.name === 'public';
  const grants = await grantStatements(reading, target.oid, {
    on: `SCHEMA ${ownName(self)}`,
    acl: 'n.nspacl',
    owner: 'n.nspowner',
    from: 'pg_catalog.pg_namespace AS n WHERE n.oid = $1::oid',
    standard: `'n'`,
  });
  return ddl(
    [
      ...created(
        isPublic
          ? 'CREATE SCHEMA IF NOT EXISTS public'
          : `CREATE SCHEMA ${ownName(self)} AUTHORIZATION ${quoteIdentifier(textOf(row.owner))}`,
        // A new database has the schema already, with an owner, a comment and privileges of its own.
        isPublic ? ownerStatement(self, row.owner) : undefined,
        isPublic ? 'REVOKE ALL ON SCHEMA public FROM PUBLIC' : undefined,
        commentStatement(self, row.comment) ?? (isPublic ? 'COMMENT ON SCHEMA public IS NULL' : undefined),
        ...grants,
      ),
      // They must not change what else is made meanwhile.
      ...linked(...(await defaultPrivileges(reading, target.oid, textOf(row.name)))),
    ],
    'The objects in the schema are not part of it: each has a DDL of its own.',
  );
}
