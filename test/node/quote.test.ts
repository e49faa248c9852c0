import assert from 'node:assert/strict';
import { cutName } from '../../src/core/sql/name';
import { quoteIdentifier, quoteLiteral } from '../../src/core/sql/quote';
import { sharedServer } from '../support/sharedServer';

const names = [
  'loans',
  'Loans',
  'We"ird . Näme',
  '1st',
  'a$b',
  'user',
  'json_table',
  '"; drop table t; --',
  '😀',
];
const literals = ['', "it's", 'a\\b', "\\'; drop table t; --", "'\\''", 'é😀\n'];

describe('quote, asked of the server', () => {
  it('means the same to the server, with either setting of standard_conforming_strings', async () => {
    const server = await sharedServer();
    await server.withAdmin(async (client) => {
      for (const setting of ['on', 'off']) {
        await client.query(`set standard_conforming_strings = ${setting}`);
        for (const text of literals) {
          const { rows } = await client.query<{ value: string }>(`select ${quoteLiteral(text)} as value`);
          assert.equal(rows[0]?.value, text);
        }
        for (const name of names) {
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

  it('cuts names where the server does', async () => {
    const server = await sharedServer();
    for (const name of [
      'x'.repeat(64),
      'ü'.repeat(32),
      `${'x'.repeat(62)}ü`,
      '例'.repeat(40),
      `x${'😀'.repeat(16)}`,
    ]) {
      const [row] = await server.query<{ kept: string }>('SELECT $1::text::name AS kept', [name]);
      assert.equal(cutName(name), row?.kept);
    }
  });
});
