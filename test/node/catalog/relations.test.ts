import assert from 'node:assert/strict';
import { neverCancelled } from '../../../src/base/cancelSignal';
import { columns } from '../../../src/core/catalog/queries/columns';
import { indexes } from '../../../src/core/catalog/queries/indexes';
import { partitions } from '../../../src/core/catalog/queries/partitions';
import { relations } from '../../../src/core/catalog/queries/relations';
import { quoteIdentifier } from '../../../src/core/sql/quote';
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
import { trickyNames } from '../../support/trickyNames';

describe('catalog: relations', () => {
  let server: TestServer;
  let database: string;
  let catalog: OpenCatalog;
  let guest: OpenCatalog;
  const odd = trickyNames[0];

  const relation = (schema: string, name: string) => readOne(catalog, relationByName(schema, name));
  const schemaOid = async (name: string) => (await readOne(catalog, schemaByName(name))).oid;

  before(async () => {
    server = await sharedServer();
    database = await server.createDatabase('relations');
    await runAll(server, 'postgres', [
      `DO $$ BEGIN CREATE ROLE catalog_guest LOGIN PASSWORD 'guest'; EXCEPTION WHEN duplicate_object THEN END $$`,
    ]);
    const name = quoteIdentifier;
    await runAll(server, database, [
      `CREATE SCHEMA ${name(odd)}`,
      ...trickyNames.map((each) => `CREATE TABLE ${name(odd)}.${name(each)} (${name(each)} int PRIMARY KEY)`),
      'CREATE SCHEMA core',
      'CREATE SCHEMA archive',
      `CREATE TABLE core.plain (id int PRIMARY KEY, note text)`,
      `COMMENT ON TABLE core.plain IS 'a\nplain table'`,
      `INSERT INTO core.plain SELECT i, 'x' FROM generate_series(1, 1000) i`,
      'ANALYZE core.plain',
      'CREATE TABLE core.never (id int)',
      'CREATE TABLE core.open_column (a int, b int)',
      'GRANT SELECT (b) ON core.open_column TO catalog_guest',
      'CREATE VIEW core.look AS SELECT 1 AS one',
      'CREATE MATERIALIZED VIEW core.kept AS SELECT 1 AS one',
      'CREATE EXTENSION IF NOT EXISTS file_fdw',
      'CREATE SERVER files FOREIGN DATA WRAPPER file_fdw',
      `CREATE FOREIGN TABLE core.far (line text) SERVER files OPTIONS (filename '/nowhere')`,
      'CREATE SEQUENCE core.not_a_relation_to_read',
      `CREATE TABLE core.loans (id int, on_day date, "Region" text) PARTITION BY RANGE (on_day, (lower("Region")))`,
      `CREATE TABLE core.loans_2024 PARTITION OF core.loans FOR VALUES FROM ('2024-01-01', MINVALUE) TO ('2025-01-01', MINVALUE)`,
      `CREATE TABLE archive.loans_2023 PARTITION OF core.loans FOR VALUES FROM ('2023-01-01', MINVALUE) TO ('2024-01-01', MINVALUE)
         PARTITION BY LIST (id)`,
      `CREATE TABLE archive.loans_2023_a PARTITION OF archive.loans_2023 FOR VALUES IN (1, 2, NULL)`,
      'CREATE TABLE core.loans_rest PARTITION OF core.loans DEFAULT',
      'CREATE TABLE core.hashed (id int) PARTITION BY HASH (id)',
      'CREATE TABLE core.child () INHERITS (core.plain)',
    ]);
    catalog = await openCatalog(server, database);
    guest = await openCatalog(server, database, { user: 'catalog_guest', password: 'guest' });
  });

  after(async () => {
    await catalog.close();
    await guest.close();
  });

  it('lists every kind of relation once and no partition', async () => {
    for (const size of [1, 3, 500]) {
      const rows = await readAll(guest, relations(await schemaOid('core')), size);
      assert.deepEqual(
        rows.map((row) => `${row.name}: ${row.kind}`),
        [
          'child: table',
          'far: foreignTable',
          'hashed: partitionedTable',
          'kept: materializedView',
          'loans: partitionedTable',
          'look: view',
          'never: table',
          'open_column: table',
          'plain: table',
        ],
      );
    }
  });

  it('reads owner, comment, estimate and indexes', async () => {
    const plain = await relation('core', 'plain');
    assert.deepEqual(
      { ...plain, oid: 0 },
      {
        oid: 0,
        schema: 'core',
        name: 'plain',
        kind: 'table',
        owner: server.user,
        comment: 'a\nplain table',
        selectable: true,
        hasIndexes: true,
        estimatedRows: 1000,
        partitionKey: undefined,
        persistence: 'permanent',
        rowSecurity: 'off',
        isPartition: false,
      },
    );
    const never = await relation('core', 'never');
    assert.equal(never.estimatedRows, undefined);
    assert.equal(never.hasIndexes, false);
  });

  it('writes the partition key, also of expressions and quoted names', async () => {
    assert.equal((await relation('core', 'loans')).partitionKey, 'RANGE (on_day, (expression))');
    assert.equal((await relation('core', 'hashed')).partitionKey, 'HASH (id)');
  });

  it('tells which relations a role may not read', async () => {
    const rows = await readAll(guest, relations(await schemaOid('core')));
    assert.deepEqual(
      rows.filter((row) => row.selectable).map((row) => row.name),
      ['open_column'],
    );
  });

  it('lists the partitions of one level with their bounds, from whatever schema', async () => {
    const loans = await relation('core', 'loans');
    for (const size of [1, 500]) {
      const rows = await readAll(guest, partitions(loans.oid), size);
      assert.deepEqual(
        rows.map((row) => [row.schema, row.name, row.kind, row.bound]),
        [
          [
            'archive',
            'loans_2023',
            'partitionedTable',
            "FOR VALUES FROM ('2023-01-01', MINVALUE) TO ('2024-01-01', MINVALUE)",
          ],
          [
            'core',
            'loans_2024',
            'table',
            "FOR VALUES FROM ('2024-01-01', MINVALUE) TO ('2025-01-01', MINVALUE)",
          ],
          ['core', 'loans_rest', 'table', 'DEFAULT'],
        ],
      );
    }
    const below = await readAll(guest, partitions((await relation('archive', 'loans_2023')).oid));
    assert.deepEqual(
      below.map((row) => row.bound),
      ['FOR VALUES IN (1, 2, NULL)'],
    );
  });

  it('finds relations, columns and indexes whatever their names', async () => {
    const listed = (await readAll(guest, relations(await schemaOid(odd)), 5)).map((row) => row.name);
    assert.deepEqual(new Set(listed), new Set(trickyNames));
    assert.equal(listed.length, trickyNames.length);
    for (const name of trickyNames) {
      const row = await readOne(guest, relationByName(odd, name));
      assert.deepEqual([row.schema, row.name], [odd, name]);
      const [column] = await readAll(guest, columns(row.oid));
      assert.deepEqual([column?.name, column?.primaryKey], [name, 1]);
      const [index] = await readAll(guest, indexes(row.oid));
      assert.deepEqual(
        index?.parts.map((part) => part.column),
        [name],
      );
    }
  });

  it('answers no row for what does not exist', async () => {
    assert.deepEqual(await catalog.read(relationByName('core', 'nothing'), neverCancelled), []);
    assert.deepEqual(await catalog.read(relationByName('nothing', 'plain'), neverCancelled), []);
    assert.deepEqual(await readAll(catalog, relations(1)), []);
    assert.deepEqual(await readAll(catalog, columns(1)), []);
    assert.deepEqual(await readAll(catalog, partitions(1)), []);
    assert.deepEqual(await readAll(catalog, indexes(1)), []);
  });

  it('pages more than a thousand partitions, each once', async () => {
    await server.query('CREATE TABLE core.days (on_day int) PARTITION BY LIST (on_day)', [], database);
    const make = (from: number): string =>
      `DO $$ BEGIN FOR i IN ${from}..${from + 499} LOOP
         EXECUTE format('CREATE TABLE archive.%I PARTITION OF core.days FOR VALUES IN (%s)', 'day ' || i, i);
       END LOOP; END $$`;
    await runAll(server, database, [1, 501, 1001].map(make));
    const rows = await readAll(guest, partitions((await relation('core', 'days')).oid));
    assert.equal(rows.length, 1500);
    assert.equal(new Set(rows.map((row) => row.bound)).size, 1500);
  });
});
