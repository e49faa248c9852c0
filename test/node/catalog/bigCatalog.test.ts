import assert from 'node:assert/strict';
import { type CancelSignal, neverCancelled } from '../../../src/base/cancelSignal';
import { readPage } from '../../../src/core/catalog/listing';
import { marts } from '../../../src/core/catalog/queries/marts';
import { relations } from '../../../src/core/catalog/queries/relations';
import type { CatalogQuery } from '../../../src/core/ports';
import { bigCatalogTables, createBigCatalog } from '../../support/bigCatalog';
import { openCatalog, type OpenCatalog, readAll, readOne, schemaByName } from '../../support/catalog';
import { startPostgres, type TestServer } from '../../support/postgres';

describe(`catalog: a schema of ${bigCatalogTables} tables`, () => {
  let server: TestServer;
  let catalog: OpenCatalog;
  let oid: number;

  before(async function () {
    this.timeout(180_000);
    server = await startPostgres();
    await createBigCatalog(server, 'postgres');
    catalog = await openCatalog(server, 'postgres');
    oid = (await readOne(catalog, schemaByName('big'))).oid;
  });

  after(async () => {
    await catalog.close();
    await server.dispose();
  });

  it('reads a first page with one query of 501 rows, and counts the rest with another', async () => {
    const asked: [name: string, rows: number][] = [];
    const counting = {
      server: catalog.server,
      async read<Row>(query: CatalogQuery<Row>, signal: CancelSignal): Promise<readonly Row[]> {
        const rows = await catalog.read(query, signal);
        asked.push([query.name, rows.length]);
        return rows;
      },
    };
    const first = await readPage(counting, relations(oid), { after: undefined, limit: 500 }, neverCancelled);
    assert.equal(first.total, bigCatalogTables);
    const second = await readPage(
      counting,
      relations(oid),
      { after: first.next, limit: 500 },
      neverCancelled,
    );
    assert.equal(second.rows[0]?.name, 'table_000501');
    assert.deepEqual(asked, [
      ['relations', 501],
      ['relations.count', 1],
      ['relations', 501],
    ]);
  });

  for (const [what, listing] of [
    ['by name', () => relations(oid)],
    ['as marts by name', () => marts(oid, 'name')],
    ['as marts by size', () => marts(oid, 'size')],
  ] as const) {
    it(`pages ${what} through every table exactly once`, async () => {
      const names = (await readAll(catalog, listing(), 2_000)).map((row) => row.name);
      assert.equal(names.length, bigCatalogTables);
      assert.equal(new Set(names).size, bigCatalogTables);
      assert.deepEqual(names, names.toSorted());
    });
  }
});
