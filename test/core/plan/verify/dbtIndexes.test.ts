import assert from 'node:assert/strict';
import { type DbtIndex, dbtIndexText } from '../../../../src/core/plan/verify/dbtIndexes';

const index: DbtIndex = {
  relation: 'mart_orders',
  method: 'btree',
  keys: ['customer_id', '"Odd ""Name"'],
  include: [],
  where: undefined,
  dbtModel: undefined,
};

describe('An index as configuration of a dbt model', () => {
  it('lists the columns', () => {
    assert.equal(
      dbtIndexText(index, ' (customer_id, "Odd ""Name")'),
      `models:
  - name: mart_orders
    config:
      indexes:
        - columns: [customer_id, "\\"Odd \\"\\"Name\\""]
          type: btree
`,
    );
  });

  it('names the model after its file, which may be called otherwise than the table', () => {
    const text = dbtIndexText({ ...index, dbtModel: 'models/marts/orders_v2.sql' }, ' (customer_id)');
    assert.match(text ?? '', /^models:\n {2}- name: orders_v2\n/);
  });

  it('becomes a post-hook where it has an expression, a condition or included columns', () => {
    assert.equal(
      dbtIndexText({ ...index, keys: ['lower(name)'], where: 'n > 0' }, ' (lower(name)) WHERE n > 0'),
      `models:
  - name: mart_orders
    config:
      # \`indexes:\` of dbt has no expressions, conditions or included columns.
      post_hook:
        - "CREATE INDEX IF NOT EXISTS \\"mart_orders_lower_name_idx\\" ON {{ this }} (lower(name)) WHERE n > 0"
`,
    );
  });

  it('is not written where a name would be taken for Jinja', () => {
    assert.equal(dbtIndexText({ ...index, relation: '{{ x }}' }, ' (a)'), undefined);
    assert.equal(dbtIndexText({ ...index, keys: ['"{% x %}"'] }, ' ("{% x %}")'), undefined);
  });

  it('keeps words that YAML would read as values', () => {
    assert.match(dbtIndexText({ ...index, keys: ['no', 'y'] }, ' (no, y)') ?? '', /columns: \["no", "y"\]/);
  });
});
