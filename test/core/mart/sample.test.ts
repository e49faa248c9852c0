import assert from 'node:assert/strict';
import { sampleFacts } from '../../../src/core/mart/sampleFacts';
import { sampleMethod, sampleQuery } from '../../../src/core/mart/sampleQuery';
import { readSizeHistory, withSizePoint } from '../../../src/core/mart/sizeHistory';

describe('mart: samples', () => {
  it('counts nulls, and shows the most frequent values first', () => {
    const rows = [
      ['a', null],
      ['b', null],
      ['b', ''],
      ['c', null],
      ['d', null],
    ];
    assert.deepEqual(sampleFacts(rows, 2), [
      { nulls: 0, examples: ['b', 'a', 'c'] },
      { nulls: 4, examples: [''] },
    ]);
    assert.deepEqual(sampleFacts([], 1), [{ nulls: 0, examples: [] }]);
  });

  it('reads large tables here and there, and everything else from its beginning', () => {
    assert.equal(sampleMethod({ kind: 'table' }, 1e9), 'pages');
    assert.equal(sampleMethod({ kind: 'table' }, 20_000), 'first');
    assert.equal(sampleMethod({ kind: 'view' }, 1e9), 'first');
    assert.equal(sampleMethod({ kind: 'foreignTable' }, 1e9), 'first');
  });

  it('quotes every name, cuts values on the server, and has limits', () => {
    const request = { rows: 200, timeout: 2_000, method: 'pages' } as const;
    const columns = [
      { name: 'a"; drop table x; --', type: 'text' },
      { name: 'raw', type: 'bytea' },
    ];
    const query = sampleQuery({ schema: 'we"ird', name: 'new\nline' }, columns, 4e6, request);
    assert.equal(
      query.text.replaceAll(/[ \n]+/g, ' ').trim(),
      'SELECT pg_catalog.left(r."a""; drop table x; --"::pg_catalog.text, 201), ' +
        'pg_catalog.left(pg_catalog.substr(r.raw, 1, 200)::pg_catalog.text, 201) ' +
        'FROM "we""ird"."new line" AS r TABLESAMPLE SYSTEM (0.05) LIMIT $1::int',
    );
    assert.deepEqual(query.limits, { statement: 2_000, lock: 500 });
  });
});

describe('mart: the history of sizes', () => {
  it('keeps one point a day, in order, and no more than a year and some', () => {
    const history = withSizePoint(
      [
        { day: '2026-11-20', bytes: 1 },
        { day: '2026-11-21', bytes: 2 },
      ],
      { day: '2026-11-20', bytes: 3, rows: 5 },
    );
    assert.deepEqual(history, [
      { day: '2026-11-20', bytes: 3, rows: 5 },
      { day: '2026-11-21', bytes: 2 },
    ]);
    const days = Array.from({ length: 500 }, (_, day) => ({
      day: new Date(Date.UTC(2020, 0, 1 + day)).toISOString().slice(0, 10),
      bytes: day,
    }));
    const long = withSizePoint(days, { day: '2026-11-21', bytes: 1 });
    assert.equal(long.length, 400);
    assert.equal(long.at(-1)?.day, '2026-11-21');
  });

  it('reads only what is a point', () => {
    const good = { day: '2026-11-20', bytes: 1 };
    const kept = [
      good,
      { day: 'today', bytes: 1 },
      { day: '2026-11-21', bytes: -1 },
      null,
      { ...good, rows: 'x' },
    ];
    assert.deepEqual(readSizeHistory(JSON.stringify(kept)), [good]);
    for (const broken of ['', 'no json', '{}', 'null']) {
      assert.deepEqual(readSizeHistory(broken), []);
    }
  });
});
