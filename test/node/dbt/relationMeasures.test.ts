import assert from 'node:assert/strict';
import { neverCancelled } from '../../../src/base/cancelSignal';
import { relationMeasures } from '../../../src/core/dbt/lineage/relationMeasures';
import { openCatalog, type OpenCatalog, runAll } from '../../support/catalog';
import { sharedServer } from '../../support/sharedServer';

describe('what a lineage asks of relations', () => {
  let catalog: OpenCatalog;

  before(async () => {
    const server = await sharedServer();
    const database = await server.createDatabase('relation_measures');
    await runAll(server, database, [
      'create schema marts',
      `create table marts."Odd ""t""" (id bigint primary key)`,
      `insert into marts."Odd ""t""" select generate_series(1, 5000)`,
      `analyze marts."Odd ""t"""`,
      `create table parted (at date not null, v text) partition by range (at)`,
      `create table parted_1 partition of parted for values from ('2026-01-01') to ('2027-01-01')`,
      `insert into parted select date '2026-01-01' + n % 300, repeat('x', 100) from generate_series(1, 3000) n`,
      `analyze parted`,
      `create view looked as select * from parted`,
      `create table fresh (id int)`,
    ]);
    catalog = await openCatalog(server, database);
  });
  after(() => catalog.close());

  it('is the rows and the size of each that is there, in one query', async () => {
    const wanted = [
      ['marts', 'Odd "t"'],
      ['public', 'parted'],
      ['public', 'looked'],
      ['public', 'fresh'],
      ['public', 'Odd "t"'],
      ["it's", 'gone'],
    ].map(([schema = '', name = '']) => ({ schema, name }));
    const rows = await catalog.read(relationMeasures(wanted), neverCancelled);
    const found = new Map(rows.map((row) => [`${row.schema}.${row.name}`, row]));
    assert.deepEqual([...found.keys()].sort(), [
      'marts.Odd "t"',
      'public.fresh',
      'public.looked',
      'public.parted',
    ]);
    const odd = found.get('marts.Odd "t"');
    assert.equal(odd?.rows, 5000);
    // The table and its key.
    assert.ok((odd.bytes ?? 0) > 200_000 && (odd.bytes ?? 0) < 600_000, String(odd.bytes));
    assert.equal(found.get('public.parted')?.rows, 3000);
    assert.ok((found.get('public.parted')?.bytes ?? 0) > 300_000);
    assert.deepEqual(
      ['public.looked', 'public.fresh'].map((name) => [found.get(name)?.rows, found.get(name)?.bytes]),
      [
        [undefined, undefined],
        [undefined, undefined],
      ],
    );
  });

  it('is nothing of nothing', async () => {
    assert.deepEqual(await catalog.read(relationMeasures([]), neverCancelled), []);
  });
});
