import assert from 'node:assert/strict';
import { columnCompletions, columnPlace } from '../../../../src/core/dbt/language/columnCompletions';
import { templateCompletions } from '../../../../src/core/dbt/language/completions';
import { dbtGraph } from '../../../support/dbtGraphText';

const graph = dbtGraph(`
  model shop.orders marts.orders (id, "placed at", Total) -- What was bought.
  model shop.customers marts.customers (id, name)
  model shop.old marts.old disabled
  model pkg.days pkg.days
  source shop.raw.events core.events_v1 (event_id)
  source shop.raw.visits core.visits
  source shop.bank.payments core.payments
  source shop.o'neil.x core.x
`);
const packages = new Map([['dbt_utils', ['star', 'pivot']]]);
const world = { graph, macros: ['cents', 'day_in_utc'], packages, variables: ['late_days'] };

/** The text after each of the first choices was taken at `|`, and how many there are. */
function taken(marked: string, most = 4): readonly string[] | undefined {
  const offset = marked.indexOf('|');
  const text = marked.replace('|', '');
  const found = templateCompletions(text, offset, world);
  return found
    ?.slice(0, most)
    .map(({ replace, insert }) => text.slice(0, replace.start) + insert + text.slice(replace.end));
}

describe('completions in a template', () => {
  const cases: readonly (readonly [string, readonly string[] | undefined])[] = [
    ["{{ ref('|') }}", ["{{ ref('orders') }}", "{{ ref('customers') }}", "{{ ref('days') }}"]],
    ["{{ ref('or|", ["{{ ref('orders", "{{ ref('customers", "{{ ref('days"]],
    ['{{ ref(|) }}', ["{{ ref('orders') }}", "{{ ref('customers') }}", "{{ ref('days') }}"]],
    ["{{ ref('pkg', '|') }}", ["{{ ref('pkg', 'days') }}"]],
    ['{{ source("|") }}', ['{{ source("raw") }}', '{{ source("bank") }}', `{{ source("o'neil") }}`]],
    ["{{ source('o|') }}", ["{{ source('raw') }}", "{{ source('bank') }}", "{{ source('o\\'neil') }}"]],
    ['{{ source(o|) }}', ["{{ source('raw') }}", "{{ source('bank') }}", "{{ source('o\\'neil') }}"]],
    ["{{ source('raw', '|') }}", ["{{ source('raw', 'events') }}", "{{ source('raw', 'visits') }}"]],
    ["{{ source('nothing', '|') }}", []],
    ["{{ var('|') }}", ["{{ var('late_days') }}"]],
    [
      '{{ config(ma|',
      ['{{ config(materialized=', '{{ config(schema=', '{{ config(alias=', '{{ config(database='],
    ],
    [
      "{{ config(materialized='|') }}",
      [
        "{{ config(materialized='table') }}",
        "{{ config(materialized='view') }}",
        "{{ config(materialized='incremental') }}",
        "{{ config(materialized='materialized_view') }}",
      ],
    ],
    ['{{ config(enabled=|', ['{{ config(enabled=true', '{{ config(enabled=false']],
    ["{{ config(tags=['|']) }}", []],
    ['{%- |', ['{%- if', '{%- elif', '{%- else', '{%- endif']],
    ['{% if is|', ['{% if ref', '{% if source', '{% if config', '{% if var']],
    ['{{ target.|', []],
    ['{{ dbt_utils.|', ['{{ dbt_utils.star', '{{ dbt_utils.pivot']],
    ['{{ dbt_utils.st| }}', ['{{ dbt_utils.star }}', '{{ dbt_utils.pivot }}']],
    ['select | from x', undefined],
    ["{{ ref('a') }} |", undefined],
    ['{# {{ ref(| #}', undefined],
  ];
  for (const [text, expected] of cases) {
    it(text, () => assert.deepEqual(taken(text), expected));
  }

  it('offer macros among the names, and nothing that is disabled', () => {
    assert.ok(taken('{{ | }}', 100)?.includes('{{ cents }}'));
    assert.ok(taken('{{ | }}', 100)?.includes('{{ dbt_utils }}'));
    assert.ok(!taken("{{ ref('|') }}", 100)?.some((text) => text.includes('old')));
  });
});

describe('completions of columns', () => {
  const columnsAt = (marked: string): readonly string[] | undefined => {
    const offset = marked.indexOf('|');
    const place = columnPlace(marked.replace('|', ''), offset, graph);
    return place && columnCompletions(place, new Map()).map(({ insert }) => insert);
  };
  const orders = ['id', '"""placed at"""', '"Total"'];
  const cases: readonly (readonly [string, readonly string[] | undefined])[] = [
    ["select | from {{ ref('customers') }}", ['id', 'name']],
    ["select c.| from {{ ref('customers') }} c join {{ ref('orders') }} as O using (id)", ['id', 'name']],
    ["select o.| from {{ ref('customers') }} c, {{ ref('orders') }} as O", orders],
    ['select "O".| from {{ ref(\'orders\') }} "O"', orders],
    ["select customers.na| from {{ ref('customers') }} where true", ['id', 'name']],
    ["select x.| from {{ source('raw', 'events') }} x", ['event_id']],
    ["with c as (select * from {{ ref('customers') }}) select | from c", ['id', 'name']],
    ["with c as (select * from {{ ref('customers') }}) select d.| from c d", ['id', 'name']],
    ["select z.| from {{ ref('customers') }} c", undefined],
    ["select '|' from {{ ref('customers') }}", undefined],
    ["select 1 -- |\n from {{ ref('customers') }}", undefined],
    ["select {{ | }} from {{ ref('customers') }}", undefined],
    ['select | from x', undefined],
    ["select o.| from {{ ref('customers') }} o; select 1 from {{ ref('orders') }} o", ['id', 'name']],
  ];
  for (const [text, expected] of cases) {
    it(text, () => assert.deepEqual(columnsAt(text), expected));
  }
});
