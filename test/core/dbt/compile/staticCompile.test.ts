import assert from 'node:assert/strict';
import { modelRange, sqlOffset } from '../../../../src/core/dbt/compile/compileMap';
import { staticCompile } from '../../../../src/core/dbt/compile/staticCompile';
import { dbtGraph } from '../../../support/dbtGraphText';

const graph = dbtGraph(`
  model shop.orders marts.orders
  model shop.old marts.old disabled
  model shop.steps
  model pkg.days pkg.days
  seed shop.countries marts.countries
  source shop.raw.events core.events_v1
`);

const scope = {
  graph,
  node: graph.nodes.get('model.shop.orders'),
  target: {
    ...{ name: 'dev', profile: 'shop', database: 'lake', schema: 'marts', user: 'ana' },
    vars: new Map<string, string | number>([
      ['start', '2026-01-01'],
      ['limit', 10],
    ]),
  },
};

/** The SQL, or what is refused with the text at which it is. */
function compiled(text: string): string {
  const result = staticCompile(text, scope);
  return result.kind === 'compiled'
    ? result.sql
    : `! ${result.reason} [${text.slice(result.range.start, result.range.end)}]`;
}

describe('the static compile of a model', () => {
  const cases: readonly (readonly [string, string])[] = [
    ["select * from {{ ref('orders') }}", 'select * from "lake"."marts"."orders"'],
    ["{{ ref('pkg', 'days') }} {{ ref('countries') }}", '"lake"."pkg"."days" "lake"."marts"."countries"'],
    ["{{ source('raw', 'events') }}", '"lake"."core"."events_v1"'],
    ['{{ config(materialized=\'table\', post_hook="{{ x() }}") }}\n\nselect 1', 'select 1'],
    ['{{ this }} {{ this.schema }}.{{ this.identifier }}', '"lake"."marts"."orders" marts.orders'],
    ["{{ var('start') }} {{ var('limit') }} {{ var('none', 'x') }}", '2026-01-01 10 x'],
    ['{{ target.name }}_{{ target.schema }}', 'dev_marts'],
    ['a {# no #} b {% raw %}{{ c }}{% endraw %}', 'a  b {{ c }}'],
    ['a  {{- 1 -}}  b', 'a1b'],
    ['{% if is_incremental() %} where {{ f() }} {% endif %}x', 'x'],
    ['{% if not is_incremental() %}a{% else %}{{ f() }}{% endif %}', 'a'],
    ["{% if target.name == 'prod' %}a{% elif target.name in ['dev', 'ci'] %}b{% else %}c{% endif %}", 'b'],
    ['{% if false %}{% for x in y %}{% if z %}{% else %}{% endif %}{% else %}{% endfor %}{% endif %}b', 'b'],
    ["{% set a = 'x' ~ 1 %}{% set b = ref('orders') %}{{ a }} {{ b }}", 'x1 "lake"."marts"."orders"'],
    ["{{ 'a' if var('limit') == 10 else 'b' }}", 'a'],
    ["{{ ref('orders').identifier }}", 'orders'],
    ['a\r\nb', 'a\r\nb'],
    ['a\r\n{{ 1 }}', 'a\n1'],
    ["{{ ref('order') }}", `! The project has no enabled model, seed or snapshot “order”. [ref('order')]`],
    ["{{ ref('old') }}", `! The project has no enabled model, seed or snapshot “old”. [ref('old')]`],
    ["{{ ref('steps') }}", `! “steps” is ephemeral: dbt puts its query in here. [ref('steps')]`],
    [
      "{{ ref('orders', v=2) }}",
      "! A “ref” of a version or of a name that is computed is left to dbt. [ref('orders', v=2)]",
    ],
    ["{{ source('raw', 'x') }}", `! The project has no source “raw.x”. [source('raw', 'x')]`],
    [
      "{{ var('nothing') }}",
      `! The variable “nothing” has no value in dbt_project.yml and no default. [var('nothing')]`,
    ],
    ['{% for x in y %}{% endfor %}', '! “for” is left to dbt. [{% for x in y %}]'],
    ['{% set x %}a{% endset %}', '! This “set” is left to dbt. [{% set x %}]'],
    [
      "select {{ dbt_utils.star(ref('orders')) }}",
      "! “dbt_utils.star” is left to dbt. [dbt_utils.star(ref('orders'))]",
    ],
    ['{{ 1 | int }}', '! “|” is left to dbt. [|]'],
    ['{{ 1.5 }}', '! Writing this number is left to dbt. [{{ 1.5 }}]'],
    ['{% if true %}', '! “if” is not closed. [{% if true %}]'],
    ['a {{ b', '! The template is not closed. [{{]'],
    ['{% endif %}', '! “endif” closes nothing here. [{% endif %}]'],
  ];
  for (const [text, expected] of cases) {
    it(JSON.stringify(text), () => assert.equal(compiled(text), expected));
  }

  it('says what it takes for granted', () => {
    const result = staticCompile('{% if is_incremental() %}{% endif %}', scope);
    assert.deepEqual(result.kind === 'compiled' && result.assumptions, [
      'is_incremental() is taken as false, as in the first run.',
    ]);
  });

  it('does not go down with a deep expression', () => {
    assert.match(compiled(`{{ ${'('.repeat(5000)} }}`), /^! An expression this deep/);
  });
});

describe('the map of a compiled model', () => {
  const text = "  {{ config(a=1) }}\nselect a\nfrom {{ ref('orders') }} o\r\nwhere x";
  const result = staticCompile(text, scope);
  const place = (needle: string): string | undefined => {
    assert.equal(result.kind, 'compiled');
    const start = result.sql.indexOf(needle);
    assert.ok(start >= 0);
    const range = modelRange(result.map, { start, end: start + needle.length });
    return range && text.slice(range.start, range.end);
  };

  it('finds copied text exactly, and the template that wrote the rest', () => {
    assert.deepEqual(['select a', 'marts', 'from "lake"', 'o\nwhere', 'x'].map(place), [
      'select a',
      "{{ ref('orders') }}",
      "from {{ ref('orders') }}",
      'o\r\nwhere',
      'x',
    ]);
  });

  it('finds the end, and the way back', () => {
    assert.equal(result.kind, 'compiled');
    const end = result.sql.length;
    assert.deepEqual(modelRange(result.map, { start: end, end }), { start: text.length, end: text.length });
    assert.equal(sqlOffset(result.map, text.indexOf('where')), result.sql.indexOf('where'));
    assert.equal(sqlOffset(result.map, text.indexOf('ref(')), result.sql.indexOf('"lake"'));
    assert.equal(sqlOffset(result.map, 3), undefined);
  });
});
