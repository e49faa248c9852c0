import assert from 'node:assert/strict';
import { jinjaWords } from '../../../src/core/dbt/jinja/jinjaWords';
import { jinjaString } from '../../../src/core/sql/jinjaString';

const cases: readonly (readonly [text: string, single: string, double: string])[] = [
  ['loans', "'loans'", '"loans"'],
  ['', "''", '""'],
  ["it's", "'it\\'s'", '"it\'s"'],
  ['GRANT ON "a"', '\'GRANT ON "a"\'', '"GRANT ON \\"a\\""'],
  ['a\\b', "'a\\\\b'", '"a\\\\b"'],
  ["\\') }} {{ x('", "'\\\\\\') }} {{ x(\\''", '"\\\\\') }} {{ x(\'"'],
  ['two\r\nlines', "'two\\r\\nlines'", '"two\\r\\nlines"'],
  ['é😀', "'é😀'", '"é😀"'],
];

describe('a string of Jinja', () => {
  for (const [text, single, double] of cases) {
    it(`is read as it was: ${JSON.stringify(text)}`, () => {
      assert.deepEqual([jinjaString(text), jinjaString(text, '"')], [single, double]);
      for (const written of [single, double]) {
        const words = jinjaWords(written, { start: 0, end: written.length });
        assert.deepEqual(
          words.map((word) => [word.kind, word.text, word.terminated]),
          [['string', text, true]],
        );
      }
    });
  }
});
