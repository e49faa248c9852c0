import assert from 'node:assert/strict';
import { neverCancelled } from '../../../../src/base/cancelSignal';
import type { ScaffoldPlan, ScaffoldStep } from '../../../../src/core/scaffold/scaffold';
import { PgParser } from '../../../../src/node/sql/pgParser';
import type { SandboxWindow } from '../../../../src/node/sandbox/sandboxWindow';
import { tryInSandbox } from '../../../../src/vscode/scaffold/scaffoldTrials';
import { openCatalog, type OpenCatalog, runAll } from '../../../support/catalog';
import type { TestServer } from '../../../support/postgres';
import { TestSandbox } from '../../../support/sandbox';
import { run } from '../../../support/sessions';
import { sharedServer } from '../../../support/sharedServer';

const role = `trial_reader_${String(process.pid)}`;

const setup = [
  'CREATE SCHEMA core',
  'CREATE SCHEMA "O dd"',
  `CREATE TYPE "O dd".state AS ENUM ('new', 'old')`,
  `CREATE FUNCTION core.tenant() RETURNS text LANGUAGE sql STABLE AS $$ SELECT current_setting('app.tenant', true) $$`,
  'CREATE TABLE core.members (id int PRIMARY KEY, state "O dd".state)',
  'CREATE TABLE core.loans (id int, due date, member int REFERENCES core.members, tenant text, PRIMARY KEY (id, due)) PARTITION BY RANGE (due)',
  `CREATE TABLE core.loans_2024 PARTITION OF core.loans FOR VALUES FROM ('2024-01-01') TO ('2025-01-01')`,
  'ALTER TABLE core.loans ENABLE ROW LEVEL SECURITY',
  'CREATE POLICY own ON core.loans USING (tenant = core.tenant())',
  'CREATE VIEW core.open_loans AS SELECT id FROM core.loans',
];

describe('trying a scaffold in the sandbox', function () {
  this.timeout(120_000);
  const parser = new PgParser();
  let server: TestServer;
  let catalog: OpenCatalog;
  let sandbox: TestSandbox;
  let window: SandboxWindow;

  before(async () => {
    server = await sharedServer();
    const database = await server.createDatabase('trial');
    await runAll(server, database, [`CREATE ROLE ${role}`, ...setup]);
    catalog = await openCatalog(server, database);
    sandbox = await TestSandbox.create();
    window = await sandbox.open();
  });

  after(async () => {
    await catalog.close();
    await sandbox.dispose();
  });

  const attempt = (steps: readonly ScaffoldStep[]) => {
    const plan: ScaffoldPlan = { steps, warnings: [], problems: [] };
    const parts = {
      database: () => Promise.resolve(catalog),
      parser: () => Promise.resolve(parser),
      describe: (error: unknown) => (error instanceof Error ? error.message : String(error)),
    };
    return tryInSandbox(parts, () => sandbox.session(window), plan, neverCancelled);
  };

  const contents = async () => {
    const session = await sandbox.session(window);
    const { rows } = await run(
      session,
      `SELECT 'schema', nspname FROM pg_namespace UNION ALL SELECT 'role', rolname FROM pg_roles
       UNION ALL SELECT 'relation', oid::regclass::text FROM pg_class WHERE oid >= 16384 ORDER BY 1, 2`,
    );
    await session.close();
    return rows;
  };

  it('has what the steps concern: partitions, keys, types, functions, policies, views and roles', async () => {
    const before = await contents();
    const report = await attempt([
      {
        title: 'Partition',
        sql: `CREATE TABLE core.loans_2025 PARTITION OF core.loans FOR VALUES FROM ('2025-01-01') TO ('2026-01-01')`,
        down: ['DROP TABLE core.loans_2025'],
      },
      {
        title: 'Index',
        sql: 'CREATE INDEX CONCURRENTLY i ON core.loans_2024 (member)',
        down: ['DROP INDEX CONCURRENTLY core.i'],
        alone: true,
      },
      {
        title: 'Grant',
        sql: `GRANT SELECT ON core.open_loans TO ${role}`,
        down: [`REVOKE SELECT ON core.open_loans FROM ${role}`],
      },
      {
        title: 'Policy',
        sql: 'ALTER POLICY own ON core.loans USING (true)',
        down: ['ALTER POLICY own ON core.loans USING (tenant = core.tenant())'],
      },
      {
        title: 'Column',
        sql: 'ALTER TABLE core.members ADD COLUMN more "O dd".state',
        down: ['ALTER TABLE core.members DROP COLUMN more'],
      },
    ]);
    assert.deepEqual(
      report.steps.map((step) => step),
      Array.from({ length: 5 }, () => ({ kind: 'worked' })),
    );
    assert.deepEqual(report.undone, { kind: 'worked' });
    assert.match(report.where, /^PostgreSQL \d+/);
    assert.deepEqual(report.notes, [
      'Tried without CONCURRENTLY.',
      'It was tried without rows, and by a superuser.',
    ]);
    assert.deepEqual(await contents(), before);
  });

  it('has nothing else, not even what is in the sandbox itself', async () => {
    const report = await attempt([
      { title: 'Schema', sql: 'CREATE SCHEMA marts', down: ['DROP SCHEMA marts'] },
      { title: 'Wrong', sql: 'CREATE INDEX i ON core.payments (id)', down: [] },
      { title: 'Never', sql: 'CREATE SCHEMA other', down: [] },
    ]);
    assert.deepEqual(
      report.steps.map((step) => (step.kind === 'failed' ? step.message : step.kind)),
      ['worked', 'relation "core.payments" does not exist', 'notTried'],
    );
  });
});
