import assert from 'node:assert/strict';
import { neverCancelled } from '../../../src/base/cancelSignal';
import { partitionsScaffold } from '../../../src/core/scaffold/partitions/partitionsScaffold';
import type { PartmanFacts } from '../../../src/core/scaffold/partitioning/partmanFacts';
import type { PartitionsFacts } from '../../../src/core/scaffold/partitions/partitionsFacts';
import { partitionRules } from '../../../src/core/scaffold/partitions/rules/partitionRules';
import type { ScaffoldPlan } from '../../../src/core/scaffold/scaffold';
import type { FormValue, FormValues } from '../../../src/core/scaffold/scaffoldForm';
import { openCatalog, type OpenCatalog, runAll } from '../../support/catalog';
import type { TestServer } from '../../support/postgres';
import { sharedServer } from '../../support/sharedServer';

describe('scaffold partitions', () => {
  let server: TestServer;
  let database: string;
  let catalog: OpenCatalog;

  before(async () => {
    server = await sharedServer();
    database = await server.createDatabase('partitions');
    await runAll(server, database, [
      'CREATE SCHEMA core',
      'CREATE TABLE core.plain (id int)',
      'CREATE TABLE core.loans (id bigint GENERATED ALWAYS AS IDENTITY, ts timestamptz NOT NULL, tenant text, PRIMARY KEY (id, ts)) PARTITION BY RANGE (ts)',
      `CREATE TABLE core.loans_old PARTITION OF core.loans FOR VALUES FROM (MINVALUE) TO ('2024-01-01 00:00+00')`,
      `CREATE TABLE core.loans_2024_02 PARTITION OF core.loans FOR VALUES FROM ('2024-02-01 00:00+00') TO ('2024-03-01 00:00+00')`,
      `CREATE TABLE core.loans_half PARTITION OF core.loans FOR VALUES FROM ('2024-05-01 00:00+00') TO ('2024-05-15 00:00+00')`,
      'CREATE TABLE core.loans_2024_04 (id int)',
      'CREATE TABLE core.expressions (n int) PARTITION BY RANGE (abs(n))',
      'CREATE TABLE core.countries (id int, country text) PARTITION BY LIST (country)',
      `CREATE TABLE core.countries_vn PARTITION OF core.countries FOR VALUES IN ('VN', NULL)`,
      'CREATE TABLE core.hashed (id int) PARTITION BY HASH (id)',
      'CREATE TABLE core.hashed_0 PARTITION OF core.hashed FOR VALUES WITH (MODULUS 4, REMAINDER 0)',
      'CREATE TABLE core.words (word text) PARTITION BY RANGE (word)',
      `CREATE TABLE core.words_a PARTITION OF core.words FOR VALUES FROM ('a') TO ('n')`,
      'CREATE TABLE core.defaulted (ts date) PARTITION BY RANGE (ts)',
      'CREATE TABLE core.defaulted_rest PARTITION OF core.defaulted DEFAULT',
      'CREATE TABLE core.expressed (n int, m int) PARTITION BY RANGE (n, abs(m))',
      'CREATE TABLE core.expressed_rest PARTITION OF core.expressed DEFAULT',
      'CREATE TABLE core.audited (ts date) PARTITION BY RANGE (ts)',
      'CREATE TABLE core.audited_rest PARTITION OF core.audited DEFAULT',
      `INSERT INTO core.audited VALUES ('2024-01-31')`,
      `CREATE FUNCTION core.gone() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN OLD; END'`,
      'CREATE TRIGGER gone BEFORE DELETE ON core.audited FOR EACH ROW EXECUTE FUNCTION core.gone()',
      `CREATE ROLE guest LOGIN PASSWORD 'guest'`,
      'GRANT USAGE ON SCHEMA core TO guest',
    ]);
    catalog = await openCatalog(server, database);
  });

  after(async () => {
    await catalog.close();
    await server.query(`DROP DATABASE ${database} WITH (FORCE)`);
    await server.query('DROP ROLE guest');
  });

  const plan = async (
    values: FormValues,
    from = catalog,
    others: Partial<PartitionsFacts> = {},
  ): Promise<ScaffoldPlan> => {
    const checked = partitionsScaffold.spec({ ...untouched, ...values });
    return checked.kind === 'problems'
      ? { steps: [], warnings: [], problems: checked.problems }
      : partitionsScaffold.generate(checked.spec, {
          ...(await partitionsScaffold.facts(from, checked.spec, neverCancelled)),
          ...others,
        });
  };
  const problems = async (values: FormValues): Promise<readonly string[]> =>
    (await plan(values)).problems.map(({ field, message }) => `${field ?? ''}: ${message}`);

  it('adds those that are missing, beside the table, and leaves alone what is there', async () => {
    const { steps, problems: found } = await plan({
      table: 'core.loans',
      from: '2023-12-01',
      until: '2024-03-31',
      zone: 'UTC',
    });
    assert.deepEqual(found, []);
    assert.deepEqual(
      steps.map(({ sql, present }) => (present === true ? `present: ${sql}` : sql)),
      [
        `present: CREATE TABLE core.loans_old PARTITION OF core.loans FOR VALUES FROM (MINVALUE) TO ('2024-01-01 00:00:00+00')`,
        'CREATE TABLE core.loans_2024_01 (LIKE core.loans INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING GENERATED INCLUDING STORAGE INCLUDING COMPRESSION)',
        `ALTER TABLE core.loans ATTACH PARTITION core.loans_2024_01 FOR VALUES FROM ('2024-01-01 00:00:00+00') TO ('2024-02-01 00:00:00+00')`,
        `present: CREATE TABLE core.loans_2024_02 PARTITION OF core.loans FOR VALUES FROM ('2024-02-01 00:00:00+00') TO ('2024-03-01 00:00:00+00')`,
        'CREATE TABLE core.loans_2024_03 (LIKE core.loans INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING GENERATED INCLUDING STORAGE INCLUDING COMPRESSION)',
        `ALTER TABLE core.loans ATTACH PARTITION core.loans_2024_03 FOR VALUES FROM ('2024-03-01 00:00:00+00') TO ('2024-04-01 00:00:00+00')`,
      ],
    );
  });

  it('writes bounds with the offset of the zone', async () => {
    const { steps } = await plan({
      ...newTable('core.zoned'),
      zone: 'America/New_York',
      from: '2024-03-01',
      until: '2024-03-31',
    });
    assert.match(steps[1]?.sql ?? '', /FROM \('2024-03-01 00:00:00-05'\) TO \('2024-04-01 00:00:00-04'\)$/);
  });

  const cases: readonly (readonly [string, FormValues, RegExp])[] = [
    ['a table that is not there', { table: 'core.gone' }, /^table: There is no table core\.gone/],
    ['a table without schema', { table: 'loans' }, /^table: Write loans with its schema/],
    ['a table that is not partitioned', { table: 'core.plain' }, /^table: plain is not a partitioned table/],
    ['an expression as key', { table: 'core.expressions' }, /^table: The key of this table is an expression/],
    [
      'lists of a table of ranges',
      { table: 'core.loans', kind: 'lists', lists: [list('a')] },
      /^kind: loans is partitioned by RANGE/,
    ],
    [
      'a zone that does not exist',
      { table: 'core.loans', zone: 'Mars/Base' },
      /^zone: .*ime zone "Mars\/Base" not recognized/,
    ],
    [
      'a range that overlaps partly',
      { table: 'core.loans', from: '2024-05-01', until: '2024-05-02' },
      /^from: loans_2024_05 .* overlaps loans_half, which exists/,
    ],
    [
      'a name that is taken',
      { table: 'core.loans', from: '2024-04-01', until: '2024-04-02' },
      /^pattern: core has something else that is called loans_2024_04/,
    ],
    [
      'days in the wrong order',
      { table: 'core.loans', from: '2024-05-01', until: '2024-04-01' },
      /^until: The last day lies before/,
    ],
    ['a day that does not exist', { table: 'core.loans', from: '2023-02-29' }, /^from: Write a day/],
    [
      'too many',
      { table: 'core.loans', every: 'day', from: '2030-01-01', until: '2040-01-01' },
      /^kind: That would be more than 1000/,
    ],
    [
      'an inverted range',
      ranges('core.loans', ['2025-02-01', '2025-01-01']),
      /^ranges\.0\.from: The range ends before it begins/,
    ],
    [
      'an empty range',
      ranges('core.loans', ['2025-02-01', '2025-02-01']),
      /^ranges\.0\.from: The range ends before it begins/,
    ],
    [
      'ranges that overlap',
      ranges('core.loans', ['2025-01-01', '2025-03-01'], ['2025-02-01', '']),
      /^ranges\.1\.from: .* overlaps loans_2025-01-01/,
    ],
    [
      'a range that overlaps one that exists',
      ranges('core.words', ['m', 'z']),
      /^ranges\.0\.from: words_m .* overlaps words_a, which exists/,
    ],
    [
      'an inverted range of texts',
      ranges('core.words', ['z', 'o']),
      /^ranges\.0\.from: The range ends before it begins/,
    ],
    [
      'a bound of another type',
      ranges('core.loans', ['monday', '']),
      /^ranges: Invalid input syntax for type timestamp/,
    ],
    [
      'a value that another list has',
      { table: 'core.countries', kind: 'lists', lists: [list('US'), list('LA', 'US')] },
      /^lists\.1\.values: .* overlaps countries_US/,
    ],
    [
      'a value that a partition has',
      { table: 'core.countries', kind: 'lists', lists: [list('US', 'VN')] },
      /^lists\.0\.values: .* overlaps countries_vn, which exists/,
    ],
    [
      'a modulus that does not fit',
      { table: 'core.hashed', kind: 'hash', modulus: '6' },
      /^modulus: The table has partitions of modulus 4/,
    ],
    [
      'a time without offset',
      ranges('core.loans', ['2025-01-01', '2025-02-01 12:00']),
      /^ranges\.0\.to: Write the offset too/,
    ],
    ['months of a text', { table: 'core.words' }, /^kind: word has the type text: days and months need/],
    [
      'a sub-partition key that a key lacks',
      { table: 'core.loans', sub: 'hash', subColumn: 'tenant', subModulus: '2' },
      /^subColumn: loans_pkey must hold the column tenant/,
    ],
    [
      'a primary key without the partition key',
      { ...newTable('core.new'), primaryKey: ['id'] },
      /^primaryKey: .*add created_at/,
    ],
    [
      'a unique constraint without it',
      { ...newTable('core.new'), unique: ['id'] },
      /^unique: .*add created_at/,
    ],
    [
      'a key that is no column',
      { ...newTable('core.new'), key: ['gone'] },
      /^key: The table has no column gone/,
    ],
    [
      'a type that cannot be a key',
      {
        ...newTable('core.new', 'xml'),
        kind: 'ranges',
        primaryKey: [],
        ranges: [{ from: 'a', to: 'b', name: '' }],
      },
      /^key: created_at has the type xml, which has no order/,
    ],
    [
      'a type that is none',
      newTable('core.new', 'nonsense'),
      /^columns\.1\.type: .*type "nonsense" does not exist/,
    ],
    [
      'SQL in a type',
      newTable('core.new', 'int); DROP TABLE core.plain; --'),
      /^columns\.1\.type: Write the name of a type/,
    ],
    ['a name that is too long', { ...newTable(`core.${'x'.repeat(64)}`) }, /^newTable: .* has 64 bytes/],
    [
      'names that are one',
      { ...newTable('core.new'), pattern: '{table}_part' },
      /^pattern: Two tables would be called new_part/,
    ],
    [
      'a table that is something else',
      newTable('core.plain'),
      /^newTable: core has something called plain already/,
    ],
    ['a schema that is not there', newTable('nowhere.new'), /^newTable: There is no schema nowhere/],
  ];
  for (const [title, values, message] of cases) {
    it(`has a problem with ${title}`, async () => {
      const found = await problems(values);
      assert.ok(
        found.some((each) => message.test(each)),
        found.join('\n'),
      );
    });
  }

  it('says which right is missing', async () => {
    const guest = await openCatalog(server, database, { user: 'guest', password: 'guest' });
    try {
      const both = [await plan({ table: 'core.loans' }, guest), await plan(newTable('core.new'), guest)];
      assert.deepEqual(
        both.map((each) => each.problems.map(({ message }) => message.split(',')[0]?.split(':')[0])),
        [
          ['You may not create tables in the schema core', 'Only its owner'],
          ['You may not create tables in the schema core'],
        ],
      );
    } finally {
      await guest.close();
    }
  });

  const fixtures: Readonly<Record<string, FormValues>> = {
    defaultNotCounted: {
      table: 'core.expressed',
      kind: 'ranges',
      ranges: [{ from: '1', to: '2', name: '' }],
    },
    defaultPartition: { table: 'core.defaulted' },
    identityInPartitions: { table: 'core.loans', from: '2025-01-01' },
    keyIsWider: newTable('core.new'),
    managedByPartman: { table: 'core.loans', from: '2025-01-01' },
    movedRows: { table: 'core.audited', from: '2024-01-01', defaultRows: 'move' },
    movedRowsFireTriggers: { table: 'core.audited', from: '2024-01-01', defaultRows: 'move' },
    noZone: newTable('core.new', 'timestamp'),
    notDivided: { table: 'core.countries', kind: 'existing', sub: 'hash', subColumn: 'id', subModulus: '2' },
    nullableKey: { ...newTable('core.new', 'timestamptz', false), primaryKey: [] },
    todayIsMissing: { ...newTable('core.new'), from: '2020-01-01', until: '2020-12-31' },
  };
  for (const { id } of partitionRules) {
    it(`warns by the rule ${id}`, async () => {
      const values = fixtures[id];
      assert.ok(values, `The rule ${id} has no fixture.`);
      // With the extension itself in partitionMaintenance.test.ts, where that can be had.
      const { warnings, problems: found } = await plan(
        values,
        catalog,
        id === 'managedByPartman' ? { partman } : {},
      );
      assert.deepEqual(found, []);
      const isSilent = id === 'identityInPartitions' && server.major >= 17;
      assert.equal(
        warnings.some(({ rule }) => rule === id),
        !isSilent,
      );
    });
  }

  it('warns of nothing where nothing is unusual', async () => {
    const { warnings } = await plan({ ...newTable('core.new'), primaryKey: [] });
    assert.deepEqual(
      warnings.filter(({ rule }) => rule !== 'identityInPartitions'),
      [],
    );
  });
});

const partman: PartmanFacts = {
  ...{ schema: 'partman', version: '5.2.4', major: 5, mayUse: true },
  config: {
    ...{ control: 'ts', interval: '1 mon', premake: 4, retention: undefined, retentionSchema: undefined },
    ...{ keepsTable: true, infinite: false, automatic: true },
  },
};

const untouched: FormValues = {
  action: 'existing',
  table: '',
  kind: 'calendar',
  every: 'month',
  zone: 'UTC',
  ahead: '3',
  pattern: '{table}_{period}',
  gentle: true,
  sub: 'none',
};

function newTable(name: string, type = 'timestamptz', notNull = true): FormValues {
  return {
    action: 'new',
    newTable: name,
    columns: [
      { name: 'id', type: 'bigint', notNull: true, fill: 'identity' },
      { name: 'created_at', type, notNull, fill: 'nothing' },
    ],
    key: ['created_at'],
    primaryKey: ['id', 'created_at'],
  };
}

function list(...values: readonly string[]): FormValues {
  return { values, takesNull: false, name: '' };
}

function ranges(table: string, ...written: readonly (readonly [string, string])[]): FormValues {
  const rows: FormValue = written.map(([from, to]) => ({ from, to, name: '' }));
  return { table, kind: 'ranges', ranges: rows };
}
