import assert from 'node:assert/strict';
import { errorPlace } from '../../../src/core/sql/errorPlace';
import { codePointsFromUtf16 } from '../../../src/core/sql/positions';

/** `|` stands at the server's position, and the second text is what must be marked. */
const cases: readonly (readonly [string, string])[] = [
  ['select * |frm t', 'frm'],
  ["select '😀😀', é |frm t", 'frm'],
  ["select '👩‍👩', e\u0301\r\n  from |nö.tbl x", 'nö.tbl'],
  ['select * from |"We""ird"."N 😀" x', '"We""ird"."N 😀"'],
  ['select |a.b.c', 'a.b.c'],
  ['select a.|b.c', 'b.c'],
  ["select |'not a number'::int", "'not a number'"],
  ['select 1 |+ true', '+'],
  ['select (1|', '1'],
  ['select (1 -- end\n|', '1'],
  ['select| /* c */ x', 'x'],
  ['select |$1', '$1'],
  ["select |'open", "'open"],
  ['|', ''],
];

describe('errorPlace', () => {
  for (const [marked, expected] of cases) {
    it(JSON.stringify(marked), () => {
      const text = marked.replace('|', '');
      const position = codePointsFromUtf16(text, marked.indexOf('|')) + 1;
      const document = `-- 😀 before\n${text} after`;
      const offset = document.indexOf(text, '-- 😀 before\n'.length);
      const place = errorPlace({ text, offset }, position);
      assert.equal(document.slice(place.start, place.end), expected);

      const prefix = 'explain /* 😀 */ ';
      const shifted = errorPlace(
        { text, offset, prefix },
        position + codePointsFromUtf16(prefix, prefix.length),
      );
      assert.deepEqual(shifted, place);
    });
  }

  it('marks the first token when the position lies in the prefix, and the last behind the end', () => {
    assert.deepEqual(errorPlace({ text: 'select 1', offset: 10, prefix: 'explain ' }, 3), {
      start: 10,
      end: 16,
    });
    assert.deepEqual(errorPlace({ text: 'select 1', offset: 10 }, 999), { start: 17, end: 18 });
  });
});
