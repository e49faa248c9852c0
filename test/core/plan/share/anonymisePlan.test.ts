import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { computePlan } from '../../../../src/core/plan/arithmetic';
import { parseJsonPlan } from '../../../../src/core/plan/parseJson';
import type { PlanDocument } from '../../../../src/core/plan/planModel';
import { anonymisePlan } from '../../../../src/core/plan/share/anonymise/anonymisePlan';
import { planJson } from '../../../../src/core/plan/share/planJson';
import { planText } from '../../../../src/core/plan/share/planText';

const folder = path.resolve('test/fixtures/plan');

function read(json: unknown): PlanDocument {
  const { value } = parseJsonPlan(typeof json === 'string' ? json : JSON.stringify(json));
  assert.ok(value);
  return value;
}

describe('an anonymous plan', () => {
  it('has the same names in the plan and in its statement', () => {
    const plan = read([
      {
        Plan: {
          ...{ 'Node Type': 'Index Scan', 'Relation Name': 'patients', Schema: 'clinic', Alias: 'p' },
          'Index Name': 'patients_born',
          Output: ['p.id', 'lower((p."Full Name")::text)'],
          'Index Cond': `(p.born > '1970-01-01'::date)`,
          Filter: `((p.state = 7) AND ((p."Full Name")::text ~~ 'Smith%'::text) AND clinic.is_ill(p.id))`,
        },
      },
    ]);
    const { document, statement } = anonymisePlan(
      plan,
      `select id, lower("Full Name") -- of whom\nfrom clinic.patients as p where born > date '1970-01-01' and p.state = 7 and "Full Name" like 'Smith%'`,
    );
    assert.equal(
      planText(document),
      [
        'Index Scan using index_1 on schema_1.table_1 alias_1',
        '  Output: alias_1.column_1, lower((alias_1.column_2)::text)',
        `  Index Cond: (alias_1.column_3 > 'constant_1'::date)`,
        `  Filter: ((alias_1.column_4 = 'constant_2') AND ((alias_1.column_2)::text ~~ 'constant_3%'::text) AND schema_1.function_1(alias_1.column_1))`,
      ].join('\n'),
    );
    assert.equal(
      statement,
      `select column_1, lower(column_2)\nfrom schema_1.table_1 as alias_1 where column_3 > date 'constant_1' and alias_1.column_4 = 'constant_2' and column_2 like 'constant_3%'`,
    );
  });

  for (const name of readdirSync(folder).filter((each) => each.endsWith('.json'))) {
    it(`has the figures of the plan: ${name}`, () => {
      const document = read(readFileSync(path.join(folder, name), 'utf8'));
      const anonymous = anonymisePlan(document).document;
      document.results.forEach((result, index) => {
        const other = anonymous.results[index];
        if (result.kind === 'plan' && other?.kind === 'plan') {
          assert.deepEqual(
            other.nodes.map(({ nodeType }) => nodeType),
            result.nodes.map(({ nodeType }) => nodeType),
          );
          assert.deepEqual(computePlan(other), computePlan(result));
        }
      });
    });
  }

  it('holds no name and no constant of the input, wherever it stood', () => {
    const planted = fc.tuple(
      fc.constantFrom(
        'zq',
        'Zq ',
        'zq"',
        "zq'",
        'zq.',
        'zq(',
        'zq$',
        'zq<b>',
        'zq\u202e',
        'ZQ',
        'zq;--',
        'zq/*',
      ),
      fc.integer({ min: 7_000_000, max: 7_999_999 }),
      fc.constantFrom('', ' zq', '"', "'", ' and zq'),
    );
    fc.assert(
      fc.property(fc.array(planted, { minLength: fieldCount, maxLength: fieldCount }), (words) => {
        const texts = words.map(([start, number, end]) => `${start}${number}${end}`);
        const { plan, sql } = plantedPlan(texts);
        const { document, statement } = anonymisePlan(read(plan), sql);
        const result = `${planJson(document)}\n${planText(document)}\n${statement ?? ''}`;
        assert.doesNotMatch(result, /zq|7\d{6}/i);
      }),
      { numRuns: 300 },
    );
  });
});

const fieldCount = 40;

function plantedPlan(texts: readonly string[]): { readonly plan: unknown; readonly sql: string } {
  let next = 0;
  const word = () => texts[next++ % texts.length] ?? '';
  const quoted = () => `"${word().replaceAll('"', '""')}"`;
  const literal = () => `'${word().replaceAll("'", "''")}'`;
  const plain = () => word().replace(/\W/g, '').toLowerCase();
  const condition = () =>
    `((${quoted()}.${plain()} = ${literal()}::${plain()}) AND (${plain()} > 7${(Math.abs(next * 7919) % 1_000_000) + 100_000}) AND ${plain()}(${quoted()}) ~~ ${literal()})`;
  const properties = () => ({
    ...{ Schema: word(), 'Relation Name': word(), Alias: word(), 'Index Name': word(), 'CTE Name': word() },
    ...{ 'Function Name': word(), 'Table Function Name': word(), 'Tuplestore Name': word() },
    ...{ 'Custom Plan Provider': word(), Strategy: word(), 'Join Type': word(), Operation: word() },
    ...{ 'Parent Relationship': word(), 'Subplan Name': `CTE ${word()}`, 'Scan Direction': word() },
    ...{
      Output: [condition(), word()],
      Filter: condition(),
      'Index Cond': word(),
      'Sort Key': [condition()],
    },
    ...{ 'Hash Cond': condition(), 'Group Key': [quoted()], 'Function Call': condition(), Window: word() },
    ...{
      'Conflict Arbiter Indexes': [word()],
      'Cache Mode': word(),
      'Remote SQL': word(),
      Relations: word(),
    },
    ...{
      'Sampling Method': word(),
      'Sampling Parameters': [word()],
      'Sort Method': word(),
      [word()]: word(),
    },
    ...{ 'Grouping Sets': [{ 'Hash Keys': [[condition()]], [word()]: [word()] }], Extra: { a: word() } },
    ...{ 'Params Evaluated': [word()], Command: word(), 'Partial Mode': word() },
    'Target Tables': [{ Schema: word(), 'Relation Name': word(), Alias: word() }],
    Workers: [{ 'Worker Number': 0, 'Sort Method': word(), [word()]: word() }],
    'Full-sort Groups': { 'Group Count': 1, 'Sort Methods Used': [word()] },
  });
  const plan = [
    {
      'Query Text': `select ${quoted()} from ${plain()} where x = ${literal()} -- ${plain()}`,
      Plan: {
        ...{ 'Node Type': 'Append', ...properties() },
        Plans: [{ 'Node Type': 'Seq Scan', ...properties(), 'Subplan Name': word() }],
      },
      Settings: { [word()]: word(), search_path: `${quoted()}, ${plain()}` },
      Triggers: [
        { 'Trigger Name': word(), 'Constraint Name': word(), Schema: word(), Relation: word(), Calls: 1 },
      ],
      JIT: { Functions: 1, Options: { [word()]: word() } },
      Serialization: { Format: word() },
      'Query Identifier': 7_123_456,
      [word()]: word(),
    },
    word(),
  ];
  const sql = `with ${plain()} as (select ${quoted()}.${plain()}, ${plain()}(7654321) as ${quoted()} /* ${plain()} */ from ${plain()}.${quoted()})
    update ${plain()} set ${plain()} = ${literal()}, x = $q$${plain()}$q$ where ${condition()} -- ${plain()}
    ; insert into ${quoted()} (${plain()}) values (E'${plain()}', B'101', ${literal()}) {{ ${plain()} }}`;
  return { plan, sql };
}
