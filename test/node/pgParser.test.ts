import assert from 'node:assert/strict';
import { PgParser } from '../../src/node/sql/pgParser';

const parser = new PgParser();

async function mistake(text: string): Promise<readonly [string, string | undefined]> {
  const { value, problems } = await parser.parse(text);
  assert.equal(value, undefined);
  const [first] = problems;
  assert.ok(first);
  return [first.message, first.range && text.slice(first.range.start, first.range.end)];
}

describe('PgParser', () => {
  it('gives each statement its kind and its place, past emoji, comments and line ends', async () => {
    const text = "/* 😀 */ select '😀é', e\u0301 ; -- ü\r\n\r\ninsert into t values (1) -- end\n;; table t";
    const { value, problems } = await parser.parse(text);
    assert.deepEqual(problems, []);
    assert.deepEqual(
      value?.map(({ tag, range }) => [tag, text.slice(range.start, range.end)]),
      [
        ['SelectStmt', "select '😀é', e\u0301"],
        ['InsertStmt', 'insert into t values (1)'],
        ['SelectStmt', 'table t'],
      ],
    );
  });

  it('accepts an empty text and one of comments', async () => {
    assert.deepEqual(await parser.parse(''), { value: [], problems: [] });
    assert.deepEqual(await parser.parse(' -- nothing\n;'), { value: [], problems: [] });
  });

  const mistakes: readonly (readonly [string, string, string | undefined])[] = [
    ['select frm x y', 'syntax error at or near "y"', 'y'],
    ["select '😀😀', é from x y z", 'syntax error at or near "z"', 'z'],
    ['select "😀\ud800" from\r\nwhere', 'syntax error at or near "where"', 'where'],
    ['select (1', 'syntax error at end of input', '1'],
    ["select '😀", 'unterminated quoted string at or near "\'😀"', "'😀"],
    ['select {{ ref("x") }}', 'syntax error at or near "{"', '{{ ref("x") }}'],
    ['selec 1', 'syntax error at or near "selec"', 'selec'],
    ['select 1\0; drop table t', 'the text contains a NUL character', '\0'],
    ["select U&'\\zzzz'", 'invalid Unicode escape', "U&'\\zzzz'"],
  ];
  for (const [text, message, place] of mistakes) {
    it(`marks the place in ${JSON.stringify(text)}`, async () => {
      assert.deepEqual(await mistake(text), [message, place]);
    });
  }

  it('survives statements that nest too deeply, and works afterwards', async () => {
    const deep = [
      `select ${'('.repeat(10_000)}1${')'.repeat(10_000)}`,
      `select ${'1+('.repeat(9_000)}1${')'.repeat(9_000)}`,
      `select 1${'+1'.repeat(200_000)}`,
      `select 1${' union select 1'.repeat(50_000)}`,
      `select ${'(select '.repeat(20_000)}`,
    ];
    for (const text of deep) {
      const { value, problems } = await parser.parse(text);
      assert.equal(value, undefined);
      assert.match(problems[0]?.message ?? '', /too deeply|memory exhausted/);
      assert.equal((await parser.parse('select 1')).value?.length, 1);
    }
    assert.ok(parser.instances > 1);
  });

  it('parses a statement of 20 MB and 100,000 rows of VALUES', async () => {
    assert.equal((await parser.parse(`select '${'x'.repeat(20_000_000)}'`)).value?.length, 1);
    assert.equal((await parser.parse(`values ${"(1,'é'),".repeat(100_000)}(1,'e')`)).value?.length, 1);
  });

  it('keeps no memory of 10,000 statements, right or wrong', async () => {
    // A leak of the trees, some 40 kB each, would outgrow the first size of the heap and call for another instance.
    const fresh = new PgParser();
    const columns = Array.from({ length: 300 }, (_, index) => `c${String(index)}`).join(', ');
    for (let index = 0; index < 5_000; index++) {
      await fresh.parse(`select ${columns} from t where x = ${String(index)}`);
      await fresh.parse(`select ${columns} frm t where x = ${String(index)}`);
    }
    assert.equal(fresh.instances, 1);
  });

  it('parses at the same time for several callers', async () => {
    const fresh = new PgParser();
    const texts = ['select 1', 'selec', `select 1${'+1'.repeat(200_000)}`, 'table t'];
    const outcomes = await Promise.all(texts.map((text) => fresh.parse(text)));
    assert.deepEqual(
      outcomes.map(({ value }) => value?.[0]?.tag),
      ['SelectStmt', undefined, undefined, 'SelectStmt'],
    );
    // The last one did not use the instance that the third one lost.
    assert.equal(fresh.instances, 2);
  });
});
