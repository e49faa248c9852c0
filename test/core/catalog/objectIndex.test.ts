import assert from 'node:assert/strict';
import { fuzzyScore } from '../../../src/core/catalog/fuzzy';
import { ObjectIndex, readObjectSearch } from '../../../src/core/catalog/objectIndex';
import type { FoundObject, NameGroup, SearchKind } from '../../../src/core/catalog/queries/searchObjects';

const objects: readonly NameGroup[] = [
  object('schema', '', 'marts'),
  object('table', 'core', 'customers'),
  object('partitionedTable', 'core', 'payments'),
  object('partition', 'core', 'payments_2026_01'),
  object('sequence', 'core', 'payments_id_seq'),
  object('table', 'marts', 'mart_daily_payments'),
  object('view', 'marts', 'mart_customer_360'),
  object('materializedView', 'marts', 'mart_loan_portfolio'),
  object('function', 'core', 'load_customer_imports'),
  object('table', 'We"ird . Näme', 'Däta Table'),
  object('table', 'staging', 'customers'),
];

describe('Searching objects', () => {
  const index = new ObjectIndex(objects);
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ['customers', ['core.customers', 'staging.customers', 'core.load_customer_imports']],
    [
      'cust',
      ['core.customers', 'staging.customers', 'marts.mart_customer_360', 'core.load_customer_imports'],
    ],
    ['pay', ['core.payments', 'core.payments_id_seq', 'marts.mart_daily_payments', 'core.payments_2026_01']],
    ['mdp', ['marts.mart_daily_payments']],
    ['mart loan', ['marts.mart_loan_portfolio']],
    ['stag.cust', ['staging.customers']],
    ['marts.', ['marts.mart_daily_payments', 'marts.mart_customer_360', 'marts.mart_loan_portfolio']],
    ['marts 360', ['marts.mart_customer_360']],
    ['v:mart', ['marts.mart_customer_360', 'marts.mart_loan_portfolio']],
    ['M: mart', ['marts.mart_loan_portfolio']],
    ['f:cust', ['core.load_customer_imports']],
    ['n:mar', ['marts']],
    ['DÄTA', ['We"ird . Näme.Däta Table']],
    ['"Däta Table"', ['We"ird . Näme.Däta Table']],
    ['xyz', []],
  ];
  for (const [typed, expected] of cases) {
    it(`finds for ${typed}`, () => {
      assert.deepEqual(index.search(readObjectSearch(typed), 10).map(written), expected);
    });
  }

  it('finds everything for nothing, up to the limit', () => {
    assert.equal(index.search(readObjectSearch(''), 5).length, 5);
    assert.equal(index.search(readObjectSearch(''), 100).length, objects.length);
  });

  it('keeps the best of many', () => {
    const many = new ObjectIndex(
      Array.from({ length: 50_000 }, (_, n) => object('table', `s${String(n % 1500)}`, `table_${String(n)}`)),
    );
    const found = many.search(readObjectSearch('table_4711'), 3).map(({ name }) => name);
    assert.deepEqual(found, ['table_4711', 'table_47110', 'table_47111']);
  });

  it('finds a name exactly', () => {
    assert.deepEqual(index.named('customers', undefined).map(written), [
      'core.customers',
      'staging.customers',
    ]);
    assert.deepEqual(index.named('customers', 'core').map(written), ['core.customers']);
    assert.deepEqual(index.named('Customers', undefined), []);
  });
});

describe('The score of a name', () => {
  const ranked = ['pay', 'payments', 'pay_x_long_name', 'daily_pay', 'repay', 'p_a_y', 'pxaxy'];
  it('falls from the same name to scattered letters', () => {
    const scores = ranked.map((name) => fuzzyScore('pay', name));
    assert.deepEqual(
      scores,
      [...scores].sort((one, other) => other - one),
    );
    assert.ok(scores.every((score) => score > 0));
    assert.equal(new Set(scores).size, scores.length);
  });

  for (const name of ['', 'pa', 'yap', 'p']) {
    it(`is nothing for ${JSON.stringify(name)}`, () => {
      assert.equal(fuzzyScore('pay', name), 0);
    });
  }

  it('finds letters that a preference for beginnings of words would miss', () => {
    assert.ok(fuzzyScore('abc', 'axbc_b') > 0);
  });
});

function object(kind: SearchKind, schema: string, name: string): NameGroup {
  return { kind, schema, names: [name] };
}

function written({ schema, name }: FoundObject): string {
  return schema === '' ? name : `${schema}.${name}`;
}
