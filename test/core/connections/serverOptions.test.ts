import assert from 'node:assert/strict';
import { readServerOptions } from '../../../src/core/connections/serverOptions';

/** The text, what is read of it, and what is said. */
const cases: readonly (readonly [string | undefined, object, readonly string[]])[] = [
  [undefined, {}, []],
  ['', {}, []],
  ['-c search_path=marts,core', { searchPath: 'marts,core' }, []],
  ['-csearch_path=a\\ b --role=reader', { searchPath: 'a b', role: 'reader' }, []],
  ['--search-path=x', { searchPath: 'x' }, []],
  ['-c SEARCH_PATH=one -c search_path=two', { searchPath: 'two' }, []],
  ['-c statement_timeout=1500', { statementTimeout: 1500 }, []],
  [
    '-c lock_timeout=5s -c idle_in_transaction_session_timeout=2min',
    { lockTimeout: 5000, idleInTransactionTimeout: 120_000 },
    [],
  ],
  ['-c statement_timeout=soon', {}, ['The statement_timeout in options is no time.']],
  ['-c geqo=off', {}, ['The setting geqo in options is not used.']],
  ['-c my.app=x', {}, ['The setting of that name in options is not used.']],
  ['-B 100 -c', {}, [...Array.from({ length: 3 }, () => 'A part of options is no setting and is not used.')]],
];

describe('The options of a connection', () => {
  for (const [text, expected, said] of cases) {
    it(String(text), () => {
      const problems: string[] = [];
      const read = readServerOptions(text, problems);
      const given = Object.entries(read).filter(([, value]) => value !== undefined);
      assert.deepEqual([Object.fromEntries(given), problems], [expected, said]);
    });
  }
});
