import assert from 'node:assert/strict';
import { partitionsScaffold } from '../../../src/core/scaffold/partitions/partitionsScaffold';
import type { ScaffoldPlan } from '../../../src/core/scaffold/scaffold';
import type { FormValues } from '../../../src/core/scaffold/scaffoldForm';
import { openCatalog, type OpenCatalog, runAll } from '../../support/catalog';
import type { TestServer } from '../../support/postgres';
import { planOf } from '../../support/scaffold/planOf';
import { sharedServer } from '../../support/sharedServer';

describe('scaffold partitions: two levels', () => {
  let server: TestServer;
  let database: string;
  let catalog: OpenCatalog;

  before(async () => {
    server = await sharedServer();
  });

  beforeEach(async () => {
    database = await server.createDatabase('levels');
    await runAll(server, database, [
      'CREATE SCHEMA core',
      'CREATE TABLE core.sales (region text NOT NULL, at timestamptz NOT NULL) PARTITION BY LIST (region)',
      `CREATE TABLE core.sales_vn PARTITION OF core.sales FOR VALUES IN ('VN') PARTITION BY RANGE (at)`,
      `CREATE TABLE core."January" PARTITION OF core.sales_vn FOR VALUES FROM ('2026-01-01 00:00+00') TO ('2026-02-01 00:00+00')`,
      `CREATE TABLE core.sales_la PARTITION OF core.sales FOR VALUES IN ('LA') PARTITION BY RANGE (at)`,
      `CREATE TABLE core.sales_us PARTITION OF core.sales FOR VALUES IN ('US')`,
    ]);
    catalog = await openCatalog(server, database);
  });

  afterEach(async () => {
    await catalog.close();
    await server.query(`DROP DATABASE ${database} WITH (FORCE)`);
  });

  const monthsOfEach: FormValues = {
    table: 'core.sales',
    kind: 'existing',
    sub: 'calendar',
    subColumn: 'at',
    subFrom: '2026-02-01',
    subUntil: '2026-03-31',
    subZone: 'UTC',
  };
  const plan = (values: FormValues = {}): Promise<ScaffoldPlan> =>
    planOf(partitionsScaffold, { ...monthsOfEach, ...values }, catalog);
  const open = ({ steps }: ScaffoldPlan) => steps.filter(({ present }) => present !== true);
  const tree = async (): Promise<readonly string[]> =>
    (
      await server.query<{ name: string }>(
        `SELECT relid::regclass::text AS name FROM pg_partition_tree('core.sales') WHERE isleaf ORDER BY 1`,
        [],
        database,
      )
    ).map(({ name }) => name);

  it('makes the next months of each region in one go, and those that are missing, and takes them back', async () => {
    const before = await tree();
    const made = await plan({ subMissing: true });
    assert.deepEqual(made.problems, []);
    assert.deepEqual(
      open(made).map(({ title }) => title.split(':')[0]),
      [
        'Create the partition sales_la_2026_01 of sales_la',
        'Create the partition sales_la_2026_02 of sales_la',
        'Create the partition sales_la_2026_03 of sales_la',
        'Create the partition sales_vn_2026_02 of sales_vn',
        'Create the partition sales_vn_2026_03 of sales_vn',
      ],
    );
    await runAll(
      server,
      database,
      open(made).map(({ sql }) => sql),
    );
    assert.deepEqual(open(await plan({ subMissing: true })), []);
    await runAll(
      server,
      database,
      open(made)
        .toReversed()
        .flatMap(({ down }) => down ?? []),
    );
    assert.deepEqual(await tree(), before);
  });

  it('makes a table of regions and months with defaults at each level', async () => {
    const made = await plan({
      action: 'new',
      newTable: 'core.orders',
      columns: [
        { name: 'region', type: 'text', notNull: true, fill: 'nothing' },
        { name: 'at', type: 'timestamptz', notNull: true, fill: 'nothing' },
      ],
      key: ['region'],
      primaryKey: [],
      kind: 'lists',
      lists: [
        { values: ['VN'], takesNull: false, name: '' },
        { values: ['LA'], takesNull: false, name: '' },
      ],
      default: true,
      subDefault: true,
    });
    assert.deepEqual(made.problems, []);
    await runAll(
      server,
      database,
      made.steps.map(({ sql }) => sql),
    );
    const rows = [
      ['VN', '2026-02-28 23:59+00'],
      ['LA', '2026-03-01 00:00+00'],
      ['LA', '1999-01-01'],
      ['US', '2026-02-01'],
    ];
    const places = await Promise.all(
      rows.map(([region, at]) =>
        server.query<{ place: string }>(
          'INSERT INTO core.orders VALUES ($1, $2) RETURNING tableoid::regclass::text AS place',
          [region, at],
          database,
        ),
      ),
    );
    assert.deepEqual(
      places.map(([row]) => row?.place),
      [
        'core."orders_VN_2026_02"',
        'core."orders_LA_2026_03"',
        'core."orders_LA_default"',
        'core.orders_default',
      ],
    );
  });

  it('says which partitions stay undivided, and which hold rows in their default partition', async () => {
    const { warnings } = await plan();
    assert.match(
      warnings.find(({ rule }) => rule === 'notDivided')?.message ?? '',
      /stay as they are: sales_us\.$/,
    );
    await runAll(server, database, [
      'CREATE TABLE core.sales_la_rest PARTITION OF core.sales_la DEFAULT',
      'CREATE TABLE core.sales_vn_rest PARTITION OF core.sales_vn DEFAULT',
      `INSERT INTO core.sales VALUES ('LA', '2026-02-14'), ('LA', '2030-01-01'), ('VN', '2026-02-14')`,
    ]);
    const { problems } = await plan();
    assert.equal(problems.length, 1, 'looks at no other one, which may take long');
    assert.match(
      problems[0]?.message ?? '',
      /^sales_la_rest, the default partition of core\.sales_la, holds 1 row that belongs? to new partitions \(sales_la_2026_02: 1\)\. Fill in this form for core\.sales_la first/,
    );
  });

  const refused: readonly (readonly [string, FormValues, RegExp])[] = [
    ['no way to divide', { sub: 'none' }, /^sub: Choose how each partition is divided/],
    ['a new table', { action: 'new', newTable: 'core.x' }, /^kind: A new table has no partitions yet/],
    [
      'another way than theirs',
      { sub: 'hash', subColumn: 'at' },
      /^sub: sales_la is divided by RANGE \(at\)/,
    ],
    ['another column than theirs', { subColumn: 'region' }, /^subColumn: region has the type text: days/],
    ['a zone that is none', { subZone: 'Mars/Base' }, /^subZone: .*not recognized/],
    [
      'months that overlap theirs',
      { subFrom: '2025-12-31', subUntil: '2026-01-31', subEvery: 'week' },
      /^subFrom: .* overlaps January, which exists/,
    ],
  ];
  for (const [title, values, message] of refused) {
    it(`has a problem with ${title}`, async () => {
      const { problems } = await plan(values);
      assert.match(
        problems.map(({ field, message: words }) => `${field ?? ''}: ${words}`).join('\n'),
        message,
      );
    });
  }
});
