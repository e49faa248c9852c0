import { type CancelSignal, isCancellation } from '../../../base/cancelSignal';
import { flagOf, textOf } from '../../catalog/cells';
import { ddlOf } from '../../catalog/ddl/ddlOf';
import type { DdlStatement } from '../../catalog/ddl/ddl';
import { type ActionTarget, targetKindWords } from '../../catalog/actions/target';
import { isUserSchema } from '../../catalog/queries/schemas';
import { displayName } from '../../explorer/displayName';
import type { CatalogQuery, Database } from '../../ports';
import type { Session } from '../../query/session';
import type { SqlParser } from '../../sql/parser';
import { quoteIdentifier } from '../../sql/quote';
import { ConnectionLostError } from '../../sql/serverError';
import { send, sessionDatabase } from '../apply/sessionDatabase';
import type { ScaffoldStep } from '../scaffold';
import { concernedObjects, concernedSchemas, textsIn } from './concernedObjects';

/** What of a database a trial needs, without any rows. */
export interface SchemaClone {
  readonly objects: readonly CloneObject[];
}

/** One object with the statements that make it. */
export interface CloneObject {
  readonly name: string;
  readonly statements: readonly DdlStatement[];
}

/**
 * Reads what the steps concern: all roles, and the schemas and objects that they name with what these need.
 * @throws as `Database.read`
 */
export async function readClone(
  database: Database,
  parser: SqlParser,
  steps: readonly ScaffoldStep[],
  signal: CancelSignal,
): Promise<SchemaClone> {
  const texts = await textsIn(parser, steps);
  const objects = await database.read(concernedObjects(texts), signal);
  const names = [...texts, ...objects.flatMap(({ schema }) => schema ?? [])];
  const schemas = await database.read(concernedSchemas([...new Set(names)]), signal);
  const roles = await database.read(roleClones, signal);
  const memberships = await database.read(membershipClones, signal);
  const found: CloneObject[] = [...roles, ...memberships];
  for (const target of [...schemas, ...objects]) {
    const { statements } = await ddlOf(database, { target }, signal);
    found.push({ name: nameOf(target), statements });
  }
  return { objects: found };
}

/**
 * Makes the clone in the session's open transaction, in the place of everything that is there: its schemas are dropped and its
 * roles renamed, so that nothing of it can be taken for the clone. The transaction must be rolled back. Answers a sentence for
 * each object that could not be made.
 */
export async function makeClone(
  session: Session,
  clone: SchemaClone,
  signal: CancelSignal,
): Promise<readonly string[]> {
  const own = sessionDatabase(session);
  for (const schema of await own.read(ownSchemas, signal)) {
    await send(session, `DROP SCHEMA ${quoteIdentifier(schema)} CASCADE`, signal);
  }
  for (const [place, role] of (await own.read(ownRoles, signal)).entries()) {
    await send(session, `ALTER ROLE ${quoteIdentifier(role)} RENAME TO lakehouse_hidden_${place}`, signal);
  }
  await send(session, `SET LOCAL search_path = ''`, signal);
  await send(session, 'SET LOCAL check_function_bodies = off', signal);
  const created = await makeAll(session, stagesOf(clone, 'create'), signal);
  const linked = await makeAll(session, stagesOf(clone, 'link'), signal);
  return [...created, ...linked];
}

function stagesOf({ objects }: SchemaClone, stage: DdlStatement['stage']): readonly CloneObject[] {
  return objects.flatMap(({ name, statements }) => {
    const staged = statements.filter((each) => each.stage === stage);
    return staged.length === 0 ? [] : [{ name, statements: staged }];
  });
}

/** What needs something that is not there yet is tried again, as long as anything else works. */
async function makeAll(
  session: Session,
  objects: readonly CloneObject[],
  signal: CancelSignal,
): Promise<readonly string[]> {
  let left = objects;
  for (;;) {
    const failed: CloneObject[] = [];
    const reasons: string[] = [];
    for (const object of left) {
      const reason = await makeOne(session, object, signal);
      if (reason !== undefined) {
        failed.push(object);
        reasons.push(`${object.name} could not be copied: ${reason}.`);
      }
    }
    if (failed.length === 0 || failed.length === left.length) {
      return reasons;
    }
    left = failed;
  }
}

async function makeOne(
  session: Session,
  { statements }: CloneObject,
  signal: CancelSignal,
): Promise<string | undefined> {
  await send(session, 'SAVEPOINT lakehouse_clone', signal);
  try {
    for (const { sql } of statements) {
      await send(session, sql, signal);
    }
    await send(session, 'RELEASE SAVEPOINT lakehouse_clone', signal);
    return undefined;
  } catch (error) {
    if (isCancellation(error) || error instanceof ConnectionLostError) {
      throw error;
    }
    await send(session, 'ROLLBACK TO SAVEPOINT lakehouse_clone', signal);
    return error instanceof Error ? error.message : String(error);
  }
}

function nameOf({ kind, schema, name }: ActionTarget): string {
  const own = displayName(name);
  return `The ${targetKindWords(kind)} ${schema === undefined ? own : `${displayName(schema)}.${own}`}`;
}

const ownSchemas: CatalogQuery<string> = {
  name: 'scaffold.ownSchemas',
  text: `SELECT n.nspname FROM pg_catalog.pg_namespace AS n WHERE ${isUserSchema}`,
  values: [],
  row: ([name]) => textOf(name),
};

const ownRoles: CatalogQuery<string> = {
  name: 'scaffold.ownRoles',
  text: `
    SELECT r.rolname FROM pg_catalog.pg_roles AS r
     WHERE r.oid >= 16384 AND r.rolname <> current_user AND NOT pg_catalog.starts_with(r.rolname::text, 'pg_')`,
  values: [],
  row: ([name]) => textOf(name),
};

/** Roles without passwords and settings. The one that owns the sandbox is there already. */
const roleClones: CatalogQuery<CloneObject> = {
  name: 'scaffold.roles',
  text: `
    SELECT r.rolname, r.rolsuper, r.rolinherit, r.rolcreaterole, r.rolcreatedb, r.rolcanlogin, r.rolbypassrls
      FROM pg_catalog.pg_roles AS r
     WHERE NOT pg_catalog.starts_with(r.rolname::text, 'pg_') AND r.rolname <> 'postgres'
     ORDER BY r.oid LIMIT 1000`,
  values: [],
  row: ([name, ...flags]) => {
    const words = ['SUPERUSER', 'INHERIT', 'CREATEROLE', 'CREATEDB', 'LOGIN', 'BYPASSRLS'];
    const options = words.map((word, place) => (flagOf(flags[place]) ? word : `NO${word}`));
    const sql = `CREATE ROLE ${quoteIdentifier(textOf(name))} ${options.join(' ')}`;
    return { name: `The role ${displayName(textOf(name))}`, statements: [{ stage: 'create', sql }] };
  },
};

const membershipClones: CatalogQuery<CloneObject> = {
  name: 'scaffold.memberships',
  text: `
    SELECT DISTINCT pg_catalog.pg_get_userbyid(m.roleid), pg_catalog.pg_get_userbyid(m.member)
      FROM pg_catalog.pg_auth_members AS m WHERE m.member >= 16384 LIMIT 2000`,
  values: [],
  row: ([role, member]) => {
    const sql = `GRANT ${quoteIdentifier(textOf(role))} TO ${quoteIdentifier(textOf(member))}`;
    return { name: `A membership of ${displayName(textOf(member))}`, statements: [{ stage: 'link', sql }] };
  },
};
