import assert from 'node:assert/strict';
import { placeInModel } from '../../../../src/core/dbt/compile/placeInModel';

/** The model and its SQL; the place of the error stands between bars in the SQL, and is expected between bars in the model. */
interface Case {
  readonly what: string;
  readonly model: string;
  readonly compiled: string;
  readonly kind: 'copied' | 'template' | undefined;
}

const loop = `select
{%- for status in ['open', 'late'] %}
  count(*) filter (where state = '{{ status }}') as n_{{ status }}@,
{%- endfor %}
  1 as one
from {{ ref('loans') }}`;

const cases: readonly Case[] = [
  {
    what: 'an unknown column after a ref',
    model: "select o.id, |o.totl|\nfrom {{ ref('orders') }} as o\nwhere o.id > 1",
    compiled: 'select o.id, |o.totl|\nfrom "db"."marts"."orders" as o\nwhere o.id > 1',
    kind: 'copied',
  },
  {
    what: 'an error in a WITH behind a macro',
    model:
      "{{ config(materialized='table') }}\nwith a as (\n  select {{ in_utc('at') }} as at_utc, id from x\n), b as (\n  select id from a |wher| id > 1\n)\nselect * from b",
    compiled:
      "with a as (\n  select (at at time zone 'UTC') as at_utc, id from x\n), b as (\n  select id from a |wher| id > 1\n)\nselect * from b",
    kind: 'copied',
  },
  {
    what: 'an error in what a macro writes',
    model: "select id, |{{ in_utc('att') }}| as at_utc, total\nfrom {{ ref('orders') }}",
    compiled: 'select id, (|att| at time zone \'UTC\') as at_utc, total\nfrom "db"."marts"."orders"',
    kind: 'template',
  },
  {
    what: 'the relation that a ref writes',
    model: "select id, total from |{{ ref('orders') }}| where id > 1",
    compiled: 'select id, total from |"db"."marts"."orders"| where id > 1',
    kind: 'template',
  },
  {
    what: 'the first round of a loop',
    model: loop.replace('(where state', '(where |state|').replace('@', ''),
    compiled: `select
  count(*) filter (where |state| = 'open') as n_open,
  count(*) filter (where state = 'late') as n_late,
  1 as one
from "db"."marts"."loans"`,
    kind: 'copied',
  },
  {
    what: 'the last round of a loop',
    model: loop.replace('(where state', '(where |state|').replace('@', ''),
    compiled: `select
  count(*) filter (where state = 'open') as n_open,
  count(*) filter (where |state| = 'late') as n_late,
  1 as one
from "db"."marts"."loans"`,
    kind: 'copied',
  },
  {
    what: 'a preview, which has a query around the model',
    model: '-- a model\nselect |pricee| * 2 as double\nfrom orders\n',
    compiled:
      '-- orders: Compiled without dbt.\nSELECT * FROM (\n-- a model\nselect |pricee| * 2 as double\nfrom orders\n) AS preview LIMIT 500;\n',
    kind: 'copied',
  },
  {
    what: 'the end of the text',
    model: 'select id from orders where |(|',
    compiled: 'select id from orders where (||',
    kind: 'copied',
  },
  {
    what: 'text of which the model has nothing',
    model: '-- nothing\n',
    compiled: 'select |x|',
    kind: undefined,
  },
];

describe('the place of an error in a model', () => {
  for (const { what, model, compiled, kind } of cases) {
    it(what, () => {
      const start = compiled.indexOf('|');
      const at = { start, end: compiled.lastIndexOf('|') - 1 };
      const plain = model.replaceAll('|', '');
      const place = placeInModel(plain, compiled.replaceAll('|', ''), at);
      assert.equal(place?.kind, kind);
      if (place) {
        const { start: from, end: to } = place.range;
        assert.equal(`${plain.slice(0, from)}|${plain.slice(from, to)}|${plain.slice(to)}`, model);
      }
    });
  }

  it('is found in a model of 3000 lines', () => {
    const lines = Array.from({ length: 3000 }, (_, index) => `  {{ cents('c${index}') }} as c${index},`);
    const model = `select\n${lines.join('\n')}\n  missing as last\nfrom {{ ref('orders') }}`;
    const sql = model
      .replaceAll(/\{\{ cents\('(\w+)'\) \}\}/g, '($1 / 100)')
      .replace(/\{\{.*\}\}/, '"orders"');
    const start = sql.indexOf('missing');
    const place = placeInModel(model, sql, { start, end: start + 7 });
    assert.equal(place && model.slice(place.range.start, place.range.end), 'missing');
  });
});
