import assert from 'node:assert/strict';
import { neverCancelled } from '../../../src/base/cancelSignal';
import {
  dependencies,
  type Dependency,
  type DependencyNode,
} from '../../../src/core/catalog/queries/dependencies';
import {
  columnsSection,
  definitionSection,
  dependenciesSection,
  factsSection,
  grantsSection,
  indexesSection,
  type MartReading,
  partitionsSection,
  sampleSection,
} from '../../../src/core/mart/martSections';
import { ServerError } from '../../../src/core/sql/serverError';
import { openCatalog, type OpenCatalog, readOne, relationByName, runAll } from '../../support/catalog';
import type { TestServer } from '../../support/postgres';
import { sharedServer } from '../../support/sharedServer';

const odd = 'We"ird\n<b>.$$';
const long = 'x'.repeat(63);

describe('mart: what its page reads', () => {
  let server: TestServer;
  let database: string;
  let catalog: OpenCatalog;

  const reading = async (name: string, schema = 'marts'): Promise<MartReading> => ({
    database: catalog,
    relation: await readOne(catalog, relationByName(schema, name)),
    signal: neverCancelled,
  });
  const name = (node: DependencyNode) => `${node.schema}.${node.name}${node.signature ?? ''}`;
  const up = (each: Dependency) => `${each.way} ${name(each.on)} ${each.detail ?? ''}`.trim();
  const down = (each: Dependency) => `${each.way} ${name(each.dependent)} ${each.detail ?? ''}`.trim();

  before(async () => {
    server = await sharedServer();
    database = await server.createDatabase('mart_sections');
    const quoted = `"${odd.replaceAll('"', '""')}"`;
    await runAll(server, database, [
      'CREATE SCHEMA marts',
      `CREATE SCHEMA ${quoted}`,
      `CREATE TABLE ${quoted}.${quoted} (${quoted} text, ${long} int, bytes bytea)`,
      `INSERT INTO ${quoted}.${quoted} SELECT repeat('👍', 300), i, decode(repeat('ab', 1000), 'hex') FROM generate_series(1, 30) i`,
      'CREATE TABLE marts.big (id int PRIMARY KEY, part int) WITH (autovacuum_enabled = false)',
      'INSERT INTO marts.big SELECT i, i % 10 FROM generate_series(1, 50000) i',
      'ANALYZE marts.big',
      'CREATE TABLE marts.gone_rows (id int) WITH (autovacuum_enabled = false)',
      'INSERT INTO marts.gone_rows SELECT generate_series(1, 50000)',
      'ANALYZE marts.gone_rows',
      'TRUNCATE marts.gone_rows',
      'CREATE FUNCTION marts.fine(int) RETURNS boolean LANGUAGE sql IMMUTABLE RETURN $1 > 0',
      'CREATE FUNCTION marts.next_part() RETURNS int LANGUAGE sql RETURN 1',
      'ALTER TABLE marts.big ADD CONSTRAINT is_fine CHECK (marts.fine(id))',
      'ALTER TABLE marts.big ALTER part SET DEFAULT marts.next_part()',
      'CREATE TABLE marts.child () INHERITS (marts.big)',
      'CREATE TABLE marts.self (id int PRIMARY KEY, up int REFERENCES marts.self)',
      'CREATE VIEW marts.first AS SELECT id FROM marts.big WHERE marts.fine(id)',
      'CREATE MATERIALIZED VIEW marts.second AS SELECT id FROM marts.first',
      'CREATE POLICY mine ON marts.self USING (id IN (SELECT id FROM marts.big))',
      'CREATE TABLE marts.nothing ()',
    ]);
    catalog = await openCatalog(server, database);
  });

  after(async () => {
    await catalog.close();
  });

  it('finds what a relation depends on, and what needs it, each once', async () => {
    const big = await dependenciesSection(await reading('big'));
    assert.deepEqual(big.up.map(up), ['check marts.fineinteger is_fine', 'default marts.next_part']);
    assert.deepEqual(big.down.map(down), [
      'inherits marts.child',
      'policy marts.self mine',
      'reads marts.first',
    ]);
    const first = await dependenciesSection(await reading('first'));
    assert.deepEqual(first.up.map(up), ['reads marts.big', 'reads marts.fineinteger']);
    assert.deepEqual(first.down.map(down), ['reads marts.second']);
    const self = await dependenciesSection(await reading('self'));
    assert.deepEqual(self.up.map(up), ['policy marts.big mine', 'references marts.self self_up_fkey']);
    assert.deepEqual(self.down.map(down), ['references marts.self self_up_fkey']);
  });

  it('finds the dependencies of many relations and functions at once', async () => {
    const { relation } = await reading('second');
    const first = await reading('first');
    const found = await catalog.read(
      dependencies({
        relations: [relation.oid, first.relation.oid],
        functions: [],
        direction: 'up',
        limit: 100,
      }),
      neverCancelled,
    );
    assert.deepEqual(found.map((each) => `${name(each.dependent)} ${up(each)}`).toSorted(), [
      'marts.first reads marts.big',
      'marts.first reads marts.fineinteger',
      'marts.second reads marts.first',
    ]);
    const fine = found.find((each) => each.on.kind === 'function')?.on.oid ?? 0;
    const users = await catalog.read(
      dependencies({ relations: [], functions: [fine], direction: 'down', limit: 100 }),
      neverCancelled,
    );
    assert.deepEqual(users.map(down), [
      'check marts.big is_fine',
      'check marts.child is_fine',
      'reads marts.first',
    ]);
  });

  it('samples a large table here and there, a small one from its beginning', async () => {
    const big = await sampleSection(await reading('big'), 5_000);
    assert.deepEqual([big.method, big.read, big.rows.length, big.all], ['pages', 200, 20, false]);
    const weird = await sampleSection(await reading(odd, odd), 5_000);
    assert.deepEqual(
      [weird.method, weird.read, weird.all, weird.names],
      ['first', 30, true, [odd, long, 'bytes']],
    );
    assert.equal(weird.rows[0]?.[0], `${'👍'.repeat(200)}…`);
    assert.ok(weird.rows[0][2]?.startsWith('\\xabab'));
    assert.equal(weird.rows[0][2]?.length, 201);
  });

  it('samples from the beginning where the estimate is out of date', async () => {
    const sample = await sampleSection(await reading('gone_rows'), 5_000);
    assert.deepEqual([sample.method, sample.read, sample.all], ['first', 0, true]);
  });

  it('has nothing to sample where there is no column', async () => {
    const sample = await sampleSection(await reading('nothing'), 5_000);
    assert.deepEqual([sample.names, sample.rows, sample.columns], [[], [], []]);
  });

  it('writes nothing, whatever a view does', async () => {
    await runAll(server, database, [
      'CREATE SEQUENCE marts.counter',
      `CREATE VIEW marts.counting AS SELECT nextval('marts.counter')`,
    ]);
    await assert.rejects(
      async () => sampleSection(await reading('counting'), 5_000),
      (error) => error instanceof ServerError && error.code === '25006',
    );
  });

  it('reads every section of every kind while the table is locked exclusively, or says that it is', async () => {
    const views = await reading('first');
    const tables = await reading('big');
    const weird = await reading(odd, odd);
    await server.withAdmin(async (client) => {
      await client.query('BEGIN');
      await client.query('LOCK TABLE marts.big, marts.first IN ACCESS EXCLUSIVE MODE');
      for (const each of [views, tables, weird]) {
        await factsSection(each);
        await columnsSection(each);
        await indexesSection(each);
        await grantsSection(each);
        await dependenciesSection(each);
        await partitionsSection(each);
      }
      await assert.rejects(definitionSection(views), /has locked the table marts\.big exclusively/);
      await assert.rejects(
        sampleSection(tables, 5_000),
        (error) => error instanceof ServerError && error.code === '55P03',
      );
      await client.query('ROLLBACK');
    }, database);
    assert.match((await definitionSection(views)).sql, /CREATE VIEW marts\.first[^]*FROM marts\.big/);
    assert.match((await definitionSection(tables)).sql, /CREATE TABLE marts\.big[^]*is_fine/);
  });
});
