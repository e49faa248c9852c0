import type { DbtNode, DbtNodeConfig } from '../../../../src/core/dbt/graph/dbtGraph';
import type { NodeRun } from '../../../../src/core/dbt/graph/runState';
import { dbtNode, type TargetValues } from '../../../support/dbtLiveBed';

/** Something wrong that a check must find, on a copy of the clean database. */
export interface LiveFault {
  /** The check that finds it. */
  readonly check: string;
  readonly about: string;
  readonly says: RegExp;
  /** The text of the file where it is marked; not looked at unless told. */
  readonly at?: string;
  /** Run by the administrator; `$database` stands for the copy. */
  readonly sql?: readonly string[];
  /** What the target says instead; a port is free. */
  readonly values?: (freePort: number) => TargetValues;
  readonly nodes?: (nodes: readonly DbtNode[]) => readonly DbtNode[];
  /** What dbt_project.yml says under `on-run-end`. */
  readonly endOfRun?: string;
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
  `CREATE ROLE boss LOGIN SUPERUSER PASSWORD 'secret of dbt'`,
  'CREATE ROLE helper',
  'GRANT dbt_user TO helper',
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
  'ALTER DEFAULT PRIVILEGES IN SCHEMA marts GRANT INSERT ON TABLES TO loader',
  'CREATE TABLE marts.orders (id int, amount numeric(18,2))',
  'CREATE INDEX ON marts.orders (id)',
  'CREATE VIEW marts.recent AS SELECT id FROM marts.orders',
  'CREATE TABLE marts.events (id int, at timestamptz)',
  'CREATE UNIQUE INDEX events_key ON marts.events (id)',
  'CREATE MATERIALIZED VIEW marts.daily AS SELECT id FROM marts.events',
  'CREATE INDEX ON marts.daily (id)',
  'CREATE TABLE marts.sums (day date, total numeric(18,0))',
  'CREATE INDEX sums_day ON marts.sums (day)',
  'CREATE TABLE marts.parents (id int PRIMARY KEY)',
  'CREATE TABLE marts.children (id int REFERENCES marts.parents)',
  'CREATE TABLE marts.closed (id int)',
  'ALTER TABLE marts.closed ENABLE ROW LEVEL SECURITY',
  'CREATE POLICY few ON marts.closed USING (id < 10)',
  'GRANT SELECT ON marts.closed TO boss, helper',
  'CREATE TABLE marts_finance.ledger (id int)',
  'RESET ROLE',
];

export const column = (name: string, dataType?: string) => ({ name, description: '', dataType, tests: [] });
export const index = (columns: readonly string[], unique = false) => ({ columns, unique, type: 'btree' });
export const source = 'source.shop.core.customers';

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
  dbtNode({
    kind: 'model',
    name: 'sums',
    schema: 'marts',
    materialized: 'incremental',
    columns: [column('day', 'date'), column('total', 'numeric(18)')],
    config: { uniqueKey: ['day'], incrementalStrategy: 'delete+insert', indexes: [index(['day'])] },
  }),
  dbtNode({
    kind: 'model',
    name: 'parents',
    schema: 'marts',
    columns: [column('id', 'int')],
    config: { contract: true },
  }),
  dbtNode({
    kind: 'model',
    name: 'children',
    schema: 'marts',
    columns: [column('id', 'int')],
    config: { contract: true },
  }),
  dbtNode({
    kind: 'model',
    name: 'closed',
    schema: 'marts',
    config: { postHooks: ['{{ close_rows(this) }}'] },
  }),
  dbtNode({ kind: 'model', name: 'ledger', schema: 'marts_finance' }),
];

type Change = Partial<Omit<DbtNode, 'config'>> & { readonly config?: Partial<DbtNodeConfig> };

/** The nodes with one of them changed. */
export function changed(name: string, { config, ...change }: Change): NonNullable<LiveFault['nodes']> {
  return (nodes) =>
    nodes.map((node) =>
      node.name === name ? { ...node, ...change, config: { ...node.config, ...config } } : node,
    );
}

export function added(...more: readonly DbtNode[]): NonNullable<LiveFault['nodes']> {
  return (nodes) => [...nodes, ...more];
}

export const asDbt = (...statements: readonly string[]) => ['SET ROLE dbt_user', ...statements, 'RESET ROLE'];
export const run = (status: string, message?: string): NodeRun => ({
  status,
  at: '2026-11-21T10:00:00Z',
  seconds: 1,
  message,
  rows: undefined,
});
