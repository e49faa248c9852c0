import type { IndexFacts, RelationFacts, TriggerFacts } from '../../src/core/plan/relationFacts';

/** What a catalog may say of a table, with names that want to be HTML. */
export function exampleFacts(changes: Partial<RelationFacts> = {}): RelationFacts {
  return {
    oid: 16_400,
    schema: 'core',
    name: 'loans',
    kind: 'table',
    owner: 'loader',
    comment: undefined,
    partitionRoot: undefined,
    storage: {
      pages: 45_000,
      allVisiblePages: 30_000,
      rows: 5_000_000,
      bytes: 368_640_000,
      totalBytes: 520_000_000,
      options: ['fillfactor=70'],
    },
    maintenance: {
      vacuum: undefined,
      autovacuum: { at: '2026-11-20 04:00:12+00', secondsAgo: 120_000 },
      analyze: { at: '2026-11-21 09:00:00+00', secondsAgo: 10_800 },
      autoanalyze: { at: '2026-11-20 04:00:13+00', secondsAgo: 119_999 },
      changedSinceAnalyze: 750_000,
      liveRows: 5_000_000,
      deadRows: 12_000,
    },
    counters: {
      inserted: 5_000_000,
      updated: 800_000,
      hotUpdated: 400_000,
      deleted: 1_000,
      sequentialScans: 42,
      indexScans: 1_234_567,
    },
    columns: [
      {
        ...{ number: 1, name: 'branch', type: 'integer', notNull: true, collation: undefined },
        ...{ comparesBytes: false, statisticsTarget: 500, withoutStatistics: undefined },
        statistics: {
          ...{ nullShare: 0, distinct: 120, correlation: 0.03, averageWidth: 4, mostCommonShare: 0.02 },
        },
      },
      {
        ...{ number: 2, name: '<b>note</b>', type: 'text', notNull: false, collation: 'default' },
        ...{ comparesBytes: false, statisticsTarget: undefined, withoutStatistics: 'notReadable' as const },
        statistics: undefined,
      },
      {
        ...{ number: 3, name: 'id', type: 'bigint', notNull: true, collation: undefined },
        ...{ comparesBytes: false, statisticsTarget: undefined, withoutStatistics: undefined },
        statistics: {
          ...{ nullShare: 0.25, distinct: -1, correlation: 1, averageWidth: 8, mostCommonShare: undefined },
        },
      },
    ],
    indexes: [
      index('loans_note', { valid: false, partial: true, predicate: '(branch > 3)', include: ['id'] }),
      index('loans_pkey', { primary: true, unique: true, scans: 1_234_567 }),
    ],
    extendedStatistics: [{ name: 'loans_stats', kinds: ['dependencies'], columns: ['branch', 'id'] }],
    foreignKeys: [
      {
        ...{ constraint: 'loans_branch_fkey', schema: 'core', relation: 'loans', columns: ['branch'] },
        ...{ referencedSchema: 'core', referencedRelation: 'branches', referencedColumns: ['id'] },
        ...{ indexed: false, rows: 5_000_000 },
      },
    ],
    referencedBy: [],
    triggers: [
      trigger('counted', { timing: 'after', level: 'statement' }),
      trigger('RI_ConstraintTrigger_a_1', { internal: true }),
      trigger('touched', {}),
      trigger('asleep', { enabled: false }),
    ],
    rowSecurity: {
      ...{ enabled: true, active: true, leakyOperators: [] },
      policies: [{ name: 'own', command: 'SELECT', permissive: true, roles: ['public'] }],
    },
    dbt: { kind: 'file', path: 'warehouse/models/loans.sql' },
    gaps: ['The statistics of some columns are not shown: the role may not read them (pg_stats hides them).'],
    ...changes,
  };
}

function index(name: string, changes: Partial<IndexFacts>): IndexFacts {
  return {
    ...{ oid: 1, name, method: 'btree', unique: false, primary: false, valid: true, constraint: undefined },
    keys: [
      {
        ...{ column: 'id', expression: 'id', operatorClass: 'int8_ops', defaultOperatorClass: true },
        ...{ collation: undefined, comparesBytes: false, descending: true, nullsFirst: true },
      },
    ],
    ...{ include: [], partial: false, predicate: undefined, definition: undefined },
    ...{ pages: 13_000, bytes: 106_496_000, scans: 0 },
    ...changes,
  };
}

function trigger(name: string, changes: Partial<TriggerFacts>): TriggerFacts {
  return {
    ...{ name, timing: 'before', level: 'row', constraint: undefined, internal: false },
    ...{ enabled: true, function: 'core.touch' },
    ...changes,
  };
}
