import assert from 'node:assert/strict';
import {
  formatBlocks,
  formatCost,
  formatCounted,
  formatFactor,
  formatKilobytes,
  formatMs,
  formatMsWithin,
  formatRows,
  formatShare,
} from '../../../src/core/plan/format';

function texts<T>(format: (value: T) => string, values: readonly T[]): readonly string[] {
  return values.map(format);
}

describe('The figures of a plan as text', () => {
  it('are times with three digits that mean something', () => {
    assert.deepEqual(
      texts(formatMs, [0, 0.0004, 0.001, 0.0421, 0.9996, 7.025, 9.996, 48, 99.96, 548.8, 999.4, 999.6]),
      [
        ...['0 ms', '0 ms', '0.001 ms', '0.042 ms', '1.00 ms', '7.03 ms', '10.0 ms', '48.0 ms', '100 ms'],
        ...['549 ms', '999 ms', '1.00 s'],
      ],
    );
    assert.deepEqual(
      texts(formatMs, [1105, 9_996, 59_900, 59_960, 60_000, 125_400, 3_599_600, 3_600_000, 93_784_000]),
      [
        '1.10 s',
        '10.0 s',
        '59.9 s',
        '1 min 0 s',
        '1 min 0 s',
        '2 min 5 s',
        '1 h 0 min',
        '1 h 0 min',
        '26 h 3 min',
      ],
    );
  });

  it('are times within their rounding, where it matters', () => {
    assert.equal(formatMsWithin(30, 15), '30.0 ms ± 15.0 ms');
    assert.equal(formatMsWithin(30, 0.1), '30.0 ms');
    assert.equal(formatMsWithin(0, 0.5), '0 ms');
  });

  it('are rows, factors and shares', () => {
    assert.deepEqual(texts(formatRows, [0, 1, 0.333, 29_620.8, 1_234_567, 99.5]), [
      ...['0', '1', '0.33', '29,621', '1,234,567', '99.5'],
    ]);
    assert.deepEqual(
      [1, 2, 1500].map((count) => formatCounted(count, 'row')),
      ['1 row', '2 rows', '1,500 rows'],
    );
    assert.deepEqual(texts(formatFactor, [1, 2.54, 9.94, 9.96, 2000.4]), [
      ...['×1', '×2.5', '×9.9', '×10', '×2,000'],
    ]);
    assert.deepEqual(texts(formatShare, [0, 0.001, 0.01, 0.614, 0.995, 1]), [
      ...['0 %', '<1 %', '1 %', '61 %', '>99 %', '100 %'],
    ]);
  });

  it('are sizes and costs', () => {
    assert.deepEqual(texts(formatBlocks, [0, 1, 2273]), [
      '0 blocks',
      '1 block (8 kB)',
      '2,273 blocks (18 MB)',
    ]);
    assert.deepEqual(texts(formatKilobytes, [0, 9, 923, 16_152]), ['0 bytes', '9 kB', '923 kB', '16 MB']);
    assert.deepEqual(texts(formatCost, [0, 6394, 1e10]), ['0.00', '6,394.00', '10,000,000,000.00']);
  });
});
