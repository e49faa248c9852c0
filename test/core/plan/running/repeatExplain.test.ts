import assert from 'node:assert/strict';
import { medianIndex, repeatNotes } from '../../../../src/core/plan/running/repeatExplain';

describe('The run whose plan is shown', () => {
  const cases: readonly (readonly [times: readonly number[], index: number])[] = [
    [[5], 0],
    [[5, 3], 1],
    [[9, 1, 5], 2],
    [[4, 1, 3, 2], 3],
    [[2, 2, 2], 1],
  ];
  for (const [times, index] of cases) {
    it(`is the one in the middle of ${times.join(', ')}`, () => {
      assert.equal(medianIndex(times), index);
    });
  }
});

describe('What is said of several runs', () => {
  it('is their median, least, most and spread', () => {
    const figures = { wanted: 3, runs: [10, 12, 11], shown: 2, medianMs: 11, minMs: 10, maxMs: 12 };
    assert.deepEqual(repeatNotes(figures), [
      '3 runs: median 11.0 ms, from 10.0 ms to 12.0 ms (spread 18 % of the median). This is the plan of run 3.',
    ]);
  });

  it('is that the first one had cold caches, and that others were cancelled', () => {
    const figures = { wanted: 5, runs: [30, 12], shown: 1, medianMs: 21, minMs: 12, maxMs: 30 };
    assert.deepEqual(repeatNotes(figures), [
      'Cancelled after 2 of 5 runs: median 21.0 ms, from 12.0 ms to 30.0 ms (spread 86 % of the median). This is the plan of run 2.',
      'The first run took 30.0 ms, longer than every other: caches were cold.',
    ]);
  });
});
