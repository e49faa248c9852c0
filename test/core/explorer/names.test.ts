import assert from 'node:assert/strict';
import { textArray, textArrayOf } from '../../../src/core/catalog/textArray';
import { displayName } from '../../../src/core/explorer/displayName';
import { countWords, rowsWords, sizeWords } from '../../../src/core/explorer/measures';
import { martLayersOf } from '../../../src/core/explorer/martLayersOf';
import { childId, isWithin } from '../../../src/core/explorer/nodes';

describe('explorer: names and measures', () => {
  const names: readonly (readonly [name: string, shown: string])[] = [
    ['loans', 'loans'],
    ['We"ird . Näme', 'We"ird . Näme'],
    ['new\nline\ttab', 'new␊line␉tab'],
    ['del\u007f', 'del␡'],
    ['right\u202eto left', 'right\ufffdto left'],
    ['zero\u200bwidth\ufeff', 'zero\ufffdwidth\ufffd'],
    ['family 👨‍👩‍👧 🇨🇭', 'family 👨‍👩‍👧 🇨🇭'],
    ['c1\u0085', 'c1\ufffd'],
  ];
  for (const [name, shown] of names) {
    it(`shows ${JSON.stringify(name)} on one honest line`, () => {
      assert.equal(displayName(name), shown);
    });
  }

  const rows: readonly (readonly [rows: number, words: string])[] = [
    [0, '~0 rows'],
    [1, '~1 row'],
    [999, '~999 rows'],
    [1000, '~1k rows'],
    [1249, '~1.2k rows'],
    [9_960, '~10k rows'],
    [999_499, '~999k rows'],
    [999_500, '~1M rows'],
    [1_234_567, '~1.2M rows'],
    [98_765_432, '~99M rows'],
    [12_345_678_901, '~12B rows'],
    [5e15, '~5,000T rows'],
  ];
  for (const [count, words] of rows) {
    it(`writes ${count} rows as ${words}`, () => {
      assert.equal(rowsWords(count), words);
    });
  }

  const sizes: readonly (readonly [bytes: number, words: string])[] = [
    [0, '0 bytes'],
    [1023, '1,023 bytes'],
    [1024, '1 kB'],
    [8192, '8 kB'],
    [1536, '1.5 kB'],
    [1_048_575, '1 MB'],
    [335_544_320, '320 MB'],
    [1.5 * 1024 ** 3, '1.5 GB'],
    [3 * 1024 ** 4, '3 TB'],
    [5000 * 1024 ** 5, '5,000 PB'],
  ];
  for (const [bytes, words] of sizes) {
    it(`writes ${bytes} bytes as ${words}`, () => {
      assert.equal(sizeWords(bytes), words);
    });
  }

  it('separates thousands', () => {
    assert.equal(countWords(20_000), '20,000');
  });

  it('escapes what LIKE reads specially, except the star', () => {
    assert.deepEqual(martLayersOf({ marts: ['mart_*', '100%', 'a\\b', '*'] }), [
      { name: 'marts', patterns: ['mart\\_%', '100\\%', 'a\\\\b', '%'] },
    ]);
  });

  it('takes from a setting only what is a layer, in order', () => {
    const setting = { z: ['z'], none: [], a: ['a', 1, null], odd: 'x' };
    assert.deepEqual(
      martLayersOf(setting).map((layer) => layer.name),
      ['z', 'a'],
    );
    for (const nonsense of [null, 5, ['marts'], undefined]) {
      assert.deepEqual(martLayersOf(nonsense), []);
    }
  });

  it('reads back an array that it wrote', () => {
    for (const values of [[], ['a', 'b","c', '\\', '{}', '', 'NULL', 'new\nline', ' x ']]) {
      assert.deepEqual(textArrayOf(textArray(values)), values);
    }
    assert.deepEqual(textArrayOf('{a,NULL,"b c",NULLIF}'), ['a', 'b c', 'NULLIF']);
    assert.deepEqual(textArrayOf(null), []);
  });

  it('writes an array that no text breaks out of', () => {
    assert.equal(textArray([]), '{}');
    assert.equal(textArray(['a', 'b","c', '\\', '{}', '']), '{"a","b\\",\\"c","\\\\","{}",""}');
  });

  it('makes ids that no name breaks out of', () => {
    const parent = childId('connection', 'database', 'a/b');
    assert.notEqual(parent, childId(childId('connection', 'database', 'a'), 'b'));
    assert.notEqual(childId('x', 'relation', '%2F'), childId('x', 'relation', '/'));
    assert.ok(isWithin(childId(parent, 'schema', 's'), parent));
    assert.ok(isWithin(parent, parent));
    assert.ok(!isWithin(childId('connection', 'database', 'a/bc'), parent));
    assert.ok(!isWithin('connection', parent));
  });
});
