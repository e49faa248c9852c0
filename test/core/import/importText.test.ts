import assert from 'node:assert/strict';
import fc from 'fast-check';
import { detectSeparated } from '../../../src/core/import/detectSeparated';
import { inferredTypes, type InferredType, widerType } from '../../../src/core/import/inferType';
import { columnNames } from '../../../src/core/import/importFormat';
import { failedRow } from '../../../src/core/import/importStatements';
import { objectValues } from '../../../src/core/import/ndjsonReader';
import { SeparatedReader } from '../../../src/core/import/separatedReader';
import type { Cell } from '../../../src/core/ports';

describe('the rows of a file', () => {
  const read = (parts: readonly string[]) => {
    const reader = new SeparatedReader({ delimiter: ',', quote: '"', nullText: '' });
    return [...parts.flatMap((part) => reader.push(part)), ...reader.finish()].map(({ cells }) => cells);
  };

  it('are the same however the text is cut', () => {
    const cell = fc.option(fc.stringMatching(/^[a,"\n\r x]{0,6}$/), { nil: null });
    const field = (each: Cell) => (each === null ? '' : `"${each.replaceAll('"', '""')}"`);
    fc.assert(
      fc.property(
        fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { maxLength: 6 }),
        fc.constantFrom('\n', '\r\n', '\r'),
        fc.array(fc.nat(60), { maxLength: 4 }),
        (rows, end, cuts) => {
          const text = rows.map((row) => row.map(field).join(',') + end).join('');
          const places = [0, ...cuts.sort((a, b) => a - b), text.length];
          const parts = places.slice(1).map((place, index) => text.slice(places[index], place));
          assert.deepEqual(read(parts), rows);
        },
      ),
    );
  });

  it('know their lines', () => {
    const reader = new SeparatedReader({ delimiter: ',', quote: '"', nullText: '' });
    const rows = [...reader.push('a,"b\nc"\n\nd,e\n'), ...reader.finish()];
    assert.deepEqual(
      rows.map(({ line }) => line),
      [1, 4],
    );
  });

  it('say where quotes were left open', () => {
    assert.throws(() => read(['a,b\n"c,d\n']), /The quotes that open in line 2 are never closed/);
  });
});

describe('what a file looks like', () => {
  const cases: readonly (readonly [string, string, boolean, string])[] = [
    ['id,name\n1,"a;b"\n2,c\n', ',', true, ''],
    ['id;price\n1;2,50\n2;3,75\n', ';', true, ''],
    ['1\t2\n3\t4\n', '\t', false, ''],
    ['a|b\nx|\\N\n', '|', true, '\\N'],
    ['first name,last name\nAnna,Berg\n', ',', true, ''],
    ['only\n1\n2\n', ',', true, ''],
  ];
  for (const [sample, delimiter, header, nullText] of cases) {
    it(JSON.stringify(sample), () => {
      assert.deepEqual(detectSeparated(sample), { delimiter, header, nullText, quote: '"' });
    });
  }
});

describe('the type of a column', () => {
  const cases: readonly (readonly [readonly Cell[], InferredType | undefined])[] = [
    [['1', null, '-2147483648'], 'integer'],
    [['1', '2147483648'], 'bigint'],
    [['9223372036854775808'], 'numeric'],
    [['1', '1.50'], 'numeric'],
    [['1', '1e5'], 'double precision'],
    [['007', '1'], 'text'],
    [['+49'], 'text'],
    [['1,5'], 'text'],
    [['true', 'FALSE'], 'boolean'],
    [['true', '1'], 'text'],
    [['2024-02-29'], 'date'],
    [['2023-02-29'], 'text'],
    [['01/02/2024'], 'text'],
    [['2024-02-29 12:00:00.5'], 'timestamp'],
    [['2024-02-29T12:00:00Z', '2024-02-29 12:00:00+01'], 'timestamptz'],
    [['2024-02-29', '2024-02-29 12:00'], 'text'],
    [['123e4567-e89b-12d3-a456-426614174000'], 'uuid'],
    [['{"a": 1}', '[]'], 'jsonb'],
    [['{a}'], 'text'],
    [[''], 'text'],
    [[null], undefined],
  ];
  for (const [cells, expected] of cases) {
    it(`of ${JSON.stringify(cells)} is ${expected ?? 'open'}`, () => {
      const start: InferredType | undefined = undefined;
      assert.equal(
        cells.reduce<InferredType | undefined>((type, cell) => widerType(type, cell), start),
        expected,
      );
    });
  }

  it('has a case for each', () => {
    const tested = new Set(cases.map(([, type]) => type));
    assert.deepEqual(
      inferredTypes.filter((type) => !tested.has(type)),
      [],
    );
  });
});

describe('the values of a JSON line', () => {
  it('keep their digits, and what is nested', () => {
    const values = objectValues('{"a": 1.10, "b,}": "x\\"y", "c": {"d": [1, "}"]}, "e": null, "f": []}');
    assert.deepEqual(
      [...(values ?? [])],
      [
        ['a', '1.10'],
        ['b,}', 'x"y'],
        ['c', '{"d": [1, "}"]}'],
        ['e', null],
        ['f', '[]'],
      ],
    );
  });

  it('are none for anything else', () => {
    for (const text of ['[1]', '{', '"a"', '{"a" 1}']) {
      assert.equal(objectValues(text), undefined);
    }
  });
});

it('names for columns are never empty or equal', () => {
  assert.deepEqual(columnNames(['a', ' ', null, 'a', 'column_2']), [
    'a',
    'column_2',
    'column_3',
    'a_2',
    'column_2_2',
  ]);
});

it('the context of COPY names row and column', () => {
  assert.deepEqual(failedRow('COPY t, line 5, column a b: "x"'), { row: 5, column: 'a b' });
  assert.deepEqual(failedRow('COPY t, line 1500: "7\tagain\t1"'), { row: 1500, column: undefined });
  assert.deepEqual(failedRow('PL/pgSQL function f() line 1 at RAISE\nCOPY t, line 2'), {
    row: 2,
    column: undefined,
  });
  assert.equal(failedRow('SQL function "f"'), undefined);
});
