import assert from 'node:assert/strict';
import { readFromCopy } from '../../../../src/core/plan/verify/readFromCopy';
import { PgParser } from '../../../../src/node/sql/pgParser';

const parser = new PgParser();

/** The statement, and the same where it reads the copy of `marts.orders` in the schema `trial`. */
const cases: readonly (readonly [string, string])[] = [
  ['select * from marts.orders', 'select * from trial.orders'],
  ['select * from orders', 'select * from orders'],
  ['select * from other.orders', 'select * from other.orders'],
  ['select * from marts.orders_2, marts.orders', 'select * from marts.orders_2, trial.orders'],
  ['select marts.orders.id from marts.orders', 'select trial.orders.id from trial.orders'],
  ['select marts.orders.* from marts.orders', 'select trial.orders.* from trial.orders'],
  // A table called marts with a column orders.
  ['select marts.orders from raw.marts', 'select marts.orders from raw.marts'],
  ['select * from shop.marts.orders', 'select * from trial.orders'],
  ['select shop.marts.orders.id from marts.orders', 'select trial.orders.id from trial.orders'],
  [
    'with orders as (select * from marts.orders) select * from orders',
    'with orders as (select * from trial.orders) select * from orders',
  ],
  ['select * from "marts" /* here */ . "orders" o', 'select * from trial /* here */ . "orders" o'],
  ['select * from MARTS.Orders', 'select * from trial.Orders'],
  ['select * from "Marts".orders', 'select * from "Marts".orders'],
  [
    `select 'marts.orders' from marts.orders -- marts.orders`,
    `select 'marts.orders' from trial.orders -- marts.orders`,
  ],
  [
    'select "é😀", (select max(id) from marts.orders) from x',
    'select "é😀", (select max(id) from trial.orders) from x',
  ],
  [
    'update marts.orders set n = 1 where marts.orders.id = 1',
    'update trial.orders set n = 1 where trial.orders.id = 1',
  ],
  ['delete from only marts.orders', 'delete from only trial.orders'],
  [
    'insert into marts.orders select * from marts.orders',
    'insert into trial.orders select * from trial.orders',
  ],
  [
    'merge into marts.orders o using marts.orders s on o.id = s.id when matched then delete',
    'merge into trial.orders o using trial.orders s on o.id = s.id when matched then delete',
  ],
  [
    'select * from a join marts.orders using (id) where exists (select 1 from marts.orders b where b.id = a.id)',
    'select * from a join trial.orders using (id) where exists (select 1 from trial.orders b where b.id = a.id)',
  ],
];

describe('A statement that reads the copy of a table', () => {
  for (const [text, expected] of cases) {
    it(text, async () => {
      const [statement] = (await parser.parse(text)).value ?? [];
      assert.ok(statement);
      const table = { schema: 'marts', relation: 'orders' };
      assert.equal(readFromCopy(text, statement, table, 'trial'), expected);
    });
  }
});
