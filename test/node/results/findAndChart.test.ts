import assert from 'node:assert/strict';
import type { ChartSpec } from '../../../src/core/results/chart';
import type { SearchSpec } from '../../../src/core/results/search';
import type { ArrangedRows } from '../../../src/node/results/arrangedRows';
import { runRowJob } from '../../../src/node/results/runRowJob';
import { arrange, jobRows, jobRun, type StoredResult, resultStores } from '../../support/storedResult';

const plain = { matchCase: false, wholeCell: false, isPattern: false };

describe('looking through rows', () => {
  const results = resultStores('find');
  const { store } = results;
  const find = async (result: StoredResult, search: Partial<SearchSpec>, order?: ArrangedRows) => {
    const job = {
      kind: 'find',
      rows: jobRows(result, order),
      search: { text: '', ...plain, ...search },
    } as const;
    const { total, rows, columns } = await runRowJob(job, jobRun(result));
    return { total, places: [...rows].map((row, index) => [row, columns[index]]) };
  };
  const chart = (result: StoredResult, spec: Partial<ChartSpec>, order?: ArrangedRows) =>
    runRowJob(
      {
        kind: 'chart',
        rows: jobRows(result, order),
        spec: { kind: 'line', x: undefined, y: [], measure: 'count', ...spec },
      },
      jobRun(result),
    );

  it('finds cells as they are stored, and where another order shows them', async () => {
    const result = await store(
      `select n, case n when 3 then null when 5 then 'Äpfel' when 7 then 'äpfel und 7' else 'x' end as t from generate_series(0, 9) as n`,
    );
    assert.deepEqual(await find(result, { text: 'äPFEL' }), {
      total: 2,
      places: [
        [5, 1],
        [7, 1],
      ],
    });
    assert.deepEqual(await find(result, { text: 'Äpfel', matchCase: true }), { total: 1, places: [[5, 1]] });
    assert.deepEqual(await find(result, { text: '7' }), {
      total: 2,
      places: [
        [7, 0],
        [7, 1],
      ],
    });
    assert.deepEqual(await find(result, { text: '7', wholeCell: true }), { total: 1, places: [[7, 0]] });
    assert.deepEqual(await find(result, { text: '^.pf', isPattern: true }), {
      total: 2,
      places: [
        [5, 1],
        [7, 1],
      ],
    });
    const order = await arrange(result, {
      sort: [{ column: 0, descending: true }],
      filter: { conditions: [{ column: 0, operator: 'greater', text: '4', matchCase: false }], anywhere: '' },
    });
    assert.deepEqual(await find(result, { text: 'pfel' }, order), {
      total: 2,
      places: [
        [2, 1],
        [4, 1],
      ],
    });
    assert.deepEqual(await find(result, { text: 'x' }, order), {
      total: 3,
      places: [
        [0, 1],
        [1, 1],
        [3, 1],
      ],
    });
    order.dispose();
  });

  it('draws few rows as they are, and many in ranges that hide no peak', async () => {
    const few = await store(`select n, n * n as square from generate_series(3, 1, -1) as n`);
    const small = await chart(few, { x: 0, y: [1] });
    assert.deepEqual(small.series[0]?.points, [
      { x: 1, y: 1 },
      { x: 2, y: 4 },
      { x: 3, y: 9 },
    ]);
    assert.equal(small.said, 'Every one of 3 rows.');
    const many = await store(
      `select n, case n when 77777 then 1000 when 33333 then -1000 else n % 10 end as v from generate_series(1, 100000) as n`,
    );
    const { series, said } = await chart(many, { x: 0, y: [1] });
    const points = series[0]?.points ?? [];
    assert.equal(points.length, 300);
    assert.equal(Math.max(...points.map(({ y, high }) => high ?? y)), 1000);
    assert.equal(Math.min(...points.map(({ y, low }) => low ?? y)), -1000);
    assert.match(said, /^100,000 rows in 300 ranges of equal width/);
    const dots = await chart(many, { kind: 'scatter', x: 0, y: [1] });
    assert.equal(dots.said, 'Every 50th row of 100,000 rows.');
    assert.equal(dots.series[0]?.points.length, 2000);
  });

  it('adds up bars and counts ranges as the server does', async () => {
    const from = `(select 'k' || n % 7 as k, n::numeric / 4 as v from generate_series(1, 5000) as n) as r`;
    const result = await store(`select k, v from ${from}`);
    const expected = await results.server.query<{ k: string; sum: number; average: number; count: number }>(
      `select k, sum(v)::float8, avg(v)::float8 as average, count(*)::int from ${from} group by k order by 2 desc`,
    );
    const sums = await chart(result, { kind: 'bar', x: 0, y: [1], measure: 'sum' });
    assert.deepEqual(
      sums.categories,
      expected.map(({ k }) => k),
    );
    assert.deepEqual(
      sums.series[0]?.points.map(({ y }) => y),
      expected.map(({ sum }) => sum),
    );
    const averages = await chart(result, { kind: 'bar', x: 0, y: [1], measure: 'average' });
    const byName = new Map(
      averages.categories.map((name, index) => [name, averages.series[0]?.points[index]?.y]),
    );
    for (const { k, average } of expected) {
      assert.ok(Math.abs((byName.get(k) ?? 0) - average) < 1e-9);
    }
    const counts = await chart(result, { kind: 'histogram', y: [1] });
    const buckets = await results.server.query<{ count: number }>(
      `select count(v)::int from generate_series(1, 40) as b left join ${from} on least(width_bucket(v, 0.25, 1250, 40), 40) = b group by b order by b`,
    );
    assert.deepEqual(
      counts.series[0]?.points.map(({ y }) => y),
      buckets.map(({ count }) => count),
    );
  });
});
