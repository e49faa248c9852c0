import assert from 'node:assert/strict';
import { type MartRow, marts } from '../../../src/core/catalog/queries/marts';
import { totalBytes } from '../../../src/core/catalog/queries/martSums';
import { openCatalog, type OpenCatalog, readAll, readOne, runAll, schemaByName } from '../../support/catalog';
import type { TestServer } from '../../support/postgres';
import { sharedServer } from '../../support/sharedServer';

describe('catalog: marts', () => {
  let server: TestServer;
  let database: string;
  let catalog: OpenCatalog;
  let oid: number;

  const byName = async () =>
    new Map((await readAll(catalog, marts(oid, 'name'))).map((row) => [row.name, row]));
  const facts = async (name: string) => (await byName()).get(name)?.facts;
  /** What the server itself measures; nothing is locked here. */
  const measured = async (expression: string): Promise<number> => {
    const [row] = await server.query<{ size: string }>(`SELECT ${expression} AS size`, [], database);
    return Number(row?.size);
  };

  before(async () => {
    server = await sharedServer();
    database = await server.createDatabase('marts');
    await runAll(server, database, [
      'CREATE SCHEMA marts',
      'CREATE SCHEMA elsewhere',
      'CREATE TABLE marts.plain (id int PRIMARY KEY, note text) WITH (autovacuum_enabled = false)',
      'ALTER TABLE marts.plain ALTER note SET STORAGE EXTERNAL',
      `INSERT INTO marts.plain SELECT i, repeat('x', CASE WHEN i % 100 = 0 THEN 20000 ELSE 10 END) FROM generate_series(1, 5000) i`,
      'CREATE TABLE marts.never (id int) WITH (autovacuum_enabled = false)',
      'INSERT INTO marts.never SELECT generate_series(1, 1000)',
      'CREATE TABLE marts.parts (id int, part int) PARTITION BY LIST (part)',
      'CREATE INDEX ON marts.parts (id)',
      'CREATE TABLE marts.parts_1 PARTITION OF marts.parts FOR VALUES IN (1) WITH (autovacuum_enabled = false)',
      'CREATE TABLE elsewhere.parts_2 PARTITION OF marts.parts FOR VALUES IN (2) PARTITION BY LIST (id)',
      'CREATE TABLE elsewhere.parts_2_rest PARTITION OF elsewhere.parts_2 DEFAULT WITH (autovacuum_enabled = false)',
      'CREATE TABLE marts.parts_3 PARTITION OF marts.parts FOR VALUES IN (3) WITH (autovacuum_enabled = false)',
      'INSERT INTO marts.parts SELECT i, 1 + i % 3 FROM generate_series(1, 9000) i',
      'CREATE TABLE marts.no_parts (id int) PARTITION BY HASH (id)',
      'CREATE VIEW marts.look AS SELECT 1 AS one',
      'CREATE MATERIALIZED VIEW marts.kept AS SELECT generate_series(1, 100) AS n',
      'VACUUM ANALYZE marts.plain',
      'VACUUM ANALYZE marts.parts_1',
      'VACUUM ANALYZE elsewhere.parts_2_rest',
      'ANALYZE marts.kept',
    ]);
    catalog = await openCatalog(server, database);
    oid = (await readOne(catalog, schemaByName('marts'))).oid;
  });

  after(async () => {
    await catalog.close();
  });

  it('lists the relations of the schema without its partitions', async () => {
    assert.deepEqual([...(await byName()).keys()], ['kept', 'look', 'never', 'no_parts', 'parts', 'plain']);
  });

  it('knows rows and size of a table as the server measures them after VACUUM', async () => {
    const plain = await facts('plain');
    assert.equal(plain?.rows, 5000);
    assert.equal(plain.tableBytes, await measured(`pg_relation_size('marts.plain')`));
    assert.equal(plain.indexBytes, await measured(`pg_indexes_size('marts.plain')`));
    const toast = await measured(
      `(SELECT pg_relation_size(reltoastrelid) + (SELECT sum(pg_relation_size(indexrelid)) FROM pg_index WHERE indrelid = reltoastrelid)
         FROM pg_class WHERE oid = 'marts.plain'::regclass)`,
    );
    assert.ok(toast > 1_000_000);
    // VACUUM leaves `relpages` of a TOAST index alone when it finds nothing to remove, so a few pages may be missing.
    assert.ok(
      plain.toastBytes <= toast && plain.toastBytes > toast * 0.95,
      `${plain.toastBytes} of ${toast}`,
    );
  });

  it('sums over leaf partitions at every depth and counts those never analyzed', async () => {
    const parts = await facts('parts');
    assert.equal(parts?.leaves, 3);
    assert.equal(parts.unknownLeaves, 1);
    assert.equal(parts.rows, 6000);
    assert.equal(
      parts.tableBytes,
      await measured(`pg_relation_size('marts.parts_1') + pg_relation_size('elsewhere.parts_2_rest')`),
    );
  });

  it('says nothing of what was never analyzed, and of what holds no rows', async () => {
    const never = await facts('never');
    assert.deepEqual([never?.leaves, never?.unknownLeaves, never?.rows], [1, 1, 0]);
    assert.equal((await facts('look'))?.leaves, 0);
    assert.equal((await facts('no_parts'))?.leaves, 0);
    assert.equal((await facts('kept'))?.rows, 100);
  });

  it('sorts by size, the largest first, and pages through it', async () => {
    const expected = [...(await byName()).values()].sort(
      (a, b) => totalBytes(b.facts) - totalBytes(a.facts) || (a.name < b.name ? -1 : 1),
    );
    for (const size of [1, 2, 500]) {
      const rows = await readAll(catalog, marts(oid, 'size'), size);
      assert.deepEqual(rows.map(sized), expected.map(sized));
    }
    assert.equal(expected[0]?.name, 'plain');
  });
});

/** Without what the server counts of the relation's use: it does so a little later. */
function sized({ activity: _, ...row }: MartRow): unknown {
  return row;
}
