import assert from 'node:assert/strict';
import { nodeTitle } from '../../../../src/core/plan/nodeTitle';
import { type PlannedStatement, type PlanNode, propertyText } from '../../../../src/core/plan/planModel';
import { readPlan } from '../../../../src/core/plan/read/readPlan';

/** The only plan of a text. */
function planOf(text: string): PlannedStatement {
  const result = readPlan(text).plans[0]?.document.results[0];
  assert.ok(result?.kind === 'plan', JSON.stringify(readPlan(text).problems));
  return result;
}

function nodeOf(text: string): PlanNode {
  return planOf(text).nodes[0] ?? assert.fail();
}

/** The nodes as they are titled, indented by their depth. */
function tree(text: string): string {
  return planOf(text)
    .nodes.map((node) => `${'  '.repeat(node.depth)}${nodeTitle(node)}`)
    .join('\n');
}

function problems(text: string): readonly string[] {
  const { plans, problems: outside } = readPlan(text);
  return [...outside, ...plans.flatMap((plan) => plan.problems)].map(
    ({ line, message }) => `${line}: ${message}`,
  );
}

const cost = '(cost=0.00..1.00 rows=1 width=4)';

const joined = `Hash Join  (cost=1.00..9.00 rows=5 width=8) (actual time=0.010..0.500 rows=4 loops=1)
  Hash Cond: (a.id = b.id)
  ->  Seq Scan on a  (cost=0.00..4.00 rows=5 width=4) (actual time=0.005..0.200 rows=5 loops=1)
        Filter: ((x > 1) AND (y < 2))
        Rows Removed by Filter: 7
  ->  Hash  (cost=1.00..1.00 rows=1 width=4) (actual time=0.100..0.101 rows=1 loops=1)
        Buckets: 1024  Batches: 1  Memory Usage: 9kB
        ->  Index Scan using b_pkey on b  (cost=0.00..1.00 rows=1 width=4) (actual time=0.01..0.02 rows=1 loops=1)
              Index Cond: (id < 3)
Planning Time: 0.100 ms
Execution Time: 0.600 ms`;

const joinedTree = `Hash Join
  Seq Scan on a
  Hash
    Index Scan using b_pkey on b`;

const lines = joined.split('\n');
const width = Math.max(...lines.map((line) => line.length));
const header = `${' '.repeat(width / 2)}QUERY PLAN`;

/** What programs put around the plan, or do to its lines. */
const around: Readonly<Record<string, string>> = {
  nothing: joined,
  'the frame of psql': [header, '-'.repeat(width), ...lines.map((line) => ` ${line}`), '(11 rows)', ''].join(
    '\n',
  ),
  'the frame of psql in German': [
    ...[header, '-'.repeat(width), ...lines.map((line) => ` ${line}`)],
    ...['(11 Zeilen)', '', 'Zeit: 12,345 ms'],
  ].join('\n'),
  'a frame with borders': [
    ...[`+${'-'.repeat(width + 2)}+`, `| ${header.padEnd(width)} |`, `+${'-'.repeat(width + 2)}+`],
    ...[...lines.map((line) => `| ${line.padEnd(width)} |`), `+${'-'.repeat(width + 2)}+`],
  ].join('\n'),
  'a frame of Unicode': [
    ...[`┌${'─'.repeat(width + 2)}┐`, `│ ${header.padEnd(width)} │`, `├${'─'.repeat(width + 2)}┤`],
    ...[...lines.map((line) => `│ ${line.padEnd(width)} │`), `└${'─'.repeat(width + 2)}┘`],
  ].join('\n'),
  'a + at the end of each line': lines.map((line) => ` ${line.padEnd(width)}+`).join('\n'),
  'line numbers': lines.map((line, index) => `${index + 1}: ${line}`).join('\n'),
  'line numbers in a column': lines
    .map((line, index) => `${String(index + 8).padStart(3)} | ${line}`)
    .join('\n'),
  'the quotes of pgAdmin': ['"QUERY PLAN"', ...lines.map((line) => `"${line}"`)].join('\n'),
  'the line ends of Windows': lines.join('\r\n'),
  'no-break spaces': joined.replaceAll('  ', '\u00a0 '),
  'tabs for the indentation': joined.replaceAll('        ', '\t'),
  'a byte order mark': `\ufeff${joined}`,
  'a prompt and a message': `db=# explain select 1;\nHINWEIS:  nichts\n${header}\n------\n${joined}`,
  'lines that a terminal broke': lines.flatMap((line) => line.match(/.{1,60}/g) ?? []).join('\n'),
};

describe('Reading a plan as text', () => {
  for (const [name, text] of Object.entries(around)) {
    it(`sees through ${name}`, () => {
      assert.equal(tree(text), joinedTree);
      const [, scan, hash, index] = planOf(text).nodes;
      assert.ok(scan && hash && index);
      assert.deepEqual(scan.actual, { startupMs: 0.005, totalMs: 0.2, rows: 5, loops: 1 });
      assert.equal(propertyText(scan, 'Filter'), '((x > 1) AND (y < 2))');
      assert.equal(scan.rowsRemoved?.filter, 7);
      assert.deepEqual([hash.hash?.buckets, hash.hash?.peakMemoryKb], [1024, 9]);
      assert.equal(index.actual?.totalMs, 0.02);
      assert.deepEqual([planOf(text).planning.ms, planOf(text).executionMs], [0.1, 0.6]);
    });
  }

  it('complains of nothing that is as the server writes it', () => {
    assert.deepEqual(problems(joined), []);
    assert.deepEqual(problems(around['the frame of psql'] ?? ''), []);
  });

  it('reads a plan without costs and without execution', () => {
    const text =
      'Hash Join\n  Hash Cond: (a.id = b.id)\n  ->  Seq Scan on a\n  ->  Hash\n        ->  Index Only Scan Backward using "i" on b';
    assert.equal(tree(text), 'Hash Join\n  Seq Scan on a\n  Hash\n    Index Only Scan Backward using i on b');
    assert.deepEqual([nodeOf(text).estimate, planOf(text).analyzed], [undefined, false]);
  });

  it('keeps every plan of a rewritten statement, and tells answers apart', () => {
    const one = `Result  ${cost}`;
    const kinds = readPlan(`${one}\n\n${one}\n\nNOTIFY`).plans.map(({ document }) =>
      document.results.map(({ kind }) => kind),
    );
    assert.deepEqual(kinds, [['plan', 'plan', 'utility']]);
    const answer = ` QUERY PLAN\n------------\n ${one}\n(1 row)\n\n`;
    assert.deepEqual(
      readPlan(answer + answer).plans.map(({ line }) => line),
      [3, 8],
    );
  });
});

/** What the text parser of the best free viewer is known to get wrong. */
describe('Reading what other viewers lose', () => {
  it('keeps custom scans, also at the root', () => {
    const text = `Custom Scan (ChunkAppend) on m  ${cost} (actual time=0.1..0.2 rows=1 loops=1)
  ->  Custom Scan (DecompressChunk) on _c_1 m_1  ${cost} (actual time=0.1..0.2 rows=1 loops=1)
        ->  Seq Scan on compress_1  ${cost} (never executed)`;
    assert.equal(
      tree(text),
      'Custom Scan (ChunkAppend) on m\n  Custom Scan (DecompressChunk) on _c_1 m_1\n    Seq Scan on compress_1',
    );
    assert.equal(planOf(text).nodes[2]?.actual?.loops, 0);
  });

  it('knows what was never executed without costs', () => {
    const { nodes } = planOf(
      'Append (actual rows=1 loops=1)\n  ->  Seq Scan on a (actual rows=1 loops=1)\n  ->  Seq Scan on b (never executed)',
    );
    assert.deepEqual(nodes[2]?.actual, { startupMs: undefined, totalMs: undefined, rows: 0, loops: 0 });
  });

  it('keeps texts that look like numbers', () => {
    assert.deepEqual(nodeOf(`Result  ${cost}\n  Output: 1, 2\n  Sort Key: 2024-x`).other, [
      { name: 'Output', value: ['1', '2'] },
      { name: 'Sort Key', value: ['2024-x'] },
    ]);
  });

  type Read = (node: PlanNode) => unknown;
  const properties: readonly (readonly [line: string, read: Read, expected: unknown])[] = [
    ['Heap Blocks: exact=100 lossy=200', ({ heap }) => [heap?.exactBlocks, heap?.lossyBlocks], [100, 200]],
    [
      'Batches: 5  Memory Usage: 4145kB  Disk Usage: 1000kB',
      ({ aggregation }) => [aggregation?.batches, aggregation?.peakMemoryKb, aggregation?.diskKb],
      [5, 4145, 1000],
    ],
    [
      'Storage: Memory  Maximum Storage: 17kB',
      ({ other }) => other.map(({ name, value }) => `${name}=${String(value)}`),
      ['Storage=Memory', 'Maximum Storage=17'],
    ],
    [
      'WAL: records=3 fpi=1 bytes=200 buffers full=2',
      ({ wal }) => wal && [wal.records, wal.fullPageImages, wal.bytes, wal.buffersFull],
      [3, 1, 200, 2],
    ],
    [
      'Buffers: shared hit=1 read=2, local dirtied=3, temp written=4',
      ({ buffers }) => [buffers?.sharedRead, buffers?.localDirtied, buffers?.tempWritten],
      [2, 3, 4],
    ],
    ['I/O Timings: read=1.5', ({ io }) => io?.sharedRead, 1.5],
    [
      'I/O Timings: shared/local read=1.5, temp write=2',
      ({ io }) => [io?.sharedRead, io?.tempWrite],
      [1.5, 2],
    ],
    ['I/O Timings: shared read=1.5, local read=2', ({ io }) => [io?.sharedRead, io?.localRead], [1.5, 2]],
    [
      'Sort Method: external merge  Disk: 16kB',
      ({ sort }) => sort && [sort.method, sort.spaceKb, sort.spaceType],
      ['external merge', 16, 'Disk'],
    ],
    [
      'Full-sort Groups: 3  Sort Methods: quicksort, top-N heapsort  Average Memory: 27kB  Peak Memory: 28kB',
      ({ sortGroups }) =>
        sortGroups.map(({ count, methods, peakMemoryKb }) => [count, methods.join(), peakMemoryKb]),
      [[3, 'quicksort,top-N heapsort', 28]],
    ],
    [
      'Buckets: 65536 (originally 1024)  Batches: 4 (originally 1)  Memory Usage: 900kB',
      ({ hash }) => [hash?.originalBuckets, hash?.batches, hash?.originalBatches],
      [1024, 4, 1],
    ],
    [
      'Hits: 7  Misses: 2  Evictions: 1  Overflows: 0  Memory Usage: 1kB',
      ({ cache }) => [cache?.hits, cache?.evictions],
      [7, 1],
    ],
    ["Filter: (t = 'a\nb'::text)", (node) => propertyText(node, 'Filter'), "(t = 'a\nb'::text)"],
  ];
  for (const [line, read, expected] of properties) {
    it(`reads ${JSON.stringify(line)}`, () => {
      const type = line.startsWith('Buckets') ? 'Hash' : line.startsWith('Hits') ? 'Memoize' : 'Aggregate';
      assert.deepEqual(read(nodeOf(`${type}  ${cost}\n  ${line}\n`)), expected);
    });
  }

  it('takes the names of sub-plans of a version to come as they are', () => {
    const child = `    ->  Seq Scan on a  ${cost}`;
    const text = `Result  ${cost}\n  InitPlan expr_1\n${child}\n  SubPlan exists_1\n${child}\n  CTE x y\n${child}`;
    assert.deepEqual(
      planOf(text).nodes.map(({ relationship, subplanName, depth }) => [relationship, subplanName, depth]),
      [
        [undefined, undefined, 0],
        ['InitPlan', 'InitPlan expr_1', 1],
        ['SubPlan', 'SubPlan exists_1', 1],
        ['InitPlan', 'CTE x y', 1],
      ],
    );
  });

  it('gives a sub-plan to the node above its label, not to the node before it', () => {
    const text = `Gather  ${cost}\n  ->  Parallel Seq Scan on a  ${cost}\n  SubPlan 1\n    ->  Result  ${cost}`;
    assert.deepEqual(
      planOf(text).nodes.map(({ parent }) => parent),
      [undefined, 0, 0],
    );
  });

  const names: readonly (readonly [text: string, expected: Partial<PlanNode>])[] = [
    [
      'Index Scan using "my idx" on "odd schema"."t(x)" "a ""b"""',
      { indexName: 'my idx', schema: 'odd schema', relation: 't(x)', alias: 'a "b"' },
    ],
    ['Sample Scan on s', { nodeType: 'Sample Scan', relation: 's', alias: 's' }],
    ['Values Scan on "*VALUES*"', { nodeType: 'Values Scan', alias: '*VALUES*' }],
    [
      'Table Function Scan on "xmltable" x',
      { nodeType: 'Table Function Scan', tableFunctionName: 'xmltable' },
    ],
    [
      'Named Tuplestore Scan on newtab n',
      { nodeType: 'Named Tuplestore Scan', tuplestoreName: 'newtab', alias: 'n' },
    ],
    ['Foreign Scan on public.ft', { nodeType: 'Foreign Scan', operation: 'Select', relation: 'ft' }],
    ['Foreign Update on ft', { nodeType: 'Foreign Scan', operation: 'Update', relation: 'ft' }],
    ['Async Foreign Scan on ft', { nodeType: 'Foreign Scan', relation: 'ft' }],
    ['Hash Semi Join', { nodeType: 'Hash Join', joinType: 'Semi' }],
    ['Hash Right Anti Join', { nodeType: 'Hash Join', joinType: 'Right Anti' }],
    ['Hash Right Semi Join', { nodeType: 'Hash Join', joinType: 'Right Semi' }],
    ['Nested Loop Left Join', { nodeType: 'Nested Loop', joinType: 'Left' }],
    ['MixedAggregate', { nodeType: 'Aggregate', strategy: 'Mixed', partialMode: 'Simple' }],
    ['Finalize GroupAggregate', { nodeType: 'Aggregate', strategy: 'Sorted', partialMode: 'Finalize' }],
    ['HashSetOp Except All', { nodeType: 'SetOp', strategy: 'Hashed', command: 'Except All' }],
    [
      'Parallel Index Only Scan Backward using i on s.t u',
      {
        nodeType: 'Index Only Scan',
        parallelAware: true,
        scanDirection: 'Backward',
        indexName: 'i',
        alias: 'u',
      },
    ],
    ['Merge on public.pair p', { nodeType: 'ModifyTable', operation: 'Merge', relation: 'pair', alias: 'p' }],
    ['Brand New Scan using i on t', { nodeType: 'Brand New Scan', indexName: 'i', relation: 't' }],
  ];
  for (const [text, expected] of names) {
    it(`reads the node ${text}`, () => {
      const node = nodeOf(`${text}  ${cost}`);
      const keys = Object.keys(expected) as (keyof PlanNode)[];
      assert.deepEqual(Object.fromEntries(keys.map((key) => [key, node[key]])), expected);
    });
  }
});
