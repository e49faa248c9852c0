import assert from 'node:assert/strict';
import { NumberSummary } from '../../../src/core/values/numberSummary';

function summaryOf(...texts: readonly string[]) {
  const summary = new NumberSummary();
  texts.forEach((text) => summary.add(text));
  return [summary.count, summary.sum, summary.average, summary.min, summary.max];
}

type Expected = readonly [count: number, ...texts: readonly (string | undefined)[]];

describe('the summary of numbers', () => {
  const cases: readonly (readonly [texts: readonly string[], expected: Expected])[] = [
    [[], [0, undefined, undefined, undefined, undefined]],
    [
      ['abc', '2026-01-01', ''],
      [0, undefined, undefined, undefined, undefined],
    ],
    [
      ['1', '2', '3', '4'],
      [4, '10', '2.5', '1', '4'],
    ],
    [
      ['0.1', '0.2'],
      [2, '0.3', '0.15', '0.1', '0.2'],
    ],
    [
      ['1.50', '-2.5'],
      [2, '-1.00', '-0.50', '-2.5', '1.50'],
    ],
    [
      ['1', '1', '2'],
      [3, '4', '1.3333333333', '1', '2'],
    ],
    [
      ['-1', '-1', '-2'],
      [3, '-4', '-1.3333333333', '-2', '-1'],
    ],
    [['-0.001'], [1, '-0.001', '-0.001', '-0.001', '-0.001']],
    [
      ['9223372036854775807', '9223372036854775807'],
      [2, '18446744073709551614', '9223372036854775807', '9223372036854775807', '9223372036854775807'],
    ],
    [
      ['9007199254740991', '1', '1'],
      [3, '9007199254740993', '3002399751580331', '1', '9007199254740991'],
    ],
    [
      ['1e+20', '1e-3', '-2.5E1'],
      [3, '99999999999999999975.001', '33333333333333333325.0003333333333', '-2.5E1', '1e+20'],
    ],
    [
      ['NaN', '1'],
      [2, 'NaN', 'NaN', '1', 'NaN'],
    ],
    [
      ['Infinity', '1'],
      [2, 'Infinity', 'Infinity', '1', 'Infinity'],
    ],
    [
      ['-Infinity', '1'],
      [2, '-Infinity', '-Infinity', '-Infinity', '1'],
    ],
    [
      ['-Infinity', 'Infinity'],
      [2, 'NaN', 'NaN', '-Infinity', 'Infinity'],
    ],
    [['NaN'], [1, 'NaN', 'NaN', 'NaN', 'NaN']],
  ];
  for (const [texts, expected] of cases) {
    it(`of ${texts.join(', ')}`, () => assert.deepEqual(summaryOf(...texts), expected));
  }

  it('keeps every digit of a thousand', () => {
    const [, sum] = summaryOf(`1${'0'.repeat(999)}`, `0.${'0'.repeat(999)}1`);
    assert.equal(sum, `1${'0'.repeat(999)}.${'0'.repeat(999)}1`);
  });

  it('adds up many numbers of many scales exactly', () => {
    const summary = new NumberSummary();
    let cents = 0n;
    for (let index = 0; index < 100_000; index++) {
      const value = (index * 7919) % 1_000_003;
      cents += BigInt(value) * (index % 2 === 0 ? 1n : 100n);
      summary.add(index % 2 === 0 ? (value / 100).toFixed(2) : `${value}`);
    }
    assert.equal(summary.sum, `${cents / 100n}.${(cents % 100n).toString().padStart(2, '0')}`);
  });
});
