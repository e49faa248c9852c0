import assert from 'node:assert/strict';
import { quoteIdentifier, quoteLiteral, quoteQualified } from '../../../src/core/sql/quote';
import { sharedServer } from '../../support/sharedServer';

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

  it('means the same to the server, with either setting of standard_conforming_strings', async () => {
    const server = await sharedServer();
    await server.withAdmin(async (client) => {
      for (const setting of ['on', 'off']) {
        await client.query(`set standard_conforming_strings = ${setting}`);
        for (const [text] of literals) {
          const { rows } = await client.query<{ value: string }>(`select ${quoteLiteral(text)} as value`);
          assert.equal(rows[0]?.value, text);
        }
        for (const [name] of names.filter(([each]) => each !== '')) {
          const { fields } = await client.query(`select 1 as ${quoteIdentifier(name)}`);
          assert.equal(fields[0]?.name, name);
        }
      }
    });
  });

  it('quotes every word that the server reserves in some place', async () => {
    const server = await sharedServer();
    const rows = await server.query<{ word: string; quoted: string }>(
      'select word, pg_catalog.quote_ident(word) as quoted from pg_catalog.pg_get_keywords()',
    );
    for (const { word, quoted } of rows.filter((row) => row.quoted !== row.word)) {
      assert.equal(quoteIdentifier(word), quoted);
    }
  });
});
