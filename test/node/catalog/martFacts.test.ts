import assert from 'node:assert/strict';
import { neverCancelled } from '../../../src/base/cancelSignal';
import { exactSizes } from '../../../src/core/catalog/queries/exactSizes';
import { type MartSort, martSorts } from '../../../src/core/catalog/martSorts';
import { type MartRow, marts } from '../../../src/core/catalog/queries/marts';
import { type Reader, readers } from '../../../src/core/catalog/queries/readers';
import { newestTime, timeColumns } from '../../../src/core/catalog/queries/timeColumns';
import { lastWrite } from '../../../src/core/explorer/lastWrite';
import { ServerError } from '../../../src/core/sql/serverError';
import {
  openCatalog,
  type OpenCatalog,
  readAll,
  readOne,
  relationByName,
  runAll,
  schemaByName,
} from '../../support/catalog';
import { eventually } from '../../support/eventually';
import { startPostgres, type TestServer } from '../../support/postgres';

/** A server of its own: roles belong to the whole server, and statistics must be reset. */
describe('catalog: what is known of a mart', () => {
  let server: TestServer;
  let catalog: OpenCatalog;

  const oidOf = async (name: string) => (await readOne(catalog, relationByName('marts', name))).oid;
  const sorted = async (sort: MartSort, size = 500): Promise<readonly MartRow[]> => {
    const { oid } = await readOne(catalog, schemaByName('marts'));
    return readAll(catalog, marts(oid, sort), size);
  };
  const writeOf = async (name: string) => {
    // Statistics of other sessions arrive a moment later, unless they are asked to come at once.
    await server.query('SELECT pg_catalog.pg_stat_clear_snapshot()');
    const row = (await sorted('name')).find((each) => each.name === name);
    assert.ok(row);
    return { ...lastWrite(row.activity), writes: row.activity.writes };
  };
  const sql = (...statements: readonly string[]) => runAll(server, 'postgres', statements);

  before(async () => {
    server = await startPostgres();
    await sql(
      'CREATE SCHEMA marts',
      'CREATE TABLE marts.fresh (id int, at timestamptz, on_day date, note text) WITH (autovacuum_enabled = false)',
      'CREATE INDEX ON marts.fresh (on_day)',
      'CREATE TABLE marts.still (id int) WITH (autovacuum_enabled = false)',
      'CREATE TABLE marts.parts (id int) PARTITION BY LIST (id)',
      'CREATE TABLE marts.parts_1 PARTITION OF marts.parts FOR VALUES IN (1) WITH (autovacuum_enabled = false)',
      'CREATE TABLE marts.parts_2 PARTITION OF marts.parts FOR VALUES IN (2) WITH (autovacuum_enabled = false)',
      'CREATE VIEW marts.look AS SELECT 1 AS one',
      "INSERT INTO marts.fresh SELECT i, now() - interval '1 hour', '2024-01-01' FROM generate_series(1, 3000) i",
      'INSERT INTO marts.still VALUES (1)',
    );
    // Another session, because one hands over its counts only when it ends or is idle.
    await sql(
      'ANALYZE marts.fresh',
      'ANALYZE marts.still',
      'ANALYZE marts.parts_1',
      'CREATE ROLE reader LOGIN',
      'CREATE ROLE team',
      'CREATE ROLE member LOGIN IN ROLE team',
      'CREATE ROLE stranger LOGIN',
      'CREATE ROLE by_column LOGIN',
      'CREATE ROLE boss LOGIN SUPERUSER',
      'GRANT USAGE ON SCHEMA marts TO reader, team, by_column',
      'GRANT SELECT ON marts.fresh TO reader, team, stranger',
      'GRANT SELECT (id) ON marts.fresh TO by_column',
      'GRANT SELECT ON marts.still TO PUBLIC',
    );
    catalog = await openCatalog(server, 'postgres');
  });

  after(async () => {
    await catalog.close();
    await server.dispose();
  });

  it('says no more of the last write than the server knows', async () => {
    // Before PostgreSQL 15 a process of its own collected the counts, a moment later.
    const becomes = async (name: string, kind: string, writes: number) =>
      assert.ok(
        await eventually(async () => {
          const write = await writeOf(name);
          return write.kind === kind && write.writes === writes;
        }),
        `${name}: ${JSON.stringify(await writeOf(name))}`,
      );
    await becomes('fresh', 'before', 3000);
    await becomes('parts', 'none', 0);
    await sql('INSERT INTO marts.fresh VALUES (1)', 'INSERT INTO marts.parts VALUES (1)');
    await becomes('fresh', 'within', 3001);
    assert.ok((await writeOf('parts')).kind !== 'none');
    await becomes('still', 'before', 1);
    await sql('SELECT pg_stat_reset()');
    await becomes('still', 'none', 0);
    await sql('INSERT INTO marts.still VALUES (2)');
    await becomes('still', 'within', 1);
    await becomes('look', 'none', 0);
  });

  for (const sort of martSorts) {
    it(`pages by ${sort} through every relation once`, async () => {
      const all = await sorted(sort);
      assert.deepEqual(all.map((row) => row.name).toSorted(), ['fresh', 'look', 'parts', 'still']);
      assert.deepEqual(
        (await sorted(sort, 1)).map((row) => row.name),
        all.map((row) => row.name),
      );
    });
  }

  it('sorts by rows', async () => {
    assert.equal((await sorted('rows'))[0]?.name, 'fresh');
  });

  it('measures what the server measures, partitions together', async () => {
    const oids = await Promise.all(['fresh', 'parts', 'look'].map(oidOf));
    await sql('INSERT INTO marts.parts VALUES (2)');
    const sizes = await catalog.read(exactSizes(oids), neverCancelled);
    const [expected] = await server.query<{ fresh: string; parts: string }>(
      `SELECT pg_total_relation_size('marts.fresh') AS fresh,
              pg_total_relation_size('marts.parts_1') + pg_total_relation_size('marts.parts_2') AS parts`,
    );
    const of = (place: number) => sizes.find((size) => size.oid === oids[place])?.total;
    assert.deepEqual([of(0), of(1), of(2)], [Number(expected?.fresh), Number(expected?.parts), undefined]);
  });

  it('leaves out a table whose index is locked exclusively', async () => {
    const oid = await oidOf('fresh');
    await server.withAdmin(async (client) => {
      await client.query('BEGIN');
      await client.query('REINDEX INDEX marts.fresh_on_day_idx');
      assert.deepEqual((await readOne(catalog, exactSizes([oid]))).locked, 1);
      await client.query('ROLLBACK');
    });
  });

  it('names the readers and why they are', async () => {
    const found = await catalog.read(readers(await oidOf('fresh'), 50), neverCancelled);
    const text = (reader: Reader) =>
      [reader.through, ...reader.roles, ...(reader.schemaClosed ? ['closed'] : [])].join(' ');
    const byRole = new Map(found.map((reader) => [reader.role, text(reader)]));
    assert.deepEqual(
      ['reader', 'team', 'member', 'stranger', 'by_column', 'boss'].map((role) => byRole.get(role)),
      ['grant', 'grant', 'member team', 'grant closed', 'columns', 'superuser'],
    );
    assert.ok(found.every((reader) => reader.total === found.length));
    const open = await catalog.read(readers(await oidOf('still'), 50), neverCancelled);
    assert.equal(open.find((reader) => reader.role === 'stranger')?.through, 'public');
    assert.equal((await catalog.read(readers(await oidOf('still'), 2), neverCancelled)).length, 2);
  });

  it('finds the columns that tell a time, the indexed ones first, and reads the newest value', async () => {
    const found = await catalog.read(timeColumns(await oidOf('fresh')), neverCancelled);
    assert.deepEqual(
      found.map(({ name, type, indexed }) => [name, type, indexed]),
      [
        ['on_day', 'date', true],
        ['at', 'timestamp with time zone', false],
      ],
    );
    const relation = { schema: 'marts', name: 'fresh' };
    const newest = await readOne(catalog, newestTime(relation, 'at'));
    assert.ok(newest.age !== undefined && newest.age >= 3_600 && newest.age < 3_800, String(newest.age));
    await sql("INSERT INTO marts.fresh VALUES (1, 'infinity')");
    assert.deepEqual(await readOne(catalog, newestTime(relation, 'at')), {
      value: 'infinity',
      age: undefined,
    });
  });

  it('never waits long for a lock', async () => {
    await server.withAdmin(async (client) => {
      await client.query('BEGIN');
      await client.query('LOCK TABLE marts.fresh IN ACCESS EXCLUSIVE MODE');
      const reading = catalog.read(newestTime({ schema: 'marts', name: 'fresh' }, 'at'), neverCancelled);
      await assert.rejects(reading, (error) => error instanceof ServerError && error.code === '55P03');
      await client.query('ROLLBACK');
    });
    assert.deepEqual(await server.query('SELECT 1 AS one'), [{ one: 1 }]);
  });
});
