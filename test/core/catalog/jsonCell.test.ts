import assert from 'node:assert/strict';
import { jsonRecords } from '../../../src/core/catalog/jsonCell';

describe('catalog: JSON cells', () => {
  const cases: readonly (readonly [cell: string | null, records: unknown])[] = [
    [null, []],
    ['[]', []],
    ['[{"a":"b"}, null, 5]', [{ a: 'b' }]],
    [String.raw`[{"a":"k\xE9"}]`, [{ a: String.raw`k\xE9` }]],
    [String.raw`[{"a":"\\xE9"}]`, [{ a: String.raw`\xE9` }]],
    [String.raw`[{"a":"\\\xE9\n\u00e9\""}]`, [{ a: '\\\\xE9\né"' }]],
  ];
  for (const [cell, records] of cases) {
    it(`reads ${cell ?? 'NULL'}`, () => assert.deepEqual(jsonRecords(cell), records));
  }
});
