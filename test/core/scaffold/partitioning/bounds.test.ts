import assert from 'node:assert/strict';
import {
  boundSql,
  comparePoints,
  isInverted,
  overlap,
  parseBound,
  type PartitionBound,
  type RangeBound,
  rangeGaps,
  sameBound,
} from '../../../../src/core/scaffold/partitioning/bounds';
import { type KeyKind, keyKind } from '../../../../src/core/scaffold/partitioning/keyValues';

const bound = (text: string): PartitionBound => {
  const parsed = parseBound(text);
  assert.ok(parsed, text);
  return parsed;
};
const range = (text: string): RangeBound => {
  const parsed = bound(text);
  assert.ok(parsed.kind === 'range');
  return parsed;
};

describe('partition bounds', () => {
  it('are read and written', () => {
    const cases: readonly (readonly [string, string])[] = [
      ['DEFAULT', 'DEFAULT'],
      [
        `FOR VALUES FROM ('2024-01-01') TO ('2024-02-01')`,
        `FOR VALUES FROM ('2024-01-01') TO ('2024-02-01')`,
      ],
      [
        `FOR VALUES FROM (1, MINVALUE) TO ('-5', MAXVALUE)`,
        `FOR VALUES FROM ('1', MINVALUE) TO ('-5', MAXVALUE)`,
      ],
      [
        `FOR VALUES IN ('a, b', NULL, 'it''s) TO (', 'NULL', 1, true)`,
        `FOR VALUES IN ('a, b', NULL, 'it''s) TO (', 'NULL', '1', 'true')`,
      ],
      ['FOR VALUES WITH (modulus 4, remainder 3)', 'FOR VALUES WITH (MODULUS 4, REMAINDER 3)'],
      [`FOR VALUES IN ('a\\b')`, `FOR VALUES IN (E'a\\\\b')`],
    ];
    assert.deepEqual(
      cases.map(([text]) => boundSql(bound(text))),
      cases.map(([, written]) => written),
    );
    for (const [, written] of cases) {
      assert.deepEqual(boundSql(bound(written)), written);
    }
  });

  it('are not read from another text', () => {
    for (const text of [
      '',
      'FOR VALUES',
      `FOR VALUES FROM (1)`,
      `FOR VALUES FROM (1) TO (2) x`,
      'CHECK (a)',
    ]) {
      assert.equal(parseBound(text), undefined, text);
    }
  });

  it('are compared as the server compares the values', () => {
    const cases: readonly (readonly [KeyKind, string, string, number | undefined])[] = [
      ['number', '9', '10', -1],
      ['number', '-10', '-9', -1],
      ['number', '1.50', '1.5', 0],
      ['number', '1.5', 'Infinity', -1],
      ['number', '1e3', '5', undefined],
      ['date', '0044-03-15 BC', '0001-01-01', -1],
      ['date', '10000-01-01', '9999-12-31', 1],
      ['date', '2024-02-30', '2024-03-01', undefined],
      ['timestamp', '2024-01-01', '2024-01-01 00:00:00', 0],
      ['timestamptz', '2024-01-01 00:00:00+00', '2024-01-01 07:00:00+07', 0],
      ['timestamptz', '2024-01-01 00:00:00+07', '2024-01-01 00:00:00+00', -1],
      ['timestamptz', '2024-01-01 00:00:00', '2024-01-01 00:00:00+00', undefined],
      ['other', 'a', 'a', 0],
      ['other', 'a', 'b', undefined],
    ];
    for (const [kind, left, right, order] of cases) {
      const [a, b] = [left, right].map((text) => [{ kind: 'value', text }] as const);
      assert.ok(a && b);
      assert.equal(comparePoints(a, b, [kind]), order, `${kind} ${left} ${right}`);
    }
  });

  it('of several columns are compared from the left, and not behind MINVALUE and MAXVALUE', () => {
    const kinds: readonly KeyKind[] = ['number', 'number'];
    const order = (text: string) => {
      const { from, to } = range(`FOR VALUES ${text}`);
      return comparePoints(from, to, kinds);
    };
    assert.equal(order('FROM (1, 2) TO (1, 3)'), -1);
    assert.equal(order('FROM (2, 2) TO (1, 3)'), 1);
    assert.equal(order('FROM (1, MAXVALUE) TO (1, 3)'), 1);
    assert.equal(order('FROM (MINVALUE, MINVALUE) TO (MINVALUE, MAXVALUE)'), 0);
  });

  it('show their gaps', () => {
    const ranges = [
      `FOR VALUES FROM ('2024-04-01') TO ('2024-05-01')`,
      `FOR VALUES FROM (MINVALUE) TO ('2024-01-01')`,
      `FOR VALUES FROM ('2024-01-01') TO ('2024-02-01')`,
      `FOR VALUES FROM ('2024-06-01') TO (MAXVALUE)`,
    ].map(range);
    assert.deepEqual(
      rangeGaps(ranges, ['date']).map((gap) => boundSql({ kind: 'range', ...gap })),
      [
        `FOR VALUES FROM ('2024-02-01') TO ('2024-04-01')`,
        `FOR VALUES FROM ('2024-05-01') TO ('2024-06-01')`,
      ],
    );
  });

  it('tell whether they overlap, are the same, or take nothing', () => {
    const cases: readonly (readonly [string, string, boolean | undefined, boolean])[] = [
      ['FROM (1) TO (5)', 'FROM (5) TO (9)', false, false],
      ['FROM (1) TO (6)', 'FROM (5) TO (9)', true, false],
      ['FROM (MINVALUE) TO (6)', 'FROM (5) TO (MAXVALUE)', true, false],
      [`FROM (1) TO ('5.0')`, `FROM ('1') TO (5)`, true, true],
      [`IN (1, NULL)`, `IN (2, NULL)`, true, false],
      [`IN (1, 2)`, `IN ('2.0', 1)`, true, true],
      [`IN (1)`, `IN (2, NULL)`, false, false],
      ['WITH (MODULUS 4, REMAINDER 1)', 'WITH (MODULUS 8, REMAINDER 5)', true, false],
      ['WITH (MODULUS 4, REMAINDER 1)', 'WITH (MODULUS 8, REMAINDER 6)', false, false],
    ];
    for (const [left, right, overlapping, same] of cases) {
      const [a, b] = [bound(`FOR VALUES ${left}`), bound(`FOR VALUES ${right}`)];
      assert.equal(overlap(a, b, ['number']), overlapping, `${left} ${right}`);
      assert.equal(overlap(b, a, ['number']), overlapping, `${right} ${left}`);
      assert.equal(sameBound(a, b, ['number']), same, `${left} ${right}`);
    }
    assert.equal(overlap(bound('DEFAULT'), bound('DEFAULT'), []), true);
    assert.equal(
      overlap(bound(`FOR VALUES FROM ('a') TO ('c')`), bound(`FOR VALUES FROM ('b') TO ('d')`), ['other']),
      undefined,
    );
    assert.equal(isInverted(range('FOR VALUES FROM (5) TO (5)'), ['number']), true);
    assert.equal(isInverted(range('FOR VALUES FROM (5) TO (6)'), ['number']), false);
    assert.equal(isInverted(range(`FOR VALUES FROM ('b') TO ('a')`), ['other']), undefined);
  });

  it('have the kind of their column', () => {
    assert.deepEqual(
      [
        'bigint',
        'numeric(10,2)',
        'timestamp(3) with time zone',
        'timestamp without time zone',
        'date',
        'text',
        'integer[]',
      ].map(keyKind),
      ['number', 'number', 'timestamptz', 'timestamp', 'date', 'other', 'other'],
    );
  });
});
