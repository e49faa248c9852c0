import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseJsonPlan } from '../../../src/core/plan/parseJson';
import { type PlannedStatement, propertyText } from '../../../src/core/plan/planModel';

/** The first plan of a text that must hold one. */
function planOf(text: string): PlannedStatement {
  const result = parseJsonPlan(text).value?.results.find((each) => each.kind === 'plan');
  assert.ok(result, 'no plan was found');
  return result;
}

function messages(text: string): readonly string[] {
  return parseJsonPlan(text).problems.map(
    (problem) => `${problem.line}:${problem.column} ${problem.message}`,
  );
}

const mergeOnPartitions = `[
  {
    "Plan": {
      "Node Type": "ModifyTable",
      "Operation": "Merge",
      "Actual Rows": 0.00,
      "Actual Loops": 1,
      "Target Tables": [
        {
          "Relation Name": "mp1"
        },
        "Tuples Inserted": 0,
        "Tuples Updated": 2,
        "Tuples Skipped": 0
      ],
      "Shared Hit Blocks": 10,
      "Plans": [
        {
          "Node Type": "Hash Join"
        }
      ]
    },
    "Execution Time": 1.5
  }
]`;

const workersTwice = `[{"Plan": {"Node Type": "Sort", "Actual Rows": 100000, "Actual Loops": 3, "Workers": [
  {"Worker Number": 0, "Sort Method": "external merge", "Sort Space Used": 2192, "Sort Space Type": "Disk"},
  {"Worker Number": 1, "Sort Method": "quicksort", "Sort Space Used": 25, "Sort Space Type": "Memory"}],
  "Workers": [
  {"Worker Number": 0, "Actual Total Time": 166.290, "Actual Rows": 100940, "Actual Loops": 1},
  {"Worker Number": 1, "Actual Total Time": 154.118, "Actual Rows": 99900, "Actual Loops": 1}]}}]`;

describe('Reading a plan from JSON', () => {
  it('lists the nodes in pre-order with their parents, children and ends', () => {
    const { nodes } = planOf(`[{"Plan": {"Node Type": "A", "Plans": [
      {"Node Type": "B", "Plans": [{"Node Type": "C"}, {"Node Type": "D"}]}, {"Node Type": "E"}]}}]`);
    assert.deepEqual(
      nodes.map((node) => [
        node.id,
        node.nodeType,
        node.parent,
        node.depth,
        node.end,
        node.children.join(' '),
      ]),
      [
        [0, 'A', undefined, 0, 5, '1 4'],
        [1, 'B', 0, 1, 4, '2 3'],
        [2, 'C', 1, 2, 3, ''],
        [3, 'D', 1, 2, 4, ''],
        [4, 'E', 0, 1, 5, ''],
      ],
    );
  });

  it('keeps what it does not name, in order and as text', () => {
    const plan = planOf(`[{"Plan": {"Node Type": "Seq Scan", "Relation Name": "t", "Filter": "(a > 1)",
      "Output": ["a", "b"], "Future Count": 12345678901234567890, "Future Flag": true, "Deep": {"x": [1, {"y": 2}]}},
      "Query Identifier": -8765432109876543210, "New": 1.50}]`);
    assert.deepEqual(plan.nodes[0]?.other, [
      { name: 'Filter', value: '(a > 1)' },
      { name: 'Output', value: ['a', 'b'] },
      { name: 'Future Count', value: '12345678901234567890' },
      { name: 'Future Flag', value: 'true' },
      { name: 'Deep', value: '{"x": [1, {"y": 2}]}' },
    ]);
    assert.equal(plan.queryIdentifier, '-8765432109876543210');
    assert.deepEqual(plan.other, [{ name: 'New', value: '1.50' }]);
    assert.equal(propertyText(plan.nodes[0], 'Output'), 'a, b');
  });

  it('sees from the first row count whether the server counts rows with decimals', () => {
    const plan = (rows: string) =>
      `[{"Plan": {"Node Type": "Result", "Actual Rows": ${rows}, "Actual Loops": 1}}]`;
    assert.equal(planOf(plan('1.00')).rowDecimals, 2);
    assert.equal(planOf(plan('1')).rowDecimals, 0);
    assert.equal(planOf(plan('0.33')).nodes[0]?.actual?.rows, 0.33);
  });

  it('puts together the workers that servers up to 12 write twice', () => {
    const plan = planOf(workersTwice);
    assert.deepEqual(
      plan.nodes[0]?.workers.map((worker) => [worker.number, worker.sort?.spaceKb, worker.actual?.rows]),
      [
        [0, 2192, 100940],
        [1, 25, 99900],
      ],
    );
    assert.deepEqual(messages(workersTwice), []);
  });

  it('repairs the counts that MERGE leaves inside the list of target tables', () => {
    const plan = planOf(mergeOnPartitions);
    assert.deepEqual(
      plan.nodes[0]?.other.map((property) => property.name),
      ['Tuples Inserted', 'Tuples Updated', 'Tuples Skipped'],
    );
    assert.deepEqual(plan.nodes[0].targets, [{ schema: undefined, relation: 'mp1', alias: undefined }]);
    assert.equal(propertyText(plan.nodes[0], 'Tuples Updated'), '2');
    assert.equal(plan.nodes[0].buffers?.sharedHit, 10);
    assert.equal(plan.nodes[1]?.nodeType, 'Hash Join');
    assert.equal(plan.executionMs, 1.5);
    assert.deepEqual(messages(mergeOnPartitions), [
      '12:9 The server wrote invalid JSON here (it does so for MERGE on a partitioned table); it was repaired.',
    ]);
  });

  it('reads several plans, utility results and an answer without plans', () => {
    const { value } = parseJsonPlan('[{"Plan": {"Node Type": "A"}}, "Notify", {"Plan": {"Node Type": "B"}}]');
    assert.deepEqual(
      value?.results.map((result) => (result.kind === 'plan' ? result.nodes[0]?.nodeType : result.text)),
      ['A', 'Notify', 'B'],
    );
    assert.deepEqual(parseJsonPlan('[\n]').value, { results: [] });
    assert.deepEqual(messages('[\n]'), []);
  });

  it('reads the object that auto_explain logs', () => {
    const plan = planOf('{"Query Text": "select 1", "Plan": {"Node Type": "Result"}}');
    assert.equal(plan.queryText, 'select 1');
    assert.equal(plan.executionMs, undefined);
  });

  it('reads the frame around the plans', () => {
    const plan = planOf(`[{"Plan": {"Node Type": "ModifyTable", "Actual Rows": 0, "Actual Loops": 1},
      "Settings": {"work_mem": "1MB", "jit": "off"},
      "Planning": {"Shared Hit Blocks": 8, "Memory Used": 9, "Memory Allocated": 16}, "Planning Time": 0.165,
      "Triggers": [{"Trigger Name": "RI_ConstraintTrigger_a_1", "Constraint Name": "fk", "Relation": "tp", "Time": 0.284, "Calls": 9},
        {"Trigger Name": "tr", "Relation": "tc", "Calls": 1}],
      "JIT": {"Functions": 3, "Options": {"Inlining": true}, "Timing": {"Generation": {"Deform": 0.1, "Total": 0.5}, "Inlining": 38.6, "Total": 43.3}},
      "Serialization": {"Time": 0.004, "Output Volume": 1, "Format": "text", "Shared Hit Blocks": 2}, "Execution Time": 42.512}]`);
    assert.deepEqual(plan.settings, [
      { name: 'work_mem', value: '1MB' },
      { name: 'jit', value: 'off' },
    ]);
    assert.deepEqual(
      [plan.planning.ms, plan.planning.buffers?.sharedHit, plan.planning.memoryUsedKb],
      [0.165, 8, 9],
    );
    assert.deepEqual(
      plan.triggers.map((trigger) => [trigger.name, trigger.constraint, trigger.ms, trigger.calls]),
      [
        ['RI_ConstraintTrigger_a_1', 'fk', 0.284, 9],
        ['tr', undefined, undefined, 1],
      ],
    );
    assert.deepEqual([plan.jit?.generationMs, plan.jit?.inliningMs, plan.jit?.totalMs], [0.5, 38.6, 43.3]);
    assert.deepEqual([plan.serialization?.ms, plan.serialization?.buffers?.sharedHit], [0.004, 2]);
  });

  it('reads the groups of an incremental sort and the split and joined I/O timings', () => {
    const plan =
      planOf(`[{"Plan": {"Node Type": "Incremental Sort", "I/O Read Time": 1.5, "Temp I/O Write Time": 2,
      "Full-sort Groups": {"Group Count": 16, "Sort Methods Used": ["quicksort"], "Sort Space Memory": {"Average Sort Space Used": 27, "Peak Sort Space Used": 28}},
      "Plans": [{"Node Type": "Seq Scan", "Shared I/O Read Time": 1.25, "Local I/O Read Time": 0.5}]}}]`);
    assert.deepEqual(plan.nodes[0]?.sortGroups, [
      { kind: 'full', count: 16, methods: ['quicksort'], peakMemoryKb: 28, peakDiskKb: undefined },
    ]);
    assert.deepEqual([plan.nodes[0].io?.sharedRead, plan.nodes[0].io?.tempWrite], [1.5, 2]);
    assert.deepEqual([plan.nodes[1]?.io?.sharedRead, plan.nodes[1]?.io?.localRead], [1.25, 0.5]);
  });
});

describe('Reading a plan from damaged JSON', () => {
  const halves: readonly (readonly [name: string, text: string, nodes: number, problem: string])[] = [
    [
      'that ends in a key',
      '[{"Plan": {"Node Type": "A",\n "Plans": [{"Node Type": "B", "Act',
      2,
      '2:35 The plan ends here before it is complete. Everything before this place is shown.',
    ],
    [
      'that ends in a number',
      '[{"Plan": {"Node Type": "A", "Plan Rows": 12',
      1,
      '1:45 The plan ends here before it is complete. Everything before this place is shown.',
    ],
    [
      'with a word that is no JSON',
      '[{"Plan": {"Node Type": "A", oops "Plan Rows": 12}}]',
      1,
      '1:30 The plan could not be understood from here on. Everything before this place is shown.',
    ],
    [
      'with brackets that do not match',
      '[{"Plan": {"Node Type": "A"]}]',
      1,
      '1:28 The plan could not be understood from here on. Everything before this place is shown.',
    ],
    [
      'with other text around it',
      '               QUERY PLAN\n-------\n [  +\n {"Plan": {"Node Type": "A"}} +\n ]\n(1 row)\n',
      1,
      '1:16 The text from here is no part of a plan and was left out.|6:1 The text from here is no part of a plan and was left out.',
    ],
    [
      'with a child that is no node',
      '[{"Plan": {"Node Type": "A", "Plans": [7, {"Node Type": "B"}]}}]',
      2,
      '1:11 A child of this node is no node and was left out.',
    ],
    [
      'with a node without a type',
      '[{"Plan": {"Plan Rows": 1}}]',
      1,
      '1:11 A node without a type stands here.',
    ],
    [
      'with times that make no sense',
      '[{"Plan": {"Node Type": "A", "Actual Total Time": -5.0, "Actual Rows": Infinity, "Actual Loops": 1}}]',
      1,
      '1:11 "Actual Total Time" of this node has a value that makes no sense: -5.0|' +
        '1:11 "Actual Rows" of this node has a value that makes no sense: Infinity',
    ],
  ];
  for (const [name, text, nodes, problem] of halves) {
    it(`keeps what it can of a text ${name}`, () => {
      assert.equal(planOf(text).nodes.length, nodes);
      assert.deepEqual(messages(text), problem.split('|'));
    });
  }

  it('says so when there is no plan at all', () => {
    for (const text of ['', 'hello', '42', '{"a": 1}', '[1, 2]']) {
      const parsed = parseJsonPlan(text);
      assert.equal(parsed.value, undefined, text);
      assert.ok(parsed.problems.length > 0, text);
    }
  });

  it('never throws, whatever is cut out of an answer', () => {
    fc.assert(
      fc.property(
        fc.nat(mergeOnPartitions.length),
        fc.nat(mergeOnPartitions.length),
        fc.string(),
        (from, length, inserted) => {
          parseJsonPlan(mergeOnPartitions.slice(0, from) + inserted + mergeOnPartitions.slice(from + length));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('agrees with JSON.parse on the escapes of strings', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const plan = planOf(JSON.stringify([{ Plan: { 'Node Type': 'A', Filter: text } }]));
        assert.equal(propertyText(plan.nodes[0] ?? assert.fail(), 'Filter'), text);
      }),
    );
  });

  it('reads a chain of 5,000 nodes', () => {
    const depth = 5000;
    const text = `[{"Plan": ${'{"Node Type": "Subquery Scan", "Plans": ['.repeat(depth)}${']}'.repeat(depth)}}]`;
    const plan = planOf(text);
    assert.equal(plan.nodes.length, depth);
    assert.equal(plan.nodes[depth - 1]?.depth, depth - 1);
    assert.deepEqual(messages(text), []);
  });
});
