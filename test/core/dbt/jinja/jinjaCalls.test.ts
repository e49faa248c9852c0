import assert from 'node:assert/strict';
import {
  callsOfText,
  type JinjaCall,
  keywordArgument,
  textArgument,
} from '../../../../src/core/dbt/jinja/jinjaCalls';
import { jinjaDefinitions } from '../../../../src/core/dbt/jinja/jinjaDefinitions';
import { plainJinjaValue } from '../../../../src/core/dbt/jinja/jinjaValue';

function shown(text: string): readonly string[] {
  return callsOfText(text).map((call) => {
    assert.ok(text.slice(call.range.start, call.range.end).endsWith(')'));
    return `${call.name}(${call.arguments.map((argument) => argumentText(text, argument)).join('; ')})`;
  });
}

function argumentText(text: string, { name, range, value }: JinjaCall['arguments'][number]): string {
  const plain = value.kind === 'dict' ? value.entries : plainJinjaValue(value);
  const written = plain === undefined ? `<${text.slice(range.start, range.end)}>` : JSON.stringify(plain);
  return name === undefined ? written : `${name}=${written}`;
}

describe('calls in a template', () => {
  const cases: readonly (readonly [string, string, readonly string[]])[] = [
    ['ref and source', `{{ ref('a') }} {{source("raw", 'b')}}`, ['ref("a")', 'source("raw"; "b")']],
    ['a package and a version', "{{ ref('pkg', 'a', v=2) }}", ['ref("pkg"; "a"; v=2)']],
    ['not in a comment or a raw block', "{# ref('a') #}{% raw %}{{ ref('b') }}{% endraw %} ref('c')", []],
    ["in SQL's comments too, as dbt does", "-- {{ ref('a') }}", ['ref("a")']],
    ['inside of others', "{{ f(g(1), ref('a')) }}", ['g(1)', 'ref("a")', `f(<g(1)>; <ref('a')>)`]],
    [
      'in a condition',
      "{% if is_incremental() and var('x', none) %}",
      ['is_incremental()', 'var("x"; null)'],
    ],
    [
      'with objects before it',
      "{{ dbt_utils.star(from=ref('a')) }}",
      ['ref("a")', `dbt_utils.star(from=<ref('a')>)`],
    ],
    [
      'lists, dictionaries and lines',
      `{{ config(\n  materialized='table',\n  tags=['a', "b"],\n  indexes=[{'columns': ['id'], 'unique': True}],\n  meta={'a': -1.5},\n) }}`,
      [
        `config(materialized="table"; tags=["a","b"]; indexes=<[{'columns': ['id'], 'unique': True}]>; meta=[{"key":"a","value":{"kind":"number","value":-1.5,"written":"-1.5","range":{"start":116,"end":120}}}])`,
      ],
    ],
    ['what has to be computed', "{{ ref('a' ~ x) }}", [`ref(<'a' ~ x>)`]],
    ['escapes', `{{ var('it\\'s') }}`, [`var("it's")`]],
    ['no call before a bracket of its own', '{% if (a) %}{% for x in (1, 2) %}', []],
    [
      'not what a macro is called',
      '{% macro cents(column) %}{{ round(column) }}{% endmacro %}',
      ['round(<column>)'],
    ],
    ['half typed', "{{ ref('a' }} {{ ref( }}", []],
  ];
  for (const [name, text, expected] of cases) {
    it(name, () => assert.deepEqual(shown(text), expected));
  }

  it('tell where their arguments stand', () => {
    const text = "select * from {{ source('raw', 'o', x=1) }}";
    const [call] = callsOfText(text);
    assert.ok(call);
    assert.equal(text.slice(call.nameRange.start, call.nameRange.end), 'source');
    assert.deepEqual(
      call.arguments.map(({ range }) => text.slice(range.start, range.end)),
      ["'raw'", "'o'", '1'],
    );
    assert.equal(textArgument(call, 1), 'o');
    assert.equal(textArgument(call, 2), undefined);
    assert.equal(keywordArgument(call, 'x')?.kind, 'number');
  });
});

describe('definitions in a template', () => {
  it('are macros, tests, snapshots and materializations with their names', () => {
    const text = [
      '{% macro cents(column, scale=2) -%} a {%- endmacro %}',
      '{%- test positive(model) %} b {% endtest %}',
      "{% materialization kept, adapter='postgres' %} c {% endmaterialization %}",
      '{% snapshot orders_history %} d',
    ].join('\n');
    assert.deepEqual(
      jinjaDefinitions(text).map(({ kind, name, parameters, nameRange, body }) => [
        ...[kind, name, parameters, text.slice(nameRange.start, nameRange.end)],
        text.slice(body.start, body.end).trim(),
      ]),
      [
        ['macro', 'cents', 'column, scale=2', 'cents', 'a'],
        ['test', 'positive', 'model', 'positive', 'b'],
        ['materialization', 'kept', undefined, 'kept', 'c'],
        ['snapshot', 'orders_history', undefined, 'orders_history', 'd'],
      ],
    );
  });
});
