import assert from 'node:assert/strict';
import { quoteIdentifier, quoteLiteral, quoteQualified } from '../../../src/core/sql/quote';

const names: readonly (readonly [string, string])[] = [
  ['loans', 'loans'],
  ['_a1', '_a1'],
  ['Loans', '"Loans"'],
  ['We"ird . Näme', '"We""ird . Näme"'],
  ['naïve', '"naïve"'],
  ['1st', '"1st"'],
  ['a$b', '"a$b"'],
  ['', '""'],
  ['user', '"user"'],
  ['json_table', '"json_table"'],
  ['name', 'name'],
  ['"; drop table t; --', '"""; drop table t; --"'],
  ['😀', '"😀"'],
];

const literals: readonly (readonly [string, string])[] = [
  ['', "''"],
  ["it's", "'it''s'"],
  ['a\\b', "E'a\\\\b'"],
  ["\\'; drop table t; --", "E'\\\\''; drop table t; --'"],
  ['é😀\n', "'é😀\n'"],
];

describe('quote', () => {
  for (const [name, expected] of names) {
    it(`identifier ${JSON.stringify(name)}`, () => assert.equal(quoteIdentifier(name), expected));
  }
  for (const [text, expected] of literals) {
    it(`literal ${JSON.stringify(text)}`, () => assert.equal(quoteLiteral(text), expected));
  }

  it('joins qualified names', () => assert.equal(quoteQualified('marts', 'Loan s'), 'marts."Loan s"'));

  it('refuses the character NUL', () => {
    assert.throws(() => quoteIdentifier('a\0'), /NUL/);
    assert.throws(() => quoteLiteral('a\0'), /NUL/);
  });
});
