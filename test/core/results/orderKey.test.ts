import assert from 'node:assert/strict';
import {
  createDistinctCounter,
  countValue,
  distinctCount,
  mostFrequent,
} from '../../../src/core/results/distinctCounter';
import {
  addExactly,
  createExactSum,
  exactAverageText,
  exactSumText,
} from '../../../src/core/results/exactSum';
import { compareBytes, type KeyBuffer } from '../../../src/core/results/keyBuffer';
import { pushKeyPart, valueKey } from '../../../src/core/results/orderKey';
import type { OrderKind } from '../../../src/core/results/orderKind';

const encode = (text: string) => new Uint8Array(Buffer.from(text));

/** A generator of the same numbers every time. */
function* numbers(seed: number): Generator<number> {
  let state = seed;
  for (;;) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield state;
  }
}

function randomDecimal(random: Generator<number>): string {
  const next = () => Number(random.next().value);
  const digits = (count: number) => Array.from({ length: count }, () => next() % 10).join('');
  const whole = digits(1 + (next() % 30)).replace(/^0+(?=\d)/, '');
  const fraction = next() % 2 === 0 ? `.${digits(1 + (next() % 20))}` : '';
  return `${next() % 2 === 0 ? '-' : ''}${whole}${fraction}`;
}

/** As a whole number of units of ten to minus 40. */
function scaled(text: string): bigint {
  const [whole = '', fraction = ''] = text.replace('-', '').split('.');
  const value = BigInt(whole + fraction.padEnd(40, '0'));
  return text.startsWith('-') ? -value : value;
}

describe('keys of values', () => {
  const sign = (value: number | bigint) => (value < 0 ? -1 : value > 0 ? 1 : 0);

  it('of any decimal numbers compare as the numbers do, in both directions', () => {
    const random = numbers(7);
    let before = '0';
    for (let round = 0; round < 5000; round++) {
      const text = randomDecimal(random);
      const expected = sign(scaled(before) - scaled(text));
      const found = compareBytes(valueKey('number', encode(before)), valueKey('number', encode(text)));
      assert.equal(sign(found), expected, `${before} ${text}`);
      before = round % 3 === 0 ? text.replace(/^-/, '') : text;
    }
  });

  it('of one number are the same, however it is written', () => {
    for (const [a, b] of [
      ['1', '1.000'],
      ['-0', '0.00'],
      ['1e3', '1000'],
      ['1.5e-7', '0.00000015'],
      ['100', '1e+02'],
    ] as const) {
      assert.deepEqual(valueKey('number', encode(a)), valueKey('number', encode(b)), `${a} ${b}`);
    }
  });

  it('of several columns compare column by column, also where one text is the beginning of another', () => {
    const key = (cells: readonly (string | null)[], descending: readonly boolean[]) => {
      const into: KeyBuffer = { bytes: new Uint8Array(4), length: 0 };
      cells.forEach((cell, index) => {
        const source = encode(cell ?? '');
        const place = { start: 0, length: cell === null ? -1 : source.length };
        pushKeyPart({ kind: 'text', descending: descending[index] ?? false }, source, place, into);
      });
      return into.bytes.slice(0, into.length);
    };
    const texts = [null, '', 'a', 'ab', 'a\u0001', 'b', 'ä', '\u{10ffff}'];
    const one = (a: string | null, b: string | null, descending: boolean) => {
      if (a === null || b === null) {
        return (descending ? -1 : 1) * ((a === null ? 1 : 0) - (b === null ? 1 : 0));
      }
      return (descending ? -1 : 1) * sign(Buffer.compare(Buffer.from(a), Buffer.from(b)));
    };
    for (const descending of [
      [false, false],
      [true, false],
      [false, true],
      [true, true],
    ]) {
      for (const a of texts) {
        for (const b of texts) {
          for (const c of texts) {
            for (const d of texts) {
              const expected = one(a, c, descending[0] ?? false) || one(b, d, descending[1] ?? false);
              const found = sign(compareBytes(key([a, b], descending), key([c, d], descending)));
              assert.equal(found, sign(expected), JSON.stringify([a, b, c, d, descending]));
            }
          }
        }
      }
    }
  });

  it('of a text that is not of its type stand behind the rest, and nothing fails', () => {
    const kinds: readonly OrderKind[] = [
      'number',
      'money',
      'moment',
      'timeWithZone',
      'interval',
      'address',
      'place',
      'logPosition',
    ];
    const values = [
      '',
      'x',
      '-',
      '.',
      '1e',
      '12:',
      '2024-',
      '\\',
      '1.2.3.4.5',
      '::::::::::::',
      '(1,',
      '31/12/2024',
      '1 day ago',
      'ä',
    ];
    for (const kind of kinds) {
      for (const value of values) {
        assert.ok(valueKey(kind, encode(value)).length > 0, `${kind} ${value}`);
      }
    }
    assert.ok(
      compareBytes(valueKey('moment', encode('31/12/2024')), valueKey('moment', encode('infinity'))) > 0,
    );
  });
});

describe('sums and counts', () => {
  it('adds decimals exactly', () => {
    const random = numbers(11);
    for (let round = 0; round < 50; round++) {
      const sum = createExactSum();
      let expected = 0n;
      for (let count = 0; count < 100; count++) {
        const text = randomDecimal(random);
        addExactly(sum, text);
        expected += scaled(text);
      }
      assert.equal(scaled(exactSumText(sum)), expected);
    }
  });

  it('rounds averages half away from zero', () => {
    const average = (...texts: readonly string[]) => {
      const sum = createExactSum();
      texts.forEach((text) => addExactly(sum, text));
      return exactAverageText(sum);
    };
    assert.equal(average('1', '2'), '1.5');
    assert.equal(average('1', '1', '2'), '1.3333333333333333');
    assert.equal(average('-1', '-1', '-3'), '-1.6666666666666667');
    assert.equal(average('10', '30'), '20');
    assert.equal(average('NaN', '1'), 'NaN');
    assert.equal(average('Infinity', '-Infinity'), 'NaN');
    assert.equal(average(), undefined);
  });

  it('counts different values exactly up to 100,000, and near it beyond', () => {
    const counter = createDistinctCounter();
    for (let value = 0; value < 100_000; value++) {
      countValue(counter, String(value % 500 === 0 ? 0 : value));
    }
    assert.deepEqual(distinctCount(counter), { count: 99_801, isExact: true });
    assert.deepEqual(mostFrequent(counter, 1), [{ value: '0', count: 200 }]);
    for (let value = 100_000; value < 1_000_000; value++) {
      countValue(counter, String(value));
    }
    const { count, isExact } = distinctCount(counter);
    assert.equal(isExact, false);
    assert.ok(Math.abs(count - 999_801) < 30_000, String(count));
    assert.equal(mostFrequent(counter, 1), undefined);
  });
});
