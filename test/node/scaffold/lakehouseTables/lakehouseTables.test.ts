import assert from 'node:assert/strict';
import type { Client } from 'pg';
import { neverCancelled } from '../../../../src/base/cancelSignal';
import { lakehouseTablesRules } from '../../../../src/core/scaffold/lakehouseTables/lakehouseTablesRules';
import { lakehouseTablesScaffold } from '../../../../src/core/scaffold/lakehouseTables/lakehouseTablesScaffold';
import type {
  ImportSpec,
  LakehouseTablesSpec,
} from '../../../../src/core/scaffold/lakehouseTables/lakehouseTablesSpec';
import type { ScaffoldPlan } from '../../../../src/core/scaffold/scaffold';
import { openCatalog, runAll } from '../../../support/catalog';
import type { TestServer } from '../../../support/postgres';
import { sharedServer } from '../../../support/sharedServer';

const imports: ImportSpec = {
  staging: { schema: 'staging', name: 'customer_imports' },
  target: { schema: 'core', name: 'customers' },
  key: ['code'],
  columns: [],
};

const nothing: LakehouseTablesSpec = {
  metadataSchema: 'metadata',
  lineage: undefined,
  jobLog: undefined,
  imports: undefined,
  audited: [],
};

const customers =
  'CREATE TABLE core.customers (code varchar(5) PRIMARY KEY, name text NOT NULL, score integer)';

/** For each rule a table that it warns about, and one that it does not. */
const fixtures: Readonly<Record<string, readonly [string, Partial<ImportSpec>, RegExp]>> = {
  unfilledColumn: [
    customers,
    { columns: [{ column: 'code', field: 'code' }] },
    /^name of customers must have a value/,
  ],
  nullableKey: [
    'CREATE TABLE core.customers (code text UNIQUE, name text)',
    {},
    /^code may be NULL, and rows without it are never the same/,
  ],
  rowSecurityOfTarget: [
    `${customers}; ALTER TABLE core.customers ENABLE ROW LEVEL SECURITY`,
    {},
    /^customers has row level security/,
  ],
};

/** What must be there, what is asked for, and what is said about which field. */
const refusals: readonly (readonly [string, readonly string[], LakehouseTablesSpec, readonly string[]])[] = [
  ['a target that is not there', [], { ...nothing, imports }, ['target: There is no table core.customers.']],
  [
    'a key without a unique index',
    ['CREATE TABLE core.customers (code text, name text)'],
    { ...nothing, imports },
    ['key: There is no unique index on exactly (code) of core.customers'],
  ],
  [
    'a key of more columns than the index',
    [customers],
    { ...nothing, imports: { ...imports, key: ['code', 'name'] } },
    ['key: There is no unique index on exactly (code, name) of core.customers'],
  ],
  [
    'columns that are not there or take no values',
    [
      'CREATE TABLE core.customers (code text PRIMARY KEY, twice text GENERATED ALWAYS AS (code || code) STORED)',
    ],
    {
      ...nothing,
      imports: {
        ...imports,
        columns: ['gone', 'twice', 'code'].map((column) => ({ column, field: column })),
      },
    },
    [
      'columns.0.column: core.customers has no column gone',
      'columns.1.column: core.customers has no column twice',
    ],
  ],
  [
    'a table of the name that is another',
    ['CREATE SCHEMA metadata', 'CREATE TABLE metadata.jobs (id int)'],
    { ...nothing, jobLog: 'jobs' },
    ['jobLog: metadata.jobs exists and has no column job_execution_id of type bigint.'],
  ],
  [
    'an index name that is taken',
    ['CREATE SCHEMA metadata', 'CREATE TABLE metadata.jobs_lookup_idx (id int)'],
    { ...nothing, jobLog: 'jobs' },
    ['jobLog: The name jobs_lookup_idx is taken by another relation of metadata.'],
  ],
  [
    'audit columns of a partition, of a view, and of a table with another column of that name',
    [
      'CREATE TABLE core.events (id int) PARTITION BY RANGE (id)',
      'CREATE TABLE core.events_1 PARTITION OF core.events DEFAULT',
      'CREATE VIEW core.seen AS SELECT 1 AS one',
      'CREATE TABLE core.notes (created_at text)',
    ],
    { ...nothing, audited: ['events_1', 'seen', 'notes'].map((name) => ({ schema: 'core', name })) },
    [
      'audited: core.events_1 is a partition',
      'audited: core.seen is not a table',
      'audited: core.notes has a column created_at of type text',
    ],
  ],
];

describe('lakehouse tables', () => {
  let server: TestServer;
  let database: string;

  before(async () => {
    server = await sharedServer();
  });

  beforeEach(async () => {
    database = await server.createDatabase('tables');
    await runAll(server, database, ['CREATE SCHEMA core']);
  });

  afterEach(async () => {
    await server.query(`DROP DATABASE "${database}" WITH (FORCE)`);
  });

  for (const { id } of lakehouseTablesRules) {
    it(`warns: ${id}`, async () => {
      const fixture = fixtures[id];
      assert.ok(fixture, `There is no fixture for the rule ${id}.`);
      const [table, change, message] = fixture;
      await runAll(server, database, table.split('; '));
      const { warnings } = await plan({ ...nothing, imports: { ...imports, ...change } });
      assert.deepEqual(
        warnings.map(({ rule }) => rule),
        [id],
      );
      assert.match(warnings[0]?.message ?? '', message);
    });
  }

  it('takes over nothing that somebody else made meanwhile, because undoing would drop it', async () => {
    await runAll(server, database, [customers]);
    const { steps } = await plan({
      metadataSchema: 'metadata',
      lineage: 'lineage',
      jobLog: 'jobs',
      imports,
      audited: [imports.target],
    });
    for (const { sql } of steps) {
      await runAll(server, database, [sql]);
      if (!sql.startsWith('COMMENT')) {
        await assert.rejects(runAll(server, database, [sql]), /already exists/, sql);
      }
    }
  });

  it('warns of nothing where all is well', async () => {
    await runAll(server, database, [customers]);
    assert.deepEqual((await plan({ ...nothing, imports })).warnings, []);
  });

  for (const [title, needs, spec, wanted] of refusals) {
    it(`refuses before anything runs: ${title}`, async () => {
      await runAll(server, database, needs);
      const { problems, steps } = await plan(spec);
      assert.deepEqual(steps, []);
      const said = problems.map(({ field, message }) => `${String(field)}: ${message}`);
      assert.equal(said.length, wanted.length, said.join('\n'));
      wanted.forEach((start, place) => assert.ok(said[place]?.startsWith(start), said[place]));
    });
  }

  it('says which right is missing', async () => {
    await server.query(`CREATE ROLE tables_nobody LOGIN PASSWORD 'x'`);
    try {
      await runAll(server, database, [customers]);
      const spec = { ...nothing, lineage: 'lineage', audited: [imports.target] };
      const { problems } = await plan(spec, { user: 'tables_nobody', password: 'x' });
      assert.deepEqual(
        problems.map(({ field }) => field),
        ['metadataSchema', 'audited'],
      );
    } finally {
      await server.query('DROP ROLE tables_nobody');
    }
  });

  it('loads again what is sent again, marks bad documents once, and tries what may come right', async () => {
    await server.withAdmin(async (client) => {
      await client.query('CREATE TABLE core.branches (name text PRIMARY KEY)');
      await client.query(
        'CREATE TABLE core.customers (code varchar(5) PRIMARY KEY, name text NOT NULL, branch text REFERENCES core.branches)',
      );
      await apply(client, { ...nothing, imports });
      const send = (document: unknown) =>
        client.query('INSERT INTO staging.customer_imports (raw_data) VALUES ($1)', [
          JSON.stringify(document),
        ]);
      const load = async () =>
        Object.values(
          (await client.query<Record<string, string>>('SELECT * FROM staging.load_customer_imports()'))
            .rows[0] ?? {},
        );

      await send({ code: 'A', name: 'An' });
      await send({ code: 'A', name: 'An Nguyen' });
      assert.deepEqual(await load(), ['2', '0', '0']);

      await send({ code: 'B', name: 'Binh' });
      await send({ code: 'TOO LONG', name: 'Cuong' });
      await send({ code: 'D' });
      await send({ code: 'E', name: 'Em', branch: 'Hue' });
      assert.deepEqual(
        await load(),
        ['1', '3', '1'],
        'the document whose branch has not come is tried again',
      );
      assert.deepEqual(await load(), ['0', '1', '1']);
      await client.query(`INSERT INTO core.branches VALUES ('Hue')`);
      assert.deepEqual(await load(), ['1', '0', '0']);
      assert.deepEqual(await load(), ['0', '0', '0'], 'bad documents are not tried again');

      const { rows } = await client.query(
        "SELECT raw_data ->> 'code' AS code, status, attempts, error_code FROM staging.customer_imports ORDER BY import_id",
      );
      assert.deepEqual(
        rows.map((row) => Object.values(row as Record<string, unknown>).join(' ')),
        [
          'A loaded 1 ',
          'A loaded 1 ',
          'B loaded 1 ',
          'TOO LONG failed 1 22001',
          'D failed 1 23502',
          'E loaded 3 ',
        ],
      );
      const { rows: kept } = await client.query('SELECT code, name FROM core.customers ORDER BY code');
      assert.deepEqual(kept, [
        { code: 'A', name: 'An Nguyen' },
        { code: 'B', name: 'Binh' },
        { code: 'E', name: 'Em' },
      ]);
    }, database);
  });

  it('gives up after as many attempts as told', async () => {
    await server.withAdmin(async (client) => {
      await client.query('CREATE TABLE core.branches (name text PRIMARY KEY)');
      await client.query(
        'CREATE TABLE core.customers (code text PRIMARY KEY, branch text REFERENCES core.branches)',
      );
      await apply(client, { ...nothing, imports });
      await client.query(
        `INSERT INTO staging.customer_imports (raw_data) VALUES ('{"code": "A", "branch": "Hue"}')`,
      );
      const left: string[] = [];
      for (let run = 0; run < 3; run++) {
        const { rows } = await client.query<{ waiting: string }>(
          'SELECT waiting FROM staging.load_customer_imports(max_attempts => 2)',
        );
        left.push(rows[0]?.waiting ?? '');
      }
      assert.deepEqual(left, ['1', '0', '0']);
    }, database);
  });

  it('replaces a function that is another, and brings it back', async () => {
    await runAll(server, database, [customers]);
    await server.withAdmin((client) => apply(client, { ...nothing, imports }), database);
    await runAll(server, database, ['ALTER TABLE core.customers ADD COLUMN email text']);
    const { steps } = await plan({ ...nothing, imports });
    const changed = steps.filter(({ present }) => present !== true);
    assert.equal(changed.length, 1);
    assert.match(
      changed[0]?.sql ?? '',
      /^CREATE OR REPLACE FUNCTION staging\.load_customer_imports[^]*email/,
    );
    assert.doesNotMatch(changed[0]?.down?.[0] ?? '', /email/);
    await runAll(server, database, [changed[0]?.sql ?? '', ...(changed[0]?.down ?? [])]);
    assert.deepEqual((await plan({ ...nothing, imports })).steps, steps);
  });

  async function apply(client: Client, spec: LakehouseTablesSpec): Promise<void> {
    const { steps, problems } = await plan(spec);
    assert.deepEqual(problems, []);
    for (const { sql } of steps) {
      await client.query(sql);
    }
  }

  async function plan(
    spec: LakehouseTablesSpec,
    as?: { readonly user: string; readonly password: string },
  ): Promise<ScaffoldPlan> {
    const catalog = await openCatalog(server, database, as);
    try {
      return lakehouseTablesScaffold.generate(
        spec,
        await lakehouseTablesScaffold.facts(catalog, spec, neverCancelled),
      );
    } finally {
      await catalog.close();
    }
  }
});
