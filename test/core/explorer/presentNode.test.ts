import assert from 'node:assert/strict';
import type { ColumnRow } from '../../../src/core/catalog/queries/columns';
import type { IndexRow } from '../../../src/core/catalog/queries/indexes';
import type { MartFacts } from '../../../src/core/catalog/queries/martSums';
import type { RelationRow } from '../../../src/core/catalog/queries/relations';
import type { ConnectionProfile } from '../../../src/core/connections/connectionProfile';
import { anyLogin } from '../../../src/core/connections/loginRules';
import type { ExplorerNode, RelationNode } from '../../../src/core/explorer/nodes';
import { nodeSqlName, topRowsSql } from '../../../src/core/explorer/nodeSql';
import type { ConnectionCondition } from '../../../src/core/explorer/presentConnection';
import { presentNode } from '../../../src/core/explorer/presentNode';

const place = { profileId: 'lake', database: undefined };
const connected: ConnectionCondition = { kind: 'connected' };

const relation: RelationRow = {
  oid: 1,
  schema: 'core',
  name: 'loans',
  kind: 'table',
  owner: 'lake',
  comment: undefined,
  selectable: true,
  hasIndexes: true,
  estimatedRows: 1_200_000,
  partitionKey: undefined,
  persistence: 'permanent',
  rowSecurity: 'off',
  isPartition: false,
};

const facts: MartFacts = {
  leaves: 1,
  unknownLeaves: 0,
  rows: 1_234_567,
  tableBytes: 300 * 1024 ** 2,
  indexBytes: 20 * 1024 ** 2,
  toastBytes: 8192,
};

const column: ColumnRow = {
  number: 1,
  name: 'amount',
  type: 'numeric(15,2)',
  notNull: true,
  identity: undefined,
  generated: undefined,
  expression: undefined,
  primaryKey: undefined,
  references: [],
  comment: undefined,
};

const index: IndexRow = {
  oid: 2,
  schema: 'core',
  name: 'loans_pkey',
  method: 'btree',
  unique: true,
  primary: true,
  valid: true,
  partial: false,
  parts: [{ column: 'id', descending: false, included: false }],
  definition: 'CREATE UNIQUE INDEX loans_pkey ON core.loans USING btree (id)',
  comment: undefined,
};

const profile: ConnectionProfile = {
  id: 'lake',
  name: 'Warehouse',
  scope: 'user',
  host: 'db.example',
  port: 5432,
  otherHosts: [],
  targetSession: 'any',
  loadBalance: false,
  ssh: undefined,
  database: 'lakehouse',
  user: 'ana',
  tls: { mode: 'require', rootCertificate: undefined, certificate: undefined, key: undefined },
  password: 'pgpass',
  passwordVariable: undefined,
  passwordCommand: undefined,
  loginRules: anyLogin,
  allowCleartextPassword: false,
  environment: 'production',
  readOnly: true,
  pooler: 'detect',
  applicationName: 'test',
  timeouts: { connect: 0, statement: 0, lock: 0, idleInTransaction: 0, idleSession: 0 },
  role: undefined,
  searchPath: undefined,
  keepAlive: 30_000,
  group: undefined,
  color: undefined,
};

const relationNode = (changes: Partial<RelationRow>, more: Partial<RelationNode> = {}): RelationNode => ({
  kind: 'relation',
  id: 'x',
  place,
  row: { ...relation, ...changes },
  bound: undefined,
  facts: undefined,
  ...more,
});
const columnNode = (changes: Partial<ColumnRow>): ExplorerNode => ({
  kind: 'column',
  id: 'x',
  place,
  relation,
  row: { ...column, ...changes },
});
const indexNode = (changes: Partial<IndexRow>): ExplorerNode => ({
  kind: 'index',
  id: 'x',
  place,
  row: { ...index, ...changes },
});

/** Icon, label and description as the sidebar shows them, and whether the node expands. */
function shown(node: ExplorerNode, condition = connected): string {
  const look = presentNode(node, condition);
  const arrow = { none: ' ', collapsed: '>', expanded: 'v' }[look.expandable];
  return `${arrow} $(${look.icon}) ${look.label} | ${look.description} | ${look.contextValue}`;
}

describe('explorer: how nodes look', () => {
  const cases: readonly (readonly [node: ExplorerNode, text: string])[] = [
    [relationNode({}), '> $(table) loans |  | relation.table'],
    [relationNode({ kind: 'view' }), '> $(eye) loans | view | relation.view'],
    [
      relationNode({ kind: 'materializedView', selectable: false }),
      '> $(save) loans | materialized view · no right to read | relation.materializedView',
    ],
    [
      relationNode({ kind: 'foreignTable' }),
      '> $(link-external) loans | foreign table | relation.foreignTable',
    ],
    [
      relationNode({ kind: 'partitionedTable', partitionKey: 'RANGE (on_day)' }),
      '> $(layers) loans | partitioned table | relation.partitionedTable',
    ],
    [
      relationNode({ persistence: 'unlogged', isPartition: true }),
      '> $(zap) loans | unlogged | relation.table',
    ],
    [relationNode({ rowSecurity: 'on' }), '> $(shield) loans | RLS on | relation.table'],
    [
      relationNode({ kind: 'partitionedTable', persistence: 'unlogged', rowSecurity: 'forced' }),
      '> $(workspace-trusted) loans | partitioned table · unlogged · RLS forced | relation.partitionedTable',
    ],
    [
      relationNode({ isPartition: true }, { bound: 'DEFAULT' }),
      '> $(layers-dot) loans | default | relation.table',
    ],
    [
      relationNode({}, { bound: "FOR VALUES FROM ('2024-01-01') TO ('2024-02-01')" }),
      '> $(table) loans | 2024-01-01 to 2024-02-01 | relation.table',
    ],
    [
      relationNode(
        {},
        { bound: "FOR VALUES FROM ('2024-10-01 00:00:00+05:30') TO ('2025-01-01 12:00:00+00')" },
      ),
      '> $(table) loans | 2024-10-01 to 2025-01-01 12:00:00+00 | relation.table',
    ],
    [
      relationNode({}, { bound: "FOR VALUES FROM ('it''s', MINVALUE) TO (MAXVALUE, 'b')" }),
      "> $(table) loans | 'it''s', MINVALUE to MAXVALUE, 'b' | relation.table",
    ],
    [
      relationNode({}, { bound: 'FOR VALUES IN (1, NULL)' }),
      '> $(table) loans | in (1, NULL) | relation.table',
    ],
    [
      relationNode({}, { bound: 'FOR VALUES WITH (modulus 4, remainder 1)' }),
      '> $(table) loans | with (modulus 4, remainder 1) | relation.table',
    ],
    [relationNode({}, { bound: 'DEFAULT' }), '> $(table) loans | default | relation.table'],
    [relationNode({}, { facts }), '> $(table) loans | ~1.2M rows · 320 MB | relation.table'],
    [
      relationNode({}, { facts: { ...facts, unknownLeaves: 1 } }),
      '> $(table) loans | rows unknown | relation.table',
    ],
    [
      relationNode({ kind: 'view' }, { facts: { ...facts, leaves: 0 } }),
      '> $(eye) loans | view | relation.view',
    ],
    [
      relationNode({ kind: 'partitionedTable' }, { facts: { ...facts, leaves: 12, unknownLeaves: 2 } }),
      '> $(layers) loans | ~1.2M rows · 320 MB · partitioned table | relation.partitionedTable',
    ],
    [columnNode({}), '  $(symbol-field) amount | numeric(15,2) · not null | column'],
    [columnNode({ primaryKey: 1 }), '  $(key) amount | numeric(15,2) · primary key | column'],
    [
      columnNode({
        notNull: false,
        references: [{ constraint: 'c', schema: 'core', relation: 'customers', column: 'id' }],
      }),
      '  $(link) amount | numeric(15,2) · → core.customers | column',
    ],
    [indexNode({}), '  $(key) loans_pkey | primary key · btree (id) | index'],
    [
      indexNode({ primary: false, valid: false }),
      '  $(warning) loans_pkey | unique · btree (id) · not valid | index',
    ],
    [
      { kind: 'more', id: 'x', shown: 500, total: 20_000, next: [] },
      '  $(ellipsis) Show more (500 of 20,000) |  | more',
    ],
    [
      { kind: 'folder', id: 'x', holds: 'partitions', place, row: { ...relation, partitionKey: 'LIST (a)' } },
      '> $(folder) Partitions | by LIST (a) | folder.partitions',
    ],
    [
      {
        kind: 'database',
        id: 'x',
        place,
        row: {
          oid: 1,
          name: 'lake',
          owner: 'o',
          comment: undefined,
          own: false,
          connectable: false,
          open: true,
        },
      },
      '  $(database) lake | no right to connect | closedDatabase',
    ],
    [
      {
        kind: 'schema',
        id: 'x',
        place,
        mart: false,
        row: { oid: 1, name: 'core', owner: 'o', comment: undefined, usable: false },
      },
      '> $(symbol-namespace) core | no right to use | schema',
    ],
  ];
  for (const [node, text] of cases) {
    it(text, () => assert.equal(shown(node), text));
  }

  const conditions: readonly (readonly [ConnectionCondition, string])[] = [
    [
      { kind: 'disconnected' },
      '> $(debug-disconnect) Warehouse | ana@db.example/lakehouse · production · read-only | connection.disconnected',
    ],
    [
      { kind: 'connecting' },
      '> $(loading~spin) Warehouse | connecting… · ana@db.example/lakehouse · production · read-only | connection.connecting',
    ],
    [
      connected,
      '> $(server) Warehouse | ana@db.example/lakehouse · production · read-only | connection.connected',
    ],
    [
      { kind: 'failed', message: 'No server answers there.' },
      '> $(warning) Warehouse | not connected · ana@db.example/lakehouse · production · read-only | connection.failed',
    ],
  ];
  for (const [condition, text] of conditions) {
    it(text, () => {
      assert.equal(shown({ kind: 'connection', id: 'x', profileId: 'lake', profile }, condition), text);
    });
  }

  it('colours a connection by its environment, or as somebody chose', () => {
    const look = (changes: Partial<ConnectionProfile>) =>
      presentNode(
        { kind: 'connection', id: 'x', profileId: 'lake', profile: { ...profile, ...changes } },
        connected,
      );
    const color = (environment: ConnectionProfile['environment']) => look({ environment }).iconColor;
    assert.equal(look({ color: 'purple' }).iconColor, 'lakehouse.purple');
    assert.deepEqual(
      [color('production'), color('staging'), color('development'), color('local')],
      ['lakehouse.production', 'lakehouse.staging', 'lakehouse.development', 'lakehouse.local'],
    );
  });

  it('shows among marts what dbt last did, and elsewhere only in the tooltip', () => {
    const dbt = { words: 'dbt error 2 h ago', mood: 'error', lines: ['dbt model shop.loans'] } as const;
    const mart = presentNode(relationNode({}, { facts, dbt }), connected);
    assert.match(mart.description, /· dbt error 2 h ago$/);
    assert.equal(mart.iconColor, 'list.errorForeground');
    const table = presentNode(relationNode({}, { dbt }), connected);
    assert.deepEqual([table.description, table.iconColor], ['', undefined]);
    for (const { tooltip, contextValue } of [mart, table]) {
      assert.equal(tooltip.at(-1), 'dbt model shop.loans');
      assert.equal(contextValue, 'relation.table+dbt');
    }
    const calm = presentNode(relationNode({}, { facts, dbt: { ...dbt, mood: 'plain' } }), connected);
    assert.equal(calm.iconColor, undefined);
  });

  it('says where the sums of a mart come from', () => {
    const node = relationNode(
      { kind: 'partitionedTable', partitionKey: 'RANGE (on_day)', comment: 'Loans\nof all years' },
      { facts: { ...facts, leaves: 12, unknownLeaves: 2 } },
    );
    assert.deepEqual(presentNode(node, connected).tooltip, [
      'core.loans',
      'Partitioned table, owner lake',
      'Partitioned by RANGE (on_day)',
      'Rows: ~1.2M',
      'Size: 300 MB table, 20 MB indexes, 8 kB TOAST',
      'Sum of 12 partitions',
      '2 of them never analyzed and not counted',
      'As of the last VACUUM or ANALYZE.',
      'Loans\nof all years',
    ]);
  });

  it('speaks a whole sentence to a screen reader', () => {
    assert.equal(presentNode(columnNode({}), connected).spoken, 'Column amount · numeric(15,2) · not null');
    assert.equal(
      presentNode(relationNode({}, { facts }), connected).spoken,
      'Table loans · ~1.2M rows · 320 MB',
    );
  });

  it('shows the first line of an error and keeps the rest for the tooltip', () => {
    const node: ExplorerNode = {
      ...{ kind: 'message', id: 'x', tone: 'error', action: undefined },
      text: 'No server answers.\nStart it, then try again.',
    };
    const look = presentNode(node, connected);
    assert.equal(look.label, 'No server answers.');
    assert.deepEqual(look.tooltip, ['No server answers.', 'Start it, then try again.']);
  });

  it('quotes the names that it hands to SQL', () => {
    const odd = relationNode({ schema: 'Marts', name: 'We"ird . Näme' });
    assert.equal(nodeSqlName(odd), '"Marts"."We""ird . Näme"');
    assert.equal(topRowsSql(odd, 100), 'SELECT * FROM "Marts"."We""ird . Näme" LIMIT 100;\n');
    assert.equal(nodeSqlName(relationNode({})), 'core.loans');
    assert.equal(nodeSqlName(columnNode({ name: 'select' })), '"select"');
    assert.equal(nodeSqlName(indexNode({})), 'core.loans_pkey');
    assert.equal(topRowsSql(columnNode({}), 100), undefined);
  });
});
