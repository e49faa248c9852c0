import assert from 'node:assert/strict';
import { comparePlans } from '../../../../src/core/plan/compare/comparePlans';
import type { PlanComparison } from '../../../../src/core/plan/compare/planComparison';
import { computed, type NodeText, planText } from '../../../support/planText';

type More = Readonly<Record<string, unknown>>;

const table = (type: string, alias: string, more: More = {}, ms = 1): NodeText => ({
  type,
  ms,
  rows: '10',
  planRows: 10,
  more: { Schema: 'core', 'Relation Name': alias, Alias: alias, ...more },
});

const over = (type: string, ms: number, plans: readonly NodeText[], more: More = {}): NodeText => ({
  type,
  ms,
  rows: '10',
  planRows: 10,
  more,
  plans: plans.map((each, index) => ({ as: index === 0 ? 'Outer' : 'Inner', ...each })),
});

function compare(before: NodeText, after: NodeText, statement: More = {}): PlanComparison {
  const plan = (root: NodeText) =>
    computed(planText(root, { 'Execution Time': root.ms ?? 0, 'Planning Time': 0.1, ...statement })).plan;
  return comparePlans(plan(before), plan(after));
}

/** The merged tree, a line for each row. */
function drawn({ rows }: PlanComparison): string {
  const signs = { same: ' ', changed: '~', added: '+', removed: '-' };
  return rows.map(({ depth, kind, title }) => `${signs[kind]} ${'  '.repeat(depth)}${title}`).join('\n');
}

const index = { 'Index Name': 'l_id_idx', 'Scan Direction': 'Forward' };

describe('Comparing two plans', () => {
  it('says what made it faster', () => {
    const found = compare(table('Seq Scan', 'l', {}, 61.2), table('Index Scan', 'l', index, 14.6));
    assert.equal(
      found.verdict,
      '4.2 × faster (61.2 ms → 14.6 ms): Seq Scan on core.l became an Index Scan using l_id_idx.',
    );
    assert.equal(found.outcome, 'faster');
    assert.equal(drawn(found), '~ Index Scan using l_id_idx on core.l');
    assert.equal(found.rows[0]?.titleBefore, 'Seq Scan on core.l');
  });

  it('says what made it slower', () => {
    const found = compare(table('Index Scan', 'l', index, 14.6), table('Seq Scan', 'l', {}, 61.2));
    assert.equal(found.verdict, '4.2 × slower (14.6 ms → 61.2 ms): Index Scan on core.l became a Seq Scan.');
  });

  const noise: readonly (readonly [before: number, after: number, outcome: string])[] = [
    [100, 112, 'same'],
    [100, 130, 'slower'],
    [0.05, 0.11, 'same'],
    [0.05, 1, 'slower'],
    [0, 0, 'same'],
  ];
  for (const [before, after, outcome] of noise) {
    it(`takes ${before} ms and ${after} ms for ${outcome}`, () => {
      const found = compare(table('Seq Scan', 'l', {}, before), table('Seq Scan', 'l', {}, after));
      assert.equal(found.outcome, outcome);
      assert.equal(found.sameShape, true);
    });
  }

  const repeated: readonly (readonly [
    before: readonly number[],
    after: readonly number[],
    outcome: string,
  ])[] = [
    // A twelfth is not much for single runs; these never came so near to each other.
    [[99, 100, 101], [111, 112, 113], 'slower'],
    // A third is much for single runs; these differ as much among themselves.
    [[90, 100, 140], [95, 130, 135], 'same'],
    // The first run only filled the caches.
    [[400, 99, 100, 101], [111, 112, 113], 'slower'],
    // One of them ran once.
    [[99, 100, 101], [112], 'same'],
  ];
  for (const [before, after, outcome] of repeated) {
    it(`takes runs of ${before.join(', ')} ms and ${after.join(', ')} ms for ${outcome}`, () => {
      const plan = (runs: readonly number[]) => {
        const ms = [...runs].sort((a, b) => a - b)[Math.floor((runs.length - 1) / 2)] ?? 0;
        return computed(planText(table('Seq Scan', 'l', {}, ms), { 'Execution Time': ms })).plan;
      };
      const found = comparePlans(plan(before), plan(after), { before, after });
      assert.equal(found.outcome, outcome);
      assert.equal(
        found.notes.some((note) => note.startsWith('The spread of the repeated runs')),
        after.length > 1,
      );
    });
  }

  it('gives rounding the benefit of the doubt', () => {
    const inner = (ms: number): NodeText => ({ ...table('Index Scan', 'm', index, ms), loops: 1_000_000 });
    const join = (ms: number) => over('Nested Loop', 2000, [table('Seq Scan', 'l'), inner(ms)]);
    const found = compare(join(0.001), join(0.002));
    assert.equal(found.rows[2]?.selfMs.change, 'none');
    assert.equal(found.rows[2].differs, false);
  });

  it('finds the node that made the same plan slower', () => {
    const plan = (ms: number, rows: string) =>
      over('Aggregate', ms + 1, [{ ...table('Seq Scan', 'l', {}, ms), rows }]);
    assert.equal(
      compare(plan(5, '10'), plan(50, '1000')).verdict,
      '8.5 × slower (6.00 ms → 51.0 ms) with the same plan: most of the difference is in Seq Scan on core.l, which returned 1,000 rows instead of 10.',
    );
  });

  it('draws what is gone around what it was around, and what is new where it is', () => {
    const before = over('Limit', 50, [over('Sort', 50, [table('Seq Scan', 'l', {}, 10)])]);
    const after = over('Limit', 1, [table('Index Scan', 'l', index, 1)]);
    assert.equal(
      drawn(compare(before, after)),
      ['  Limit', '-   Sort', '~     Index Scan using l_id_idx on core.l'].join('\n'),
    );
    assert.match(compare(before, after).verdict, /^50 × faster .*: the Sort is gone\.$/);
    assert.equal(
      drawn(compare(after, before)),
      ['  Limit', '+   Sort', '~     Seq Scan on core.l'].join('\n'),
    );
  });

  it('draws a node that took the place of another one after it', () => {
    const before = over('Hash Join', 9, [table('Seq Scan', 'l'), over('Hash', 2, [table('Seq Scan', 'm')])]);
    const after = over('Nested Loop', 9, [
      table('Seq Scan', 'l'),
      over('Memoize', 2, [table('Index Scan', 'm', index)]),
    ]);
    assert.equal(
      drawn(compare(before, after)),
      [
        '~ Nested Loop',
        '    Seq Scan on core.l',
        '-   Hash',
        '+   Memoize',
        '~     Index Scan using l_id_idx on core.m',
      ].join('\n'),
    );
  });

  it('tells the order of the joins', () => {
    const hash = (outer: NodeText, inner: NodeText, ms: number) =>
      over('Hash Join', ms, [outer, over('Hash', 1, [inner])], { 'Join Type': 'Inner' });
    const [l, m, c] = ['l', 'm', 'c'].map((name) => table('Seq Scan', name)) as [
      NodeText,
      NodeText,
      NodeText,
    ];
    const found = compare(hash(hash(l, m, 80), c, 90), hash(l, hash(m, c, 3), 9));
    assert.equal(
      found.verdict,
      '10 × faster (90.0 ms → 9.00 ms): the join order changed from l, m, c to l, (m, c).',
    );
    assert.equal(found.sameShape, false);
    assert.equal(compare(hash(hash(l, m, 80), c, 90), hash(hash(l, m, 80), c, 90)).sameShape, true);
  });

  it('matches through aliases, partitions and subplans that changed', () => {
    const append = (names: readonly string[]) =>
      over('Aggregate', 9, [
        {
          type: 'Append',
          ms: 5,
          plans: names.map((name) => ({ ...table('Seq Scan', name), as: 'Member' })),
        },
      ]);
    assert.equal(
      drawn(compare(append(['p1', 'p2', 'p3']), append(['p2', 'p3', 'p4']))),
      [
        '  Aggregate',
        '    Append',
        '-     Seq Scan on core.p1',
        '      Seq Scan on core.p2',
        '      Seq Scan on core.p3',
        '+     Seq Scan on core.p4',
      ].join('\n'),
    );
    const renamed = compare(table('Seq Scan', 'l', { Alias: 'x' }), table('Seq Scan', 'l', { Alias: 'y' }));
    assert.equal(renamed.rows[0]?.kind, 'same');
    const unqualified = compare(table('Seq Scan', 'l', { Schema: undefined }), table('Seq Scan', 'l'));
    assert.equal(unqualified.rows[0]?.kind, 'same');
  });

  it('keeps indexes with the bitmap scans that use them', () => {
    const bitmap = (alias: string, name: string) =>
      over('Bitmap Heap Scan', 3, [{ type: 'Bitmap Index Scan', ms: 1, more: { 'Index Name': name } }], {
        Schema: 'core',
        'Relation Name': 't',
        Alias: alias,
      });
    const join = (a: NodeText, b: NodeText) => over('Nested Loop', 9, [a, b]);
    assert.equal(
      drawn(compare(join(bitmap('a', 'i1'), bitmap('b', 'i2')), join(bitmap('a', 'i2'), bitmap('b', 'i2')))),
      [
        '  Nested Loop',
        '    Bitmap Heap Scan on core.t a',
        '~     Bitmap Index Scan on i2',
        '    Bitmap Heap Scan on core.t b',
        '      Bitmap Index Scan on i2',
      ].join('\n'),
    );
  });

  it('compares an estimate with what happened', () => {
    const scan = table('Seq Scan', 'l', {}, 9);
    const plan = (root: NodeText, more: More = {}) => computed(planText(root, more)).plan;
    const executed = plan({ ...scan, rows: '2000', planRows: 1 }, { 'Execution Time': 9 });
    const { type, more = {} } = scan;
    const found = comparePlans(plan({ type, more, planRows: 1 }), executed);
    assert.equal(
      found.verdict,
      'The estimated plan is the one that was executed. The estimate that was furthest off: Seq Scan on core.l returned 2,000 × more rows than expected.',
    );
    assert.deepEqual(found.rows[0]?.rows, { before: 1, after: 2000, change: 'more' });
  });

  it('names settings that differ', () => {
    const before = computed(planText(table('Seq Scan', 'l'), { Settings: { work_mem: '1MB' } })).plan;
    const after = computed(planText(table('Seq Scan', 'l'))).plan;
    assert.deepEqual(comparePlans(before, after).notes, [
      'The setting work_mem is its default instead of 1MB.',
    ]);
  });
});
