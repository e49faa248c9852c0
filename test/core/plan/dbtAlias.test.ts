import assert from 'node:assert/strict';
import { dbtAlias } from '../../../src/core/plan/facts/dbtAlias';

const cases: readonly (readonly [model: string, alias: string | undefined])[] = [
  [`{{ config(alias='orders') }}\nselect 1`, 'orders'],
  [`{{- config(materialized = "table", alias = "all orders") -}} select 1`, 'all orders'],
  [`{{ config(\n  indexes=[{'columns': ['a'], 'type': 'hash'}],\n  alias='orders',\n) }}`, 'orders'],
  [`{{ config(unique_key=var('key'), alias='orders') }}`, 'orders'],
  [`def model(dbt, session):\n    dbt.config(alias="orders")\n    return dbt.ref("a")`, 'orders'],
  [`{# {{ config(alias='old') }} #}\nselect 1`, undefined],
  [`{{ config(materialized='table') }}\nselect a as alias from t where alias = 'x'`, undefined],
  [`{{ config(alias=var('name')) }}`, undefined],
  [`{{ config(alias='{{ name }}') }}`, undefined],
  ['select 1', undefined],
  [`{{ config(`.repeat(2000), undefined],
];

describe('The alias of a dbt model', () => {
  for (const [model, alias] of cases) {
    it(`is ${alias ?? 'not known'}: ${model.slice(0, 60).replaceAll('\n', ' ')}`, () => {
      assert.equal(dbtAlias(model), alias);
    });
  }
});
