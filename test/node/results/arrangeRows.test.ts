import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { UserError } from '../../../src/base/userError';
import { defaultExportOptions } from '../../../src/core/export/exportOptions';
import type { ColumnCondition } from '../../../src/core/results/arrangement';
import { exportStored } from '../../../src/node/export/exportStored';
import type { RowFile } from '../../../src/node/results/rowFile';
import { encodeProgram } from '../../support/encodeProgram';
import { arrange, resultStores } from '../../support/storedResult';

const all = Number.MAX_SAFE_INTEGER;

/** Values of each type that are hard to put in order, as SQL. */
const cases: readonly (readonly [type: string, values: readonly string[]])[] = [
  ['int2', ['-32768', '32767', '0', '-1', '1']],
  ['int4', ['-2147483648', '2147483647', '10', '9', '-10', '-9']],
  ['int8', ['-9223372036854775808', '9223372036854775807', '9007199254740993', '9007199254740992', '0']],
  [
    'numeric',
    [
      ...[
        'NaN',
        'Infinity',
        '-Infinity',
        '0',
        '-0.0',
        '0.00001',
        '-0.00001',
        '1',
        '1.0',
        '1.01',
        '1.1',
        '10',
      ],
      ...['-1', '-1.01', '-1.1', '-10', '100', '99.999', '1e-200', '-1e-200', '1e200', '-1e200', '1e-201'],
      ...['1e1000', '9e999', '123456789012345678901234567890.5', '123456789012345678901234567890.49'],
    ],
  ],
  [
    'float8',
    [
      'NaN',
      'Infinity',
      '-Infinity',
      '-0',
      '0',
      '1e300',
      '1e-300',
      '-1e300',
      '-1e-300',
      '0.1',
      '123456789.125',
    ],
  ],
  ['float4', ['NaN', 'Infinity', '-Infinity', '1e30', '1e-30', '-1e30', '3.4028235e38', '0.1', '2']],
  ['money', ['-5.00', '5.00', '1234567.89', '0.01', '-1234.5', '0']],
  ['oid', ['0', '4294967295', '9', '10']],
  ['bool', ['true', 'false']],
  ['text', ['', ' ', 'a', 'A', 'ab', 'b', 'B', 'ä', 'z', 'Z', '€', '😀', '\ufffd', 'a b', 'a-b', '10', '9']],
  ['varchar(20)', ['b', 'a', 'A', 'ä', '']],
  ['char(5)', ['a', 'ab', 'a  ', '', 'b']],
  ['name', ['b', 'a', 'A']],
  [
    'uuid',
    [
      '00000000-0000-0000-0000-000000000001',
      'ffffffff-0000-0000-0000-000000000000',
      '7fffffff-0000-0000-0000-000000000000',
    ],
  ],
  ['bytea', ['\\x', '\\x00', '\\x0001', '\\xff', '\\x7f80']],
  [
    'date',
    [
      'infinity',
      '-infinity',
      '0044-03-15 BC',
      '0001-01-01',
      '4713-01-01 BC',
      '5874897-12-31',
      '1969-12-31',
      '1970-01-01',
      '2024-02-29',
      '10000-01-01',
    ],
  ],
  [
    'timestamp',
    [
      'infinity',
      '-infinity',
      '0044-03-15 12:00 BC',
      '2024-01-01 00:00:00.000001',
      '2024-01-01',
      '2024-01-01 00:00:00.1',
      '294276-12-31 23:59:59.999999',
      '1969-12-31 23:59:59.999999',
    ],
  ],
  [
    'timestamptz',
    [
      'infinity',
      '-infinity',
      '2024-03-31 01:59:59+01',
      '2024-03-31 03:00:00+02',
      '2024-10-27 02:30+02',
      '2024-10-27 02:30+01',
      '0044-03-15 12:00 BC',
      '1850-01-01 00:00+00',
    ],
  ],
  ['time', ['00:00', '24:00', '23:59:59.999999', '12:00:00.1', '12:00:00.01', '12:00']],
  [
    'timetz',
    ['12:00+00', '13:00+01', '11:00-01', '12:00+05:30', '23:59:59.5-12', '00:00+14', '12:00:00.25+00'],
  ],
  [
    'interval',
    [
      '1 mon',
      '30 days',
      '31 days',
      '29 days 24 hours',
      '1 year',
      '360 days',
      '-1 mon',
      '-1 day +25 hours',
      '0',
      '00:00:00.000001',
      '-00:00:00.5',
      '178000000 years',
      '1 mon -1 day',
    ],
  ],
  [
    'inet',
    [
      '10.0.0.1',
      '10.0.0.1/8',
      '10.0.0.0/8',
      '9.255.0.1',
      '::1',
      '2001:db8::/32',
      '::ffff:1.2.3.4',
      '10.0.0.0/16',
      '2001:db8::1',
    ],
  ],
  ['cidr', ['10.0.0.0/8', '10.0.0.0/9', '10.1.0.0/16', '192.168.0.0/24', '::/0']],
  ['macaddr', ['08:00:2b:01:02:03', '08:00:2b:01:02:04', 'ff:00:00:00:00:00']],
  ['bit(3)', ['000', '111', '010']],
  ['varbit', ['1', '10', '01', '101', '']],
  ['tid', ['(0,1)', '(0,10)', '(0,9)', '(10,1)', '(9,1)']],
  ['pg_lsn', ['0/0', '0/FF', '1/0', 'A/1', '9/FFFFFFFF']],
];

describe('the order of rows', () => {
  const results = resultStores('order');
  const { store } = results;
  const firstColumn = async (rows: Pick<RowFile, 'window' | 'count'>) =>
    (await rows.window({ first: 0, count: rows.count, firstColumn: 0, columnCount: 1 }, all)).map(
      ([cell]) => cell,
    );

  for (const [type, values] of cases) {
    it(`of ${type} is the server’s`, async () => {
      const list = [...values, ...values.slice(0, 2)].map((value) => `('${value.replaceAll("'", "''")}')`);
      const from = `(select row_number() over () as id, v::${type} as value from (values ${list.join(', ')}, (null)) as t (v)) as r`;
      const collate = /^(text|varchar|char)/.test(type) ? ' collate "C"' : '';
      const result = await store(`select id, value from ${from}`);
      for (const descending of [false, true]) {
        const direction = descending ? 'desc' : 'asc';
        const expected = await results.server.query<{ id: string }>(
          `select r.id::text as id from ${from} order by value${collate} ${direction}, r.id`,
        );
        const arranged = await arrange(result, { sort: [{ column: 1, descending }] });
        const found = await firstColumn(arranged);
        assert.deepEqual(
          found,
          expected.map(({ id }) => id),
          direction,
        );
        arranged.dispose();
      }
    });
  }

  it('of several columns, among many rows, with runs on the disk, is the server’s', async function () {
    // Twice 900,000 rows are sorted, here and by the server.
    this.timeout(300_000);
    const from = `(select n as id, (n::bigint * 7919) % 1009 as a, case when n % 17 = 0 then null else md5((n % 50000)::text) end as b, (n::bigint * 31 % 997)::numeric / 7 as c from generate_series(1, 900000) as n) as r`;
    const result = await store(`select id, a, b, c from ${from}`);
    const expected = await results.server.query<{ hash: string }>(
      `select md5(string_agg(id::text, ',' order by place)) as hash from (select id, row_number() over (order by b collate "C" desc, c, a, id) as place from ${from}) as p`,
    );
    const arranged = await arrange(result, {
      sort: [
        { column: 2, descending: true },
        { column: 3, descending: false },
        { column: 1, descending: false },
      ],
    });
    const found = createHash('md5')
      .update((await firstColumn(arranged)).join(','))
      .digest('hex');
    assert.equal(found, expected[0]?.hash);
    assert.deepEqual(
      readdirSync(results.folder).filter((name) => name.includes('.run-')),
      [],
    );
    arranged.dispose();
  });

  it('keeps rows of one value in their order, and reads any window and cell', async () => {
    const result = await store(`select n, n % 3, repeat('x', n % 5000) from generate_series(0, 9999) as n`);
    const arranged = await arrange(result, { sort: [{ column: 1, descending: true }] });
    const ids = (await firstColumn(arranged)).map(Number);
    const wanted = [2, 1, 0].flatMap((rest) =>
      Array.from({ length: 10_000 }, (_, n) => n).filter((n) => n % 3 === rest),
    );
    assert.deepEqual(ids, wanted);
    assert.deepEqual(await arranged.window({ first: 3332, count: 3, firstColumn: 0, columnCount: 2 }, all), [
      ['9998', '2'],
      ['1', '1'],
      ['4', '1'],
    ]);
    assert.deepEqual(await arranged.cell(1, 2, 3), { text: 'xxx', bytes: 5 });
    assert.deepEqual(await arranged.storedRows(0, 2), [2, 5]);
    arranged.dispose();
  });

  it('finds the rows that fulfil conditions, as the server does', async () => {
    const from = `(select n as id, case when n % 7 = 0 then null else (n * 37 % 1000)::numeric / 4 end as amount, case when n % 11 = 0 then '' else 'Näme ' || n end as name, date '2024-01-01' + n % 400 as day from generate_series(1, 5000) as n) as r`;
    const result = await store(`select id, amount, name, day from ${from}`);
    const condition = (
      column: number,
      operator: ColumnCondition['operator'],
      text = '',
      matchCase = false,
    ) => ({
      ...{ column, operator, text, matchCase },
    });
    const questions: readonly (readonly [string, readonly ColumnCondition[]])[] = [
      ['amount = 9.250', [condition(1, 'equals', '9.25')]],
      ['amount <> 9.25', [condition(1, 'notEquals', '9.250')]],
      ['amount < 10 and amount >= 2.5', [condition(1, 'less', '10'), condition(1, 'greaterOrEqual', '2.5')]],
      ['amount is null', [condition(1, 'isNull')]],
      ['amount is not null and amount <= 1', [condition(1, 'isNotNull'), condition(1, 'lessOrEqual', '1')]],
      [`name = ''`, [condition(2, 'isEmpty')]],
      [`name <> ''`, [condition(2, 'isNotEmpty')]],
      [`name ilike '%ME 12%'`, [condition(2, 'contains', 'ME 12')]],
      [`name like '%äme 12%'`, [condition(2, 'contains', 'äme 12', true)]],
      [`name not ilike '%1%'`, [condition(2, 'notContains', '1')]],
      [`name ~ '^N.me \\d{2}$'`, [condition(2, 'matches', '^N.me \\d{2}$', true)]],
      [`name !~* '^n.me \\d{2}$'`, [condition(2, 'notMatches', '^n.me \\d{2}$')]],
      [`day > '2024-12-30'`, [condition(3, 'greater', '2024-12-30')]],
    ];
    for (const [where, conditions] of questions) {
      const expected = await results.server.query<{ id: string }>(
        `select r.id::text as id from ${from} where ${where} order by r.id`,
      );
      const arranged = await arrange(result, { filter: { conditions, anywhere: '' } });
      assert.deepEqual(
        await firstColumn(arranged),
        expected.map(({ id }) => id),
        where,
      );
      arranged.dispose();
    }
    const expected = await results.server.query<{ id: string }>(
      `select r.id::text as id from ${from} where (id::text || '|' || coalesce(amount::text, '') || '|' || name || '|' || day) ilike '%me 12%' order by amount desc, r.id`,
    );
    const anywhere = await arrange(result, {
      filter: { conditions: [], anywhere: 'ME 12' },
      sort: [{ column: 1, descending: true }],
    });
    assert.deepEqual(
      await firstColumn(anywhere),
      expected.map(({ id }) => id),
    );
    anywhere.dispose();
  });

  it('is that of an exported file, too', async () => {
    const from = `(select n as id, 'name ' || n % 100 as name from generate_series(1, 50000) as n) as r`;
    const result = await store(`select id, name from ${from}`);
    const arranged = await arrange(result, {
      sort: [{ column: 0, descending: true }],
      filter: {
        conditions: [{ column: 1, operator: 'equals', text: 'name 7', matchCase: true }],
        anywhere: '',
      },
    });
    const file = path.join(results.folder, 'shown.ndjson');
    const report = await exportStored({
      ...{ rows: arranged, columns: result.columns, format: 'ndjson', path: file },
      ...{ options: defaultExportOptions, progress: () => undefined, program: encodeProgram },
      signal: new AbortController().signal,
    });
    assert.equal(report.rows, 500);
    const lines = readFileSync(file, 'utf8').trim().split('\n');
    assert.equal(lines.length, 500);
    assert.equal(lines[0], '{ "id": 49907, "name": "name 7" }');
    arranged.dispose();
  });

  it('stops a regular expression that never ends, and one that cannot be read', async () => {
    const result = await store(`select repeat('a', 60) || '!' as v`);
    const matches = (text: string): ColumnCondition => ({
      column: 0,
      operator: 'matches',
      text,
      matchCase: true,
    });
    const run = (text: string) =>
      arrange(result, { filter: { conditions: [matches(text)], anywhere: '' } }, { silence: 1500 });
    await assert.rejects(
      run('^(a+)+$'),
      (error) => error instanceof UserError && /may never come to an end/.test(error.message),
    );
    await assert.rejects(
      run('(a'),
      (error) => error instanceof UserError && /cannot be read/.test(error.message),
    );
  });

  it('is cancelled at once, and tells how far it is', async () => {
    const result = await store(`select n, md5(n::text) from generate_series(1, 300000) as n`);
    const stop = new AbortController();
    const told: number[] = [];
    const progress = (rows: number) => {
      told.push(rows);
      stop.abort();
    };
    await assert.rejects(
      arrange(result, { sort: [{ column: 1, descending: false }] }, { signal: stop.signal, progress }),
      {
        name: 'CancelledError',
      },
    );
    assert.ok((told[0] ?? 0) < 300_000, String(told));
  });

  it('reaches rows of many megabytes, and takes its file away', async () => {
    const result = await store(
      `select n, case when n = 2 then repeat('b', 20000000) else 'a' || n end as v, 'end' || n from generate_series(1, 3) as n`,
    );
    const arranged = await arrange(result, { sort: [{ column: 1, descending: true }] });
    const rows = await arranged.window({ first: 0, count: 3, firstColumn: 0, columnCount: 3 }, 4);
    assert.deepEqual(rows, [
      ['2', 'bbbb', 'end2'],
      ['3', 'a3', 'end3'],
      ['1', 'a1', 'end1'],
    ]);
    assert.equal((await arranged.cell(0, 1, 10)).bytes, 20_000_000);
    assert.equal(existsSync(arranged.path), true);
    arranged.dispose();
  });
});
