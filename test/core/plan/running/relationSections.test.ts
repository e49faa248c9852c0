import assert from 'node:assert/strict';
import { relationSections } from '../../../../src/core/plan/facts/relationSections';
import type { RelationFacts } from '../../../../src/core/plan/relationFacts';
import { exampleFacts } from '../../../support/exampleFacts';

function text(facts: RelationFacts, columns: readonly string[]): string {
  const { title, sections, notes } = relationSections(facts, columns);
  return [
    title,
    ...sections.flatMap((section) => [
      `# ${section.title}`,
      ...section.lines.map(({ label, text: words }) => `${label}: ${words}`),
    ]),
    ...notes.map((note) => `! ${note}`),
  ].join('\n');
}

describe('What is shown of a table beside a node', () => {
  it('is its size, its upkeep, its indexes, and the columns that matter', () => {
    assert.equal(
      text(exampleFacts(), ['branch', '<b>note</b>', 'id']),
      [
        'Table core.loans',
        '# Size and maintenance',
        'Size: 352 MB, 496 MB with indexes and TOAST, ~5M rows',
        'All-visible: 67 % of its pages, which index-only scans need',
        'Last ANALYZE: 3 h ago, 2026-11-21 09:00:00+00',
        'Last VACUUM: 1 day ago (autovacuum), 2026-11-20 04:00:12+00',
        'Changed since ANALYZE: 750,000 rows (15 %)',
        'Dead rows: 12,000',
        'Written: 5,000,000 inserted, 800,000 updated, 1,000 deleted',
        'Read: 42 sequential scans, 1,234,567 index scans',
        '# Indexes',
        'loans_note: btree (id DESC) INCLUDE (id) WHERE (branch > 3), INVALID: no plan uses it, 102 MB, 0 scans',
        'loans_pkey: btree (id DESC), primary key, 102 MB, 1,234,567 scans',
        '# Columns of its conditions',
        'branch: integer, ~120 distinct values, the most common value in 2 % of the rows, correlation 0.03 with the order on disk, statistics target 500',
        '<b>note</b>: text, statistics not readable for this role',
        'id: bigint, every value different, 25 % NULL, correlation 1.00 with the order on disk',
        '# More',
        'Row security: enabled, active for this role; policies: own',
        'Foreign key loans_branch_fkey: (branch) has no index',
        'Statistics loans_stats: dependencies of branch, id',
        "Trigger counted: after each statement: in addition to the nodes' times",
        'Trigger touched: before each row: inside the time of the node that writes',
        'Storage options: fillfactor=70',
        'Built by dbt: warehouse/models/loans.sql',
        '! The statistics of some columns are not shown: the role may not read them (pg_stats hides them).',
      ].join('\n'),
    );
  });

  it('is little of a view and of a partitioned table', () => {
    const bare = exampleFacts({
      ...{
        indexes: [],
        columns: [],
        extendedStatistics: [],
        foreignKeys: [],
        triggers: [],
        gaps: [],
        dbt: undefined,
      },
      rowSecurity: { enabled: false, active: false, policies: [], leakyOperators: [] },
      storage: {
        ...{ pages: 0, allVisiblePages: 0, rows: undefined, bytes: undefined, totalBytes: undefined },
        options: [],
      },
    });
    assert.equal(text({ ...bare, kind: 'view' }, []), 'View core.loans');
    assert.equal(
      text({ ...bare, kind: 'partitionedTable' }, []),
      [
        'Partitioned table core.loans',
        '# Size and maintenance',
        'Last ANALYZE: 3 h ago, 2026-11-21 09:00:00+00',
        '# Indexes',
        'Indexes: none',
      ].join('\n'),
    );
    const { vacuum } = bare.maintenance;
    const maintenance = { ...bare.maintenance, analyze: vacuum, autoanalyze: vacuum, autovacuum: vacuum };
    assert.match(
      text({ ...bare, maintenance }, []),
      /^Size: never vacuumed or analyzed\nLast ANALYZE: never, or before the statistics were reset$/m,
    );
  });
});
