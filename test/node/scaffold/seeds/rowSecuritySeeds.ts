import assert from 'node:assert/strict';
import type { Client } from 'pg';
import { columnProtectionScaffold } from '../../../../src/core/scaffold/columnProtection/columnProtectionScaffold';
import { rowSecurityScaffold } from '../../../../src/core/scaffold/rowSecurity/rowSecurityScaffold';
import { anyScaffold } from '../../../../src/core/scaffold/scaffolds';
import { answer, as, refuses, type SeedCase } from './seedCase';

const visible = 'SELECT count(*) FROM core.customers';

/** What row level security from templates and the protection of columns replace. */
export const rowSecuritySeeds: readonly SeedCase[] = [
  {
    place: '002, Row Level Security: no grants, and a setting that fails when it is unset or was',
    scaffold: anyScaffold(rowSecurityScaffold),
    needs: ['CREATE ROLE lakehouse_app_user NOLOGIN', 'CREATE ROLE lakehouse_read_only NOLOGIN'],
    seed: [
      'GRANT USAGE ON SCHEMA core TO lakehouse_read_only',
      'GRANT SELECT ON ALL TABLES IN SCHEMA core TO lakehouse_read_only',
      'ALTER TABLE core.customers ENABLE ROW LEVEL SECURITY',
      `CREATE POLICY customer_own_data ON core.customers
    FOR ALL TO lakehouse_app_user
    USING (customer_id = current_setting('app.current_customer_id')::UUID)`,
    ],
    wrong: async (client) => {
      await as(client, 'lakehouse_read_only', async () => {
        assert.equal(await answer(client, visible), '0', 'readers lose every row in silence');
      });
      await as(client, 'lakehouse_app_user', () =>
        refuses(client, visible, /permission denied for schema core/),
      );
      await client.query('GRANT USAGE ON SCHEMA core TO lakehouse_app_user');
      await client.query('GRANT SELECT ON core.customers TO lakehouse_app_user');
      await as(client, 'lakehouse_app_user', async () => {
        await refuses(client, visible, /unrecognized configuration parameter/);
        assert.equal(await visibleTo(client), '1');
        await refuses(client, visible, /invalid input syntax for type uuid: ""/);
      });
    },
    form: {
      table: 'core.customers',
      policies: [
        {
          template: 'tenant',
          roles: ['lakehouse_app_user'],
          column: 'customer_id',
          setting: 'app.current_customer_id',
        },
        { template: 'everyRow', roles: ['lakehouse_read_only'] },
      ],
    },
    right: async (client) => {
      await as(client, 'lakehouse_read_only', async () => {
        assert.equal(await answer(client, visible), '2');
      });
      await as(client, 'lakehouse_app_user', async () => {
        assert.equal(
          await answer(client, visible),
          '0',
          'without a setting nothing is seen, and nothing fails',
        );
        assert.equal(await visibleTo(client), '1');
        assert.equal(await answer(client, visible), '0', 'nothing is left of the setting');
        await refuses(client, 'DELETE FROM core.customers', /permission denied/);
      });
    },
  },
  {
    place: '002, Row Level Security: "aggregate access only" shows every number to the analysts',
    scaffold: anyScaffold(columnProtectionScaffold),
    needs: [
      'CREATE ROLE lakehouse_analyst NOLOGIN',
      'GRANT USAGE ON SCHEMA core TO lakehouse_analyst',
      'GRANT SELECT ON ALL TABLES IN SCHEMA core TO lakehouse_analyst',
    ],
    seed: [
      'ALTER TABLE core.customers ENABLE ROW LEVEL SECURITY',
      `CREATE POLICY analyst_aggregate_access ON core.customers
    FOR SELECT TO lakehouse_analyst
    USING (true)`,
    ],
    wrong: (client) =>
      as(client, 'lakehouse_analyst', async () => {
        assert.equal(await answer(client, 'SELECT min(id_number) FROM core.customers'), '123456789');
      }),
    form: {
      table: 'core.customers',
      way: 'columnGrants',
      columns: [{ column: 'id_number', mask: 'hidden' }],
      roles: ['lakehouse_analyst'],
    },
    right: (client) =>
      as(client, 'lakehouse_analyst', async () => {
        assert.equal(await answer(client, 'SELECT avg(credit_score)::int FROM core.customers'), 715);
        await refuses(
          client,
          'SELECT id_number FROM core.customers',
          /permission denied for table customers/,
        );
      }),
  },
];

/** How many rows the role sees as the first customer, in a transaction as an application has it. */
async function visibleTo(client: Client): Promise<unknown> {
  const { rows } = await client.query<{ name: string }>('SELECT current_user AS name');
  await client.query('RESET ROLE');
  const id = String(
    await answer(client, `SELECT customer_id FROM core.customers WHERE customer_code = 'CUST001'`),
  );
  await client.query(`SET ROLE "${String(rows[0]?.name)}"`);
  await client.query('BEGIN');
  try {
    await client.query(`SELECT set_config('app.current_customer_id', $1, true)`, [id]);
    return await answer(client, visible);
  } finally {
    await client.query('COMMIT');
  }
}
