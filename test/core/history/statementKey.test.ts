import assert from 'node:assert/strict';
import { statementKey } from '../../../src/core/history/statementKey';

describe('the key of a statement', () => {
  const key = statementKey('select a, "B" from t where x = 1');

  for (const text of [
    'SELECT a, "B"  FROM t WHERE x=1;',
    'select a,\n  "B" -- a column\nfrom /* here */ T where x = 1 ; ',
  ]) {
    it(`is the same for ${JSON.stringify(text)}`, () => assert.equal(statementKey(text), key));
  }

  for (const text of [
    'select a, "b" from t where x = 1',
    'select a, "B" from t where x = 2',
    `select a, "B" from t where x = '1'`,
    'select a, "B" from t where x = 1; select 1',
  ]) {
    it(`is another for ${text}`, () => assert.notEqual(statementKey(text), key));
  }
});
