import assert from 'node:assert/strict';
import { qualifiedNameAt } from '../../../src/core/sql/nameAt';

/** The cursor stands at `|`. */
const cases: readonly (readonly [string, string])[] = [
  ['select * from or|ders', 'orders'],
  ['select * from |Orders', 'orders'],
  ['select * from marts.orders|', 'marts.orders'],
  ['select * from ma|rts.orders where', 'marts.orders'],
  ['select * from marts . or|ders', 'marts.orders'],
  ['select * from lake.marts.or|ders', 'marts.orders'],
  ['select * from "We""ird . Nä|me"."Or.ders"', 'We"ird . Näme.Or.ders'],
  ['select * from "Orders|"', 'Orders'],
  ['select marts.total|(1)', 'marts.total'],
  ["select 'ord|ers'", 'undefined'],
  ['select -- ord|ers', 'undefined'],
  ['|', 'undefined'],
  ['select 1 |+ 2', 'undefined'],
];

describe('The name at the cursor', () => {
  for (const [marked, expected] of cases) {
    it(`is ${expected} in ${marked}`, () => {
      const name = qualifiedNameAt(marked.replace('|', ''), marked.indexOf('|'));
      assert.equal(
        name === undefined
          ? 'undefined'
          : [name.schema, name.name].filter((part) => part !== undefined).join('.'),
        expected,
      );
    });
  }
});
