import assert from 'node:assert/strict';
import type { Cell } from '../../../src/core/ports';
import { bindParameters, findParameters, looksSecret } from '../../../src/core/query/parameters';
import { sentErrorPlace } from '../../../src/core/query/sentText';

/** A statement, and its parameters as they stand in it. */
const cases: readonly (readonly [sql: string, found: string])[] = [
  ['select $1, $2, $1', '$1 $2 $1'],
  ['select :a, :B_2 from t where x = :a', ':a :B_2 :a'],
  ['select :größe', ':größe'],
  [`select :'lit', :"Ident"`, `:'lit' :"Ident"`],
  [`select * from :"schema".:"table"`, `:"schema" :"table"`],
  ["select a::int, '2024'::date, b :: text, now()::date", ''],
  ["select ':a', 'it''s :a', E'\\':a', $$ :a $1 $$, $x$ $1 $x$ -- :a\n /* $1 :a */", ''],
  ['select ":a", U&":a"', ''],
  ['select a[1:2], a[:n], a[i:n], a[$1:$2], a[f(1):n]', ':n $1 $2'],
  ["select json_object('k':v, 'k' : :v)", ':v'],
  ['call p(x => :a, y := :b)', ':a :b'],
  ['select case when :a then 1 else :b end', ':a :b'],
  ["select '[' || :a", ':a'],
  ['select x where y = :a::int and z = $1::text', ':a $1'],
  ['select a : b, :', ''],
  ['select :1, $a', ''],
  ['select :a$1', ':a'],
  ['prepare p as select $1', ''],
  ['create or replace function f(int) returns int return $1', ''],
  ['create procedure f(int) begin atomic insert into t values ($1); end', ''],
  ['create table t as select $1 as x', '$1'],
];

describe('Parameters of a statement', () => {
  for (const [sql, expected] of cases) {
    it(sql, () => {
      const found = findParameters(sql).map(({ range }) => sql.slice(range.start, range.end));
      assert.equal(found.join(' '), expected);
    });
  }

  function bound(sql: string, values: Readonly<Record<string, Cell>>) {
    const { text, values: sent } = bindParameters(sql, findParameters(sql), new Map(Object.entries(values)));
    return [text, ...sent];
  }

  it('are sent as values; names follow the numbers, one number a name', () => {
    assert.deepEqual(bound('select :b, $1, :a, :b', { $1: 'one', ':a': null, ':b': "'; drop" }), [
      'select $2, $1, $3, $2',
      'one',
      "'; drop",
      null,
    ]);
  });

  it('are written into the text in quotes where psql does that', () => {
    assert.deepEqual(bound(`select :'a' from :"B"`, { ':a': "it's \\", ':B': 'x"Y' }), [
      `select E'it''s \\\\' from "x""Y"`,
    ]);
    assert.throws(() => bound(`select :'a'`, { ':a': null }), /:a is written into the SQL .* cannot be NULL/);
  });

  it('leave the server’s error at its place in the document', () => {
    const text = `select :'long_name', :b nope, 1/0 from t`;
    const sent = bindParameters(text, findParameters(text), new Map([[':long_name', 'x']]));
    const statement = { text, range: { start: 100, end: 100 + text.length }, sent };
    const at = (piece: string) => {
      const { start, end } = sentErrorPlace(statement, sent.text.indexOf(piece) + 1);
      return text.slice(start - 100, end - 100);
    };
    assert.deepEqual(['select', "'x'", '$1', 'nope', '/', 'from'].map(at), [
      'select',
      `:'long_name'`,
      ':b',
      'nope',
      '/',
      'from',
    ]);
  });

  it('look secret by their names', () => {
    assert.deepEqual([':password', ':API_KEY', ':access_token', ':name', '$1', ':keys'].map(looksSecret), [
      ...[true, true, true, false, false, false],
    ]);
  });
});
