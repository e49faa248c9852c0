import assert from 'node:assert/strict';
import {
  summarizeDefinitions,
  summarizePython,
  summarizeTemplate,
} from '../../../../../src/core/dbt/graph/files/templateSummary';

const refs = (text: string) =>
  summarizeTemplate(text)
    .refs.map(({ package: of, name, version }) => [of, name, version].filter(Boolean).join('.'))
    .join(' ');

describe('what a template says to dbt', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['select * from {{ ref(\'a\') }} join {{ref("b")}}', 'a b'],
    ["{{ ref('pkg', 'a') }} {{ ref('b', v=2) }} {{ ref('c', version='1a') }}", 'pkg.a b.2 c.1a'],
    ["{# {{ ref('a') }} #} {% raw %}{{ ref('b') }}{% endraw %} -- {{ ref('c') }}", 'c'],
    ["{% set x = ref('a') %}{{ x if true else ref('b') }}", 'a b'],
    ["{{ 'ref(''a'')' }} {{ \"}} {{ ref('b') }}\" }} {{ ref('c') }}", 'c'],
    ["{% if is_incremental() %}{{ ref('a') }}{% else %}{{ ref('b') }}{% endif %}{{ ref('c') }}", 'b c'],
    ["{% if execute %}{% if x %}{{ ref('a') }}{% endif %}{% elif y %}{{ ref('b') }}{% endif %}", 'b'],
    [
      "{% if is_incremental() and z %}{{ ref('a') }}{% endif %}{% if is_incremental() or z %}{{ ref('b') }}{% endif %}",
      'b',
    ],
    ["{{ ref(name) }} {{ ref('a' ~ 'b') }} {{ xref('c') }} {{ dbt.ref('d') }}", ''],
    ["{{ ref('a'", ''],
  ];
  for (const [text, expected] of cases) {
    it(text, () => assert.equal(refs(text), expected));
  }

  it('keeps what config() says, and what it would have to compute', () => {
    const { configs } = summarizeTemplate(
      "{{ config({'alias': 'x'}, tags=['a'], enabled=false, schema=var('s'), meta={'a': [none, -1.5]}) }}",
    );
    assert.deepEqual(
      configs.map((config) => Object.fromEntries(config)),
      [
        {
          ...{ alias: { value: 'x' }, tags: { value: ['a'] }, enabled: { value: false } },
          ...{ schema: { template: "{{ var('s') }}" }, meta: { value: { a: [null, -1.5] } } },
        },
      ],
    );
  });

  it('reads models in Python', () => {
    const { refs: found, configs } = summarizePython(
      "def model(dbt, session):\n    # dbt.ref('no') doesn't count\n    dbt.config(materialized='table')\n    return dbt.ref('a')\n",
    );
    assert.deepEqual([found.map(({ name }) => name), configs.length], [['a'], 1]);
  });

  it('reads what files define', () => {
    const found = summarizeDefinitions(
      "{% macro m(a, b=1) %}{{ ref('a') }}{{ other() }}{% endmacro %}{% snapshot s %}{{ ref('b') }}{% endsnapshot %}",
    );
    assert.deepEqual(
      found.map(({ kind, name, parameters, summary }) => [
        kind,
        name,
        parameters,
        summary.refs[0]?.name,
        summary.calls,
      ]),
      [
        ['macro', 'm', 'a, b=1', 'a', ['other']],
        ['snapshot', 's', undefined, 'b', []],
      ],
    );
  });
});
