import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { formatStatements } from '../../../src/core/format/formatDocument';
import { sameTokens } from '../../../src/core/format/sameTokens';
import { splitStatements } from '../../../src/core/sql/splitStatements';
import { type LayoutOptions, sqlLayout } from '../../../src/node/format/sqlLayout';
import { repositoryRoot } from '../../support/sourceFiles';

/** The text after *Format Document*, and the lines of the statements that stay as they were. */
function formatted(text: string, options: LayoutOptions = {}): { text: string; left: readonly number[] } {
  const within = { start: 0, end: text.length };
  const { edits, left } = formatStatements(text, splitStatements(text), within, sqlLayout(options));
  const result = [...edits]
    .reverse()
    .reduce(
      (whole, { range, text: new_ }) => whole.slice(0, range.start) + new_ + whole.slice(range.end),
      text,
    );
  return { text: result, left: left.map((offset) => text.slice(0, offset).split('\n').length) };
}

describe('formatting SQL', () => {
  const cases: readonly (readonly [string, string, string, LayoutOptions?])[] = [
    [
      'a query',
      'select a,b from t where a=1 and b is null',
      'select\n  a,\n  b\nfrom\n  t\nwhere\n  a = 1\n  and b is null',
    ],
    [
      'key words in capitals, names never',
      'Select Max(a) from "T"',
      'SELECT\n  Max(a)\nFROM\n  "T"',
      { keywordCase: 'upper' },
    ],
    [
      'casts, arrays, JSON and parameters',
      "select a::int[], b->>'x', c[1:2] from t where d=$1 and e=:name",
      "select\n  a::int[],\n  b ->> 'x',\n  c[1:2]\nfrom\n  t\nwhere\n  d = $1\n  and e = :name",
    ],
    [
      'comments',
      '-- above\nselect a, -- why\n/* b */ b from t;\n-- below\n',
      '-- above\nselect\n  a, -- why\n  /* b */\n  b\nfrom\n  t;\n-- below\n',
    ],
    [
      'a model of dbt',
      "{{ config(materialized='table') }}\nselect * from {{ ref('x') }} where a=1",
      "{{ config(materialized='table') }}\nselect\n  *\nfrom\n  {{ ref('x') }}\nwhere\n  a = 1",
    ],
    ['what lies between statements', 'select 1;\n\n\n  select 2;  ', 'select\n  1;\n\n\nselect\n  2;  '],
    ['a psql command', '\\d t\nselect 1', '\\d t\nselect\n  1'],
    ['tabs', 'select 1', 'select\n\t1', { useTabs: true }],
  ];
  for (const [name, before, after, options] of cases) {
    it(name, () => assert.deepEqual(formatted(before, options), { text: after, left: [] }));
  }

  it('keeps the body of a function, whatever is in it', () => {
    const body = '$fn$\nBEGIN\n   if  x then\n return 1; -- hm\n end if;\nEND\n$fn$';
    const { text, left } = formatted(`create function f() returns int language plpgsql as ${body};`);
    assert.ok(text.includes(body), text);
    assert.deepEqual(left, []);
  });

  it('leaves a statement that it cannot read, and formats the others', () => {
    const text = "select 1;\nselect (((;\nselect 'x\\';\nselect 3;";
    const { text: after, left } = formatted(text);
    assert.ok(after.includes('select (((;'));
    assert.ok(left.includes(2));
    assert.ok(after.startsWith('select\n  1;\n'));
  });

  it('lays out only what a selection touches', () => {
    const text = 'select 1;\nselect 2;\nselect 3;';
    const within = { start: 12, end: 14 };
    const { edits } = formatStatements(text, splitStatements(text), within, sqlLayout({}));
    assert.deepEqual(edits, [{ range: { start: 10, end: 18 }, text: 'select\n  2' }]);
  });

  it('never changes a token of the sample, and changes nothing the second time', () => {
    const folders = ['media/sample', 'demo'].map((folder) => path.join(repositoryRoot, folder));
    const files = folders.flatMap((folder) =>
      readdirSync(folder)
        .filter((name) => name.endsWith('.sql'))
        .map((name) => path.join(folder, name)),
    );
    assert.ok(files.length > 3);
    for (const file of files) {
      const before = readFileSync(file, 'utf8');
      const { text: after } = formatted(before);
      assert.ok(sameTokens(before, after), file);
      assert.equal(formatted(after).text, after, file);
    }
  });
});

describe('texts that say the same', () => {
  const cases: readonly (readonly [string, string, boolean])[] = [
    ['select  A', 'SELECT a', true],
    ['select "A"', 'select "a"', false],
    ["select 'a  b'", "select 'a b'", false],
    ['select a -- x', 'select a', false],
    ['/* a\n   b */ x', '/* a\n b */ x', true],
    ['a->>b', 'a - >> b', false],
    ['$$ x $$', '$$ x  $$', false],
    ['a b', 'a', false],
  ];
  for (const [one, other, expected] of cases) {
    it(`${JSON.stringify(one)} and ${JSON.stringify(other)}`, () =>
      assert.equal(sameTokens(one, other), expected));
  }
});
