import assert from 'node:assert/strict';
import {
  analyzeStatement,
  type CopyPlan,
  indexStatements,
  planCopy,
  tableStatements,
} from '../../../../src/core/plan/verify/copyPlan';
import { copyQuestion } from '../../../../src/core/plan/verify/copyQuestion';
import type { TableFacts } from '../../../../src/core/plan/verify/tableFacts';

const facts: TableFacts = {
  kind: 'r',
  temporary: false,
  hasChildren: false,
  rows: 5_000_000,
  pages: 46_729,
  indexPages: 13_713,
  visiblePages: 46_729,
  blockBytes: 8192,
  fillfactor: undefined,
  mayRead: true,
  mayCreate: true,
  rowSecurity: false,
  foreignKeys: 0,
  columns: [],
  indexes: [{ name: 'orders_pkey', unique: true, definition: ' USING btree (id)' }],
  hypopg: undefined,
};
const table = { schema: 'marts', relation: 'orders' };
const server = { transactionPooled: false, inRecovery: false };

function planned(changes: Partial<TableFacts> = {}): CopyPlan {
  const decision = planCopy(table, { ...facts, ...changes }, server, 'abc');
  assert.ok(decision.kind === 'possible');
  return decision.plan;
}

describe('The copy of a table for a trial', () => {
  it('is the whole of a table that is not large', () => {
    assert.deepEqual(tableStatements(planned(), 180_000), [
      'CREATE UNLOGGED TABLE lakehouse_trial_abc.orders (LIKE marts.orders INCLUDING STORAGE INCLUDING STATISTICS INCLUDING COMPRESSION) WITH (autovacuum_enabled = off)',
      'INSERT INTO lakehouse_trial_abc.orders SELECT * FROM ONLY marts.orders',
    ]);
    assert.deepEqual(indexStatements(planned()), [
      'CREATE UNIQUE INDEX orders_pkey ON lakehouse_trial_abc.orders USING btree (id)',
    ]);
    assert.equal(analyzeStatement(planned()), 'VACUUM (ANALYZE) lakehouse_trial_abc.orders');
    assert.equal(analyzeStatement(planned({ visiblePages: 0 })), 'ANALYZE lakehouse_trial_abc.orders');
  });

  it('is a sample of a large table', () => {
    const statements = tableStatements(planned({ pages: 46_729 * 20 }), 180_000);
    assert.equal(
      statements.at(-1),
      'INSERT INTO lakehouse_trial_abc.orders SELECT * FROM ONLY marts.orders TABLESAMPLE SYSTEM (14.02) REPEATABLE (1)',
    );
  });

  it('takes over fill factor and statistics targets', () => {
    const columns = [
      { name: 'Odd"', statistics: 500, options: ['n_distinct=-0.5', 'strange=1); DROP TABLE x'] },
      { name: 'kept', statistics: undefined, options: [] },
    ];
    assert.deepEqual(tableStatements(planned({ fillfactor: 70, columns }), 130_000).slice(0, -1), [
      'CREATE UNLOGGED TABLE lakehouse_trial_abc.orders (LIKE marts.orders INCLUDING STORAGE INCLUDING STATISTICS) WITH (autovacuum_enabled = off, fillfactor = 70)',
      'ALTER TABLE lakehouse_trial_abc.orders ALTER COLUMN "Odd""" SET STATISTICS 500',
      'ALTER TABLE lakehouse_trial_abc.orders ALTER COLUMN "Odd""" SET (n_distinct=-0.5)',
    ]);
  });

  const refusals: readonly (readonly [string, Partial<TableFacts>, Partial<typeof server>, RegExp])[] = [
    ['on a replica', {}, { inRecovery: true }, /read replica/],
    ['behind a pooler in transaction mode', {}, { transactionPooled: true }, /pooler/],
    ['of a partitioned table', { kind: 'p' }, {}, /partitioned/],
    ['of a view', { kind: 'v' }, {}, /is a view/],
    ['of a table with children', { hasChildren: true }, {}, /inherit/],
    ['of a temporary table', { temporary: true }, {}, /temporary/],
    ['of a table that may not be read', { mayRead: false }, {}, /may not read/],
    ['without the right to create a schema', { mayCreate: false }, {}, /CREATE on the database/],
  ];
  for (const [title, changes, place, reason] of refusals) {
    it(`is not made ${title}`, () => {
      const decision = planCopy(table, { ...facts, ...changes }, { ...server, ...place }, 'abc');
      assert.match(decision.kind === 'impossible' ? decision.reason : '', reason);
    });
  }

  it('is asked about, with its size, its time and its end', () => {
    const place = { connection: 'Warehouse', database: 'shop', executes: true, remains: [] };
    assert.deepEqual(copyQuestion(planned(), { ...place, production: true, readOnly: true }), {
      message: 'Try the index on a copy of marts.orders on Warehouse?',
      detail: [
        '• A schema lakehouse_trial_abc is created in shop with an unlogged copy of all of its ~5M rows (365 MB) and of its index.',
        '• It needs about 472 MB of disk on the server, and more for the new index, and takes about 25 seconds.',
        '• The table is read once, and nothing of it is changed. Meanwhile only DROP, ALTER TABLE and the like have to wait.',
        '• Then the statement runs on the copy, up to twice without the index and twice with it.',
        '• The schema is dropped afterwards, also after a failure or a cancel.',
        '• This is a production server: its other users may feel the reading and writing.',
        '• This connection is read-only. For this copy alone, a session of its own writes.',
      ].join('\n'),
      yes: 'Copy and Try',
    });
  });
});
