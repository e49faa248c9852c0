import assert from 'node:assert/strict';
import { type CopyTextFormat, copyText } from '../../../src/core/export/copyText';
import type { Cell } from '../../../src/core/ports';
import type { ResultColumn } from '../../../src/core/query/session';

function column(name: string, typeOid = 25): ResultColumn {
  return { name, typeOid, typeModifier: -1, typeName: '', tableOid: 0, attributeNumber: 0 };
}

describe('copied text', () => {
  const columns = [column('a'), column('b "quoted"')];
  const rows: readonly (readonly Cell[])[] = [
    ['plain', null],
    ['', 'tab\tand "quote"'],
    ['line\nbreak', 'a,b'],
    ['\\.', '🐘'],
  ];
  const cases: readonly (readonly [CopyTextFormat, string])[] = [
    ['tsv', 'plain\t\n\t"tab\tand ""quote"""\n"line\nbreak"\ta,b\n\\.\t🐘'],
    ['tsvWithHeader', 'a\t"b ""quoted"""\nplain\t\n\t"tab\tand ""quote"""\n"line\nbreak"\ta,b\n\\.\t🐘'],
    ['csv', 'a,"b ""quoted"""\nplain,\n"","tab\tand ""quote"""\n"line\nbreak","a,b"\n\\.,🐘\n'],
    [
      'insert',
      `INSERT INTO my_table (a, "b ""quoted""") VALUES
  ('plain', NULL),
  ('', 'tab\tand "quote"'),
  ('line\nbreak', 'a,b'),
  (E'\\\\.', '🐘');
`,
    ],
    ['inList', `('plain', '', 'tab\tand "quote"', 'line\nbreak', 'a,b', E'\\\\.', '🐘')`],
    [
      'markdown',
      `| a | b "quoted" |
| --- | --- |
| plain |  |
|  | tab\tand "quote" |
| line<br>break | a,b |
| \\\\. | 🐘 |
`,
    ],
  ];
  for (const [format, expected] of cases) {
    it(`as ${format}`, () => assert.equal(copyText(columns, rows, format), expected));
  }

  it('as JSON keeps every digit, and strings for what JSON has no type for', () => {
    const typed = [
      column('big', 20),
      column('price', 1700),
      column('odd', 1700),
      column('yes', 16),
      column('doc', 3802),
      column('at', 1184),
      column('at', 25),
    ];
    const text = copyText(
      typed,
      [
        ['9007199254740993', '1.50', 'NaN', 't', '{"a": [1]}', '2024-02-29 12:00:00+00', null],
        ['-1', '1e400', 'Infinity', 'f', 'null', '', 'x"\n'],
      ],
      'json',
    );
    assert.equal(
      text,
      `[
  { "big": 9007199254740993, "price": 1.50, "odd": "NaN", "yes": true, "doc": {"a": [1]}, "at": "2024-02-29 12:00:00+00", "at_2": null },
  { "big": -1, "price": 1e400, "odd": "Infinity", "yes": false, "doc": null, "at": "", "at_2": "x\\"\\n" }
]
`,
    );
    assert.equal((JSON.parse(text) as unknown[]).length, 2);
  });

  it('as Markdown nothing becomes a link or HTML', () => {
    const text = copyText([column('a', 23)], [['[x](command:y) <b>&lt;</b> | `c` *d*']], 'markdown');
    assert.equal(
      text,
      '| a |\n| ---: |\n| \\[x\\]\\(command:y\\) &lt;b\\>&amp;lt;&lt;/b\\> \\| \\`c\\` \\*d\\* |\n',
    );
  });

  it('as a list for IN has each value once, and no NULL', () => {
    const typed = [column('id', 23)];
    assert.equal(copyText(typed, [['3'], ['1'], [null], ['3']], 'inList'), '(3, 1)');
    assert.equal(copyText(typed, [[null]], 'inList'), '()');
  });

  it('as INSERT goes into statements of 500 rows', () => {
    const many = Array.from({ length: 501 }, (_, index) => [String(index)]);
    const text = copyText([column('id', 23)], many, 'insert', 'marts."Odd"');
    assert.equal(text.split('INSERT INTO marts."Odd" (id) VALUES\n').length, 3);
    assert.ok(text.endsWith('  (499);\nINSERT INTO marts."Odd" (id) VALUES\n  (500);\n'));
  });

  it('as JSON of no rows', () => assert.equal(copyText(columns, [], 'json'), '[]\n'));
});
