import assert from 'node:assert/strict';
import { conditionColumns } from '../../../../src/core/plan/facts/conditionColumns';
import { planRelations } from '../../../../src/core/plan/facts/planRelations';
import { parseJsonPlan } from '../../../../src/core/plan/parseJson';
import type { PlannedStatement } from '../../../../src/core/plan/planModel';

const joined = {
  'Node Type': 'Hash Join',
  'Join Type': 'Inner',
  'Hash Cond': '((l."Odd id" = f.loan) AND (l.book > 3))',
  Output: ['l.note', 'f.paid'],
  'Actual Rows': 1,
  'Actual Loops': 1,
  Plans: [
    {
      'Node Type': 'Bitmap Heap Scan',
      'Relation Name': 'loans',
      Schema: 'core',
      Alias: 'l',
      'Recheck Cond': '(l.branch = 1)',
      Output: ['l.note'],
      'Actual Rows': 1,
      'Actual Loops': 1,
      Plans: [
        {
          'Node Type': 'Bitmap Index Scan',
          'Index Name': 'loans_kind',
          'Index Cond': "(l.kind = 'note'::text)",
        },
      ],
    },
    {
      'Node Type': 'Seq Scan',
      'Relation Name': 'fines',
      Schema: 'core',
      Alias: 'f',
      Filter: '(paid)',
      'Actual Rows': 0,
      'Actual Loops': 0,
    },
  ],
};

function plan(): PlannedStatement {
  const document = {
    Plan: joined,
    Triggers: [{ 'Trigger Name': 't', Relation: 'audit', Schema: 'core', Calls: 1 }],
  };
  const result = parseJsonPlan(JSON.stringify([document])).value?.results[0];
  assert.ok(result?.kind === 'plan');
  return result;
}

describe('What is looked up for a plan', () => {
  it('is each of its relations, those that were executed and those of triggers first', () => {
    assert.deepEqual(
      planRelations([plan(), plan()]).map(({ relation }) => relation),
      ['loans', 'audit', 'fines'],
    );
  });

  const all = ['book', 'branch', 'kind', 'loan', 'note', 'Odd id', 'paid'];
  const cases: readonly (readonly [node: number, columns: readonly string[]])[] = [
    [1, ['book', 'branch', 'kind', 'Odd id']],
    [3, ['loan', 'paid']],
  ];
  for (const [node, columns] of cases) {
    it(`is the columns that the conditions of and above node ${node} name`, () => {
      const statement = plan();
      const found = statement.nodes[node];
      assert.ok(found);
      assert.deepEqual(conditionColumns(found, statement, all), columns);
    });
  }
});
