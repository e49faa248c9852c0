import assert from 'node:assert/strict';
import { neverCancelled } from '../../../src/base/cancelSignal';
import { relationAnswer } from '../../../src/core/dbt/language/relationAnswer';
import { openCatalog, type OpenCatalog, runAll } from '../../support/catalog';
import { sharedServer } from '../../support/sharedServer';

describe('what a hover asks of a relation', () => {
  let catalog: OpenCatalog;

  before(async () => {
    const server = await sharedServer();
    const database = await server.createDatabase('relation_answer');
    await runAll(server, database, [
      `create table "Odd ""t""" (id bigint primary key, "Total" numeric(18,2) not null, gone int)`,
      `alter table "Odd ""t""" drop column gone`,
      `comment on table "Odd ""t""" is 'A <b>comment</b>'`,
      `comment on column "Odd ""t"""."Total" is E'two\\nlines'`,
      `insert into "Odd ""t""" select n, n from generate_series(1, 5000) n`,
      `analyze "Odd ""t"""`,
      `create table parted (at date not null, v text) partition by range (at)`,
      `create table parted_1 partition of parted for values from ('2026-01-01') to ('2027-01-01')`,
      `insert into parted select date '2026-01-01' + n % 300, repeat('x', 100) from generate_series(1, 3000) n`,
      `analyze parted`,
      `create view looked as select * from parted`,
      `create table nothing ()`,
    ]);
    catalog = await openCatalog(server, database);
  });
  after(() => catalog.close());

  const asked = (name: string) => catalog.read(relationAnswer('public', name), neverCancelled);

  it('is its kind, rows, size, comment and columns', async () => {
    const [answer] = await asked('Odd "t"');
    assert.ok(answer);
    const { bytes, ...rest } = answer;
    assert.ok(bytes !== undefined && bytes > 200_000 && bytes < 600_000, String(bytes));
    assert.deepEqual(rest, {
      kind: 'table',
      rows: 5000,
      comment: 'A <b>comment</b>',
      columns: [
        { name: 'id', type: 'bigint', notNull: true, comment: undefined },
        { name: 'Total', type: 'numeric(18,2)', notNull: true, comment: 'two\nlines' },
      ],
    });
  });

  it('counts the partitions of a table, and nothing of a view', async () => {
    const [parted] = await asked('parted');
    assert.deepEqual([parted?.kind, parted?.rows], ['partitionedTable', 3000]);
    assert.ok((parted?.bytes ?? 0) > 300_000);
    const [view] = await asked('looked');
    assert.deepEqual(
      [view?.kind, view?.rows, view?.bytes, view?.columns.length],
      ['view', undefined, undefined, 2],
    );
  });

  it('is empty for what is not there, and knows a table without columns', async () => {
    assert.deepEqual(await asked('missing'), []);
    const [nothing] = await asked('nothing');
    assert.deepEqual([nothing?.columns, nothing?.rows, nothing?.bytes], [[], undefined, undefined]);
  });
});
