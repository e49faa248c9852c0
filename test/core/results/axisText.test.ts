import assert from 'node:assert/strict';
import { axisText, axisTicks, momentTicks } from '../../../src/core/results/axisText';

describe('ticks of an axis', () => {
  const cases: readonly (readonly [from: number, to: number, most: number, ticks: readonly number[]])[] = [
    [0, 10, 5, [0, 2, 4, 6, 8, 10]],
    [0, 1, 5, [0, 0.2, 0.4, 0.6, 0.8, 1]],
    [-3, 7, 4, [0, 5]],
    [0.1, 0.3, 2, [0.1, 0.2, 0.3]],
    [1e9, 1e9 + 50, 5, [1e9, 1e9 + 10, 1e9 + 20, 1e9 + 30, 1e9 + 40, 1e9 + 50]],
    [5, 5, 5, [5]],
  ];
  for (const [from, to, most, ticks] of cases) {
    it(`from ${from} to ${to}`, () => {
      assert.deepEqual(axisTicks(from, to, most), ticks);
    });
  }

  it('never come in more than twice the number that fits, and lie in the range', () => {
    for (let seed = 1; seed < 2000; seed++) {
      const from = Math.sin(seed) * 10 ** (seed % 13);
      const to = from + Math.abs(Math.cos(seed * 7)) * 10 ** ((seed * 5) % 17) + 1e-6;
      const ticks = axisTicks(from, to, 6);
      assert.ok(ticks.length <= 12, `${from} ${to} ${ticks.length}`);
      const slack = (to - from) * 1e-6 + Math.abs(to) * 1e-11;
      assert.ok(
        ticks.every((tick) => tick >= from - slack && tick <= to + slack),
        `${from} ${to}`,
      );
    }
  });

  it('of times are multiples of hours and days', () => {
    const hour = 3_600_000_000;
    assert.deepEqual(
      momentTicks(0, 6 * hour, 6),
      [0, 1, 2, 3, 4, 5, 6].map((each) => each * hour),
    );
    const days = momentTicks(0, 240 * hour, 5).map((tick) => axisText('moment', tick, 240 * hour));
    assert.deepEqual(
      days,
      ['1970-01-01', '1970-01-03', '1970-01-05', '1970-01-07', '1970-01-09', '1970-01-11'].slice(
        0,
        days.length,
      ),
    );
  });

  it('are written as exactly as the range makes sense of', () => {
    assert.equal(axisText('number', 0.30000000000000004, 1), '0.3');
    assert.equal(axisText('number', 1200, 5000), '1200');
    assert.equal(axisText('number', 1.5e20, 1e20), '1.5e+20');
    assert.equal(axisText('moment', 1_704_067_200_000_000, 3_600_000_000), '2024-01-01 00:00:00');
    assert.equal(axisText('moment', -70_000_000_000_000_000, 1e18), 'year -248');
  });
});
