import assert from 'node:assert/strict';
import { type MartSearch, readMartSearch, readTags } from '../../../src/core/explorer/martSearch';

describe('explorer: the filter of marts', () => {
  const nothing = { text: undefined, owner: undefined, tags: [] };
  const cases: readonly (readonly [typed: string, search: MartSearch | undefined])[] = [
    ['', undefined],
    ['   ', undefined],
    ['""', undefined],
    ['loans', { ...nothing, text: 'loans' }],
    ['  open   loans ', { ...nothing, text: 'open loans' }],
    ['owner:etl', { ...nothing, owner: 'etl' }],
    ['Owner:"data team"', { ...nothing, owner: 'data team' }],
    ['tag:Finance tag:"month end"', { ...nothing, tags: ['finance', 'month end'] }],
    ['loans owner:etl tag:x', { text: 'loans', owner: 'etl', tags: ['x'] }],
    ['schema:core', { ...nothing, text: 'schema:core' }],
    ['tag:"not closed', { ...nothing, tags: ['not closed'] }],
  ];
  for (const [typed, search] of cases) {
    it(`reads ${JSON.stringify(typed)}`, () => {
      assert.deepEqual(readMartSearch(typed), search);
    });
  }

  it('reads tags, each once and without its sign', () => {
    assert.deepEqual(readTags(' finance, #daily,, month end ,DAILY'), ['finance', 'DAILY', 'month end']);
    assert.deepEqual(readTags(' , #'), []);
  });
});
