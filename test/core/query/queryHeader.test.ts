import assert from 'node:assert/strict';
import { type QueryHeader, readQueryHeader, withQueryHeader } from '../../../src/core/query/queryHeader';

const nothing: QueryHeader = { connection: undefined, database: undefined, description: undefined };

describe('the header of a saved query', () => {
  const cases: readonly (readonly [text: string, header: Partial<QueryHeader>])[] = [
    ['', {}],
    ['select 1', {}],
    ['-- lakehouse: connection = Warehouse\nselect 1', { connection: 'Warehouse' }],
    ['--lakehouse:connection=Main = Warehouse  \r\nselect 1', { connection: 'Main = Warehouse' }],
    ['\ufeff-- An ordinary comment\n\n-- Lakehouse: Database = lake\n', { database: 'lake' }],
    [
      '-- lakehouse: description = Late payments\n-- lakehouse: description = of this month\n',
      { description: 'Late payments of this month' },
    ],
    ['-- lakehouse: connection = A\n-- lakehouse: connection = B\n', { connection: 'A' }],
    ['select 1;\n-- lakehouse: connection = Warehouse', {}],
    ['/* lakehouse: connection = Warehouse */ select 1', {}],
    ['-- lakehouse: connection =\n-- lakehouse: nothing = x\nselect 1', {}],
  ];
  for (const [text, header] of cases) {
    it(`of ${JSON.stringify(text)}`, () =>
      assert.deepEqual(readQueryHeader(text), { ...nothing, ...header }));
  }

  it('is written, replaced and taken away, and leaves the rest as it is', () => {
    const sql = '-- Mine\nselect 1;\n';
    const one = withQueryHeader(sql, { ...nothing, connection: 'A', description: 'x' });
    assert.equal(one, '-- lakehouse: connection = A\n-- lakehouse: description = x\n\n-- Mine\nselect 1;\n');
    const two = withQueryHeader(one, { ...nothing, connection: 'B' });
    assert.equal(two, '-- lakehouse: connection = B\n\n-- Mine\nselect 1;\n');
    assert.equal(withQueryHeader(two, nothing), sql);
  });

  it('stays a comment, whatever a connection is called', () => {
    const text = withQueryHeader('select 1', { ...nothing, connection: 'a\ndrop table t;\u2028x' });
    assert.deepEqual(text.split('\n').slice(1), ['', 'select 1']);
    assert.equal(readQueryHeader(text).connection, 'a drop table t; x');
  });
});
