import type { CancelSignal } from '../../../base/cancelSignal';
import { flagOf, optionalText, textOf } from '../../catalog/cells';
import { textArrayOf } from '../../catalog/textArray';
import type { CatalogQuery, Database } from '../../ports';
import type { GrantFacts } from '../grants/grantFacts';
import { readGrantFacts } from '../grants/readGrantFacts';
import type { RelationName } from '../relationName';
import type { ProtectionSpec } from './protectionSpec';

/** What exists of all that protects columns. */
export interface ProtectionFacts {
  readonly grants: GrantFacts;
  /** In their order; none when there is no such table. */
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  /** The owner is held back by row security, too. */
  readonly forced: boolean;
  /** The comment of what has the view's name; undefined when there is nothing, '' without a comment. */
  readonly viewComment: string | undefined;
  /** The schema of pgcrypto, where it is installed. */
  readonly cryptoSchema: string | undefined;
  readonly cryptoAvailable: boolean;
  readonly functions: readonly FunctionFacts[];
}

export interface FunctionFacts {
  readonly name: string;
  readonly body: string;
  /** Who may execute it; `public` stands for everybody. */
  readonly executors: readonly string[];
}

export const encryptName = 'encrypt_value';
export const decryptName = 'decrypt_value';

/** @throws ServerError, CancelledError, ConnectionLostError */
export async function readProtectionFacts(
  database: Database,
  spec: ProtectionSpec,
  signal: CancelSignal,
): Promise<ProtectionFacts> {
  const schemas = [...new Set([spec.table.schema, spec.view.schema])].filter((each) => each !== '');
  const grants = await readGrantFacts(database, { schemas }, signal);
  const columns = await database.read(columnsQuery(spec.table), signal);
  const [table] = await database.read(tableQuery(spec.table), signal);
  const [view] = await database.read(viewQuery(spec.view), signal);
  const [crypto] = await database.read(cryptoQuery, signal);
  return {
    grants,
    columns,
    forced: table ?? false,
    viewComment: view,
    cryptoSchema: crypto?.schema,
    cryptoAvailable: crypto !== undefined,
    functions: await database.read(functionsQuery(spec.functionSchema), signal),
  };
}

function columnsQuery({ schema, name }: RelationName): CatalogQuery<ProtectionFacts['columns'][number]> {
  return {
    name: 'protection.columns',
    text: `
  SELECT a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod)
    FROM pg_catalog.pg_attribute AS a
    JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
   WHERE n.nspname = $1::name AND c.relname = $2::name AND a.attnum > 0 AND NOT a.attisdropped
   ORDER BY a.attnum`,
    values: [schema, name],
    row: ([column, type]) => ({ name: textOf(column), type: textOf(type) }),
  };
}

function tableQuery({ schema, name }: RelationName): CatalogQuery<boolean> {
  return {
    name: 'protection.table',
    text: `
  SELECT c.relforcerowsecurity
    FROM pg_catalog.pg_class AS c
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
   WHERE n.nspname = $1::name AND c.relname = $2::name`,
    values: [schema, name],
    row: ([forced]) => flagOf(forced),
  };
}

function viewQuery({ schema, name }: RelationName): CatalogQuery<string> {
  return {
    name: 'protection.view',
    text: `
  SELECT coalesce(pg_catalog.obj_description(c.oid, 'pg_class'), '')
    FROM pg_catalog.pg_class AS c
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
   WHERE n.nspname = $1::name AND c.relname = $2::name`,
    values: [schema, name],
    row: ([comment]) => textOf(comment),
  };
}

const cryptoQuery: CatalogQuery<{ readonly schema: string | undefined }> = {
  name: 'protection.pgcrypto',
  text: `
  SELECT (SELECT n.nspname FROM pg_catalog.pg_extension AS e
            JOIN pg_catalog.pg_namespace AS n ON n.oid = e.extnamespace WHERE e.extname = a.name)
    FROM pg_catalog.pg_available_extensions AS a
   WHERE a.name = 'pgcrypto'`,
  values: [],
  row: ([schema]) => ({ schema: optionalText(schema) }),
};

function functionsQuery(schema: string): CatalogQuery<FunctionFacts> {
  return {
    name: 'protection.functions',
    text: `
  SELECT p.proname, p.prosrc,
         ARRAY(SELECT CASE WHEN x.grantee = 0 THEN 'public' ELSE pg_catalog.pg_get_userbyid(x.grantee)::text END
                 FROM pg_catalog.aclexplode(coalesce(p.proacl, pg_catalog.acldefault('f', p.proowner))) AS x)
    FROM pg_catalog.pg_proc AS p
    JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
   WHERE n.nspname = $1::name
     AND ((p.proname = '${encryptName}' AND p.proargtypes::text = '25') OR (p.proname = '${decryptName}' AND p.proargtypes::text = '17'))`,
    values: [schema],
    row: ([name, body, executors]) => ({
      name: textOf(name),
      body: textOf(body),
      executors: textArrayOf(executors),
    }),
  };
}
