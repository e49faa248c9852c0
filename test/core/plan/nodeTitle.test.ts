import assert from 'node:assert/strict';
import { nodeTitle } from '../../../src/core/plan/nodeTitle';
import { parseJsonPlan } from '../../../src/core/plan/parseJson';

function titleOf(properties: Readonly<Record<string, unknown>>): string {
  const result = parseJsonPlan(JSON.stringify([{ Plan: properties }])).value?.results[0];
  assert.ok(result?.kind === 'plan' && result.nodes[0]);
  return nodeTitle(result.nodes[0]);
}

describe('The title of a node', () => {
  const cases: readonly (readonly [title: string, properties: Readonly<Record<string, unknown>>])[] = [
    [
      'Index Scan using loans_pkey on core.loans l',
      {
        'Node Type': 'Index Scan',
        'Index Name': 'loans_pkey',
        'Relation Name': 'loans',
        Schema: 'core',
        Alias: 'l',
      },
    ],
    [
      'Index Only Scan Backward using loans_pkey on loans',
      {
        'Node Type': 'Index Only Scan',
        'Scan Direction': 'Backward',
        'Index Name': 'loans_pkey',
        'Relation Name': 'loans',
        Alias: 'loans',
      },
    ],
    [
      'Parallel Seq Scan on "We""ird Schema"."select"',
      {
        'Node Type': 'Seq Scan',
        'Parallel Aware': true,
        'Relation Name': 'select',
        Schema: 'We"ird Schema',
        Alias: 'select',
      },
    ],
    ['Bitmap Index Scan on loans_state', { 'Node Type': 'Bitmap Index Scan', 'Index Name': 'loans_state' }],
    ['Hash Left Join', { 'Node Type': 'Hash Join', 'Join Type': 'Left' }],
    ['Merge Right Anti Join', { 'Node Type': 'Merge Join', 'Join Type': 'Right Anti' }],
    ['Nested Loop Semi Join', { 'Node Type': 'Nested Loop', 'Join Type': 'Semi' }],
    ['Nested Loop', { 'Node Type': 'Nested Loop', 'Join Type': 'Inner' }],
    ['Hash Join', { 'Node Type': 'Hash Join' }],
    ['Aggregate', { 'Node Type': 'Aggregate', Strategy: 'Plain', 'Partial Mode': 'Simple' }],
    ['Partial HashAggregate', { 'Node Type': 'Aggregate', Strategy: 'Hashed', 'Partial Mode': 'Partial' }],
    ['Finalize GroupAggregate', { 'Node Type': 'Aggregate', Strategy: 'Sorted', 'Partial Mode': 'Finalize' }],
    ['MixedAggregate', { 'Node Type': 'Aggregate', Strategy: 'Mixed' }],
    ['HashSetOp Except All', { 'Node Type': 'SetOp', Strategy: 'Hashed', Command: 'Except All' }],
    [
      'Insert on core.loans',
      { 'Node Type': 'ModifyTable', Operation: 'Insert', 'Relation Name': 'loans', Schema: 'core' },
    ],
    ['CTE Scan on recent r', { 'Node Type': 'CTE Scan', 'CTE Name': 'recent', Alias: 'r' }],
    [
      'Function Scan on pg_catalog.generate_series g',
      { 'Node Type': 'Function Scan', 'Function Name': 'generate_series', Schema: 'pg_catalog', Alias: 'g' },
    ],
    ['Values Scan on "*VALUES*"', { 'Node Type': 'Values Scan', Alias: '*VALUES*' }],
    ['Subquery Scan on x', { 'Node Type': 'Subquery Scan', Alias: 'x' }],
    [
      'Foreign Update on f',
      { 'Node Type': 'Foreign Scan', Operation: 'Update', 'Relation Name': 'f', Alias: 'f' },
    ],
    ['Foreign Scan on f', { 'Node Type': 'Foreign Scan', Operation: 'Select', 'Relation Name': 'f' }],
    [
      'Custom Scan (ChunkAppend) on t',
      { 'Node Type': 'Custom Scan', 'Custom Plan Provider': 'ChunkAppend', 'Relation Name': 't' },
    ],
    ['Parallel Append', { 'Node Type': 'Append', 'Parallel Aware': true }],
    ['Node of the Future on t', { 'Node Type': 'Node of the Future', 'Relation Name': 't' }],
    [
      'Seq Scan on "<img onerror=x>␊�"',
      { 'Node Type': 'Seq Scan', 'Relation Name': '<img onerror=x>\n\u202e' },
    ],
    ['Seq Scan on "a␀b"', { 'Node Type': 'Seq Scan', 'Relation Name': 'a\0b' }],
  ];
  for (const [title, properties] of cases) {
    it(`is ${title}`, () => assert.equal(titleOf(properties), title));
  }
});
