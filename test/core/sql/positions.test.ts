import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  bytesFromUtf16,
  codePointsFromUtf16,
  utf16FromAscendingBytes,
  utf16FromBytes,
  utf16FromCodePoints,
} from '../../../src/core/sql/positions';

/** Text before the place, and what lies before it: UTF-16 units, characters, bytes. */
const cases: readonly (readonly [string, number, number, number])[] = [
  ['', 0, 0, 0],
  ['abc', 3, 3, 3],
  ['é', 1, 1, 2],
  ['€', 1, 1, 3],
  ['😀', 2, 1, 4],
  ['😀😀 ', 5, 3, 9],
  ['e\u0301', 2, 2, 3],
  ['👩\u200d👩', 5, 3, 11],
  ['\r\n', 2, 2, 2],
  ['\ud800x', 2, 2, 4],
  ['\udc00\ud800', 2, 2, 6],
  ['\uffff\u{10ffff}', 3, 2, 7],
];

describe('positions', () => {
  for (const [before, units, characters, bytes] of cases) {
    it(JSON.stringify(before), () => {
      const text = `${before}|rest 😀`;
      assert.equal(utf16FromCodePoints(text, characters), units);
      assert.equal(utf16FromBytes(text, bytes), units);
      assert.equal(codePointsFromUtf16(text, units), characters);
      assert.equal(bytesFromUtf16(text, units), bytes);
    });
  }

  it('takes an offset inside a character as its start, and one behind the end as the end', () => {
    assert.equal(utf16FromBytes('a😀b', 3), 1);
    assert.equal(codePointsFromUtf16('a😀b', 2), 1);
    assert.equal(bytesFromUtf16('a😀b', 2), 1);
    assert.equal(utf16FromBytes('é', 99), 1);
    assert.equal(utf16FromCodePoints('é', 99), 1);
    assert.equal(codePointsFromUtf16('é', 99), 1);
    assert.deepEqual(utf16FromAscendingBytes('é😀x', [0, 2, 2, 6, 7, 100]), [0, 1, 1, 3, 4, 4]);
  });

  it('agrees with the encoder for every text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(100), (text, cut) => {
        const whole = Array.from(text);
        const before = whole.slice(0, cut).join('');
        assert.equal(utf16FromCodePoints(text, cut), before.length);
        assert.equal(codePointsFromUtf16(text, before.length), Math.min(cut, whole.length));
        assert.equal(bytesFromUtf16(text, before.length), Buffer.byteLength(before));
        assert.equal(utf16FromBytes(text, Buffer.byteLength(before)), before.length);
      }),
    );
  });
});
