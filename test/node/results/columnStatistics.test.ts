import assert from 'node:assert/strict';
import type { ColumnStatistics } from '../../../src/core/results/statistics';
import { runRowJob } from '../../../src/node/results/runRowJob';
import { arrange, jobRows, jobRun, type StoredResult, resultStores } from '../../support/storedResult';
import type { ArrangedRows } from '../../../src/node/results/arrangedRows';

describe('the statistics of a column', () => {
  const results = resultStores('statistics');
  const { store } = results;
  const statistics = (result: StoredResult, column = 0, order?: ArrangedRows): Promise<ColumnStatistics> =>
    runRowJob({ kind: 'statistics', rows: jobRows(result, order), column }, jobRun(result));

  const numbers: readonly (readonly [name: string, expression: string])[] = [
    ['int4', 'case when n % 10 = 0 then null else (n * 7919 % 100003) - 50000 end'],
    ['int8', '9223372036854775807 - n'],
    ['numeric', '(n::numeric * 12345678901234567890 / 7)::numeric(60, 13) - 5'],
    ['numeric', 'case when n % 3 = 0 then 1.5 when n % 3 = 1 then 1.50 else -2 end'],
  ];
  for (const [type, expression] of numbers) {
    it(`of ${type} are the server’s: ${expression}`, async () => {
      const from = `(select ${expression} as v from generate_series(1, 20000) as n) as r`;
      const result = await store(`select v from ${from}`);
      const [expected] = await results.server.query<Record<string, string>>(
        `select count(*) as rows, count(*) - count(v) as nulls, count(distinct v) as distinct, sum(v)::text as sum, min(v)::text as least, max(v)::text as greatest, trim_scale(round(avg(v * 1.00000000000000000000), 16))::text as average, stddev_samp(v)::float8 as deviation from ${from}`,
      );
      const found = await statistics(result);
      assert.ok(expected);
      assert.equal(String(found.rows), expected['rows']);
      assert.equal(String(found.nulls), expected['nulls']);
      assert.deepEqual(found.distinct, { count: Number(expected['distinct']), isExact: true });
      assert.ok(found.numbers);
      assert.equal(found.numbers.sum, expected['sum']);
      assert.equal(found.numbers.average, expected['average']);
      assert.deepEqual(
        [Number(found.least), Number(found.greatest)],
        [Number(expected['least']), Number(expected['greatest'])],
      );
      const deviation = Number(expected['deviation']);
      assert.ok(Math.abs((found.numbers.deviation ?? 0) - deviation) <= Math.abs(deviation) * 1e-6 + 1e-9);
      assert.equal(
        found.histogram?.counts.reduce((a, b) => a + b),
        found.rows - found.nulls,
      );
    });
  }

  it('of floats name what has no place in the histogram', async () => {
    const result = await store(
      `select v from (values (1::float8), (2.5), ('NaN'), ('Infinity'), (null)) as t (v)`,
    );
    const found = await statistics(result);
    assert.equal(found.histogram?.outside, 2);
    assert.ok(found.numbers);
    assert.equal(found.numbers.isExact, false);
    assert.equal(found.numbers.sum, 'NaN');
    assert.equal(found.greatest, 'NaN');
  });

  it('of texts count what is empty and what is frequent', async () => {
    const result = await store(
      `select case when n % 5 = 0 then '' when n % 7 = 0 then null else 'v' || n % 3 end as v from generate_series(1, 1000) as n`,
    );
    const expected = await results.server.query<{ value: string; count: string }>(
      `select v as value, count(*) as count from (select case when n % 5 = 0 then '' when n % 7 = 0 then null else 'v' || n % 3 end as v from generate_series(1, 1000) as n) as r where v is not null group by 1 order by 2 desc, 1`,
    );
    const found = await statistics(result);
    assert.equal(found.empty, 200);
    assert.deepEqual(
      new Map(found.frequent?.map(({ value, count }) => [value, String(count)])),
      new Map(expected.map(({ value, count }) => [value, count])),
    );
    assert.deepEqual([found.least, found.greatest], ['', 'v2']);
  });

  it('of many different texts are estimated within 3 %', async () => {
    const result = await store(`select md5(n::text) as v, n as id from generate_series(1, 400000) as n`);
    const { distinct, frequent } = await statistics(result);
    assert.equal(distinct.isExact, false);
    assert.ok(Math.abs(distinct.count - 400_000) < 12_000, String(distinct.count));
    assert.equal(frequent, undefined);
  });

  it('of the rows that are shown, dates among them', async () => {
    const result = await store(
      `select n, timestamptz '2024-01-01' + n * interval '1 hour' as at from generate_series(0, 999) as n`,
    );
    const order = await arrange(result, {
      filter: { conditions: [{ column: 0, operator: 'less', text: '10', matchCase: false }], anywhere: '' },
    });
    const found = await statistics(result, 1, order);
    assert.equal(found.rows, 10);
    assert.ok(found.histogram);
    assert.equal(found.histogram.kind, 'moment');
    assert.equal((found.histogram.to - found.histogram.from) / 3_600_000_000, 9);
    order.dispose();
  });
});
