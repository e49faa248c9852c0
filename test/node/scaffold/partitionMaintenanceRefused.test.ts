import assert from 'node:assert/strict';
import { partitionMaintenanceScaffold } from '../../../src/core/scaffold/partitionMaintenance/partitionMaintenanceScaffold';
import type { FormValues } from '../../../src/core/scaffold/scaffoldForm';
import { openCatalog, type OpenCatalog, runAll } from '../../support/catalog';
import type { TestServer } from '../../support/postgres';
import { maintainedTables, planOf } from '../../support/scaffold/planOf';
import { sharedServer } from '../../support/sharedServer';

describe('scaffold partitionMaintenance without extensions', () => {
  let server: TestServer;
  let database: string;
  let catalog: OpenCatalog;

  before(async () => {
    server = await sharedServer();
    database = await server.createDatabase('bare');
    await runAll(server, database, maintainedTables);
    catalog = await openCatalog(server, database);
  });

  after(async () => {
    await catalog.close();
    await server.query(`DROP DATABASE ${database} WITH (FORCE)`);
  });

  const cases: readonly (readonly [string, FormValues, RegExp])[] = [
    ['no pg_partman', { table: 'core.loans' }, /^partman: This server has no pg_partman/],
    [
      'no pg_cron',
      { table: 'core.loans', partman: false, analyze: true },
      /^analyze: This server does not load pg_cron/,
    ],
    ['no table', { table: 'core.gone' }, /^table: There is no table core\.gone/],
    ['nothing to do', { table: 'core.loans', partman: false }, /^partman: Choose what is to be done/],
    [
      'a time that is none',
      { table: 'core.loans', retention: 'a while' },
      /^retention: Write a time such as/,
    ],
    [
      'SQL in a time',
      { table: 'core.loans', retention: `1 year'; DROP TABLE core.loans; --` },
      /^retention: Write a time such as/,
    ],
    [
      'SQL in a schedule',
      { table: 'core.loans', partman: false, analyze: true, analyzeAt: `* * * * *'); DROP TABLE x` },
      /^analyzeAt: Write minute, hour/,
    ],
  ];
  for (const [title, values, message] of cases) {
    it(`has a problem with ${title}`, async () => {
      const { problems } = await planOf(partitionMaintenanceScaffold, values, catalog);
      assert.match(
        problems.map(({ field, message: words }) => `${field ?? ''}: ${words}`).join('\n'),
        message,
      );
    });
  }
});
