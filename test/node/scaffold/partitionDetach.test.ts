import assert from 'node:assert/strict';
import fc from 'fast-check';
import { partitionDetachScaffold } from '../../../src/core/scaffold/partitionDetach/partitionDetachScaffold';
import type { PartitionDetachSpec } from '../../../src/core/scaffold/partitionDetach/partitionDetachSpec';
import { detachRules } from '../../../src/core/scaffold/partitionDetach/rules/detachRules';
import type { FormValues } from '../../../src/core/scaffold/scaffoldForm';
import { quoteIdentifier, quoteQualified } from '../../../src/core/sql/quote';
import type { TestServer } from '../../support/postgres';
import { arbitraryName } from '../../support/scaffold/arbitraryNames';
import { planOf } from '../../support/scaffold/planOf';
import { PropertyBed } from '../../support/scaffold/propertyBed';
import { propertyRun } from '../../support/scaffold/propertyRun';
import { sharedServer } from '../../support/sharedServer';

describe('scaffold partitionDetach', function () {
  this.timeout(3_600_000);
  let server: TestServer;
  let bed: PropertyBed;

  before(async () => {
    server = await sharedServer();
    bed = await PropertyBed.open(server, [
      'CREATE SCHEMA core',
      'CREATE SCHEMA archive',
      'CREATE TABLE core.plain (id int)',
      'CREATE TABLE archive.loans_2024_01 (id int)',
      'CREATE TABLE core.loans (id bigint, ts timestamptz) PARTITION BY RANGE (ts)',
      ...[1, 2, 3].map(
        (month) =>
          `CREATE TABLE core.loans_2024_0${month} PARTITION OF core.loans FOR VALUES FROM ('2024-0${month}-01 00:00+07') TO ('2024-0${month + 1}-01 00:00+07')`,
      ),
      `CREATE TABLE core.loans_future PARTITION OF core.loans FOR VALUES FROM ('2024-06-01 00:00+07') TO (MAXVALUE)`,
      'CREATE TABLE core.lists (country text) PARTITION BY LIST (country)',
      `CREATE TABLE core.lists_vn PARTITION OF core.lists FOR VALUES IN ('VN')`,
      'CREATE TABLE core.lists_rest PARTITION OF core.lists DEFAULT',
      'CREATE TABLE core.numbers (n int) PARTITION BY RANGE (n)',
    ]);
  });

  after(async () => {
    await bed.close();
  });

  const plan = (values: FormValues) =>
    planOf(
      partitionDetachScaffold,
      {
        table: 'core.loans',
        which: 'old',
        keep: '0',
        every: 'month',
        zone: 'Asia/Ho_Chi_Minh',
        then: 'stay',
        concurrently: true,
        ...values,
      },
      bed.catalog,
    );

  it('detaches what ends at a day of the zone or before it, and drops it when asked', async () => {
    const { steps } = await plan({ which: 'before', before: '2024-03-01', then: 'drop' });
    assert.deepEqual(
      steps.map(({ sql, alone, irreversible }) => [sql, alone === true, irreversible]),
      [
        ['ALTER TABLE core.loans DETACH PARTITION core.loans_2024_01 CONCURRENTLY', true, undefined],
        ['DROP TABLE core.loans_2024_01', false, 'All rows of loans_2024_01 are lost.'],
        ['ALTER TABLE core.loans DETACH PARTITION core.loans_2024_02 CONCURRENTLY', true, undefined],
        ['DROP TABLE core.loans_2024_02', false, 'All rows of loans_2024_02 are lost.'],
      ],
    );
  });

  it('keeps as many periods as it is told to', async () => {
    const { steps } = await plan({});
    assert.equal(steps.length, 3);
    assert.equal((await plan({ keep: '1000' })).steps.length, 0);
  });

  const cases: readonly (readonly [string, FormValues, RegExp])[] = [
    ['a table that is not there', { table: 'core.gone' }, /^table: There is no table/],
    ['a table without partitions', { table: 'core.plain' }, /^table: plain is not a partitioned table/],
    [
      'a partition that is not there',
      { which: 'named', partitions: ['gone'] },
      /^partitions: loans has no partition gone/,
    ],
    ['no name', { which: 'named', partitions: [] }, /^partitions: Name at least one/],
    ['the ends of lists', { table: 'core.lists' }, /^which: lists is partitioned by LIST/],
    ['months of numbers', { table: 'core.numbers' }, /^which: The key of this table is no time/],
    ['a value of another type', { which: 'before', before: 'soon' }, /^before: invalid input syntax/],
    ['a day that does not exist', { which: 'before', before: '2024-02-30' }, /^before: There is no such day/],
    ['a zone that does not exist', { zone: 'Mars/Base' }, /^zone: time zone "Mars\/Base" not recognized/i],
    [
      'a default partition',
      { table: 'core.lists', which: 'named', partitions: ['lists_vn'] },
      /^concurrently: Nothing can be detached/,
    ],
    ['a schema that is not there', { then: 'move', schema: 'gone' }, /^schema: There is no schema gone/],
    [
      'a name that is taken there',
      { then: 'move', schema: 'archive' },
      /^schema: archive has something else that is called loans_2024_01/,
    ],
  ];
  for (const [title, values, message] of cases) {
    it(`has a problem with ${title}`, async () => {
      const found = (await plan(values)).problems.map((each) => `${each.field ?? ''}: ${each.message}`);
      assert.ok(
        found.some((each) => message.test(each)),
        found.join('\n'),
      );
    });
  }

  const fixtures: Readonly<Record<string, FormValues>> = {
    locksTable: { concurrently: false },
    nothingLeft: {
      which: 'named',
      partitions: ['loans_2024_01', 'loans_2024_02', 'loans_2024_03', 'loans_future'],
    },
    nothingToDo: { which: 'before', before: '2020-01-01' },
  };
  for (const { id } of detachRules) {
    it(`warns by the rule ${id}`, async () => {
      const values = fixtures[id];
      assert.ok(values, `The rule ${id} has no fixture.`);
      assert.deepEqual(
        (await plan(values)).warnings.map(({ rule }) => rule),
        [id],
      );
      assert.deepEqual((await plan({})).warnings, []);
    });
  }

  it('holds for specs by the hundred', async () => {
    const isOld = server.major < 14;
    await propertyRun(scaffold, arbitraryDetach, readBack, {
      server,
      prepare: tableOf,
      mayRefuse: ({ field }) => isOld && field === 'concurrently',
    });
  });
});

/** A spec, and what its table has before. */
interface DetachCase extends PartitionDetachSpec {
  readonly leaves: readonly string[];
  readonly columns: readonly string[];
  readonly withDefault: boolean;
  readonly primary: boolean;
}

const scaffold = { ...partitionDetachScaffold, spec: () => ({ kind: 'problems', problems: [] }) as const };
const archive = 'the archive';

const arbitraryDetach: fc.Arbitrary<DetachCase> = fc
  .record({
    table: arbitraryName,
    leaves: fc.uniqueArray(arbitraryName, { minLength: 2, maxLength: 5 }),
    columns: fc.uniqueArray(arbitraryName, { minLength: 2, maxLength: 2 }),
    withDefault: fc.boolean(),
    primary: fc.boolean(),
    count: fc.integer({ min: 1, max: 2 }),
    named: fc.boolean(),
    then: fc.constantFrom('stay' as const, 'move' as const, 'drop' as const),
    concurrently: fc.boolean(),
  })
  .map(({ table, count, named, then, ...each }) => ({
    ...each,
    table: { schema: 'We"ird . Näme', name: table },
    which: named
      ? { kind: 'named', names: each.leaves.slice(0, count) }
      : { kind: 'before', value: String(count), zone: 'UTC' },
    then: then === 'move' ? { kind: then, schema: archive } : { kind: then },
    concurrently: each.concurrently && !each.withDefault,
  }));

function tableOf(spec: DetachCase): readonly string[] {
  const [key = '', note = ''] = spec.columns.map(quoteIdentifier);
  const table = quoteQualified(spec.table.schema, spec.table.name);
  const leaf = (name: string) => quoteQualified(leafSchema, name);
  return [
    `CREATE SCHEMA ${quoteIdentifier(spec.table.schema)}`,
    `CREATE SCHEMA ${quoteIdentifier(leafSchema)}`,
    `CREATE SCHEMA ${quoteIdentifier(archive)}`,
    `CREATE TABLE ${table} (${key} int${spec.primary ? ' PRIMARY KEY' : ''}, ${note} text DEFAULT 'x' CHECK (${note} <> 'y')) PARTITION BY RANGE (${key})`,
    `CREATE INDEX ON ${table} (${note})`,
    ...spec.leaves.map(
      (name, place) =>
        `CREATE TABLE ${leaf(name)} PARTITION OF ${table} FOR VALUES FROM (${place}) TO (${place + 1})`,
    ),
    ...(spec.withDefault
      ? [`CREATE TABLE ${quoteIdentifier(leafSchema)}."${'r'.repeat(63)}" PARTITION OF ${table} DEFAULT`]
      : []),
  ];
}

const leafSchema = 'leaves';

async function readBack(bed: PropertyBed, spec: DetachCase): Promise<void> {
  const chosen =
    spec.which.kind === 'named'
      ? spec.which.names
      : spec.leaves.slice(0, Number(spec.which.kind === 'before' ? spec.which.value : 0));
  const { rows } = await bed.client.query<{ schema: string; name: string; attached: boolean }>(
    `SELECT n.nspname AS schema, c.relname AS name, c.relispartition AS attached
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname IN ($1, $2) AND c.relkind = 'r' AND c.relname <> repeat('r', 63)`,
    [leafSchema, archive],
  );
  const wanted = spec.leaves.flatMap((name) =>
    !chosen.includes(name)
      ? [{ schema: leafSchema, name, attached: true }]
      : spec.then.kind === 'drop'
        ? []
        : [{ schema: spec.then.kind === 'move' ? archive : leafSchema, name, attached: false }],
  );
  const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);
  assert.deepEqual([...rows].sort(byName), [...wanted].sort(byName));
}
