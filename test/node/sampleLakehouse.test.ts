import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Client, type QueryResultRow } from 'pg';
import { splitStatements } from '../../src/core/sql/splitStatements';
import { type DemoServer, startDemoServer } from '../support/demoServer';
import { startPostgres, type TestServer } from '../support/postgres';
import { createSampleDatabase, loadSampleLakehouse } from '../support/sampleLakehouse';
import { sharedServer } from '../support/sharedServer';

const demoFolder = path.join(__dirname, '../../../demo/queries');
const demoQueries = readdirSync(demoFolder).sort();

describe('The sample lakehouse', () => {
  let server: TestServer;
  let database: string;

  before(async () => {
    server = await sharedServer();
    database = await createSampleDatabase(server);
  });

  it('has the relations of the lakehouse guide and the marts', async () => {
    const rows = await query<{ name: string; kind: string }>(
      `SELECT n.nspname || '.' || c.relname AS name, c.relkind AS kind
         FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname IN ('core', 'analytics', 'metadata', 'staging', 'marts')
          AND c.relkind IN ('r', 'p', 'v', 'm') AND NOT c.relispartition
        ORDER BY 1`,
    );
    assert.deepEqual(
      rows.map(({ name, kind }) => `${kind} ${name}`),
      [
        'r analytics.customer_metrics',
        'v analytics.loan_analytics',
        'r analytics.risk_indicators',
        'r core.customers',
        'p core.loans',
        'p core.payments',
        'r core.products',
        'r marts.CampaignKpi',
        'r marts.mart_bioreactor_overview',
        'p marts.mart_bioreactor_readings',
        'v marts.mart_branch_customers',
        'r marts.mart_customer_360',
        'p marts.mart_daily_payments',
        'm marts.mart_loan_portfolio',
        'v marts.mart_risk_alerts',
        'r metadata.catalog_info',
        'r metadata.data_lineage',
        'r metadata.job_execution',
        'r staging.customer_imports',
      ],
    );
  });

  it('has partitions for this month and the coming ones, so that an insert without a date works', async () => {
    await query(
      "INSERT INTO core.payments (transaction_id, customer_id, payment_type, amount) SELECT 'T1', customer_id, 'FEE', 1 FROM core.customers LIMIT 1",
    );
    await query(
      "INSERT INTO core.loans (loan_number, customer_id, product_type, loan_amount, interest_rate, term_months) SELECT 'L1', customer_id, 'MORTGAGE', 1, 0.1, 12 FROM core.customers LIMIT 1",
    );
    const month = "to_char((now() AT TIME ZONE 'UTC')::date + k * interval '1 month', '_YYYY_MM')";
    const rows = await query<{ there: boolean }>(
      `SELECT to_regclass('core.payments' || ${month}) IS NOT NULL
          AND to_regclass('marts.mart_bioreactor_readings' || ${month}) IS NOT NULL AS there
         FROM generate_series(0, 3) AS k`,
    );
    assert.deepEqual(rows, Array(4).fill({ there: true }));
  });

  it('has rows of the last days in every partitioned table', async () => {
    const rows = await query<{ table: string; recent: boolean }>(
      `SELECT 'loans' AS table, max(application_date) > now() - interval '10 days' AS recent FROM core.loans
       UNION ALL SELECT 'payments', max(payment_date) > now() - interval '10 days' FROM core.payments
       UNION ALL SELECT 'readings', max(reading_at) > now() - interval '10 days' FROM marts.mart_bioreactor_readings`,
    );
    assert.deepEqual(
      rows.filter((row) => !row.recent),
      [],
    );
  });

  it('refuses a row outside the prepared months, until the partition is added', async () => {
    const insert =
      "INSERT INTO core.payments (transaction_id, customer_id, payment_type, amount, payment_date) SELECT 'T2', customer_id, 'FEE', 1, '2040-05-31 23:30:00+00' FROM core.customers LIMIT 1";
    await assert.rejects(query(insert), /no partition of relation "payments" found for row/);
    const add = "SELECT core.add_partitions('core.payments', 'month', '2040-05-01', '2040-06-30') AS added";
    // A session in another time zone must make the same bounds.
    await server.withAdmin(async (client) => {
      await client.query("SET timezone = 'Asia/Ho_Chi_Minh'");
      assert.deepEqual((await client.query(add)).rows, [{ added: 2 }]);
    }, database);
    assert.deepEqual(await query(add), [{ added: 0 }]);
    await query(insert);
    const [bounds] = await query<{ bounds: string }>(
      "SELECT pg_get_expr(relpartbound, oid) AS bounds FROM pg_class WHERE oid = 'core.payments_2040_05'::regclass",
    );
    assert.equal(bounds?.bounds, "FOR VALUES FROM ('2040-05-01 00:00:00+00') TO ('2040-06-01 00:00:00+00')");
  });

  it('gives marts an owner, a comment, grants and policies', async () => {
    const rows = await query(
      `SELECT c.relname AS mart, pg_get_userbyid(c.relowner) AS owner,
              obj_description(c.oid, 'pg_class') IS NOT NULL AS described,
              has_table_privilege('lakehouse_analyst', c.oid, 'SELECT') AS analysts_read,
              c.relrowsecurity AS secured,
              ARRAY(SELECT polname::text FROM pg_policy WHERE polrelid = c.oid ORDER BY 1) AS policies
         FROM pg_class c
        WHERE c.relnamespace = 'marts'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm') AND NOT c.relispartition
          AND c.relname IN ('mart_bioreactor_overview', 'mart_customer_360', 'mart_loan_portfolio')
        ORDER BY 1`,
    );
    const mart = { owner: 'lakehouse_etl_user', described: true, analysts_read: true };
    assert.deepEqual(rows, [
      { mart: 'mart_bioreactor_overview', ...mart, secured: false, policies: [] },
      {
        mart: 'mart_customer_360',
        ...mart,
        secured: true,
        policies: ['analysts_see_all', 'branch_own_customers'],
      },
      { mart: 'mart_loan_portfolio', ...mart, secured: false, policies: [] },
    ]);
  });

  it('shows each branch and each customer their own rows', async () => {
    const seen = (role: string, set: string, text: string) =>
      server.withAdmin(async (client) => {
        await client.query(`BEGIN; SET LOCAL ROLE ${role}; ${set}`);
        const { rows } = await client.query<{ seen: string }>(text);
        await client.query('ROLLBACK');
        return rows.map((row) => row.seen);
      }, database);
    const branches = 'SELECT DISTINCT branch AS seen FROM marts.mart_customer_360';
    const customers = 'SELECT customer_code AS seen FROM core.customers';
    const first = "(SELECT md5('customer:1'))";
    assert.deepEqual(await seen('lakehouse_app_user', "SET LOCAL app.branch = 'Hà Nội'", branches), [
      'Hà Nội',
    ]);
    assert.deepEqual(await seen('lakehouse_app_user', '', branches), []);
    assert.equal((await seen('lakehouse_analyst', '', branches)).length, 5);
    const asFirst = `SELECT set_config('app.current_customer_id', ${first}, true)`;
    assert.deepEqual(await seen('lakehouse_app_user', asFirst, customers), ['CUST001']);
    assert.deepEqual(
      await seen('lakehouse_app_user', "SET LOCAL app.current_customer_id = ''", customers),
      [],
    );
  });

  it('loads imports once, and leaves a bad row alone with its reason', async () => {
    const load = 'SELECT loaded, rejected FROM staging.load_customer_imports()';
    assert.deepEqual(await query(load), [{ loaded: 190, rejected: 10 }]);
    assert.deepEqual(await query(load), [{ loaded: 0, rejected: 0 }]);
    const reasons = await query<{ reason: string }>(
      `SELECT DISTINCT split_part(error_message, ' ', 1) AS reason FROM staging.customer_imports
        WHERE status = 'REJECTED' AND attempts = 1 ORDER BY 1`,
    );
    assert.deepEqual(
      reasons.map((row) => row.reason),
      ['date/time', 'duplicate', 'invalid', 'null'],
    );
    await query(
      "UPDATE staging.customer_imports SET status = 'NEW', error_message = NULL WHERE status = 'LOADED'",
    );
    assert.deepEqual((await query<{ rejected: number }>(load))[0]?.rejected, 0);
  });

  it('announces a change of a loan’s status, and only a change', async () => {
    const heard: string[] = [];
    await server.withAdmin(async (client) => {
      client.on('notification', ({ payload }) => {
        const change = JSON.parse(payload ?? '{}') as { new_status: string };
        heard.push(change.new_status);
      });
      await client.query('LISTEN loan_status_changed');
      await client.query("UPDATE core.loans SET status = status WHERE status = 'APPLIED'");
      await client.query(
        "UPDATE core.loans SET status = 'REJECTED' WHERE loan_number = (SELECT min(loan_number) FROM core.loans WHERE status = 'APPLIED')",
      );
      // The answer of a later query comes after the notifications of the earlier one.
      await client.query('SELECT 1');
    }, database);
    assert.deepEqual(heard, ['REJECTED']);
  });

  describe('as the user of the demo', () => {
    let demo: DemoServer;

    before(async () => {
      demo = await startDemoServer(0.05);
    });

    after(() => demo.dispose());

    for (const file of demoQueries) {
      it(`answers demo/queries/${file}`, async () => {
        const statements = splitStatements(readFileSync(path.join(demoFolder, file), 'utf8'));
        assert.equal(
          statements.some((statement) => statement.hasJinja),
          file === '08_dbt_model.sql',
        );
        const client = new Client(demo.server.url(demo.database, demo));
        await client.connect();
        try {
          for (const { text } of statements.filter((statement) => !statement.hasJinja)) {
            const { command, rows } = await client.query(text);
            assert.ok(command !== 'SELECT' || rows.length > 0, `No rows: ${text}`);
          }
        } finally {
          await client.end();
        }
      });
    }
  });

  it('is the same twice', async () => {
    const first = await freshlyLoaded({ scale: 0.05, today: '2026-03-31' }, 'UTC');
    const second = await freshlyLoaded({ scale: 0.05, today: '2026-03-31' }, 'Asia/Ho_Chi_Minh');
    assert.ok(Object.keys(first).length > 30);
    assert.deepEqual(second, first);
  });

  it('loads for a database owner who is no superuser and may not create roles', async () => {
    await query("CREATE ROLE plain_owner LOGIN PASSWORD 'plain'");
    const name = await server.createDatabase('plain', { owner: 'plain_owner' });
    const as = { user: 'plain_owner', password: 'plain' };
    await loadSampleLakehouse(server.url(name, as), { scale: 0.05 });
    const client = new Client({ connectionString: server.url(name, as) });
    await client.connect();
    const { rows } = await client.query<{ seen: number }>('SELECT count(*)::int AS seen FROM core.customers');
    assert.deepEqual(rows, [{ seen: 50 }]);
    await client.end();
  });

  it('loads for a database owner who may create roles, and refuses to load twice', async () => {
    const fresh = await startPostgres();
    try {
      await fresh.query("CREATE ROLE role_maker LOGIN CREATEROLE PASSWORD 'maker'");
      const name = await fresh.createDatabase('maker', { owner: 'role_maker' });
      const url = fresh.url(name, { user: 'role_maker', password: 'maker' });
      await loadSampleLakehouse(url, { scale: 0.05 });
      assert.deepEqual(
        await fresh.query(
          "SELECT tableowner, rowsecurity FROM pg_tables WHERE tablename = 'mart_customer_360'",
          [],
          name,
        ),
        [{ tableowner: 'lakehouse_etl_user', rowsecurity: true }],
      );
      await assert.rejects(
        loadSampleLakehouse(url),
        /01_settings.sql: This database already has a table core.customers/,
      );
    } finally {
      await fresh.dispose();
    }
  });

  function query<Row extends QueryResultRow>(text: string): Promise<Row[]> {
    return server.query<Row>(text, [], database);
  }

  /** A checksum for each table and partition of a fresh load. */
  async function freshlyLoaded(
    options: { scale: number; today: string },
    timezone: string,
  ): Promise<Record<string, string>> {
    const name = await server.createDatabase('twice');
    return server.withAdmin(async (client) => {
      await client.query(`SET timezone = '${timezone}'`);
      await loadSampleLakehouse(client, options);
      await client.query("SET timezone = 'UTC'");
      const tables = await client.query<{ name: string }>(
        `SELECT format('%I.%I', n.nspname, c.relname) AS name
           FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
          WHERE n.nspname IN ('core', 'analytics', 'metadata', 'staging', 'marts') AND c.relkind IN ('r', 'm')
          ORDER BY 1`,
      );
      const sums: Record<string, string> = {};
      for (const table of tables.rows) {
        const { rows } = await client.query<{ sum: string }>(
          `SELECT count(*) || ' ' || coalesce(md5(string_agg(t::text, E'\\n' ORDER BY t::text)), '') AS sum FROM ${table.name} t`,
        );
        sums[table.name] = rows[0]?.sum ?? '';
      }
      return sums;
    }, name);
  }
});
