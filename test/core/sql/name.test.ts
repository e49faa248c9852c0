import assert from 'node:assert/strict';
import { cutName, nameBytes, whyNotName } from '../../../src/core/sql/name';

describe('the length of a name', () => {
  for (const [name, bytes] of [
    ['', 0],
    ['loans', 5],
    ['ünï', 5],
    ['例', 3],
    ['a😀', 5],
  ] as const) {
    it(`of ${name} is ${String(bytes)}`, () => {
      assert.equal(nameBytes(name), bytes);
    });
  }

  for (const [name, bytes, cut] of [
    ['loans', 3, 'loa'],
    ['loans', 5, 'loans'],
    ['aü', 2, 'a'],
    ['a😀', 4, 'a'],
    ['a😀b', 5, 'a😀'],
    ['x'.repeat(64), undefined, 'x'.repeat(63)],
    ['例'.repeat(22), undefined, '例'.repeat(21)],
  ] as const) {
    it(`of ${name} is cut to ${cut}`, () => {
      assert.equal(cutName(name, bytes), cut);
    });
  }

  for (const [name, problem] of [
    ['x'.repeat(63), undefined],
    [' ', undefined],
    ['', 'A name is missing.'],
    ['a\0b', 'A name cannot hold the character NUL (code 0).'],
    ['ü'.repeat(32), 'The name has 64 bytes, and PostgreSQL keeps only 63 of a name. Shorten it.'],
  ] as const) {
    it(`makes ${JSON.stringify(name)} ${problem === undefined ? 'right' : 'wrong'}`, () => {
      assert.equal(whyNotName(name), problem);
    });
  }
});
