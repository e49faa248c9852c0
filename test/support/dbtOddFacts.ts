import type { DbtNode } from '../../src/core/dbt/graph/dbtGraph';
import {
  type LiveFacts,
  relationKey,
  type TargetCatalog,
  type TargetRelation,
} from '../../src/core/dbt/live/liveFacts';
import type { DbtTarget } from '../../src/core/dbt/profiles/target';
import { quoteIdentifier } from '../../src/core/sql/quote';
import { dbtGraph, dbtNode, dbtProject, dbtTarget } from './dbtLiveBed';

/** The text of each model's file. */
export const modelFile = `{{ config(materialized='table') }}\nselect 1 as id\n`;

/** Targets where everything has one name, and where as many checks as possible find something. */
export function oddFacts(name: string): readonly LiveFacts[] {
  const values = {
    type: 'postgres',
    schema: name,
    role: quoteIdentifier(name),
    search_path: `"$user", ${name}`,
  };
  const missing = `${name}_own`;
  return [
    factsOf(
      dbtTarget('dev', values),
      [...oddNodes(name), dbtNode({ kind: 'model', name, schema: `${name}_more` })],
      name,
    ),
    factsOf(
      dbtTarget('dev', { ...values, schema: missing }),
      [dbtNode({ kind: 'model', name, schema: missing })],
      name,
    ),
  ];
}

function oddNodes(name: string): readonly DbtNode[] {
  const grants = new Map([
    ['select', [name]],
    [name, [name]],
  ]);
  const models = (['table', 'view', 'incremental', 'materialized_view'] as const).map((materialized) =>
    dbtNode({
      ...{ kind: 'model' as const, name: `${name} ${materialized}`, schema: name, materialized },
      file: `models/${materialized}.sql`,
      columns: [{ name, description: '', dataType: name, tests: ['unique'] }],
      config: {
        grants: materialized === 'table' ? grants : new Map(),
        uniqueKey: [name],
        indexes: materialized === 'view' ? [{ columns: [name], unique: false, type: name }] : [],
        postHooks: materialized === 'view' ? ['select uuid_generate_v4()'] : [],
      },
    }),
  );
  return [
    ...models,
    dbtNode({ kind: 'source', name, schema: name }),
    dbtNode({ kind: 'model', name: 'reader', schema: 'nowhere', dependsOn: [`source.shop.${name}.${name}`] }),
  ];
}

function factsOf(target: DbtTarget, nodes: readonly DbtNode[], name: string): LiveFacts {
  const files = [...new Set(nodes.map(({ file }) => file))].filter((file) => file.endsWith('.sql'));
  return {
    ...{ target, graph: dbtGraph(nodes), runs: new Map(), failure: undefined, now: 0 },
    project: dbtProject('/shop', [target], files),
    catalog: oddCatalog(name, nodes),
    texts: new Map(files.map((file) => [file, modelFile])),
  };
}

function oddCatalog(name: string, nodes: readonly DbtNode[]): TargetCatalog {
  const relations = nodes.flatMap(({ relation, kind, materialized }) =>
    relation?.schema === name
      ? [oddRelation(relation, kind === 'source' ? 'table' : (materialized ?? 'table'), name)]
      : [],
  );
  return {
    server: {
      info: {
        version: 180_000,
        versionText: '18',
        database: name,
        user: name,
        transactionPooled: true,
        inRecovery: false,
      },
      ...{
        pooler: 'transaction',
        refusesOptions: name,
        readOnlyByDefault: true,
        databaseOwner: name,
        keepalivesIdle: 0,
      },
      ...{ maxConnections: 100, reservedConnections: 3, connections: 0 },
      ...{ databaseConnectionLimit: -1, databaseConnections: 0 },
    },
    role: {
      ...{ login: name, name, exists: true, mayBeTaken: false, superuser: false, searchPath: '' },
      ...{ createsSchemas: false, createsTemporary: false, bypassesRowSecurity: false },
      ...{ connectionLimit: -1, connections: 0 },
    },
    schemas: new Map([[name, { name, owner: name, usage: false, create: false, defaultGrants: [] }]]),
    relations: new Map(relations.map((relation) => [relationKey(relation), relation])),
    others: [{ schema: name, name: `${name}__dbt_tmp`, kind: 'table', owner: name, owned: true }],
    roles: new Set([name, name.toLowerCase(), name.trim().toLowerCase()]),
    extensions: new Set(),
    availableExtensions: new Set(['uuid-ossp']),
    sourceAges: new Map(),
  };
}

function oddRelation(
  { schema, name: relation }: { readonly schema: string; readonly name: string },
  materialized: string,
  name: string,
): TargetRelation {
  const index = { columns: [name], method: 'btree', valid: true, partial: false, constraint: false };
  const policy = quoteIdentifier(name);
  return {
    ...{
      oid: 1,
      schema,
      name: relation,
      owner: `${name} who owns`,
      owned: false,
      select: false,
      unlogged: false,
      comment: name,
    },
    kind: materialized === 'materialized_view' ? 'materializedView' : 'table',
    ...{ rowSecurity: true, rowSecurityForced: true, estimatedRows: 1 },
    policies: [
      {
        name,
        statement: materialized === 'view' ? undefined : `create policy ${policy} on {{ this }} using (true)`,
      },
    ],
    grants: ['SELECT', 'INSERT'].map((privilege) => ({
      ...{ privilege, grantee: `${name} of others`, grantor: name, needless: false },
    })),
    indexes: materialized === 'incremental' ? [] : [{ ...index, name, unique: false, plain: true }],
    columns: [name, name.toLowerCase()].map((each) => ({ name: each, type: 'text', notNull: false })),
    dependents: [{ schema: name, name, kind: 'view' }],
    triggers: [name],
    referencedBy: [{ name, schema: name, relation: name }],
  };
}
