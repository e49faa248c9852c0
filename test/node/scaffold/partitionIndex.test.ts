import assert from 'node:assert/strict';
import fc from 'fast-check';
import { partitionIndexScaffold } from '../../../src/core/scaffold/partitionIndex/partitionIndexScaffold';
import type { PartitionIndexSpec } from '../../../src/core/scaffold/partitionIndex/partitionIndexSpec';
import { indexRules } from '../../../src/core/scaffold/partitionIndex/rules/indexRules';
import type { FormValues } from '../../../src/core/scaffold/scaffoldForm';
import { quoteIdentifier, quoteQualified } from '../../../src/core/sql/quote';
import type { TestServer } from '../../support/postgres';
import { arbitraryName } from '../../support/scaffold/arbitraryNames';
import { planOf } from '../../support/scaffold/planOf';
import { PropertyBed } from '../../support/scaffold/propertyBed';
import { propertyRun } from '../../support/scaffold/propertyRun';
import { sharedServer } from '../../support/sharedServer';

describe('scaffold partitionIndex', function () {
  this.timeout(3_600_000);
  let server: TestServer;
  let bed: PropertyBed;

  before(async () => {
    server = await sharedServer();
    bed = await PropertyBed.open(server, [
      'CREATE SCHEMA core',
      'CREATE TABLE core.plain (id int)',
      'CREATE TABLE core.loans (id bigint, ts timestamptz NOT NULL, status text, tags text[], doc jsonb, shape xml) PARTITION BY RANGE (ts)',
      `CREATE TABLE core.loans_old PARTITION OF core.loans FOR VALUES FROM (MINVALUE) TO ('2024-01-01 00:00+00')`,
      `CREATE TABLE core.loans_new PARTITION OF core.loans FOR VALUES FROM ('2024-01-01 00:00+00') TO (MAXVALUE) PARTITION BY LIST (status)`,
      'CREATE TABLE core.loans_new_rest PARTITION OF core.loans_new DEFAULT',
      'CREATE INDEX loans_id_idx ON core.loans (id)',
      'CREATE TABLE core.expressions (n int) PARTITION BY RANGE (abs(n))',
    ]);
  });

  after(async () => {
    await bed.close();
  });

  const plan = (values: FormValues) =>
    planOf(partitionIndexScaffold, { method: 'btree', concurrently: true, ...values }, bed.catalog);

  it('makes the index of the table alone, of each leaf, and puts them together from below', async () => {
    const { steps } = await plan(index('loans_status_idx', 'status'));
    assert.deepEqual(
      steps.map(({ sql, alone }) => (alone === true ? `alone: ${sql}` : sql)),
      [
        'CREATE INDEX loans_status_idx ON ONLY core.loans USING btree (status)',
        'CREATE INDEX loans_new_status_idx ON ONLY core.loans_new USING btree (status)',
        'alone: CREATE INDEX CONCURRENTLY loans_old_status_idx ON core.loans_old USING btree (status)',
        'alone: CREATE INDEX CONCURRENTLY loans_new_rest_status_idx ON core.loans_new_rest USING btree (status)',
        'ALTER INDEX core.loans_status_idx ATTACH PARTITION core.loans_old_status_idx',
        'ALTER INDEX core.loans_new_status_idx ATTACH PARTITION core.loans_new_rest_status_idx',
        'ALTER INDEX core.loans_status_idx ATTACH PARTITION core.loans_new_status_idx',
      ],
    );
  });

  it('goes on where an earlier run was interrupted, and removes what it left invalid', async () => {
    const { client } = bed;
    const { steps } = await plan(index('resumed', 'status', 'id'));
    for (const { sql } of steps.slice(0, 3)) {
      await client.query(sql);
    }
    const broken = (await plan(index('resumed', 'status', 'id'))).steps.find(
      ({ present }) => present !== true,
    );
    assert.ok(broken);
    await client.query(broken.sql);
    await client.query(
      `UPDATE pg_catalog.pg_index SET indisvalid = false WHERE indexrelid = 'core.loans_new_rest_status_id_idx'::regclass`,
    );
    const again = (await plan(index('resumed', 'status', 'id'))).steps.filter(
      ({ present }) => present !== true,
    );
    assert.equal(again[0]?.sql, 'DROP INDEX CONCURRENTLY core.loans_new_rest_status_id_idx');
    for (const { sql } of again) {
      await client.query(sql);
    }
    const { rows } = await client.query(
      `SELECT indisvalid FROM pg_index WHERE indexrelid = 'core.resumed'::regclass`,
    );
    assert.deepEqual(rows, [{ indisvalid: true }]);
    await client.query('DROP INDEX core.resumed');
  });

  const cases: readonly (readonly [string, FormValues, RegExp])[] = [
    ['a table that is not there', { ...index('x', 'id'), table: 'core.gone' }, /^table: There is no table/],
    [
      'a table without partitions',
      { ...index('x', 'id'), table: 'core.plain' },
      /^table: plain is not partitioned/,
    ],
    ['a column that is not there', index('x', 'gone'), /^columns: loans has no column gone/],
    ['no column', index('x'), /^columns: An index needs a column/],
    ['a name that is taken', index('loans_old', 'id'), /^name: core has something else/],
    ['a name of another index', index('loans_id_idx', 'status'), /^name: core has something else/],
    ['a type without order', index('x', 'shape'), /^columns: The type of shape has no usual way/],
    ['a text in gin', { ...index('x', 'status'), method: 'gin' }, /^columns: The type of status/],
    ['uniqueness without the key', { ...index('x', 'id', 'ts'), unique: true }, /^unique: .*: add status/],
    [
      'uniqueness over an expression',
      { ...index('x', 'n'), table: 'core.expressions', unique: true },
      /^unique: The partition key has an expression/,
    ],
    [
      'two statements',
      { ...index('x', 'id'), where: 'true); DROP TABLE core.plain; --' },
      /^where: Write a condition/,
    ],
    ['a parenthesis too many', { ...index('x', 'id'), where: 'true) WITH (x' }, /^where: Write a condition/],
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

  it('indexes arrays and documents by gin', async () => {
    const { problems } = await plan({ ...index('x', 'tags', 'doc'), method: 'gin' });
    assert.deepEqual(problems, []);
  });

  const fixtures: Readonly<Record<string, FormValues>> = {
    blocksWrites: { ...index('x', 'status'), concurrently: false },
    sameIndex: index('x', 'id'),
  };
  for (const { id } of indexRules) {
    it(`warns by the rule ${id}`, async () => {
      const values = fixtures[id];
      assert.ok(values, `The rule ${id} has no fixture.`);
      assert.deepEqual(
        (await plan(values)).warnings.map(({ rule }) => rule),
        [id],
      );
      assert.deepEqual((await plan(index('x', 'status'))).warnings, []);
    });
  }

  it('holds for specs by the hundred', async () => {
    await propertyRun(scaffold, arbitraryIndex, readBack, {
      server,
      prepare: indexedTable,
      runs: Math.ceil(Number(process.env.LAKEHOUSE_PROPERTY_RUNS ?? 100)),
      mayRefuse: ({ field }) => field === 'name',
    });
  });
});

/** A spec, and what its table has before. */
interface IndexCase extends PartitionIndexSpec {
  readonly leaves: readonly string[];
  readonly divided: boolean;
  readonly indexedLeaf: boolean;
  readonly all: readonly string[];
}

const scaffold = { ...partitionIndexScaffold, spec: () => ({ kind: 'problems', problems: [] }) as const };

const arbitraryIndex: fc.Arbitrary<IndexCase> = fc
  .record({
    table: arbitraryName,
    name: arbitraryName,
    all: fc.uniqueArray(arbitraryName, { minLength: 3, maxLength: 3 }),
    leaves: fc.uniqueArray(arbitraryName, { minLength: 1, maxLength: 4 }),
    divided: fc.boolean(),
    indexedLeaf: fc.boolean(),
    method: fc.constantFrom('btree' as const, 'btree' as const, 'hash' as const, 'brin' as const),
    unique: fc.boolean(),
    descending: fc.boolean(),
    where: fc.boolean(),
    include: fc.boolean(),
    concurrently: fc.constantFrom(true, true, true, false),
  })
  .map(({ table, unique, descending, where, include, all, ...each }) => {
    const [key = '', other = '', note = ''] = all;
    const isTree = each.method === 'btree';
    return {
      ...each,
      all,
      table: { schema: 'We"ird . Näme', name: table },
      unique: unique && isTree,
      columns: [
        { name: key, descending: descending && isTree },
        ...(each.method === 'hash' ? [] : [{ name: other, descending: false }]),
      ],
      include: include && isTree ? [note] : [],
      where: where ? `${quoteIdentifier(note)} <> 'it''s'` : '',
    };
  });

function indexedTable(spec: IndexCase): readonly string[] {
  const [key = '', other = '', note = ''] = spec.all.map(quoteIdentifier);
  const table = quoteQualified(spec.table.schema, spec.table.name);
  const [first = ''] = spec.leaves;
  const columns = spec.columns.map(
    ({ name, descending }) => `${quoteIdentifier(name)}${descending ? ' DESC' : ''}`,
  );
  const include = spec.include.length === 0 ? '' : ` INCLUDE (${note})`;
  return [
    `CREATE SCHEMA ${quoteIdentifier(spec.table.schema)}`,
    `CREATE TABLE ${table} (${key} int, ${other} int, ${note} text) PARTITION BY RANGE (${key})`,
    ...spec.leaves.flatMap((leaf, place) => {
      const name = quoteQualified('public', leaf);
      const isDivided = spec.divided && place === 1;
      return [
        `CREATE TABLE ${name} PARTITION OF ${table} FOR VALUES FROM (${place}) TO (${place + 1})${isDivided ? ` PARTITION BY HASH (${other})` : ''}`,
        ...(isDivided
          ? [0, 1].map(
              (n) =>
                `CREATE TABLE public."part of a part ${n}" PARTITION OF ${name} FOR VALUES WITH (MODULUS 2, REMAINDER ${n})`,
            )
          : []),
      ];
    }),
    ...(spec.indexedLeaf
      ? [
          `CREATE ${spec.unique ? 'UNIQUE ' : ''}INDEX "index of its own" ON public.${quoteIdentifier(first)} USING ${spec.method} (${columns.join(', ')})${include}${spec.where === '' ? '' : ` WHERE ${spec.where}`}`,
        ]
      : []),
  ];
}

async function readBack(bed: PropertyBed, spec: IndexCase): Promise<void> {
  const { rows } = await bed.client.query(
    `SELECT i.indisvalid AS valid, i.indisunique AS unique, m.amname AS method, i.indpred IS NOT NULL AS partial,
            (SELECT json_agg(a.attname ORDER BY k.n) FROM unnest(i.indkey::int2[]) WITH ORDINALITY k (num, n)
               JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.num) AS columns,
            (SELECT count(*)::int FROM pg_partition_tree(i.indexrelid)) =
            (SELECT count(*)::int FROM pg_partition_tree(i.indrelid)) AS whole
       FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am m ON m.oid = c.relam
      WHERE i.indexrelid = $1::regclass`,
    [quoteQualified(spec.table.schema, spec.name)],
  );
  assert.deepEqual(rows, [
    {
      valid: true,
      unique: spec.unique,
      method: spec.method,
      partial: spec.where !== '',
      columns: [...spec.columns.map(({ name }) => name), ...spec.include],
      whole: true,
    },
  ]);
}

function index(name: string, ...columns: readonly string[]): FormValues {
  return { table: 'core.loans', name, columns: columns.map((each) => ({ name: each, descending: false })) };
}
