import type { DbtNode, DbtNodeConfig } from '../../../../src/core/dbt/graph/dbtGraph';
import type { NodeRun } from '../../../../src/core/dbt/graph/runState';
import { dbtNode, type TargetValues } from '../../../support/dbtLiveBed';

/** Something wrong that a check must find, on a copy of the clean database. */
export interface LiveFault {
  /** The check that finds it. */
  readonly check: string;
  readonly about: string;
  readonly says: RegExp;
  /** Run by the administrator; `$database` stands for the copy. */
  readonly sql?: readonly string[];
  /** What the target says instead; a port is free. */
  readonly values?: (freePort: number) => TargetValues;
  readonly nodes?: (nodes: readonly DbtNode[]) => readonly DbtNode[];
  readonly runs?: ReadonlyMap<string, NodeRun>;
  readonly password?: string;
  /** Checks that find it, too. */
  readonly also?: readonly string[];
  /** The file of the model after the fix. */
  readonly edited?: string;
  /** False where no SQL puts it right, or must not be run. */
  readonly fixed?: false;
  readonly majors?: readonly number[];
}

/** Of the whole server. */
export const liveRoles = [
  `CREATE ROLE dbt_user LOGIN PASSWORD 'secret of dbt'`,
  'CREATE ROLE loader',
  'CREATE ROLE superset',
  'CREATE ROLE bi_reader',
  'CREATE ROLE other_builder',
];

/** A database in which nothing is wrong. */
export const cleanStatements = [
  'CREATE SCHEMA core AUTHORIZATION loader',
  'CREATE SCHEMA marts AUTHORIZATION dbt_user',
  'CREATE SCHEMA marts_finance AUTHORIZATION dbt_user',
  'CREATE SCHEMA bi',
  'SET ROLE loader',
  'CREATE TABLE core.customers (id int, loaded_at timestamptz)',
  'CREATE INDEX ON core.customers (loaded_at)',
  'INSERT INTO core.customers VALUES (1, now())',
  'GRANT USAGE ON SCHEMA core TO dbt_user',
  'GRANT SELECT ON core.customers TO dbt_user',
  'RESET ROLE',
  'SET ROLE dbt_user',
  'GRANT USAGE ON SCHEMA marts TO superset',
  'ALTER DEFAULT PRIVILEGES IN SCHEMA marts GRANT SELECT ON TABLES TO superset',
  'CREATE TABLE marts.orders (id int, amount numeric(18,2))',
  'CREATE INDEX ON marts.orders (id)',
  'CREATE VIEW marts.recent AS SELECT id FROM marts.orders',
  'CREATE TABLE marts.events (id int, at timestamptz)',
  'CREATE UNIQUE INDEX events_key ON marts.events (id)',
  'CREATE MATERIALIZED VIEW marts.daily AS SELECT id FROM marts.events',
  'CREATE INDEX ON marts.daily (id)',
  'CREATE TABLE marts_finance.ledger (id int)',
  'RESET ROLE',
];

const column = (name: string, dataType?: string) => ({ name, description: '', dataType, tests: [] });
const index = (columns: readonly string[], unique = false) => ({ columns, unique, type: 'btree' });
const source = 'source.shop.core.customers';

export const cleanNodes: readonly DbtNode[] = [
  dbtNode({
    kind: 'source',
    name: 'customers',
    schema: 'core',
    config: { freshness: { loadedAt: 'loaded_at', warnAfter: 3600, errorAfter: 86_400 } },
  }),
  dbtNode({
    kind: 'model',
    name: 'orders',
    schema: 'marts',
    dependsOn: [source],
    columns: [column('id', 'int'), column('AMOUNT', 'decimal(18, 2)')],
    config: { indexes: [index(['id'])] },
  }),
  dbtNode({
    kind: 'model',
    name: 'recent',
    schema: 'marts',
    materialized: 'view',
    dependsOn: ['model.shop.orders'],
  }),
  dbtNode({
    kind: 'model',
    name: 'events',
    schema: 'marts',
    materialized: 'incremental',
    config: { uniqueKey: ['id'], indexes: [index(['id'], true)] },
  }),
  dbtNode({
    kind: 'model',
    name: 'daily',
    schema: 'marts',
    materialized: 'materialized_view',
    config: { indexes: [index(['id'])] },
  }),
  dbtNode({ kind: 'model', name: 'ledger', schema: 'marts_finance' }),
];

type Change = Partial<Omit<DbtNode, 'config'>> & { readonly config?: Partial<DbtNodeConfig> };

/** The nodes with one of them changed. */
function changed(name: string, { config, ...change }: Change): NonNullable<LiveFault['nodes']> {
  return (nodes) =>
    nodes.map((node) =>
      node.name === name ? { ...node, ...change, config: { ...node.config, ...config } } : node,
    );
}

function added(...more: readonly DbtNode[]): NonNullable<LiveFault['nodes']> {
  return (nodes) => [...nodes, ...more];
}

const asDbt = (...statements: readonly string[]) => ['SET ROLE dbt_user', ...statements, 'RESET ROLE'];
const run = (status: string, message?: string): NodeRun => ({
  status,
  at: '2026-11-21T10:00:00Z',
  seconds: 1,
  message,
  rows: undefined,
});

export const liveFaults: readonly LiveFault[] = [
  {
    check: 'server-reach',
    about: 'nothing listens at the port',
    says: /Nothing listens at 127\.0\.0\.1/,
    values: (port) => ({ port }),
    fixed: false,
  },
  {
    check: 'server-tls',
    about: 'the server has no TLS and the profile demands it',
    says: /does not offer TLS/,
    values: () => ({ sslmode: 'require' }),
    fixed: false,
  },
  {
    check: 'server-login',
    about: 'another password',
    says: /did not accept the login of dbt_user/,
    password: 'another one',
    fixed: false,
  },
  {
    check: 'server-database',
    about: 'a database that is not there',
    says: /has no database nowhere/,
    values: () => ({ database: 'nowhere' }),
    fixed: false,
  },
  {
    check: 'server-version',
    about: 'a model that is merged',
    says: /has no MERGE/,
    nodes: changed('events', { config: { incrementalStrategy: 'merge' } }),
    fixed: false,
    majors: [14],
  },
  {
    check: 'server-writable',
    about: 'transactions of the role start read-only',
    says: /start read-only/,
    sql: ['ALTER ROLE dbt_user IN DATABASE "$database" SET default_transaction_read_only = on'],
  },
  {
    check: 'target-role',
    about: 'a role that is not there',
    says: /has no role ghost_role/,
    values: () => ({ role: 'Ghost_Role' }),
    also: ['schema-rights', 'relation-owner', 'source-rights', 'reader-access'],
  },
  {
    check: 'target-role',
    about: 'a role that the login may not take',
    says: /dbt_user may not become other_builder/,
    values: () => ({ role: 'other_builder' }),
    also: ['schema-rights', 'relation-owner', 'source-rights', 'reader-access', 'orphan-relations'],
  },
  {
    check: 'target-schema',
    about: 'a schema that is not there and may not be created',
    says: /The schema fresh of target dev does not exist, and dbt_user may not create it/,
    values: () => ({ schema: 'fresh' }),
  },
  {
    check: 'custom-schemas',
    about: 'a custom schema that is not there and may not be created',
    says: /are built in marts_extra, which does not exist/,
    nodes: added(dbtNode({ kind: 'model', name: 'extra', schema: 'marts_extra' })),
    also: ['not-built'],
  },
  {
    check: 'schema-rights',
    about: 'a schema of somebody else',
    says: /dbt_user lacks USAGE and CREATE on the schema marts/,
    sql: ['ALTER SCHEMA marts OWNER TO loader'],
  },
  {
    check: 'schema-rights',
    about: 'public from PostgreSQL 15 on',
    says: /dbt_user lacks CREATE on the schema public/,
    values: () => ({ schema: 'public' }),
    majors: [18],
  },
  {
    check: 'relation-owner',
    about: 'a table of another role',
    says: /marts\.orders belongs to loader/,
    sql: ['ALTER TABLE marts.orders OWNER TO loader'],
  },
  {
    check: 'source-missing',
    about: 'a source that is not there',
    says: /no relation core\.customers/,
    sql: ['DROP TABLE core.customers'],
    fixed: false,
  },
  {
    check: 'source-missing',
    about: 'a source of another database',
    says: /lies in database lake/,
    nodes: changed('customers', { relation: { database: 'lake', schema: 'core', name: 'customers' } }),
    fixed: false,
  },
  {
    check: 'source-rights',
    about: 'a source without SELECT',
    says: /lacks SELECT\./,
    sql: ['REVOKE SELECT ON core.customers FROM dbt_user'],
  },
  {
    check: 'source-rights',
    about: 'a source in a closed schema',
    says: /lacks USAGE on its schema\./,
    sql: ['REVOKE USAGE ON SCHEMA core FROM dbt_user'],
  },
  {
    check: 'reader-access',
    about: 'a grant by hand',
    says: /bi_reader has no SELECT on marts\.orders any more/,
    sql: ['GRANT SELECT ON marts.orders TO bi_reader'],
  },
  {
    check: 'search-path',
    about: 'a schema of the path that is not there',
    says: /names nowhere, which does not exist/,
    values: () => ({ search_path: 'marts, Nowhere' }),
    fixed: false,
  },
  {
    check: 'connection-limits',
    about: 'more threads than the server has connections',
    says: /The server may have \d+ connections, and target dev wants 501/,
    values: () => ({ threads: 500 }),
    fixed: false,
  },
  {
    check: 'connection-limits',
    about: 'more threads than the database may have connections',
    says: /may have 3 connections, and target dev wants 5/,
    sql: ['ALTER DATABASE "$database" CONNECTION LIMIT 3'],
    fixed: false,
  },
  {
    check: 'keepalives',
    about: 'a remote host and no keepalives',
    says: /keeps an idle line alive/,
    // An address of this machine that does not look like one.
    values: () => ({ host: '127.1' }),
    fixed: false,
  },
  {
    check: 'extensions',
    about: 'a function of an extension in a hook',
    says: /The extension uuid-ossp is not in the database/,
    nodes: changed('orders', { config: { postHooks: ['update {{ this }} set k = uuid_generate_v4()'] } }),
    fixed: false,
  },
  {
    check: 'swap-row-security',
    about: 'a policy by hand',
    says: /drops 1 policy of marts\.orders/,
    sql: [
      'ALTER TABLE marts.orders ENABLE ROW LEVEL SECURITY',
      `CREATE POLICY "Few" ON marts.orders FOR SELECT TO superset USING (id < 10)`,
    ],
    edited: `{{ config(materialized='table', post_hook=["create policy \\"Few\\" on {{ this }} for select to superset using ((id < 10))", "alter table {{ this }} enable row level security"]) }}\nselect 1 as id\n`,
    fixed: false,
  },
  {
    check: 'swap-indexes',
    about: 'an index by hand',
    says: /drops an index that its config does not know: orders_amount/,
    sql: ['CREATE UNIQUE INDEX orders_amount ON marts.orders (amount)'],
    nodes: changed('orders', { config: { indexes: [index(['id'])] } }),
    edited: `{{ config(materialized='table', indexes=[{'columns': ['amount'], 'unique': true}]) }}\nselect 1 as id\n`,
    fixed: false,
  },
  {
    check: 'swap-views',
    about: 'a view of a dashboard',
    says: /is no model: bi\.top/,
    sql: ['CREATE VIEW bi.top AS SELECT id FROM marts.orders'],
    fixed: false,
  },
  {
    check: 'swap-constraints',
    about: 'a trigger',
    says: /drops the trigger keep/,
    sql: [
      `CREATE FUNCTION bi.keep() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'`,
      'CREATE TRIGGER keep BEFORE INSERT ON marts.orders FOR EACH ROW EXECUTE FUNCTION bi.keep()',
    ],
    fixed: false,
  },
  {
    check: 'swap-comments',
    about: 'a comment by hand',
    says: /drops the comment/,
    sql: [`COMMENT ON TABLE marts.orders IS 'Paid orders'`],
    edited: `{{ config(materialized='table', persist_docs={"relation": true, "columns": true}) }}\nselect 1 as id\n`,
    fixed: false,
  },
  {
    check: 'partitioned-model',
    about: 'a partitioned table under a table model',
    says: /marts\.orders is partitioned/,
    sql: asDbt(
      'DROP TABLE marts.orders CASCADE',
      'CREATE TABLE marts.orders (id int, amount numeric(18,2)) PARTITION BY RANGE (id)',
      'CREATE INDEX ON marts.orders (id)',
      'CREATE VIEW marts.recent AS SELECT id FROM marts.orders',
    ),
    fixed: false,
  },
  {
    check: 'not-built',
    about: 'a model that was never built',
    says: /Of 6 relations that dbt builds on target dev, 1 is not there: late/,
    nodes: added(dbtNode({ kind: 'model', name: 'late', schema: 'marts' })),
    fixed: false,
  },
  {
    check: 'model-materialization',
    about: 'a view that the model makes a table of',
    says: /marts\.recent is a view on target dev, and the model recent is materialized as table/,
    nodes: changed('recent', { materialized: 'table' }),
    fixed: false,
  },
  {
    check: 'column-names',
    about: 'a column that is not there',
    says: /describes a column totl of orders/,
    nodes: changed('orders', { columns: [column('totl')] }),
    fixed: false,
  },
  {
    check: 'column-names',
    about: 'a contract that does not name a column',
    says: /The contract of orders does not name amount/,
    nodes: changed('orders', { columns: [column('id')], config: { contract: true } }),
    fixed: false,
  },
  {
    check: 'column-types',
    about: 'another type',
    says: /orders\.amount is numeric\(18,2\) on target dev, and YAML says numeric\(12,2\)/,
    nodes: changed('orders', { columns: [column('amount', 'numeric(12,2)')] }),
    fixed: false,
  },
  {
    check: 'index-missing',
    about: 'an index that was added to the config',
    says: /asks for an index on AMOUNT \(btree\)/,
    nodes: changed('orders', { config: { indexes: [index(['id']), index(['AMOUNT'])] } }),
  },
  {
    check: 'index-extra',
    about: 'an index of a materialized view by hand',
    says: /does not know an index of its relation on target dev: daily_hash/,
    sql: ['CREATE INDEX daily_hash ON marts.daily USING hash (id)'],
    nodes: changed('daily', { config: { indexes: [index(['id'])] } }),
    edited: `{{ config(indexes=[{'columns': ['id'], 'type': 'hash'}]) }}\n\nselect 1 as id\n`,
    fixed: false,
  },
  {
    check: 'incremental-index',
    about: 'an incremental model without its unique index',
    says: /events has no unique index on its unique_key id/,
    sql: ['DROP INDEX marts.events_key'],
    nodes: changed('events', { config: { indexes: [] } }),
    edited: `{{\n  config(\n    materialized='incremental',\n    unique_key='id',\n    indexes=[{'columns': ['id'], 'unique': true}]\n  )\n}}\nselect 1 as id\n`,
    also: ['index-extra'],
  },
  {
    check: 'grants-drift',
    about: 'a grant of the config that is missing',
    says: /grants what is not granted on marts\.orders on target dev: SELECT to bi_reader/,
    nodes: changed('orders', { config: { grants: new Map([['select', ['bi_reader']]]) } }),
  },
  {
    check: 'grants-drift',
    about: 'a role of the config that is not there',
    says: /does not have: SELECT to ghost\./,
    nodes: changed('orders', { config: { grants: new Map([['select', ['Ghost']]]) } }),
    fixed: false,
  },
  {
    check: 'grants-drift',
    about: 'a grant that the next run revokes',
    says: /revokes what \+grants does not say on marts\.events on target dev: SELECT to bi_reader/,
    sql: asDbt('GRANT SELECT ON marts.events TO bi_reader'),
    nodes: changed('events', { config: { grants: new Map([['select', ['superset']]]) } }),
    fixed: false,
  },
  {
    check: 'stale-relations',
    about: 'a table whose model was removed, and one that a killed run left',
    says: /old_orders and orders__dbt_tmp belong to the role of dbt/,
    sql: asDbt('CREATE TABLE marts.old_orders ()', 'CREATE TABLE marts.orders__dbt_tmp ()'),
  },
  {
    check: 'orphan-relations',
    about: 'a table that somebody else made',
    says: /by_hand of loader is made by others/,
    sql: ['CREATE TABLE marts.by_hand ()', 'ALTER TABLE marts.by_hand OWNER TO loader'],
    fixed: false,
  },
  {
    check: 'source-freshness',
    about: 'a source that is too old',
    says: /customers on target dev is 3 days old, and 24 hours are allowed/,
    sql: [`UPDATE core.customers SET loaded_at = now() - interval '3 days'`],
    fixed: false,
  },
  {
    check: 'source-freshness',
    about: 'a source that dbt found too old, where asking is dear',
    says: /found the source customers too old at 2026-11-21T10:00:00Z \(warn\)/,
    sql: ['DROP INDEX core.customers_loaded_at_idx'],
    runs: new Map([[source, run('warn')]]),
    fixed: false,
  },
  {
    check: 'last-build',
    about: 'a model that failed',
    says: /orders, at 2026-11-21T10:00:00Z, ended with error: Database Error division by zero/,
    runs: new Map([['model.shop.orders', run('error', 'Database Error\n  division by zero')]]),
    fixed: false,
  },
];
