import assert from 'node:assert/strict';
import { Client } from 'pg';
import { neverCancelled } from '../../../src/base/cancelSignal';
import type { Database } from '../../../src/core/ports';
import { runSteps } from '../../../src/core/scaffold/apply/runSteps';
import { samePlan } from '../../../src/core/scaffold/apply/samePlan';
import { partitionsScaffold } from '../../../src/core/scaffold/partitions/partitionsScaffold';
import type { PartitionsFacts } from '../../../src/core/scaffold/partitions/partitionsFacts';
import type { Scaffold, ScaffoldPlan } from '../../../src/core/scaffold/scaffold';
import type { FormValues } from '../../../src/core/scaffold/scaffoldForm';
import { quoteQualified } from '../../../src/core/sql/quote';
import { Connector } from '../../../src/node/pg/connector';
import { openCatalog, type OpenCatalog, runAll } from '../../support/catalog';
import type { TestServer } from '../../support/postgres';
import {
  arbitraryMovedRows,
  copyOfRows,
  type MovedRows,
  tableWithRows,
} from '../../support/scaffold/arbitraryMovedRows';
import type { PropertyBed } from '../../support/scaffold/propertyBed';
import { propertyRun } from '../../support/scaffold/propertyRun';
import { eventually } from '../../support/eventually';
import { passwords, profileFor } from '../../support/sessions';
import { sharedServer } from '../../support/sharedServer';

describe('scaffold partitions: rows of a default partition', function () {
  this.timeout(3_600_000);
  let server: TestServer;
  let database: string;
  let catalog: OpenCatalog;
  let client: Client;

  before(async () => {
    server = await sharedServer();
  });

  beforeEach(async () => {
    database = await server.createDatabase('moved');
    await runAll(server, database, [
      'CREATE SCHEMA core',
      'CREATE TABLE core.loans (id bigint GENERATED ALWAYS AS IDENTITY, ts timestamptz, note text, twice int GENERATED ALWAYS AS (length(note) * 2) STORED) PARTITION BY RANGE (ts)',
      `CREATE TABLE core.loans_2024_01 PARTITION OF core.loans FOR VALUES FROM ('2024-01-01 00:00+00') TO ('2024-02-01 00:00+00')`,
      'CREATE TABLE core.loans_rest PARTITION OF core.loans DEFAULT',
      `INSERT INTO core.loans (ts, note) SELECT '2024-01-01 00:00+00'::timestamptz + i * interval '1 hour', repeat('x', i % 9) FROM generate_series(0, 3000) AS i`,
      'INSERT INTO core.loans (ts, note) VALUES (NULL, NULL)',
    ]);
    catalog = await openCatalog(server, database);
    client = new Client({ connectionString: server.url(database), application_name: 'moved rows' });
    await client.connect();
  });

  afterEach(async () => {
    await client.end();
    await catalog.close();
    await server.query(`DROP DATABASE ${database} WITH (FORCE)`);
  });

  const months: FormValues = {
    action: 'existing',
    table: 'core.loans',
    kind: 'calendar',
    every: 'month',
    zone: 'UTC',
    from: '2024-01-01',
    until: '2024-06-30',
    pattern: '{table}_{period}',
    gentle: true,
    defaultRows: 'move',
    sub: 'none',
  };
  const plan = async (values: FormValues = {}, from: Database = catalog): Promise<ScaffoldPlan> => {
    const checked = partitionsScaffold.spec({ ...months, ...values });
    assert.ok(checked.kind === 'spec');
    const facts = await partitionsScaffold.facts(from, checked.spec, neverCancelled);
    return partitionsScaffold.generate(checked.spec, facts);
  };
  const apply = async ({ steps }: ScaffoldPlan): Promise<void> => {
    await client.query('BEGIN');
    for (const { sql, present } of steps) {
      await (present === true ? undefined : client.query(sql));
    }
    await client.query('COMMIT');
  };
  const rowsOf = async (): Promise<readonly string[]> =>
    (await client.query<{ row: string }>(`SELECT l::text AS row FROM core.loans AS l ORDER BY id`)).rows.map(
      ({ row }) => row,
    );

  it('counts them for each new partition, and makes nothing until they may be moved', async () => {
    const { steps, problems } = await plan({ defaultRows: 'refuse' });
    assert.deepEqual(steps, []);
    assert.deepEqual(
      problems.map(({ field, message }) => `${field ?? ''}: ${message}`),
      [
        'defaultRows: loans_rest, the default partition, holds 2,257 rows that belong to new partitions (loans_2024_02: 696; loans_2024_03: 744; loans_2024_04: 720; loans_2024_05: 97). PostgreSQL refuses these until the rows are moved.',
      ],
    );
  });

  it('moves them with the partitions in one transaction, none lost and none twice, and back', async () => {
    const before = await rowsOf();
    const made = await plan();
    assert.deepEqual(made.problems, []);
    assert.ok(made.steps.every(({ alone }) => alone !== true));
    assert.deepEqual(
      made.steps.filter(({ title }) => title.startsWith('Move')).map(({ title }) => title),
      [
        'Move 696 rows of loans_2024_02 out of loans_rest',
        'Move 744 rows of loans_2024_03 out of loans_rest',
        'Move 720 rows of loans_2024_04 out of loans_rest',
        'Move 97 rows of loans_2024_05 out of loans_rest',
      ],
    );
    assert.match(
      made.warnings.find(({ rule }) => rule === 'movedRows')?.message ?? '',
      /^2,257 rows move out of loans_rest in one transaction\./,
    );
    await apply(made);
    assert.deepEqual(await rowsOf(), before);
    assert.deepEqual(
      (
        await client.query(
          'SELECT tableoid::regclass::text AS part, count(*)::int AS rows FROM core.loans GROUP BY 1 ORDER BY 1',
        )
      ).rows,
      [
        { part: 'core.loans_2024_01', rows: 744 },
        { part: 'core.loans_2024_02', rows: 696 },
        { part: 'core.loans_2024_03', rows: 744 },
        { part: 'core.loans_2024_04', rows: 720 },
        { part: 'core.loans_2024_05', rows: 97 },
        { part: 'core.loans_rest', rows: 1 },
      ],
    );
    const again = await plan();
    assert.deepEqual(
      again.steps.filter(({ present }) => present !== true),
      [],
    );
    await client.query(`INSERT INTO core.loans (ts, note) VALUES ('2024-06-10 00:00+00', 'written since')`);
    const later = await rowsOf();
    assert.equal(later.length, before.length + 1);
    for (const sql of made.steps.toReversed().flatMap(({ down, present }) => (present ? [] : (down ?? [])))) {
      await client.query(sql);
    }
    assert.deepEqual(await rowsOf(), later);
    assert.equal(
      (await client.query('SELECT FROM pg_partition_tree($1::regclass)', ['core.loans'])).rowCount,
      3,
    );
  });

  it('reads the default partition once, and not again for each partition', async () => {
    const messages: string[] = [];
    client.on('notice', ({ message }) => void messages.push(message ?? ''));
    await client.query('SET client_min_messages = debug1');
    await apply(await plan());
    assert.equal(
      messages.filter((each) => /^updated partition constraint for default.*is implied/.test(each)).length,
      5,
    );
    assert.deepEqual(
      messages.filter((each) => /^verifying table "loans_/.test(each)),
      ['verifying table "loans_rest"'],
    );
  });

  it('keeps writers out before it looks, so that no row comes behind its back', async () => {
    const made = await plan();
    const [lock, ...others] = made.steps.filter(({ present }) => present !== true);
    await client.query('BEGIN');
    await client.query(lock?.sql ?? '');
    const writer = new Client({ connectionString: server.url(database) });
    await writer.connect();
    try {
      const refused = assert.rejects(
        writer.query(`INSERT INTO core.loans (ts, note) VALUES ('2024-02-05 00:00+00', 'late')`),
        /violates partition constraint/,
      );
      const waits = 'SELECT count(*)::int AS waits FROM pg_locks WHERE NOT granted';
      const isWaiting = () => client.query<{ waits: number }>(waits);
      assert.ok(await eventually(async () => (await isWaiting()).rows[0]?.waits === 1));
      for (const { sql } of others) {
        await client.query(sql);
      }
      await client.query('COMMIT');
      await refused;
    } finally {
      await writer.end();
    }
    const { rows } = await client.query(
      `SELECT DISTINCT tableoid::regclass::text AS part FROM core.loans WHERE ts >= '2024-02-01 00:00+00' AND ts < '2024-03-01 00:00+00'`,
    );
    assert.deepEqual(rows, [{ part: 'core.loans_2024_02' }]);
  });

  it('says what is unknown where it cannot count, and leaves it to the server', async () => {
    await client.query('BEGIN');
    await client.query('LOCK TABLE core.loans_rest IN ACCESS EXCLUSIVE MODE');
    const locked = await plan();
    await client.query('ROLLBACK');
    assert.match(
      locked.warnings.find(({ rule }) => rule === 'defaultNotCounted')?.message ?? '',
      /holds an unknown number of rows .*: somebody has locked loans_rest\./,
    );
    assert.ok(locked.steps.some(({ title }) => title === 'Move the rows of loans_2024_02 out of loans_rest'));
    const before = await rowsOf();
    await apply(locked);
    assert.deepEqual(await rowsOf(), before);
  });

  it('says at least how many there are where row level security may hide some, or counting takes long', async () => {
    await runAll(server, database, [
      "CREATE ROLE keeper LOGIN PASSWORD 'keeper'",
      'GRANT ALL ON SCHEMA core TO keeper',
      'ALTER TABLE core.loans OWNER TO keeper',
      'ALTER TABLE core.loans_rest OWNER TO keeper',
      'ALTER TABLE core.loans_rest ENABLE ROW LEVEL SECURITY',
      'ALTER TABLE core.loans_rest FORCE ROW LEVEL SECURITY',
      `CREATE POLICY early ON core.loans_rest USING (ts < '2024-03-01 00:00+00')`,
    ]);
    const keeper = await openCatalog(server, database, { user: 'keeper', password: 'keeper' });
    try {
      const { problems } = await plan({ defaultRows: 'refuse' }, keeper);
      assert.match(problems[0]?.message ?? '', /holds at least 696 rows that belong/);
      await client.query(
        `CREATE FUNCTION core.slow(ts timestamptz, since timestamptz) RETURNS boolean LANGUAGE plpgsql
             AS 'BEGIN PERFORM pg_sleep(CASE WHEN ts >= since THEN 0.05 ELSE 0 END); RETURN true; END'`,
      );
      const warned = async (since: string): Promise<string> => {
        await client.query(`ALTER POLICY early ON core.loans_rest USING (core.slow(ts, '${since}'))`);
        const { warnings } = await plan({}, keeper);
        return warnings.find(({ rule }) => rule === 'defaultNotCounted')?.message ?? '';
      };
      assert.match(
        await warned('2024-04-01 00:00+00'),
        /holds at least 1,000 rows .* to count them takes longer than 3 seconds/,
      );
    } finally {
      await keeper.close();
      await runAll(server, database, ['DROP OWNED BY keeper CASCADE']);
      await server.query('DROP ROLE keeper');
    }
  });

  it('is compared within the transaction that applies it, where counting has the same limits', async () => {
    const connector = new Connector(profileFor(server, { database }), passwords(server.password));
    const session = await connector.openSession(neverCancelled);
    try {
      const before = await rowsOf();
      const seen = await plan();
      const outcome = await runSteps(
        session,
        {
          steps: seen.steps.filter(({ present }) => present !== true),
          verifierOf: () => undefined,
          unchanged: async (inside) => samePlan(seen, await plan({}, inside)),
          report: () => undefined,
        },
        neverCancelled,
      );
      assert.deepEqual(outcome, { kind: 'done' });
      assert.deepEqual(await rowsOf(), before);
    } finally {
      await session.close();
      await connector.close();
    }
  });

  const refused: readonly (readonly [string, readonly string[], RegExp])[] = [
    [
      'a foreign key that refers to the table',
      [
        'ALTER TABLE core.loans ADD UNIQUE (id, ts)',
        'CREATE TABLE core.payments (loan bigint, at timestamptz, CONSTRAINT loan_fkey FOREIGN KEY (loan, at) REFERENCES core.loans (id, ts) ON DELETE CASCADE)',
      ],
      /^Rows cannot be moved while foreign keys refer to loans.*: loan_fkey of core\.payments\./,
    ],
    [
      'a foreign key that refers to the default partition',
      [
        'ALTER TABLE core.loans_rest ADD UNIQUE (id)',
        'CREATE TABLE core.payments (loan bigint, CONSTRAINT loan_fkey FOREIGN KEY (loan) REFERENCES core.loans_rest (id) ON DELETE CASCADE)',
      ],
      /^Rows cannot be moved while foreign keys refer to .*: loan_fkey of core\.payments\./,
    ],
    [
      'a foreign key that refers to the table that it is a partition of',
      [
        'ALTER TABLE core.loans ALTER id DROP IDENTITY',
        'CREATE TABLE core.every_loan (LIKE core.loans INCLUDING GENERATED, UNIQUE (id, ts)) PARTITION BY RANGE (id)',
        'ALTER TABLE core.every_loan ATTACH PARTITION core.loans FOR VALUES FROM (MINVALUE) TO (MAXVALUE)',
        'CREATE TABLE core.payments (loan bigint, at timestamptz, CONSTRAINT loan_fkey FOREIGN KEY (loan, at) REFERENCES core.every_loan (id, ts) ON DELETE CASCADE)',
      ],
      /^Rows cannot be moved while foreign keys refer to .*: loan_fkey of core\.payments\./,
    ],
  ];
  for (const [title, statements, message] of refused) {
    it(`does not move rows beside ${title}`, async () => {
      await runAll(server, database, statements);
      const { steps, problems } = await plan();
      assert.deepEqual(steps, []);
      assert.match(problems[0]?.message ?? '', message);
    });
  }

  it('warns of triggers that see rows go', async () => {
    await runAll(server, database, [
      `CREATE FUNCTION core.gone() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN OLD; END'`,
      'CREATE TRIGGER audit_gone BEFORE DELETE ON core.loans FOR EACH ROW EXECUTE FUNCTION core.gone()',
    ]);
    const { warnings } = await plan();
    assert.match(
      warnings.find(({ rule }) => rule === 'movedRowsFireTriggers')?.message ?? '',
      /triggers for DELETE fire.*: audit_gone\.$/,
    );
  });

  it('moves whatever rows there are: property run', async () => {
    const scaffold: Scaffold<MovedRows, PartitionsFacts> = {
      ...partitionsScaffold,
      id: 'partitions, moved rows',
      spec: () => ({ kind: 'problems', problems: [] }),
    };
    const checkRows = async (bed: PropertyBed, { table }: MovedRows): Promise<void> => {
      assert.equal(
        await contents(bed, quoteQualified(table.schema, table.name)),
        await contents(bed, copyOfRows),
      );
    };
    await propertyRun(scaffold, arbitraryMovedRows, checkRows, {
      server,
      runs: Math.ceil(Number(process.env.LAKEHOUSE_PROPERTY_RUNS ?? 100) / 10),
      prepare: tableWithRows,
      mayRefuse: ({ field }) => field === 'pattern',
      afterDowns: async (bed, spec) => {
        await checkRows(bed, spec);
        const { rows } = await bed.client.query(
          `SELECT DISTINCT coalesce(i.inhparent, t.tableoid)::regclass::text AS part
               FROM ${quoteQualified(spec.table.schema, spec.table.name)} AS t
               LEFT JOIN pg_inherits i ON i.inhrelid = t.tableoid AND i.inhparent = 'public."the rest"'::regclass`,
        );
        assert.deepEqual(rows, [{ part: 'public."the rest"' }]);
      },
    });
  });
});

/** All rows of a table, in an order of their own. */
async function contents(bed: PropertyBed, table: string): Promise<string> {
  const { rows } = await bed.client.query<{ all: string }>(
    `SELECT coalesce(json_agg(t ORDER BY t::text COLLATE "C"), '[]')::text AS all FROM ${table} AS t`,
  );
  return rows[0]?.all ?? '';
}
