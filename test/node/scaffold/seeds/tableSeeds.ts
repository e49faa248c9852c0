import assert from 'node:assert/strict';
import { lakehouseTablesScaffold } from '../../../../src/core/scaffold/lakehouseTables/lakehouseTablesScaffold';
import { anyScaffold } from '../../../../src/core/scaffold/scaffolds';
import { answer, refuses, type SeedCase } from './seedCase';

const tables = anyScaffold(lakehouseTablesScaffold);

const staging = `CREATE TABLE staging.customer_imports (
    import_id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    batch_id VARCHAR(50),
    source_system VARCHAR(100),
    raw_data JSONB,
    processed BOOLEAN DEFAULT FALSE,
    error_message TEXT,
    imported_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP
)`;

const processing = `CREATE OR REPLACE FUNCTION process_customer_staging()
RETURNS INTEGER AS $$
DECLARE
    processed_count INTEGER := 0;
    staging_record RECORD;
BEGIN
    FOR staging_record IN
        SELECT * FROM staging.customer_imports
        WHERE NOT processed
    LOOP
        BEGIN
            INSERT INTO core.customers (
                customer_code, full_name, id_number,
                phone_number, email, date_of_birth, address
            ) VALUES (
                staging_record.raw_data->>'customer_code',
                staging_record.raw_data->>'full_name',
                staging_record.raw_data->>'id_number',
                staging_record.raw_data->>'phone_number',
                staging_record.raw_data->>'email',
                (staging_record.raw_data->>'date_of_birth')::DATE,
                staging_record.raw_data->'address'
            );
            UPDATE staging.customer_imports
            SET processed = TRUE
            WHERE import_id = staging_record.import_id;
            processed_count := processed_count + 1;
        EXCEPTION WHEN OTHERS THEN
            UPDATE staging.customer_imports
            SET error_message = SQLERRM
            WHERE import_id = staging_record.import_id;
        END;
    END LOOP;
    RETURN processed_count;
END;
$$ LANGUAGE plpgsql`;

const versionOfBad = 'SELECT xmin::text FROM staging.customer_imports WHERE NOT processed';
const good = `'{"customer_code": "CUST003", "full_name": "Le Van Cuong", "id_number": "456789123", "address": {"city": "Da Nang"}}'`;
const bad = `'{"customer_code": "CUST004", "id_number": "1", "date_of_birth": "31/31/1988"}'`;

/** What the lakehouse tables replace. */
export const tableSeeds: readonly SeedCase[] = [
  {
    place: '002, ETL procedure: bad rows are tried for ever, and what comes twice is refused',
    scaffold: tables,
    seed: [staging, processing],
    wrong: async (client) => {
      await client.query(`INSERT INTO staging.customer_imports (raw_data) VALUES (${good}), (${bad})`);
      assert.equal(await answer(client, 'SELECT process_customer_staging()'), 1);
      const before = await answer(client, versionOfBad);
      assert.equal(await answer(client, 'SELECT process_customer_staging()'), 0);
      const after = await answer(client, versionOfBad);
      assert.notEqual(after, before, 'the bad row is written again by every call');
      await client.query(`INSERT INTO staging.customer_imports (raw_data) VALUES (${good})`);
      assert.equal(await answer(client, 'SELECT process_customer_staging()'), 0);
      assert.equal(
        await answer(client, 'SELECT count(*) FROM staging.customer_imports WHERE NOT processed'),
        '2',
      );
    },
    form: {
      withLineage: false,
      withJobLog: false,
      withImports: true,
      target: 'core.customers',
      key: ['customer_code'],
      stagingSchema: 'staging',
      staging: 'customer_imports',
      columns: [
        'customer_code',
        'full_name',
        'id_number',
        'phone_number',
        'email',
        'date_of_birth',
        'address',
      ].map((column) => ({ column })),
    },
    right: async (client) => {
      await client.query(
        `INSERT INTO staging.customer_imports (raw_data) VALUES (${good}), (${bad}), (${good})`,
      );
      const load = `SELECT loaded || ' ' || failed || ' ' || waiting FROM staging.load_customer_imports()`;
      assert.equal(await answer(client, load), '2 1 0');
      assert.equal(await answer(client, load), '0 0 0');
      assert.equal(
        await answer(
          client,
          `SELECT error_code FROM staging.customer_imports WHERE status = 'failed' AND attempts = 1`,
        ),
        '22008',
      );
      assert.equal(
        await answer(client, `SELECT address ->> 'city' FROM core.customers WHERE customer_code = 'CUST003'`),
        'Da Nang',
      );
      // Corrected, it is loaded.
      await client.query(
        `UPDATE staging.customer_imports SET status = 'new', raw_data = raw_data || '{"full_name": "Pham", "date_of_birth": "1988-12-31"}' WHERE status = 'failed'`,
      );
      assert.equal(await answer(client, load), '1 0 0');
    },
  },
  {
    place: '002, Data Lineage: times without a zone, and success that may be unknown',
    scaffold: tables,
    seed: [
      `CREATE TABLE metadata.data_lineage (
    lineage_id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    source_system VARCHAR(100) NOT NULL,
    source_table VARCHAR(200) NOT NULL,
    target_system VARCHAR(100) NOT NULL,
    target_table VARCHAR(200) NOT NULL,
    transformation_type VARCHAR(50),
    transformation_logic TEXT,
    pipeline_id VARCHAR(100),
    execution_timestamp TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    record_count BIGINT,
    success_flag BOOLEAN DEFAULT TRUE,
    error_message TEXT,
    created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP
)`,
    ],
    wrong: async (client) => {
      const insert = `INSERT INTO metadata.data_lineage (source_system, source_table, target_system, target_table, success_flag) VALUES ('a', 'b', 'c', 'd', NULL)`;
      await client.query(`SET timezone = 'Asia/Ho_Chi_Minh'`);
      await client.query(insert);
      await client.query('RESET timezone');
      assert.equal(
        await answer(
          client,
          `SELECT execution_timestamp > now() + interval '6 hours' FROM metadata.data_lineage WHERE success_flag IS NULL`,
        ),
        true,
        'a run of now is seven hours in the future',
      );
    },
    form: { withJobLog: false },
    right: async (client) => {
      const insert = (success: string) =>
        `INSERT INTO metadata.data_lineage (source_system, source_table, target_system, target_table, success) VALUES ('a', 'b', 'c', 'd', ${success})`;
      await client.query(`SET timezone = 'Asia/Ho_Chi_Minh'`);
      await client.query(insert('true'));
      await client.query('RESET timezone');
      assert.equal(await answer(client, 'SELECT executed_at <= now() FROM metadata.data_lineage'), true);
      await refuses(client, insert('NULL'), /violates not-null constraint/);
    },
  },
  {
    place: '002, tables: updated_at is never updated',
    scaffold: tables,
    seed: [`UPDATE core.customers SET created_at = 'epoch', updated_at = 'epoch'`],
    wrong: async (client) => {
      await client.query(`UPDATE core.customers SET kyc_status = 'APPROVED'`);
      assert.equal(await answer(client, `SELECT bool_and(updated_at = 'epoch') FROM core.customers`), true);
    },
    form: { withLineage: false, withJobLog: false, audited: ['core.customers'] },
    right: async (client) => {
      await client.query(`UPDATE core.customers SET created_at = 'epoch', updated_at = 'epoch'`);
      await client.query(`UPDATE core.customers SET kyc_status = 'APPROVED'`);
      assert.equal(
        await answer(
          client,
          `SELECT bool_and(created_at = 'epoch' AND updated_at > 'yesterday') FROM core.customers`,
        ),
        true,
      );
    },
  },
];
