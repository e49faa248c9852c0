import assert from 'node:assert/strict';
import type { Client } from 'pg';
import { neverCancelled } from '../../../src/base/cancelSignal';
import { columns } from '../../../src/core/catalog/queries/columns';
import { databases } from '../../../src/core/catalog/queries/databases';
import { indexes } from '../../../src/core/catalog/queries/indexes';
import { exactSizes } from '../../../src/core/catalog/queries/exactSizes';
import { layerSchemas, martLayers } from '../../../src/core/catalog/queries/martLayers';
import { martSorts } from '../../../src/core/catalog/martSorts';
import { marts, namedMarts } from '../../../src/core/catalog/queries/marts';
import { partitions } from '../../../src/core/catalog/queries/partitions';
import { readers } from '../../../src/core/catalog/queries/readers';
import { relationFacts } from '../../../src/core/catalog/queries/relationFacts';
import { relations } from '../../../src/core/catalog/queries/relations';
import { presentColumn } from '../../../src/core/explorer/presentColumn';
import { presentIndex } from '../../../src/core/explorer/presentIndex';
import {
  openCatalog,
  type OpenCatalog,
  readAll,
  readOne,
  relationByName,
  runAll,
  schemaByName,
} from '../../support/catalog';
import type { TestServer } from '../../support/postgres';
import { sharedServer } from '../../support/sharedServer';

describe('catalog: while a table is locked exclusively', () => {
  let server: TestServer;
  let database: string;
  let catalog: OpenCatalog;

  before(async () => {
    server = await sharedServer();
    database = await server.createDatabase('locked');
    await runAll(server, database, [
      'CREATE SCHEMA marts',
      `CREATE TABLE marts.loans (id int PRIMARY KEY, amount numeric DEFAULT 5,
         twice numeric GENERATED ALWAYS AS (amount * 2) STORED)`,
      'CREATE INDEX by_half ON marts.loans ((amount / 2)) WHERE amount > 1',
      'CREATE TABLE marts.parts (id int, on_day date) PARTITION BY RANGE ((on_day + id))',
      `CREATE TABLE marts.parts_1 PARTITION OF marts.parts FOR VALUES FROM ('2024-01-01') TO ('2025-01-01')`,
      'CREATE VIEW marts.look AS SELECT * FROM marts.loans',
    ]);
    // Were a query to wait, the server would end it with an error long before the catalog's own limit.
    await server.query(`ALTER DATABASE "${database}" SET lock_timeout = '2s'`);
    catalog = await openCatalog(server, database);
  });

  after(async () => {
    await catalog.close();
  });

  const readEverything = async () => {
    const schema = await readOne(catalog, schemaByName('marts'));
    await readAll(catalog, databases);
    await readAll(catalog, layerSchemas([{ name: 'marts', patterns: ['marts'] }], 0));
    const listed = await readAll(catalog, relations(schema.oid));
    const filter = { text: 'o', owner: server.user, among: [{ schema: 'marts', name: 'loans' }] };
    await readOne(catalog, martLayers([{ name: 'marts', patterns: ['marts'] }], filter));
    for (const sort of martSorts) {
      await readAll(catalog, marts(schema.oid, sort, filter));
    }
    await readOne(catalog, namedMarts(filter.among));
    const [loans, parts] = [
      await readOne(catalog, relationByName('marts', 'loans')),
      await readOne(catalog, relationByName('marts', 'parts')),
    ];
    await readOne(catalog, relationFacts(loans.oid));
    await catalog.read(readers(loans.oid, 5), neverCancelled);
    return {
      measured: await readOne(catalog, exactSizes([loans.oid])),
      names: listed.map((row) => row.name),
      bounds: (await readAll(catalog, partitions(parts.oid))).map((row) => row.bound),
      columns: await readAll(catalog, columns(loans.oid)),
      indexes: await readAll(catalog, indexes(loans.oid)),
    };
  };

  const withLock = (statements: readonly string[], work: () => Promise<void>) =>
    server.withAdmin(async (client: Client) => {
      await client.query('BEGIN');
      for (const statement of statements) {
        await client.query(statement);
      }
      await work();
      await client.query('ROLLBACK');
    }, database);

  const untilWaiting = async (pid: number) => {
    const question = 'SELECT FROM pg_locks WHERE pid = $1 AND NOT granted';
    while ((await server.query(question, [pid])).length === 0);
  };

  it('reads the expressions when nothing is locked', async () => {
    const seen = await readEverything();
    assert.equal(seen.columns[2]?.expression, '(amount * (2)::numeric)');
    assert.deepEqual([seen.measured.locked, seen.measured.total > 0], [0, true]);
    assert.match(
      seen.indexes[0]?.definition ?? '',
      /^CREATE INDEX by_half .* WHERE \(amount > \(1\)::numeric\)$/,
    );
  });

  it('lists everything at once, and leaves out only what would wait', async () => {
    const lock = 'LOCK TABLE marts.loans, marts.parts, marts.parts_1, marts.look IN ACCESS EXCLUSIVE MODE';
    await withLock([lock], async () => {
      const seen = await readEverything();
      assert.deepEqual(seen.names, ['loans', 'look', 'parts']);
      assert.deepEqual([seen.measured.locked, seen.measured.total], [1, 0]);
      assert.deepEqual(seen.bounds, ["FOR VALUES FROM ('2024-01-01') TO ('2025-01-01')"]);
      assert.deepEqual(
        seen.columns.map((row) => [row.name, row.expression]),
        [
          ['id', undefined],
          ['amount', '5'],
          ['twice', undefined],
        ],
      );
      assert.equal(
        seen.columns[2] && presentColumn(seen.columns[2]).description,
        'numeric · generated, stored',
      );
      assert.deepEqual(
        seen.indexes.map((row) => [row.name, row.definition, presentIndex(row).description]),
        [
          ['by_half', undefined, 'btree (expression) · partial'],
          ['loans_pkey', undefined, 'primary key · btree (id)'],
        ],
      );
    });
  });

  it('does not wait behind one who himself waits for the lock', async () => {
    await withLock(['LOCK TABLE marts.loans IN ACCESS SHARE MODE'], async () => {
      await server.withAdmin(async (waiting) => {
        await waiting.query('BEGIN');
        await waiting.query("SET LOCAL lock_timeout = '60s'");
        const { processID } = waiting as unknown as { processID: number };
        const lock = waiting.query('LOCK TABLE marts.loans IN ACCESS EXCLUSIVE MODE').then(
          () => 'locked',
          (error: unknown) => String(error),
        );
        try {
          await untilWaiting(processID);
          assert.equal((await readEverything()).indexes.length, 2);
        } finally {
          await server.query('SELECT pg_cancel_backend($1)', [processID]);
        }
        assert.match(await lock, /canceling statement due to user request/);
      }, database);
    });
  });

  it('does not wait for a change of an index, nor for a table that was just made and one that is being dropped', async () => {
    await withLock(
      [
        'ALTER INDEX marts.by_half SET (fillfactor = 90)',
        'CREATE TABLE marts.fresh (id int)',
        'DROP TABLE marts.parts',
      ],
      async () => {
        const seen = await readEverything();
        assert.deepEqual(seen.names, ['loans', 'look', 'parts']);
      },
    );
  });
});
