import assert from 'node:assert/strict';
import fc from 'fast-check';
import { splitStatements, statementAt } from '../../../src/core/sql/splitStatements';

/** A text, and the statements that must be found in it. */
const cases: readonly (readonly [string, readonly string[]])[] = [
  ['', []],
  [' ;; -- only a comment\n ; /* and another */ ', []],
  ['select 1', ['select 1']],
  ['select 1; select 2;', ['select 1', 'select 2']],
  [
    "select ';', E'\\';', U&'\\003b;', B'0;', N';' ; select 2",
    ["select ';', E'\\';', U&'\\003b;', B'0;', N';'", 'select 2'],
  ],
  ['select ";" , U&";" ; x', ['select ";" , U&";"', 'x']],
  ["select 'it''s;'; x", ["select 'it''s;'", 'x']],
  ["select E'a'\n  -- and on\n  '\\';'; x", ["select E'a'\n  -- and on\n  '\\';'", 'x']],
  ['do $$ begin; end $$; x', ['do $$ begin; end $$', 'x']],
  ['do $a$ ; $b$ ; $$ ; $a$; x', ['do $a$ ; $b$ ; $$ ; $a$', 'x']],
  ['select a$1;$1; x', ['select a$1', '$1', 'x']],
  ['/* ; /* ; */ ; */ select 1 -- ;\n; x', ['select 1', 'x']],
  ['/*+ SeqScan(t) */ select 1; x', ['/*+ SeqScan(t) */ select 1', 'x']],
  [
    'create rule r as on insert to t do (select 1; select 2); x',
    ['create rule r as on insert to t do (select 1; select 2)', 'x'],
  ],
  ['select (1; x', ['select (1', 'x']],
  [
    'create function f() returns int begin atomic select case when true then 1 end; return 2; end; x',
    ['create function f() returns int begin atomic select case when true then 1 end; return 2; end', 'x'],
  ],
  [
    'CREATE OR REPLACE PROCEDURE p() BEGIN ATOMIC SELECT 1 AS "end"; SELECT t.end FROM t; SELECT 2 AS end; END; x',
    [
      'CREATE OR REPLACE PROCEDURE p() BEGIN ATOMIC SELECT 1 AS "end"; SELECT t.end FROM t; SELECT 2 AS end; END',
      'x',
    ],
  ],
  [
    'create function f() begin atomic select 1; create table t (); x',
    ['create function f() begin atomic select 1', 'create table t ()', 'x'],
  ],
  ['begin; select 1; end; x', ['begin', 'select 1', 'end', 'x']],
  ['\\d "a;b" ; c\nselect 1', ['\\d "a;b" ; c', 'select 1']],
  ['select 1 \\gset p_\nselect 2;', ['select 1', '\\gset p_', 'select 2']],
  ['select * from {{ ref("a;b") }}; x', ['select * from {{ ref("a;b") }}', 'x']],
  ["select {{ '}};' }}; {# don't; #} x", ["select {{ '}};' }}", "{# don't; #} x"]],
  ['select {{ a ; x', ['select {{ a', 'x']],
  ["select '{{1,2},{3,4}}'::int[]; x", ["select '{{1,2},{3,4}}'::int[]", 'x']],
  ["select 'open; x", ["select 'open; x"]],
  ['select $q$ open; x', ['select $q$ open; x']],
  ['select 1 /* open; x', ['select 1']],
  ["copy t from stdin;\n1\tit's;\n\\.\nselect 1;", ['copy t from stdin', 'select 1']],
  ['copy t from stdin; select 1;', ['copy t from stdin', 'select 1']],
  ['select 1;\r\nselect 2;\r\n', ['select 1', 'select 2']],
  ['select 1; -- a\rselect 2', ['select 1', 'select 2']],
];

describe('splitStatements', () => {
  for (const [text, expected] of cases) {
    it(JSON.stringify(text), () => {
      const statements = splitStatements(text);
      assert.deepEqual(
        statements.map((statement) => statement.text),
        expected,
      );
      for (const { range, text: part } of statements) {
        assert.equal(text.slice(range.start, range.end), part);
      }
    });
  }

  it('tells templates, backslash commands and open statements', () => {
    const told = splitStatements("select {{ x }}; select '{{ x }}';\n\\d\nselect 1").map((statement) => [
      statement.hasJinja,
      statement.isMetaCommand,
      statement.terminated,
    ]);
    assert.deepEqual(told, [
      [true, false, true],
      [false, false, true],
      [false, true, true],
      [false, false, false],
    ]);
  });

  it('gives the data of a COPY', () => {
    const text = 'copy t from stdin;\r\na\tb\r\n\\.\r\nselect 1';
    const [copy] = splitStatements(text);
    assert.ok(copy?.copyData);
    assert.equal(text.slice(copy.copyData.start, copy.copyData.end), 'a\tb\r\n');
  });
});

/** `|` is the cursor. */
const cursorCases: readonly (readonly [string, string | undefined])[] = [
  ['|select 1; select 2;', 'select 1'],
  ['sel|ect 1; select 2;', 'select 1'],
  ['select 1|; select 2;', 'select 1'],
  ['select 1;| select 2;', 'select 1'],
  ['select 1;|select 2;', 'select 1'],
  ['select 1; |select 2;', 'select 2'],
  ['select 1;   | select 2;', 'select 1'],
  ['select 1; -- no|te\nselect 2;', 'select 1'],
  ['select 1;\n-- no|te\nselect 2;', 'select 2'],
  ['select 1;\n-- no|te\n\nselect 2;', undefined],
  ['select 1;\n|', 'select 1'],
  ['select 1;\r\n|\r\nselect 2;', 'select 1'],
  ['select 1;\n|\n\nselect 2;', 'select 1'],
  ['select 1;\n\n|\n\nselect 2;', undefined],
  ['select 1;\n\n  | select 2;', 'select 2'],
  ['select 1\n\n\n|', 'select 1'],
  ['\n|\nselect 1', undefined],
  ['-- about\n|-- more\nselect 1', 'select 1'],
  ['select 1;; |', 'select 1'],
  ['select 1;\n\\d x|\nselect 2', '\\d x'],
  ['select\n\n|\n1; select 2', 'select\n\n\n1'],
  ['|', undefined],
];

describe('statementAt', () => {
  for (const [marked, expected] of cursorCases) {
    it(JSON.stringify(marked), () => {
      const offset = marked.indexOf('|');
      const statements = splitStatements(marked.replace('|', ''));
      assert.equal(statementAt(statements, offset)?.text, expected);
    });
  }
});

const statementTexts = [
  'select 1',
  "select ';', 'it''s', E'\\'', E'a'\n'\\''",
  'select "a;b" from "Ta""ble"',
  'do $body$ begin perform 1; end; $body$',
  'select $$;$$ || $a$;$$;$a$',
  'select /* ; /* nested; */ */ 1 + 2 -- ; trailing\n + 3',
  'create rule r as on insert to t do also (select 1; select (2);)',
  'create or replace function f() returns int language sql begin atomic; select case when a then case b when 1 then 2 end end; end',
  'create procedure p() begin atomic insert into t values (1); end',
  'select 1.5e-3, .5, 0x1F, 1_000, $1, a[1:2], b::text, c ->> 0',
  'begin',
  'end',
] as const;
const separators = [';', ' ; ', ';;\n', ';\n-- it\'s; a "comment"\n', ";/* ; ' */", '\n;\r\n\r\n'] as const;

describe('splitStatements, properties', () => {
  it('gives back the statements that were joined', () => {
    const part = fc.tuple(fc.constantFrom(...statementTexts), fc.constantFrom(...separators));
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
        const text = parts.map(([statement, separator]) => statement + separator).join('');
        assert.deepEqual(
          splitStatements(text).map((statement) => statement.text),
          parts.map(([statement]) => statement),
        );
      }),
    );
  });

  it('loses nothing of any text: between statements lie only comments, semicolons, space and data', () => {
    const pieces = fc.constantFrom(
      ...[
        "'",
        '"',
        '$$',
        '$a$',
        'E',
        "U&'",
        '/*',
        '*/',
        '--',
        '\n',
        '\r',
        ';',
        '(',
        ')',
        '{{',
        '}}',
        '{%',
        '%}',
      ],
      ...[
        '\\',
        '\\.',
        'begin atomic',
        'create function',
        'case',
        'end',
        'copy t from stdin',
        ' ',
        'é',
        '😀',
        '1e',
        '.',
      ],
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 40 }), (parts) => {
        const text = parts.join('');
        let at = 0;
        let reached = -1;
        for (const { full, range, reach, copyData } of splitStatements(text)) {
          assert.ok(at <= range.start && range.start < range.end && range.end <= full.end);
          assert.ok(reached <= reach.start && reach.start <= range.start && full.end <= reach.end);
          assert.deepEqual(splitStatements(text.slice(at, range.start)), []);
          at = copyData ? copyData.end + 2 : full.end;
          reached = reach.end;
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('takes a text of a million characters of any single piece', () => {
    for (const piece of [
      "'",
      '"',
      '$',
      '$a$',
      '$a',
      '{{',
      "{{\\'",
      '{%',
      '/*',
      '(',
      '-',
      '+',
      '\\.\n',
      "E''\n",
      ';',
      'é',
    ]) {
      splitStatements(piece.repeat(1_000_000 / piece.length));
    }
    splitStatements('copy t from stdin;\n'.repeat(50_000));
    splitStatements('create function f() begin atomic select 1;\n'.repeat(20_000));
  });
});
