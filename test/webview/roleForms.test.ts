import assert from 'node:assert/strict';
import { scaffoldEntry } from '../../src/core/scaffold/scaffolds';
import type { FormValues } from '../../src/core/scaffold/scaffoldForm';
import { openCatalog, type OpenCatalog, runAll } from '../support/catalog';
import { startPostgres, type TestServer } from '../support/postgres';
import { CatalogScaffold } from '../support/webview/scaffoldHost';
import { webviewPages } from '../support/webview/webviewPages';

describe('forms of roles, rights and protected columns', () => {
  const pages = webviewPages({ name: 'scaffold' });
  let server: TestServer;
  let catalog: OpenCatalog;

  before(async () => {
    server = await startPostgres();
    await runAll(server, 'postgres', [
      'CREATE SCHEMA marts',
      'CREATE SCHEMA core',
      'CREATE ROLE analyst LOGIN',
      'CREATE TABLE core.customers (id int, email text, id_number text)',
      'GRANT SELECT ON core.customers TO analyst',
    ]);
    catalog = await openCatalog(server, 'postgres');
  });

  after(async () => {
    await catalog.close();
    await server.dispose();
  });

  for (const [id, values, expected] of [
    [
      'roles',
      {
        groups: [
          { name: 'readers', kind: 'readOnly', reads: ['marts'] },
          { name: 'dbt', kind: 'dbt', reads: ['core'], writes: ['marts'], createsSchemas: true },
        ],
        logins: [{ name: 'dbt_runner', groups: ['dbt'], actsAs: 'dbt', timeout: '600' }],
      },
      /ALTER DEFAULT PRIVILEGES FOR ROLE dbt IN SCHEMA marts GRANT SELECT ON TABLES TO readers/,
    ],
    [
      'grants',
      {
        changes: [
          { change: 'grant', on: 'schema', name: 'core', role: 'analyst', privileges: ['USAGE'] },
          {
            change: 'revoke',
            on: 'relation',
            schema: 'core',
            name: 'customers',
            role: 'analyst',
            privileges: ['SELECT'],
          },
        ],
      },
      /REVOKE SELECT ON TABLE core\.customers FROM analyst/,
    ],
    [
      'columnProtection',
      {
        table: 'core.customers',
        way: 'maskingView',
        columns: [
          { column: 'email', mask: 'domain' },
          { column: 'id_number', mask: 'hidden' },
        ],
        roles: ['analyst'],
        viewSchema: 'marts',
        viewName: 'customers_masked',
      },
      /CREATE VIEW marts\.customers_masked/,
    ],
  ] as const satisfies readonly (readonly [string, FormValues, RegExp])[]) {
    it(`shows the form of ${id} with its SQL`, async () => {
      const scaffold = await scaffoldEntry(id)?.load();
      assert.ok(scaffold);
      const host = new CatalogScaffold(catalog, scaffold, { values });
      const view = await pages.open({ height: 1000 }, host.connect);
      await view.page.getByText(expected).first().waitFor();
      assert.deepEqual(await view.accessibilityProblems(), []);
      await view.screenshot(`scaffold-${id}`);
    });
  }
});
