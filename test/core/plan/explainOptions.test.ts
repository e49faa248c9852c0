import assert from 'node:assert/strict';
import { isOn, unwrapExplain } from '../../../src/core/plan/explainOptions';

describe('An EXPLAIN of the user', () => {
  const cases: readonly (readonly [text: string, options: string, statement: string])[] = [
    ['explain select 1', '', 'select 1'],
    ['EXPLAIN ANALYZE VERBOSE select 1', 'analyze verbose', 'select 1'],
    ['explain analyse (select 1)', 'analyze', '(select 1)'],
    ['explain verbose select 1', 'verbose', 'select 1'],
    ['explain (analyze) select 1', 'analyze', 'select 1'],
    [
      `explain (ANALYZE off, buffers true, "timing" 'off', format yaml) table t`,
      `analyze=off buffers=true timing='off' format=yaml`,
      'table t',
    ],
    ['explain (analyze, analyze false) select 1', 'analyze=false', 'select 1'],
    ['explain (costs off)(select 1)', 'costs=off', '(select 1)'],
    ['explain (select 1) union select 2', '', '(select 1) union select 2'],
    ['explain ((select 1))', '', '((select 1))'],
    ['explain (with x as (select 1) table x)', '', '(with x as (select 1) table x)'],
    ['explain /* why */ -- so\n select 1', '', 'select 1'],
    ['explain', '', ''],
    ['explain (analyze', '', ''],
    ['explain (analyze, ', 'analyze', ''],
    ['explain explain select 1', '', 'explain select 1'],
  ];
  for (const [text, options, statement] of cases) {
    it(`is taken apart: ${text}`, () => {
      const own = unwrapExplain(text);
      assert.ok(own);
      assert.equal(
        own.options.map(({ name, value }) => (value === undefined ? name : `${name}=${value}`)).join(' '),
        options,
      );
      assert.equal(text.slice(own.offset), statement);
    });
  }

  it('is not seen where there is none', () => {
    for (const text of ['select 1', '"explain" select 1', 'explained', '', '-- explain\nselect 1']) {
      assert.equal(unwrapExplain(text), undefined, text);
    }
  });

  it('keeps a planner hint', () => {
    assert.equal(unwrapExplain('/*+ SeqScan(t) */ explain select 1')?.hint, '/*+ SeqScan(t) */');
    assert.equal(unwrapExplain('/* no hint */ explain select 1')?.hint, '');
  });

  it('has options that are on unless they are surely off', () => {
    const on = (value: string | undefined) => isOn({ name: 'analyze', value });
    assert.deepEqual([undefined, 'true', '1', "'on'", 'maybe'].map(on), [true, true, true, true, true]);
    assert.deepEqual(['false', 'OFF', '0', "'off'"].map(on), [false, false, false, false]);
    assert.equal(isOn(undefined), false);
  });
});
