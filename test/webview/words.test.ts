import assert from 'node:assert/strict';
import { cutCell, windowCellLimit } from '../../src/protocol/results';
import { visibleText } from '../../webview/shared/visibleText';
import { countOf, formatDuration, formatRunning } from '../../webview/shared/words';

describe('words of the pages', () => {
  const durations: readonly (readonly [number, string])[] = [
    [0.2, '< 1 ms'],
    [12.4, '12 ms'],
    [999, '999 ms'],
    [1250, '1.25 s'],
    [12_340, '12.3 s'],
    [125_000, '2 min 5 s'],
    [3_725_000, '1 h 2 min'],
  ];
  for (const [milliseconds, text] of durations) {
    it(`writes ${milliseconds} ms as ${text}`, () => assert.equal(formatDuration(milliseconds), text));
  }

  it('counts a running clock in whole seconds', () => {
    assert.deepEqual([0, 999, 3999, 61_000].map(formatRunning), ['0 s', '0 s', '3 s', '1 min 1 s']);
  });

  it('counts things', () => {
    assert.deepEqual(
      [0, 1, 10_000].map((count) => countOf(count, 'row')),
      ['0 rows', '1 row', '10,000 rows'],
    );
  });

  const shown: readonly (readonly [string, string])[] = [
    ['plain', 'plain'],
    ['two\nlines', 'two↵lines'],
    ['dos\r\nlines', 'dos↵lines'],
    ['a\tb', 'a⇥b'],
    ['nul\u0001bell\u0007', 'nul␁bell␇'],
    ['\u007f', '␡'],
    ['abc\u202etxt.exe', 'abc‹U+202E›txt.exe'],
    ['zero\u200bwidth\ufeff', 'zero‹U+200B›width‹U+FEFF›'],
    ['שלום 👋 ünïcode', 'שלום 👋 ünïcode'],
    ['👩\u200d🚀', '👩\u200d🚀'],
  ];
  for (const [value, text] of shown) {
    it(`shows ${JSON.stringify(value)} as ${text}`, () => assert.equal(visibleText(value), text));
  }

  it('cuts long cells, never inside a character', () => {
    const limit = windowCellLimit;
    assert.equal(cutCell(null), null);
    assert.equal(cutCell('x'.repeat(limit)), 'x'.repeat(limit));
    assert.equal(cutCell('x'.repeat(limit + 1)), `${'x'.repeat(limit)}…`);
    assert.equal(cutCell(`${'x'.repeat(limit - 1)}👋👋`), `${'x'.repeat(limit - 1)}…`);
  });
});
