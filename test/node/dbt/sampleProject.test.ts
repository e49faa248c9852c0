import assert from 'node:assert/strict';
import path from 'node:path';
import { neverCancelled } from '../../../src/base/cancelSignal';
import { descendantsOf, nodesByRelation, selectNodes } from '../../../src/core/dbt/graph/graphQueries';
import { JinjaRenderer } from '../../../src/node/dbt/jinja/jinjaRenderer';
import { checkLive } from '../../../src/node/dbt/live/checkTargets';
import { readTargetPassword } from '../../../src/node/dbt/profiles/readTargetPassword';
import { readDbtProject } from '../../../src/node/dbt/project/readDbtProject';
import { readManifest } from '../../../src/node/dbt/graph/readManifest';
import { readRunState } from '../../../src/node/dbt/graph/readRunState';
import { dbtOrSkip, runDbt, runDbtWell } from '../../support/dbt';
import { jinjaProgram } from '../../support/jinjaProgram';
import { copyDbtProject, type DbtCopy, sampleDbtEnvironment } from '../../support/sampleDbt';
import { createSampleDatabase } from '../../support/sampleLakehouse';
import { sharedServer } from '../../support/sharedServer';
import type { TestServer } from '../../support/postgres';

describe('The sample dbt project, built by the real dbt', function () {
  this.timeout(300_000);
  let copy: DbtCopy | undefined;
  let server: TestServer;
  let database: string;
  let first: string;

  before(async function () {
    await dbtOrSkip(this);
    server = await sharedServer();
    database = await createSampleDatabase(server);
    copy = await copyDbtProject();
    first = await build();
  });

  after(() => copy?.remove());

  it('builds and passes its tests on an empty database, and once more on what it has built', async () => {
    assert.match(first, /PASS=\d+ WARN=0 ERROR=0 SKIP=0/);
    assert.match(await build(), /PASS=\d+ WARN=0 ERROR=0 SKIP=0/);
  });

  it('has its marts in a schema of its own, beside those of the sample', async () => {
    const rows = await query<{ line: string }>(
      `SELECT c.relkind::text || ' ' || n.nspname || '.' || c.relname || ' ' ||
              (SELECT count(*) FROM pg_index i WHERE i.indrelid = c.oid) AS line
         FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname LIKE 'dbt%' AND c.relkind IN ('r', 'v', 'm', 'p')
        ORDER BY n.nspname, c.relname`,
    );
    assert.deepEqual(
      rows.map(({ line }) => line),
      [
        'r dbt_marts.mart_bioreactor_overview 2',
        'v dbt_marts.mart_branch_customers 0',
        'r dbt_marts.mart_customer_360 3',
        'r dbt_marts.mart_daily_payments 2',
        'm dbt_marts.mart_loan_portfolio 1',
        'v dbt_marts.mart_risk_alerts 0',
        'r dbt_snapshots.customers_snapshot 0',
        'r dbt_staging.loan_statuses 0',
        'v dbt_staging.stg_customers 0',
        'v dbt_staging.stg_loans 0',
        'v dbt_staging.stg_payments 0',
        'v dbt_staging.stg_readings 0',
      ],
    );
  });

  it('has in its marts what the marts of the sample have', async () => {
    const rows = await query<{ mart: string; same: boolean }>(
      `SELECT 'customers' AS mart, (SELECT array_agg(row(customer_id, loans, total_borrowed, segment) ORDER BY customer_id)
                            FROM dbt_marts.mart_customer_360)
                     = (SELECT array_agg(row(customer_id, loans, total_borrowed, segment) ORDER BY customer_id)
                          FROM marts.mart_customer_360) AS same
       UNION ALL SELECT 'payments', (SELECT sum(amount) FROM dbt_marts.mart_daily_payments)
                     = (SELECT sum(amount) FROM marts.mart_daily_payments)
       UNION ALL SELECT 'portfolio', (SELECT sum(amount) FROM dbt_marts.mart_loan_portfolio)
                     = (SELECT sum(amount) FROM marts.mart_loan_portfolio)
       UNION ALL SELECT 'bioreactors', (SELECT sum(readings) FROM dbt_marts.mart_bioreactor_overview)
                     = (SELECT sum(readings) FROM marts.mart_bioreactor_overview)`,
    );
    assert.deepEqual(
      rows.filter(({ same }) => !same),
      [],
    );
  });

  it('has no live or cross finding but hints, once it is built', async () => {
    const renderer = new JinjaRenderer(jinjaProgram);
    const variables = environment();
    const target = path.join(folder(), 'target');
    const { runs } = await readRunState(target, neverCancelled);
    const read = await readManifest(path.join(target, 'manifest.json'), neverCancelled);
    const project = await readDbtProject(folder(), variables, { renderer }, neverCancelled);
    const [report] = await checkLive(
      project,
      read?.graph,
      {
        ...{ targets: ['postgres'], runs, mayConnect: () => Promise.resolve(true) },
        passwordOf: (each) => Promise.resolve(readTargetPassword(each, variables)),
      },
      neverCancelled,
    );
    renderer.dispose();
    assert.equal(report?.state, 'checked');
    assert.deepEqual(
      report.findings.filter(({ severity }) => severity !== 'hint').map(({ message }) => message),
      [],
    );
  });

  it('lets its readers in', async () => {
    const [row] = await query<{ granted: boolean }>(
      `SELECT has_schema_privilege('lakehouse_read_only', 'dbt_marts', 'USAGE')
          AND has_table_privilege('lakehouse_read_only', 'dbt_marts.mart_customer_360', 'SELECT')
          AND NOT has_schema_privilege('lakehouse_read_only', 'dbt_staging', 'USAGE') AS granted`,
    );
    assert.equal(row?.granted, true);
  });

  it('leaves artifacts that are read: what was built, for which target, and how it went', async () => {
    const target = path.join(folder(), 'target');
    const { runs, last } = await readRunState(target, neverCancelled);
    const read = await readManifest(path.join(target, 'manifest.json'), neverCancelled, () => last?.target);
    const graph = read?.graph;
    assert.ok(graph);
    assert.deepEqual(read.remarks, []);
    assert.deepEqual([graph.project, last?.target, last?.command], ['lakehouse_marts', 'postgres', 'build']);
    const mart = nodesByRelation(graph).find(database, 'dbt_marts', 'mart_daily_payments');
    assert.equal(mart?.id, 'model.lakehouse_marts.mart_daily_payments');
    assert.equal(mart.propertiesFile, 'models/marts/marts.yml');
    assert.deepEqual([mart.config.uniqueKey.length, mart.config.indexes.length], [3, 2]);
    assert.deepEqual(mart.columns[0]?.tests, ['not_null']);
    assert.equal(runs.get(mart.id)?.status, 'success');
    const built = selectNodes(graph, { kinds: ['model', 'seed', 'snapshot'] });
    assert.deepEqual(
      built.filter(({ id, relation }) => relation && !runs.has(id)).map(({ id }) => id),
      [],
    );
    assert.deepEqual(
      descendantsOf(graph, 'source.lakehouse_marts.plant.readings')
        .filter(({ kind }) => kind !== 'test')
        .map(({ name }) => name),
      ['stg_readings', 'mart_bioreactor_overview', 'plant_dashboard'],
    );
  });

  it('has a target of another database, for which this dbt has no adapter', async () => {
    const { code, output } = await runDbt(['parse', '--target', 'duckdb'], folder(), environment());
    assert.equal(code, 2);
    assert.match(output, /Could not find adapter type duckdb/);
  });

  it('says how old its sources are', async () => {
    const output = await runDbtWell(['source', 'freshness', '--target', 'postgres'], folder(), environment());
    assert.match(output, /PASS freshness of core\.payments/);
    const { runs } = await readRunState(path.join(folder(), 'target'), neverCancelled);
    assert.equal(runs.get('source.lakehouse_marts.core.payments')?.status, 'pass');
  });

  const folder = () => copy?.folder ?? '';
  const environment = () => sampleDbtEnvironment(server, database);
  const build = () => runDbtWell(['build', '--target', 'postgres'], folder(), environment());

  function query<Row extends object>(text: string): Promise<Row[]> {
    return server.withAdmin(async (client) => (await client.query<Row>(text)).rows, database);
  }
});
