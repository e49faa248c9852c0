import assert from 'node:assert/strict';
import fc from 'fast-check';
import { tokenize } from '../../../src/core/sql/lexer';

/** A text, and its tokens as `kind:text`; `!` marks one that the text leaves open. */
const cases: readonly (readonly [string, readonly string[]])[] = [
  ['select a_1$, é😀', ['word:select', 'word:a_1$', 'punctuation:,', 'word:é😀']],
  [
    '"a""b" U&"\\00e9" u&"x"',
    ['quotedIdentifier:"a""b"', 'quotedIdentifier:U&"\\00e9"', 'quotedIdentifier:u&"x"'],
  ],
  [
    "'a''b' E'\\'' e'\\\\' U&'x' B'01' x'1F' N'n'",
    [
      "string:'a''b'",
      "string:E'\\''",
      "string:e'\\\\'",
      "string:U&'x'",
      "string:B'01'",
      "string:x'1F'",
      "string:N'n'",
    ],
  ],
  ["E'a' \n '\\'' 'b'", ["string:E'a' \n '\\''", "string:'b'"]],
  ["E'a' 'b\\'", ["string:E'a'", "string:'b\\'"]],
  ["make'x' ae'y'", ['word:make', "string:'x'", 'word:ae', "string:'y'"]],
  ["U &'a' u&b", ['word:U', 'operator:&', "string:'a'", 'word:u', 'operator:&', 'word:b']],
  ['$$a$$ $t$ $$ $T$ $t$', ['dollarString:$$a$$', 'dollarString:$t$ $$ $T$ $t$']],
  ['a$$b$$ $1 $2x', ['word:a$$b$$', 'parameter:$1', 'parameter:$2x']],
  ['$é$x$é$', ['dollarString:$é$x$é$']],
  ['$ 1$$', ['unknown:$', 'number:1$$']],
  [
    '1 1.5 .5 1. 1e10 1.5e-3 2E+1 0x1F 0b01 1_000',
    [
      'number:1',
      'number:1.5',
      'number:.5',
      'number:1.',
      'number:1e10',
      'number:1.5e-3',
      'number:2E+1',
      'number:0x1F',
      'number:0b01',
      'number:1_000',
    ],
  ],
  [
    '1..10 a.b.1',
    ['number:1', 'punctuation:..', 'number:10', 'word:a', 'punctuation:.', 'word:b', 'number:.1'],
  ],
  ['0x1e+1 1e-x', ['number:0x1e', 'operator:+', 'number:1', 'number:1e', 'operator:-', 'word:x']],
  [
    'a->>b||c<=d::e:=f :v',
    [
      'word:a',
      'operator:->>',
      'word:b',
      'operator:||',
      'word:c',
      'operator:<=',
      'word:d',
      'operator:::',
      'word:e',
      'operator::=',
      'word:f',
      'punctuation::',
      'word:v',
    ],
  ],
  [
    'a+--b\n*/*c*/d',
    ['word:a', 'operator:+', 'lineComment:--b', 'operator:*', 'blockComment:/*c*/', 'word:d'],
  ],
  ['/* /* */ */ x', ['blockComment:/* /* */ */', 'word:x']],
  ['--a\rb', ['lineComment:--a', 'word:b']],
  [
    '(a[1]);',
    ['openParen:(', 'word:a', 'punctuation:[', 'number:1', 'punctuation:]', 'closeParen:)', 'semicolon:;'],
  ],
  ['\\d a;b\nc', ['metaCommand:\\d a;b', 'word:c']],
  [
    "{{ \"}}\" }} {% if '%}' %} {# ' #} {",
    ['jinja:{{ "}}" }}', "jinja:{% if '%}' %}", "jinja:{# ' #}", 'unknown:{'],
  ],
  ["{{ don't }} a", ["jinja:{{ don't }}", 'word:a']],
  ["'open", ["string!:'open"]],
  ["E'open\\", ["string!:E'open\\"]],
  ['"open', ['quotedIdentifier!:"open']],
  ['$a$open$', ['dollarString!:$a$open$']],
  ['/*open/**/', ['blockComment!:/*open/**/']],
  ['{{ open', ['jinja!:{{', 'word:open']],
  ['a\u00a0b\u0000', ['word:a\u00a0b', 'unknown:\u0000']],
];

describe('tokenize', () => {
  for (const [text, expected] of cases) {
    it(JSON.stringify(text), () => {
      const told = tokenize(text).map(
        ({ kind, start, end, terminated }) => `${kind}${terminated ? '' : '!'}:${text.slice(start, end)}`,
      );
      assert.deepEqual(told, expected);
    });
  }

  it('covers every text: only white space lies between tokens', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        let at = 0;
        for (const { start, end } of tokenize(text)) {
          assert.match(text.slice(at, start), /^[ \t\n\v\f\r]*$/);
          assert.ok(end > start);
          at = end;
        }
        assert.match(text.slice(at), /^[ \t\n\v\f\r]*$/);
      }),
      { numRuns: 1000 },
    );
  });
});
