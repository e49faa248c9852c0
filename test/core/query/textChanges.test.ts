import assert from 'node:assert/strict';
import { rangeAfterAll, type TextChange } from '../../../src/core/query/textChanges';

/** Applies changes to a text with a range in «» and gives the text back with the range where it is then. */
function after(marked: string, ...changes: readonly (readonly [number, number, string])[]): string {
  const range = { start: marked.indexOf('«'), end: marked.indexOf('»') - 1 };
  let text = marked.replace(/[«»]/g, '');
  const list: TextChange[] = [];
  for (const [start, length, inserted] of changes) {
    text = text.slice(0, start) + inserted + text.slice(start + length);
    list.push({ start, length, newLength: inserted.length });
  }
  const present = rangeAfterAll(range, list);
  return present
    ? `${text.slice(0, present.start)}«${text.slice(present.start, present.end)}»${text.slice(present.end)}`
    : 'edited';
}

describe('a range after edits of the text', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ['typed before', after('ab «cd» ef', [0, 0, 'xx']), 'xxab «cd» ef'],
    ['deleted before', after('ab «cd» ef', [0, 2, '']), ' «cd» ef'],
    ['typed right before', after('ab «cd» ef', [3, 0, 'x']), 'ab x«cd» ef'],
    ['typed right after', after('ab «cd» ef', [5, 0, 'x']), 'ab «cd»x ef'],
    ['typed after', after('ab «cd» ef', [8, 0, 'x']), 'ab «cd» efx'],
    ['typed inside', after('ab «cd» ef', [4, 0, 'x']), 'edited'],
    ['deleted across the start', after('ab «cd» ef', [2, 2, '']), 'edited'],
    ['all replaced', after('ab «cd» ef', [0, 8, 'x']), 'edited'],
    ['several edits', after('ab «cd» ef', [0, 0, 'xyz'], [1, 2, ''], [7, 1, '!']), 'xab «cd» !f'],
  ];
  for (const [name, actual, expected] of cases) {
    it(name, () => assert.equal(actual, expected));
  }
});
