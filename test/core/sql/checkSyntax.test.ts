import assert from 'node:assert/strict';
import { checkSyntax } from '../../../src/core/sql/checkSyntax';
import { splitStatements } from '../../../src/core/sql/splitStatements';
import { PgParser } from '../../../src/node/sql/pgParser';

/** A document, and for each of its mistakes what is marked and said. */
const cases: readonly (readonly [string, readonly (readonly [string, string])[]])[] = [
  ['select 1; -- fine\n\\d t\nselect 2', []],
  [
    "-- 😀\nselect '😀' frm x y;\nselect 1;\ninsert t;",
    [
      ['x', 'syntax error at or near "x"'],
      ['t', 'syntax error at or near "t"'],
    ],
  ],
  ['select 1; select (2;', [['2', 'syntax error at end of input']]],
  ['selec 1; select * from {{ ref("x") }}', []],
  ["copy t from stdin;\nit's data\n\\.\nselec", [['selec', 'syntax error at or near "selec"']]],
  [
    `select 1${'+1'.repeat(100_000)}`,
    [[`select 1${'+1'.repeat(100_000)}`, 'the statement nests too deeply to be checked']],
  ],
];

describe('checkSyntax', () => {
  const parser = new PgParser();
  for (const [text, expected] of cases) {
    it(JSON.stringify(text.slice(0, 60)), async () => {
      const problems = await checkSyntax(parser, splitStatements(text));
      assert.deepEqual(
        problems.map(({ message, range }) => [range && text.slice(range.start, range.end), message]),
        expected,
      );
    });
  }
});
