import assert from 'node:assert/strict';
import { rolesScaffold } from '../../../../src/core/scaffold/roles/rolesScaffold';
import { anyScaffold } from '../../../../src/core/scaffold/scaffolds';
import { schemaLayoutScaffold } from '../../../../src/core/scaffold/schemaLayout/schemaLayoutScaffold';
import { answer, as, refuses, type SeedCase } from './seedCase';

const layout = anyScaffold(schemaLayoutScaffold);
const roles = anyScaffold(rolesScaffold);

const dbtSetup = [
  'CREATE SCHEMA IF NOT EXISTS analytics',
  'GRANT USAGE ON SCHEMA analytics TO dbt_user',
  'GRANT CREATE ON SCHEMA analytics TO dbt_user',
];

/** What the layout of schemas and the roles replace. */
export const schemaSeeds: readonly SeedCase[] = [
  {
    place: '000, Permission Issues: tables that come later',
    scaffold: layout,
    needs: [
      'CREATE ROLE lake',
      'CREATE ROLE dbt_builder',
      'CREATE SCHEMA marts',
      'CREATE TABLE marts.mart_bioreactor_overview (id int)',
    ],
    seed: [
      'CREATE SCHEMA IF NOT EXISTS marts',
      'GRANT ALL PRIVILEGES ON SCHEMA marts TO lake',
      'GRANT ALL PRIVILEGES ON ALL TABLES IN SCHEMA marts TO lake',
    ],
    wrong: async (client) => {
      await client.query('CREATE TABLE marts.later (id int)');
      await as(client, 'lake', () =>
        refuses(client, 'SELECT * FROM marts.later', /permission denied for table later/),
      );
    },
    form: {
      preset: 'marts',
      access: [
        { role: 'lake', level: 'read' },
        { role: 'dbt_builder', level: 'build' },
      ],
    },
    right: async (client) => {
      await client.query('CREATE TABLE marts.later (id int)');
      await as(client, 'dbt_builder', () =>
        client.query('CREATE TABLE marts.by_dbt (id int)').then(() => undefined),
      );
      await as(client, 'lake', async () => {
        for (const table of ['mart_bioreactor_overview', 'later', 'by_dbt']) {
          assert.equal(await answer(client, `SELECT count(*) FROM marts.${table}`), '0');
        }
      });
    },
  },
  {
    place: '003, Schema setup: staging is not there',
    scaffold: layout,
    needs: ['DROP SCHEMA staging', 'CREATE ROLE dbt_user', 'CREATE ROLE loader'],
    seed: [...dbtSetup, 'GRANT SELECT ON ALL TABLES IN SCHEMA staging TO dbt_user'],
    error: /schema "staging" does not exist/,
    form: dbtForm(),
    right: async (client) => {
      await as(client, 'loader', () =>
        client.query('CREATE TABLE staging.by_loader (id int)').then(() => undefined),
      );
      await as(client, 'dbt_user', async () => {
        assert.equal(await answer(client, 'SELECT count(*) FROM staging.by_loader'), '0');
        await client.query('CREATE TABLE analytics.by_dbt AS SELECT * FROM staging.by_loader');
      });
    },
  },
  {
    place: '003, Schema setup: no USAGE, and default privileges of the wrong role',
    scaffold: layout,
    needs: ['CREATE ROLE dbt_user', 'CREATE ROLE loader', 'GRANT USAGE, CREATE ON SCHEMA staging TO loader'],
    seed: [
      ...dbtSetup,
      'GRANT SELECT ON ALL TABLES IN SCHEMA staging TO dbt_user',
      'ALTER DEFAULT PRIVILEGES IN SCHEMA staging GRANT SELECT ON TABLES TO dbt_user',
    ],
    wrong: async (client) => {
      await as(client, 'loader', () =>
        client.query('CREATE TABLE staging.by_loader (id int)').then(() => undefined),
      );
      await as(client, 'dbt_user', () =>
        refuses(client, 'SELECT * FROM staging.by_loader', /permission denied for schema staging/),
      );
      await client.query('GRANT USAGE ON SCHEMA staging TO dbt_user');
      await as(client, 'dbt_user', () =>
        refuses(client, 'SELECT * FROM staging.by_loader', /permission denied for table by_loader/),
      );
    },
    form: dbtForm(),
    right: async (client) => {
      await as(client, 'loader', () =>
        client.query('CREATE TABLE staging.by_loader (id int)').then(() => undefined),
      );
      await as(client, 'dbt_user', async () => {
        assert.equal(await answer(client, 'SELECT count(*) FROM staging.by_loader'), '0');
      });
    },
  },
  {
    place: '003, dbt_user: custom schemas',
    scaffold: roles,
    needs: ['CREATE ROLE dbt_user'],
    seed: dbtSetup,
    wrong: (client) =>
      as(client, 'dbt_user', () =>
        refuses(client, 'CREATE SCHEMA IF NOT EXISTS analytics_marts', /permission denied for database/),
      ),
    form: {
      groups: [{ name: 'dbt', kind: 'dbt', reads: ['staging'], writes: ['analytics'], createsSchemas: true }],
      logins: [{ name: 'dbt_user', groups: ['dbt'], actsAs: 'dbt' }],
    },
    right: (client) =>
      as(client, 'dbt_user', () => client.query('CREATE SCHEMA analytics_marts').then(() => undefined)),
  },
  {
    place: '002, Create Application Roles: later tables, and roles that nobody can use',
    scaffold: roles,
    seed: [
      'CREATE ROLE lakehouse_read_only NOLOGIN',
      'CREATE ROLE lakehouse_analyst NOLOGIN',
      'CREATE ROLE lakehouse_app_user NOLOGIN',
      'GRANT USAGE ON SCHEMA core TO lakehouse_read_only',
      'GRANT SELECT ON ALL TABLES IN SCHEMA core TO lakehouse_read_only',
      'GRANT lakehouse_read_only TO lakehouse_analyst',
      'GRANT USAGE ON SCHEMA analytics TO lakehouse_analyst',
      'GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA analytics TO lakehouse_analyst',
    ],
    wrong: async (client) => {
      await client.query('CREATE TABLE core.products (id int)');
      await as(client, 'lakehouse_read_only', () =>
        refuses(client, 'SELECT * FROM core.products', /permission denied for table products/),
      );
      await as(client, 'lakehouse_app_user', () =>
        refuses(client, 'SELECT * FROM core.customers', /permission denied for schema core/),
      );
    },
    form: {
      groups: [
        { name: 'lakehouse_read_only', kind: 'readOnly', reads: ['core', 'analytics'] },
        { name: 'lakehouse_app_user', kind: 'application', writes: ['core'] },
      ],
      logins: [{ name: 'lakehouse_app_reader', groups: ['lakehouse_read_only'] }],
      creators: ['lakehouse_admin'],
    },
    right: async (client) => {
      await client.query('CREATE TABLE core.products (id int)');
      await as(client, 'lakehouse_app_reader', async () => {
        assert.equal(await answer(client, 'SELECT count(*) FROM core.products'), '0');
        await refuses(client, 'INSERT INTO core.products VALUES (1)', /permission denied/);
      });
      await as(client, 'lakehouse_app_user', async () => {
        await client.query('INSERT INTO core.products VALUES (1)');
        assert.equal(await answer(client, 'SELECT count(*) FROM core.customers'), '2');
      });
    },
  },
];

function dbtForm(): SeedCase['form'] {
  return {
    preset: 'own',
    schemas: [{ name: 'staging' }, { name: 'analytics' }],
    access: [
      { role: 'dbt_user', level: 'read', schemas: ['staging'] },
      { role: 'dbt_user', level: 'build', schemas: ['analytics'] },
      { role: 'loader', level: 'build', schemas: ['staging'] },
    ],
  };
}
