import type { CancelSignal } from '../../../base/cancelSignal';
import { flagOf, optionalText, textOf } from '../../catalog/cells';
import { jsonRecords } from '../../catalog/jsonCell';
import { textArray, textArrayOf } from '../../catalog/textArray';
import type { CatalogQuery, Cell, Database } from '../../ports';
import type { RelationName } from '../relationName';
import { type LakehouseTablesSpec, loadFunctionName, touchFunctionName } from './lakehouseTablesSpec';
import { indexName } from './tableShapes';

/** What exists of all that the spec names. */
export interface LakehouseTablesFacts {
  readonly user: string;
  readonly database: string;
  readonly mayCreateSchema: boolean;
  readonly schemas: readonly { readonly name: string; readonly mayCreate: boolean }[];
  readonly relations: readonly RelationFacts[];
  readonly functions: readonly FunctionFacts[];
}

export interface RelationFacts extends RelationName {
  /** `pg_class.relkind` */
  readonly kind: string;
  readonly owner: string;
  /** The user has the rights of the owner. */
  readonly mine: boolean;
  readonly partition: boolean;
  readonly rowSecurity: boolean;
  readonly columns: readonly ColumnFacts[];
  /** The columns of each unique index that ON CONFLICT can name. */
  readonly keys: readonly (readonly string[])[];
  readonly triggers: readonly string[];
  /** Of an index. */
  readonly indexed: string | undefined;
}

export interface ColumnFacts {
  readonly name: string;
  readonly type: string;
  /** Without its length: a cast to a length cuts in silence, while an assignment refuses. */
  readonly castType: string;
  /** `pg_type.typcategory` */
  readonly category: string;
  readonly domain: boolean;
  readonly notNull: boolean;
  readonly hasDefault: boolean;
  /** Generated, or an identity that is always generated. */
  readonly generated: boolean;
}

export interface FunctionFacts extends RelationName {
  /** `pg_get_function_identity_arguments()` */
  readonly arguments: string;
  readonly result: string;
  readonly source: string;
  readonly language: string;
  readonly settings: readonly string[];
  /** `pg_get_functiondef()` */
  readonly definition: string;
  readonly owner: string;
  readonly mine: boolean;
}

/** @throws ServerError, CancelledError, ConnectionLostError */
export async function readLakehouseTablesFacts(
  database: Database,
  spec: LakehouseTablesSpec,
  signal: CancelSignal,
): Promise<LakehouseTablesFacts> {
  const { imports } = spec;
  const inMetadata = (name: string | undefined) =>
    name === undefined ? [] : [{ schema: spec.metadataSchema, name }];
  const tables = [
    ...inMetadata(spec.lineage),
    ...inMetadata(spec.jobLog),
    ...(imports ? [imports.staging] : []),
  ];
  const relations = [
    ...tables,
    ...tables.map((table) => ({ schema: table.schema, name: indexName(table) })),
    ...(imports ? [imports.target] : []),
    ...spec.audited,
  ];
  const functions = [
    ...inMetadata(touchFunctionName),
    ...(imports ? [loadFunctionName(imports.staging)] : []),
  ];
  const [mayCreateSchema] = await database.read(mayCreateSchemaQuery, signal);
  return {
    user: database.server.user,
    database: database.server.database,
    mayCreateSchema: mayCreateSchema ?? false,
    schemas: await database.read(schemasQuery([...tables, ...functions]), signal),
    relations: await database.read(relationsQuery(relations), signal),
    functions: await database.read(functionsQuery(functions), signal),
  };
}

export function relationFacts(
  facts: LakehouseTablesFacts,
  { schema, name }: RelationName,
): RelationFacts | undefined {
  return facts.relations.find((each) => each.schema === schema && each.name === name);
}

const mayCreateSchemaQuery: CatalogQuery<boolean> = {
  name: 'lakehouseTables.mayCreateSchema',
  text: `SELECT pg_catalog.has_database_privilege(pg_catalog.current_database(), 'CREATE')`,
  values: [],
  row: ([may]) => flagOf(may),
};

function schemasQuery(names: readonly RelationName[]): CatalogQuery<LakehouseTablesFacts['schemas'][number]> {
  return {
    name: 'lakehouseTables.schemas',
    text: `
  SELECT n.nspname, pg_catalog.has_schema_privilege(n.oid, 'CREATE')
    FROM pg_catalog.pg_namespace AS n
   WHERE n.nspname::text = ANY ($1::text[]) ORDER BY 1`,
    values: [textArray(names.map(({ schema }) => schema))],
    row: ([name, may]) => ({ name: textOf(name), mayCreate: flagOf(may) }),
  };
}

// Objects are named by pairs: names may hold any character, so none is left to join them with.
const wanted = `(SELECT * FROM ROWS FROM (pg_catalog.unnest($1::text[]), pg_catalog.unnest($2::text[])) AS x(schema, name)) AS w`;

function pairs(names: readonly RelationName[]): readonly Cell[] {
  return [textArray(names.map(({ schema }) => schema)), textArray(names.map(({ name }) => name))];
}

function relationsQuery(names: readonly RelationName[]): CatalogQuery<RelationFacts> {
  return {
    name: 'lakehouseTables.relations',
    text: `
  SELECT DISTINCT ON (c.oid) n.nspname, c.relname, c.relkind, pg_catalog.pg_get_userbyid(c.relowner),
         pg_catalog.pg_has_role(c.relowner, 'USAGE'), c.relispartition, c.relrowsecurity,
         (SELECT pg_catalog.json_agg(pg_catalog.json_build_object(
                   'name', a.attname, 'type', pg_catalog.format_type(a.atttypid, a.atttypmod),
                   'cast', pg_catalog.format_type(a.atttypid, -1), 'category', t.typcategory, 'domain', t.typtype = 'd',
                   'notNull', a.attnotnull, 'default', a.atthasdef OR a.attidentity <> '',
                   'generated', a.attgenerated <> '' OR a.attidentity = 'a') ORDER BY a.attnum)
            FROM pg_catalog.pg_attribute AS a JOIN pg_catalog.pg_type AS t ON t.oid = a.atttypid
           WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped),
         (SELECT pg_catalog.json_agg(pg_catalog.json_build_object('columns', ARRAY(
                   SELECT a.attname FROM pg_catalog.unnest(i.indkey::int2[]) WITH ORDINALITY AS k(number, place)
                     JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = k.number
                    WHERE k.place <= i.indnkeyatts ORDER BY a.attname COLLATE "C")))
            FROM pg_catalog.pg_index AS i
           WHERE i.indrelid = c.oid AND i.indisunique AND i.indimmediate AND i.indisvalid
             AND i.indpred IS NULL AND i.indexprs IS NULL),
         ARRAY(SELECT g.tgname::text FROM pg_catalog.pg_trigger AS g WHERE g.tgrelid = c.oid AND NOT g.tgisinternal),
         (SELECT x.relname FROM pg_catalog.pg_index AS i JOIN pg_catalog.pg_class AS x ON x.oid = i.indrelid WHERE i.indexrelid = c.oid)
    FROM ${wanted}
    JOIN pg_catalog.pg_namespace AS n ON n.nspname = w.schema
    JOIN pg_catalog.pg_class AS c ON c.relnamespace = n.oid AND c.relname = w.name
   ORDER BY c.oid`,
    values: pairs(names),
    row: relationRow,
  };
}

function relationRow(cells: readonly Cell[]): RelationFacts {
  const [schema, name, kind, owner, mine, partition, rowSecurity, columns, keys, triggers, indexed] = cells;
  return {
    schema: textOf(schema),
    name: textOf(name),
    kind: textOf(kind),
    owner: textOf(owner),
    mine: flagOf(mine),
    partition: flagOf(partition),
    rowSecurity: flagOf(rowSecurity),
    columns: jsonRecords(columns).map((each) => ({
      name: String(each['name']),
      type: String(each['type']),
      castType: String(each['cast']),
      category: String(each['category']),
      domain: each['domain'] === true,
      notNull: each['notNull'] === true,
      hasDefault: each['default'] === true,
      generated: each['generated'] === true,
    })),
    keys: jsonRecords(keys).map((each) =>
      Array.isArray(each['columns']) ? each['columns'].map(String) : [],
    ),
    triggers: textArrayOf(triggers),
    indexed: optionalText(indexed),
  };
}

function functionsQuery(names: readonly RelationName[]): CatalogQuery<FunctionFacts> {
  return {
    name: 'lakehouseTables.functions',
    text: `
  SELECT n.nspname, p.proname, pg_catalog.pg_get_function_identity_arguments(p.oid), pg_catalog.pg_get_function_result(p.oid),
         p.prosrc, l.lanname, p.proconfig, pg_catalog.pg_get_functiondef(p.oid), pg_catalog.pg_get_userbyid(p.proowner),
         pg_catalog.pg_has_role(p.proowner, 'USAGE')
    FROM ${wanted}
    JOIN pg_catalog.pg_namespace AS n ON n.nspname = w.schema
    JOIN pg_catalog.pg_proc AS p ON p.pronamespace = n.oid AND p.proname = w.name AND p.prokind = 'f'
    JOIN pg_catalog.pg_language AS l ON l.oid = p.prolang
   ORDER BY p.oid`,
    values: pairs(names),
    row: ([schema, name, identity, result, source, language, settings, definition, owner, mine]) => ({
      schema: textOf(schema),
      name: textOf(name),
      arguments: textOf(identity),
      result: textOf(result),
      source: textOf(source),
      language: textOf(language),
      settings: textArrayOf(settings),
      definition: textOf(definition),
      owner: textOf(owner),
      mine: flagOf(mine),
    }),
  };
}
