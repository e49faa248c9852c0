import assert from 'node:assert/strict';
import { columnsOf } from '../../../../src/core/plan/advice/conditions/expression';
import { conditionTerms } from '../../../../src/core/plan/advice/conditions/indexTerms';
import { parseCondition } from '../../../../src/core/plan/advice/conditions/parseCondition';

/** A condition of the scan `rt`, what an index can answer of it, and what can restrict a partial index. */
const cases: readonly (readonly [string, string, string])[] = [
  ['(rt.b = 7)', 'equality b', ''],
  ['(b = 7)', 'equality b', ''],
  ['(7 = rt.b)', 'equality b', ''],
  ['((rt.x = 5) AND (rt.y > 5) AND (rt.z = 5))', 'equality x, range y, equality z', ''],
  [`((rt.state)::text = 'new'::text)`, 'equality state', ''],
  [`(lower(rt.t) = 'abc'::text)`, 'equality (lower(t))', ''],
  [`(lower((rt.t)::text) = 'abc'::text)`, 'equality (lower((t)::text))', ''],
  [`(rt.t ~~ 'abc%'::text)`, 'prefix t', ''],
  [`(rt.t ~~ '%abc'::text)`, '', ''],
  [`(rt.c = ANY ('{1,2,3}'::integer[]))`, 'equality c', ''],
  ['((rt.c = 1) OR (rt.c = 2))', 'equality c', ''],
  ['((rt.c = 1) OR (rt.d = 2))', '', ''],
  ['((rt.c = 1) AND (rt.gone IS NULL))', 'equality c', '(gone IS NULL)'],
  ['((rt.c = 1) AND (NOT rt.gone))', 'equality c', '(NOT gone)'],
  ['((rt.c = 1) AND rt.here)', 'equality c', 'here'],
  ['(rt.b = s.id)', 'equality b joins', ''],
  ['(rt.b = rt.c)', '', ''],
  ['(rt.b = (InitPlan 1).col1)', 'equality b joins', ''],
  ['(NOT (ANY (rt.b = (hashed SubPlan 1).col1)))', '', ''],
  ['((rt.b)::numeric = 7.5)', '', ''],
  ['(rt.c = (random())::integer)', '', ''],
  [`((rt.b = 7) AND (rt.c > floor((random() * '9'::double precision))))`, 'equality b', ''],
  ['(rt.ts < clock_timestamp())', '', ''],
  [`(rt."Odd ""name""" = 1)`, 'equality "Odd ""name"""', ''],
  [`(rt.tags @> '{a}'::text[])`, 'gin tags', ''],
  [`((rt.ts >= '2024-01-01'::timestamp without time zone) AND (rt.ts < now()))`, 'range ts, range ts', ''],
  [`(EXTRACT(year FROM rt.ts) = '2024'::numeric)`, '', ''],
  [`(CASE WHEN (rt.a = 1) THEN 2 ELSE 3 END = 2)`, '', ''],
  ['rt.here', '', 'here'],
  ['', '', ''],
  ['(((', '', ''],
  [`(rt.t = 'it''s (not) AND')`, 'equality t', ''],
];

describe('The conditions of a plan', () => {
  for (const [text, terms, partial] of cases) {
    it(`are understood: ${text}`, () => {
      const found = conditionTerms(text, 'rt');
      const words = found.terms.map(({ use, key, joins }) => `${use} ${key}${joins ? ' joins' : ''}`);
      assert.deepEqual([words.join(', '), found.partial.join(', ')], [terms, partial]);
    });
  }

  it('name their columns', () => {
    const parsed = parseCondition('((a.id < b.id) AND (EXTRACT(year FROM a.ts) = f(b.v, a.w)))');
    assert.ok(parsed);
    const names = columnsOf(parsed).map(({ alias, name }) => `${alias ?? ''}.${name}`);
    assert.deepEqual(names, ['a.id', 'b.id', 'a.ts', 'b.v', 'a.w']);
  });

  it('may be nested too deeply, too long, or cut off', () => {
    for (const text of [
      '('.repeat(5000),
      '(a = 1) OR '.repeat(5000),
      '(a =',
      "(a = 'x",
      ')',
      'a b c',
      ']',
      '::',
    ]) {
      conditionTerms(text, 'a');
    }
  });
});
