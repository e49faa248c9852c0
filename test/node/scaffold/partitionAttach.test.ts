import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Client } from 'pg';
import { partitionAttachScaffold } from '../../../src/core/scaffold/partitionAttach/partitionAttachScaffold';
import type { PartitionAttachSpec } from '../../../src/core/scaffold/partitionAttach/partitionAttachSpec';
import { attachRules } from '../../../src/core/scaffold/partitionAttach/rules/attachRules';
import type { FormValues } from '../../../src/core/scaffold/scaffoldForm';
import { quoteIdentifier, quoteQualified } from '../../../src/core/sql/quote';
import type { TestServer } from '../../support/postgres';
import { arbitraryName } from '../../support/scaffold/arbitraryNames';
import { planOf } from '../../support/scaffold/planOf';
import { PropertyBed } from '../../support/scaffold/propertyBed';
import { propertyRun } from '../../support/scaffold/propertyRun';
import { sharedServer } from '../../support/sharedServer';

describe('scaffold partitionAttach', function () {
  this.timeout(3_600_000);
  let server: TestServer;
  let bed: PropertyBed;

  before(async () => {
    server = await sharedServer();
    bed = await PropertyBed.open(server, [
      'CREATE SCHEMA core',
      'CREATE TABLE core.people (id int PRIMARY KEY)',
      `CREATE TABLE core.loans (id bigint, ts timestamptz NOT NULL, person int REFERENCES core.people, status varchar(9) CHECK (status <> ''), PRIMARY KEY (id, ts)) PARTITION BY RANGE (ts)`,
      'CREATE INDEX loans_status_idx ON core.loans (status DESC) WHERE status IS NOT NULL',
      `CREATE TABLE core.loans_2024_02 PARTITION OF core.loans FOR VALUES FROM ('2024-02-01 00:00+00') TO ('2024-03-01 00:00+00')`,
      'CREATE TABLE core.loans_rest PARTITION OF core.loans DEFAULT',
      `CREATE TABLE core.old (person int, status varchar(9), CONSTRAINT loans_status_check CHECK (status <> ''), ts timestamptz NOT NULL, id bigint NOT NULL)`,
      `INSERT INTO core.old SELECT NULL, 'x', '2024-01-01 00:00+00'::timestamptz + i * interval '1 minute', i FROM generate_series(1, 1000) i`,
      'CREATE TABLE core.bare (id int, ts timestamptz, note text)',
      'CREATE TABLE core.hashed (id int) PARTITION BY HASH (id)',
      'CREATE TABLE core.hash_part (id int)',
      'CREATE TABLE core.lists (country varchar(2)) PARTITION BY LIST (country)',
      'CREATE TABLE core.list_part (country varchar(2))',
    ]);
  });

  after(async () => {
    await bed.close();
  });

  const plan = (values: FormValues) =>
    planOf(
      partitionAttachScaffold,
      {
        table: 'core.loans',
        partition: 'core.old',
        zone: 'UTC',
        modulus: '1',
        remainder: '0',
        check: true,
        ...values,
      },
      bed.catalog,
    );
  const january: FormValues = { from: '2024-01-01', to: '2024-02-01' };

  it('leaves nothing for ATTACH to read, neither in the table nor in the default partition', async () => {
    const { steps, problems } = await plan(january);
    assert.deepEqual(problems, []);
    const said: string[] = [];
    const listen = (notice: { message?: string | undefined }): void => {
      said.push(notice.message ?? '');
    };
    const { client } = bed;
    client.on('notice', listen);
    for (const { sql } of steps) {
      const isAttach = sql.startsWith('ALTER TABLE core.loans ATTACH');
      await client.query(`SET client_min_messages = ${isAttach ? 'debug1' : 'warning'}`);
      await client.query(sql);
    }
    await client.query('RESET client_min_messages');
    client.off('notice', listen);
    assert.deepEqual(
      said.filter((each) => each.includes('implied')),
      [
        'partition constraint for table "old" is implied by existing constraints',
        'updated partition constraint for default partition "loans_rest" is implied by existing constraints',
      ],
    );
    assert.deepEqual(await checksOf(client), []);
    assert.deepEqual(
      (await plan(january)).steps.map(({ present }) => present),
      [true],
    );
    for (const sql of steps.toReversed().flatMap(({ down }) => down ?? [])) {
      await client.query(sql);
    }
    assert.deepEqual(await bed.snapshot(), bed.before);
  });

  it('leaves nothing to read of a list either', async () => {
    const { steps } = await plan({ table: 'core.lists', partition: 'core.list_part', values: ['VN', 'LA'] });
    const said: string[] = [];
    const listen = (notice: { message?: string | undefined }): void => {
      said.push(notice.message ?? '');
    };
    await bed.client.query('SET client_min_messages = debug1');
    bed.client.on('notice', listen);
    for (const { sql } of steps) {
      await bed.client.query(sql);
    }
    bed.client.off('notice', listen);
    await bed.client.query('RESET client_min_messages');
    await bed.client.query('ALTER TABLE core.lists DETACH PARTITION core.list_part');
    assert.ok(
      said.includes('partition constraint for table "list_part" is implied by existing constraints'),
      said.join('\n'),
    );
  });

  const cases: readonly (readonly [string, FormValues, RegExp])[] = [
    ['a table that is not there', { ...january, table: 'core.gone' }, /^table: There is no table/],
    [
      'a partition that is not there',
      { ...january, partition: 'core.gone' },
      /^partition: There is no table/,
    ],
    [
      'a table that is not partitioned',
      { ...january, table: 'core.people' },
      /^table: people is not a partitioned table/,
    ],
    [
      'a partition that is one already',
      { ...january, partition: 'core.loans_2024_02' },
      /^partition: loans_2024_02 is a partition of loans already/,
    ],
    ['a range that overlaps', { from: '2024-01-01', to: '2024-02-02' }, /^from: That overlaps loans_2024_02/],
    ['an inverted range', { from: '2024-02-01', to: '2024-01-01' }, /^from: The range ends before it begins/],
    ['a time without offset', { from: '2024-01-01 12:00', to: '2024-02-01' }, /^from: Write the offset too/],
    ['a value of another type', { from: 'x', to: '' }, /^from: invalid input syntax/],
    ['a second default partition', { isDefault: true }, /^isDefault: That overlaps loans_rest/],
    [
      'a column of another type',
      { ...january, partition: 'core.bare' },
      /^partition: id must have the type bigint/,
    ],
    ['a column that may be NULL', { ...january, partition: 'core.bare' }, /^partition: ts must be NOT NULL/],
    ['a column too many', { ...january, partition: 'core.bare' }, /^partition: bare has a column note/],
    [
      'a constraint that is missing',
      { ...january, partition: 'core.bare' },
      /^partition: bare needs the constraint loans_status_check/,
    ],
    [
      'a default of a hash',
      { table: 'core.hashed', partition: 'core.hash_part', isDefault: true },
      /^isDefault: A table that is partitioned by hash/,
    ],
    [
      'a remainder too large',
      { table: 'core.hashed', partition: 'core.hash_part', modulus: '2', remainder: '2' },
      /^remainder: /,
    ],
    [
      'an empty list',
      { table: 'core.lists', partition: 'core.list_part', values: [] },
      /^values: Write at least one/,
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
    readUnderLock: { table: 'core.hashed', partition: 'core.hash_part', modulus: '2', remainder: '1' },
  };
  for (const { id } of attachRules) {
    it(`warns by the rule ${id}`, async () => {
      const values = fixtures[id];
      assert.ok(values, `The rule ${id} has no fixture.`);
      assert.deepEqual(
        (await plan(values)).warnings.map(({ rule }) => rule),
        [id],
      );
      assert.deepEqual((await plan(january)).warnings, []);
    });
  }

  it('holds for specs by the hundred', async () => {
    await propertyRun(scaffold, arbitraryAttach, readBack, { server, prepare: tablesOf });
  });
});

async function checksOf(client: Client): Promise<readonly unknown[]> {
  const { rows } = await client.query<{ conname: string }>(
    `SELECT conname FROM pg_constraint WHERE conname ~ 'bound_check'`,
  );
  return rows;
}

/** A spec, and what its tables have before. */
interface AttachCase extends PartitionAttachSpec {
  readonly columns: readonly string[];
  readonly strategy: 'range' | 'list' | 'hash';
  readonly type: 'int' | 'text' | 'date';
  readonly primary: boolean;
  readonly indexed: boolean;
  readonly withDefault: boolean;
}

const scaffold = { ...partitionAttachScaffold, spec: () => ({ kind: 'problems', problems: [] }) as const };

const arbitraryAttach: fc.Arbitrary<AttachCase> = fc
  .record({
    names: fc.uniqueArray(arbitraryName, { minLength: 2, maxLength: 2 }),
    columns: fc.uniqueArray(arbitraryName, { minLength: 3, maxLength: 3 }),
    strategy: fc.constantFrom('range' as const, 'range' as const, 'list' as const, 'hash' as const),
    type: fc.constantFrom('int' as const, 'text' as const, 'date' as const),
    primary: fc.boolean(),
    indexed: fc.boolean(),
    withDefault: fc.boolean(),
    isDefault: fc.boolean(),
    open: fc.boolean(),
    takesNull: fc.boolean(),
    check: fc.boolean(),
  })
  .map(({ names, open, ...each }) => {
    const [table = '', partition = ''] = names;
    const values = { int: ['10', '20'], text: ["it's", 'x\\y'], date: ['2024-01-01', '2024-02-01'] }[
      each.type
    ];
    return {
      ...each,
      table: { schema: 'We"ird . Näme', name: table },
      partition: { schema: 'public', name: partition },
      isDefault: each.isDefault && each.strategy !== 'hash',
      withDefault: each.withDefault && !each.isDefault && each.strategy !== 'hash',
      from: open ? '' : (values[0] ?? ''),
      to: values[1] ?? '',
      zone: 'UTC',
      values,
      takesNull: each.takesNull && each.strategy === 'list',
      modulus: 3,
      remainder: 2,
    };
  });

function tablesOf(spec: AttachCase): readonly string[] {
  const [key = '', other = '', id = ''] = spec.columns.map(quoteIdentifier);
  const table = quoteQualified(spec.table.schema, spec.table.name);
  const isNotNull = spec.primary ? ' NOT NULL' : '';
  return [
    `CREATE SCHEMA ${quoteIdentifier(spec.table.schema)}`,
    `CREATE TABLE "We""ird . Näme"."referenced ${'x'.repeat(40)}" (id int PRIMARY KEY)`,
    `CREATE TABLE ${table} (gone int, ${key} ${spec.type}${isNotNull}, ${other} int, ${id} bigint${isNotNull}) PARTITION BY ${spec.strategy} (${key})`,
    `ALTER TABLE ${table} DROP COLUMN gone`,
    `CREATE TABLE ${quoteQualified(spec.partition.schema, spec.partition.name)} (${id} bigint${isNotNull}, ${key} ${spec.type}${isNotNull}, ${other} int)`,
    ...(spec.primary ? [`ALTER TABLE ${table} ADD PRIMARY KEY (${id}, ${key})`] : []),
    ...(spec.indexed
      ? [
          `CREATE INDEX ON ${table} (${other} DESC NULLS LAST, lower(${key}::text)) WHERE ${other} > 0`,
          `ALTER TABLE ${table} ADD UNIQUE (${key}, ${other})`,
          `ALTER TABLE ${table} ADD CONSTRAINT refers FOREIGN KEY (${other}) REFERENCES "We""ird . Näme"."referenced ${'x'.repeat(40)}"`,
        ].filter((sql) => !(spec.type === 'date' && sql.includes('lower(')))
      : []),
    ...(spec.withDefault
      ? [`CREATE TABLE "We""ird . Näme"."${'r'.repeat(63)}" PARTITION OF ${table} DEFAULT`]
      : []),
  ];
}

async function readBack(bed: PropertyBed, spec: AttachCase): Promise<void> {
  const { rows } = await bed.client.query<{
    parent: string;
    bound: string;
    checks: number;
    indexes: boolean;
  }>(
    `SELECT i.inhparent::regclass::text AS parent, pg_get_expr(c.relpartbound, c.oid) AS bound,
            (SELECT count(*)::int FROM pg_constraint k WHERE k.contype = 'c' AND k.conrelid <> 0) AS checks,
            (SELECT count(*) FROM pg_index x WHERE x.indrelid = i.inhparent) =
            (SELECT count(*) FROM pg_index x JOIN pg_inherits h ON h.inhrelid = x.indexrelid WHERE x.indrelid = c.oid)
            AND (SELECT count(*) FROM pg_index x WHERE x.indrelid = i.inhparent) =
                (SELECT count(*) FROM pg_index x WHERE x.indrelid = c.oid) AS indexes
       FROM pg_class c JOIN pg_inherits i ON i.inhrelid = c.oid WHERE c.oid = $1::regclass`,
    [quoteQualified(spec.partition.schema, spec.partition.name)],
  );
  const [row] = rows;
  assert.equal(row?.checks, 0);
  assert.equal(row.indexes, true);
  const bound = spec.isDefault
    ? /^DEFAULT$/
    : spec.strategy === 'hash'
      ? /^FOR VALUES WITH \(modulus 3, remainder 2\)$/
      : spec.strategy === 'list'
        ? spec.takesNull
          ? /^FOR VALUES IN \(.*, NULL\)$/
          : /^FOR VALUES IN \([^,]*, [^,]*\)$/
        : spec.from === ''
          ? /^FOR VALUES FROM \(MINVALUE\) TO /
          : /^FOR VALUES FROM \([^M]*\) TO /;
  assert.match(row.bound, bound);
}
