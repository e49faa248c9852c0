import type { TestServer } from './postgres';

/** The shape of the database that `createHugeCatalog` makes: 100,500 relations. */
export const hugeCatalog = { schemas: 1500, relationsPerSchema: 67 } as const;

/**
 * Fills a database with schemas `tenant_0001`, `tenant_0002`, …, each of tables `table_01`, … and one view `summary`, as
 * a multi-tenant server has them. Takes about half a minute.
 */
export async function createHugeCatalog(server: TestServer, database: string): Promise<void> {
  const { schemas, relationsPerSchema } = hugeCatalog;
  await server.query(
    `DO $$
     DECLARE
       tenant text;
     BEGIN
       FOR i IN 1..${schemas} LOOP
         tenant := 'tenant_' || pg_catalog.lpad(i::text, 4, '0');
         EXECUTE pg_catalog.format('CREATE SCHEMA %I', tenant);
         EXECUTE pg_catalog.format('GRANT USAGE ON SCHEMA %I TO PUBLIC', tenant);
         FOR j IN 1..${relationsPerSchema - 1} LOOP
           EXECUTE pg_catalog.format('CREATE TABLE %I.%I (id int NOT NULL, amount numeric(15,2))',
                                     tenant, 'table_' || pg_catalog.lpad(j::text, 2, '0'));
         END LOOP;
         EXECUTE pg_catalog.format('CREATE VIEW %1$I.summary AS SELECT id, amount FROM %1$I.table_01', tenant);
         IF i % 8 = 0 THEN
           COMMIT;
         END IF;
       END LOOP;
     END $$`,
    [],
    database,
  );
  await server.query('ANALYZE pg_catalog.pg_class', [], database);
  await server.query('ANALYZE pg_catalog.pg_attribute', [], database);
}
