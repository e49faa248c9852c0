import assert from 'node:assert/strict';
import fc from 'fast-check';
import { jinjaTokens } from '../../../../src/core/dbt/jinja/jinjaTokens';

/** One line for each token: its kind, its keyword, the marks, and what stands inside. */
function shown(text: string): readonly string[] {
  return jinjaTokens(text).map((token) => {
    const marks = `${token.trimsBefore ? '<' : ''}${token.trimsAfter ? '>' : ''}${token.terminated ? '' : '?'}`;
    const head = [token.kind, token.keyword, marks].filter((part) => part !== '').join(' ');
    return `${head}: ${text.slice(token.inner.start, token.inner.end)}`;
  });
}

describe('the pieces of a template', () => {
  const cases: readonly (readonly [string, string, readonly string[]])[] = [
    ['text alone', 'select {1}', ['text: select {1}']],
    ['an expression', "a {{ ref('x') }} b", ['text: a ', "expression:  ref('x') ", 'text:  b']],
    ['white space control', '{{- a -}}{%+ if x +%}', ['expression <>:  a ', 'statement if:  if x ']],
    ['only a sign', '{{-}}', ['expression <: ']],
    [
      'a closer inside a string',
      `{{ var('}}') }}{% set a = "%}" %}`,
      [`expression:  var('}}') `, `statement set:  set a = "%}" `],
    ],
    ['braces of an expression', "{{ {'a': {'b': 1}} }}", ["expression:  {'a': {'b': 1}} "]],
    ['a comment with anything in it', "{# {{ it's #}x", ["comment:  {{ it's ", 'text: x']],
    [
      'a raw block',
      '{% raw %}{{ a }}{% if %}{%- endraw -%} b',
      ['statement raw:  raw ', 'raw: {{ a }}{% if %}', 'statement endraw <>:  endraw ', 'text:  b'],
    ],
    ['a raw block that is not closed', '{% raw %}{{ a }}', ['statement raw:  raw ', 'raw: {{ a }}']],
    [
      "SQL's comments and quotes",
      "-- {{ a }}\n'{{ b }}'",
      ['text: -- ', 'expression:  a ', "text: \n'", 'expression:  b ', "text: '"],
    ],
    ['an opener that is not closed', 'a {{ b', ['text: a ', 'expression ?: ', 'text:  b']],
    [
      'a quote that is not closed',
      "{{ ref('a }} b {{ c }}",
      ["expression:  ref('a ", 'text:  b ', 'expression:  c '],
    ],
  ];
  for (const [name, text, expected] of cases) {
    it(name, () => assert.deepEqual(shown(text), expected));
  }

  it('follow each other without gaps, whatever the text', () => {
    const piece = fc.constantFrom(
      ...['{{', '}}', '{%', '%}', '{#', '#}', '{', '}', "'", '"', '\\', '-', ' raw ', ' endraw ', 'a', '\n'],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const text = pieces.join('');
        let at = 0;
        for (const { start, end, inner } of jinjaTokens(text)) {
          assert.equal(start, at);
          assert.ok(start <= inner.start && inner.start <= inner.end && inner.end <= end && end > start);
          at = end;
        }
        assert.equal(at, text.length);
      }),
      { numRuns: 300 },
    );
  });
});
