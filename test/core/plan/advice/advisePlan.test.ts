import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createIndexSql, type IndexProposal } from '../../../../src/core/plan/advice/advice';
import { adviceRules } from '../../../../src/core/plan/advice/adviceRules';
import { advisePlan } from '../../../../src/core/plan/advice/advisePlan';
import { fixText } from '../../../../src/core/plan/advice/fixText';
import { parseJsonPlan } from '../../../../src/core/plan/parseJson';
import { computed, type NodeText, planText } from '../../../support/planText';

const scan = (ms: number, more: Readonly<Record<string, unknown>> = {}): NodeText => ({
  type: 'Seq Scan',
  as: 'Member',
  ms,
  rows: '10',
  more: {
    'Relation Name': 'rt',
    Schema: 'public',
    Alias: 'rt',
    Filter: '(rt.b = 7)',
    'Rows Removed by Filter': 199_990,
    ...more,
  },
});

describe('The advice on a plan', () => {
  it('is ranked by what it saves', () => {
    const list = advise({ type: 'Append', ms: 100, plans: [scan(20), scan(70)] }, 100);
    assert.deepEqual(
      list.map(({ rule, node, alike, savedMs }) => [rule, node, alike, Math.round(savedMs ?? 0)]),
      [['seq-scan-discards-most', 2, [1], 90]],
    );
    assert.match(
      list[0]?.title ?? '',
      /^Reads 200,000 rows of rt and keeps 10 \(<1 %\), and 1 more like it$/,
    );
  });

  it('keeps quiet about what takes less than a twentieth of the time, or than a millisecond', () => {
    assert.deepEqual(advise(scan(4.9), 100), []);
    assert.deepEqual(advise(scan(0.9), 1), []);
    assert.equal(advise(scan(5.1), 100).length, 1);
  });

  it('says how much it matters by the share of the time', () => {
    assert.deepEqual(
      [6, 12, 30].map((ms) => advise(scan(ms), 100)[0]?.severity),
      ['low', 'medium', 'high'],
    );
  });

  it('proposes no index on a small table', () => {
    const [small] = advise(scan(50, { 'Shared Hit Blocks': 200 }), 100);
    const [large] = advise(scan(50, { 'Shared Hit Blocks': 2273 }), 100);
    assert.deepEqual([small?.fixes.length, large?.fixes.length], [0, 1]);
    const [fix] = large?.fixes ?? [];
    assert.deepEqual(fix && fixText(fix), {
      language: 'sql',
      text: 'CREATE INDEX CONCURRENTLY ON public.rt (b);',
    });
  });

  it('rests on estimates alone where nothing was executed, and says so', () => {
    const text = planText({
      type: 'Seq Scan',
      more: {
        'Startup Cost': 0,
        'Total Cost': 5000,
        'Plan Rows': 1,
        'Plan Width': 4,
        'Relation Name': 'rt',
        Alias: 'rt',
        Filter: "(lower(rt.t) = 'a'::text)",
      },
    });
    const { plan, figures } = computed(text);
    const list = advisePlan(plan, figures);
    assert.deepEqual(
      list.map(({ rule, estimateOnly }) => [rule, estimateOnly]),
      [['function-or-cast-on-column', true]],
    );
  });

  it('does not break on any recorded plan', () => {
    const folder = path.resolve('test/fixtures/plan');
    for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
      const text = readFileSync(path.join(folder, file), 'utf8');
      if (parseJsonPlan(text).value?.results[0]?.kind === 'plan') {
        const { plan, figures } = computed(text);
        advisePlan(plan, figures);
      }
    }
  });

  it('comes from rules that explain themselves', () => {
    for (const { id, title, explanation } of adviceRules) {
      assert.match(id, /^[a-z0-9-]+$/);
      assert.match(title, /^[A-Z].*[^.]$/, id);
      assert.match(explanation, /^[A-Z].*\.$/, id);
    }
    assert.equal(new Set(adviceRules.map(({ id }) => id)).size, 48);
  });
});

describe('CREATE INDEX of a proposal', () => {
  const proposal: IndexProposal = {
    ...{ schema: 'Odd schema', relation: 'select', method: 'gin', needs: [], notes: [] },
    ...{
      keys: ['(lower(t)) gin_trgm_ops'],
      include: ['Total "x"'],
      where: '(gone IS NULL)',
      dbtModel: undefined,
    },
  };

  it('quotes every name', () => {
    assert.equal(
      createIndexSql(proposal, { concurrently: false, name: 'new index' }),
      'CREATE INDEX "new index" ON "Odd schema"."select" USING gin ((lower(t)) gin_trgm_ops) ' +
        'INCLUDE ("Total ""x""") WHERE (gone IS NULL)',
    );
  });

  it('asks for the extension first, and is configuration where dbt builds the table', () => {
    const withExtension = fixText({ kind: 'index', proposal: { ...proposal, needs: ['pg_trgm'] } });
    assert.match(
      withExtension.text,
      /^CREATE EXTENSION IF NOT EXISTS pg_trgm;\nCREATE INDEX CONCURRENTLY ON /,
    );
    const dbt = fixText({ kind: 'index', proposal: { ...proposal, dbtModel: 'models/rt.sql' } });
    assert.equal(dbt.language, 'yaml');
  });
});

function advise(root: NodeText, executionMs: number) {
  const { plan, figures } = computed(planText(root, { 'Execution Time': executionMs }));
  return advisePlan(plan, figures);
}
