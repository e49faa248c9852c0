import assert from 'node:assert/strict';
import type {
  PartitionedTable,
  PartitionFact,
} from '../../../../src/core/scaffold/partitionsView/partitionQueries';
import { partitionTimeline } from '../../../../src/core/scaffold/partitionsView/partitionTimeline';
import {
  pruningOf,
  pruningSentence,
  partitionKey,
} from '../../../../src/core/scaffold/partitionsView/pruning';

describe('partitionTimeline', () => {
  const cases: readonly {
    readonly name: string;
    readonly types: readonly string[];
    readonly bounds: readonly string[];
    readonly rows: readonly string[];
    readonly findings: readonly RegExp[];
  }[] = [
    {
      name: 'months that reach beyond the next one',
      types: ['timestamp with time zone'],
      bounds: [
        `FOR VALUES FROM ('2027-01-01 00:00:00+00') TO ('2027-02-01 00:00:00+00')`,
        `FOR VALUES FROM ('2026-11-01 00:00:00+00') TO ('2026-12-01 00:00:00+00')`,
        `FOR VALUES FROM ('2026-12-01 00:00:00+00') TO ('2027-01-01 00:00:00+00')`,
      ],
      rows: [
        'partition 2026-11-01 00:00:00+00 to 2026-12-01 00:00:00+00 now',
        'partition 2026-12-01 00:00:00+00 to 2027-01-01 00:00:00+00',
        'partition 2027-01-01 00:00:00+00 to 2027-02-01 00:00:00+00',
      ],
      findings: [],
    },
    {
      name: 'the next month is missing',
      types: ['date'],
      bounds: [`FOR VALUES FROM ('2026-11-01') TO ('2026-12-01')`],
      rows: ['partition 2026-11-01 to 2026-12-01 now'],
      findings: [/^The next partition is missing: the last one ends at 2026-12-01, in 11 days\.$/],
    },
    {
      name: 'nothing takes now, and a gap',
      types: ['timestamp without time zone'],
      bounds: [
        `FOR VALUES FROM ('2024-03-01 00:00:00') TO ('2024-04-01 00:00:00')`,
        `FOR VALUES FROM (MINVALUE) TO ('2024-02-01 00:00:00')`,
      ],
      rows: [
        'partition MINVALUE to 2024-02-01 00:00:00',
        'gap 2024-02-01 00:00:00 to 2024-03-01 00:00:00',
        'partition 2024-03-01 00:00:00 to 2024-04-01 00:00:00',
      ],
      findings: [
        /ended at 2024-04-01 00:00:00: new rows are refused/,
        /^A gap lies between partitions: rows there are refused/,
      ],
    },
    {
      name: 'an end without a limit',
      types: ['date'],
      bounds: [`FOR VALUES FROM ('2026-11-01') TO (MAXVALUE)`, 'DEFAULT'],
      rows: ['partition 2026-11-01 to MAXVALUE now', 'default everything else'],
      findings: [],
    },
    {
      name: 'numbers and a list',
      types: ['bigint'],
      bounds: [`FOR VALUES FROM ('10') TO ('20')`, `FOR VALUES FROM ('2') TO ('10')`],
      rows: ['partition 2 to 10', 'partition 10 to 20'],
      findings: [],
    },
    {
      name: 'a list',
      types: ['text'],
      bounds: [`FOR VALUES IN ('a', NULL)`, 'DEFAULT'],
      rows: [`partition IN ('a', NULL)`, 'default everything else'],
      findings: [],
    },
  ];
  for (const { name, types, bounds, rows, findings } of cases) {
    it(name, () => {
      const timeline = partitionTimeline(tableOf(types, bounds.length), bounds.map(factOf));
      assert.deepEqual(
        timeline.rows.map(({ kind, bound, current }) => `${kind} ${bound}${current ? ' now' : ''}`),
        rows,
      );
      assert.equal(timeline.findings.length, findings.length, timeline.findings.join('\n'));
      findings.forEach((finding, place) => assert.match(timeline.findings[place] ?? '', finding));
    });
  }
});

describe('pruningOf', () => {
  const scan = (name: string) => ({ 'Node Type': 'Seq Scan', Schema: 's', 'Relation Name': name });
  const partitions = new Map([
    [partitionKey('s', 'a1'), partitionKey('s', 'a')],
    [partitionKey('s', 'a2'), partitionKey('s', 'a')],
    [partitionKey('s', 'b'), partitionKey('s', 'b')],
  ]);

  it('counts sub-partitions as the partition that they belong to, and no other tables', () => {
    const plan = [{ Plan: { 'Node Type': 'Append', Plans: [scan('a1'), scan('a2'), scan('other')] } }];
    const pruning = pruningOf(plan, partitions);
    assert.deepEqual(pruning, { read: [partitionKey('s', 'a')], removedAtStart: 0 });
    assert.equal(pruningSentence(pruning, 2), 'It prunes: 1 of 2 partitions is read.');
  });

  it('knows what is left out at the start', () => {
    const plan = [{ Plan: { 'Node Type': 'Append', 'Subplans Removed': 1, Plans: [scan('b')] } }];
    assert.match(pruningSentence(pruningOf(plan, partitions), 2), /when it begins to run: 1 of 2/);
  });
});

function tableOf(types: readonly string[], partitions: number): PartitionedTable {
  return {
    oid: 1,
    key: 'k',
    strategy: 'range',
    types,
    analyzed: undefined,
    now: '2026-11-20 12:00:00+00',
    partitions,
  };
}

function factOf(bound: string): PartitionFact {
  const facts = { leaves: 1, unknownLeaves: 0, rows: 0, tableBytes: 0, indexBytes: 0, toastBytes: 0 };
  return { schema: 's', name: 'p', bound, partitioned: false, facts, analyzed: undefined, living: 0 };
}
