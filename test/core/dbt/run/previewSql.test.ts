import assert from 'node:assert/strict';
import { commonTables, previewSql } from '../../../../src/core/dbt/run/previewSql';

const model = `-- of the marts
with recursive "Odd ""one" (a, b) as not materialized (
  select ')', 2 -- )
), totals AS (select sum(a) from "Odd ""one")
select * from totals;
`;

describe('a preview of a model', () => {
  it('takes the first rows of the whole, also behind a remark and a semicolon', () => {
    assert.equal(
      previewSql('select 1 as one -- the only one\n;', 500),
      'SELECT * FROM (\nselect 1 as one\n) AS preview LIMIT 500',
    );
  });

  it('knows the queries of the WITH', () => {
    assert.deepEqual(
      commonTables(model).map(({ name, range }) => [name, model.slice(range.start, range.start + 6)]),
      [
        ['Odd "one', '"Odd "'],
        ['totals', 'totals'],
      ],
    );
    assert.deepEqual(commonTables('select 1'), []);
    assert.deepEqual(commonTables('with a as (select 1'), []);
  });

  it('takes the first rows of one of them, with those that it may read', () => {
    const [odd, totals] = commonTables(model);
    assert.equal(
      previewSql(model, 10, odd),
      `${model.slice(0, model.indexOf(', totals'))}\nSELECT * FROM "Odd ""one" LIMIT 10`,
    );
    assert.match(previewSql(model, 10, totals) ?? '', /"Odd ""one"\)\nSELECT \* FROM totals LIMIT 10$/);
  });

  it('refuses what is not one statement', () => {
    assert.equal(previewSql('select 1; select 2', 10), undefined);
    assert.equal(previewSql('-- nothing', 10), undefined);
  });
});
