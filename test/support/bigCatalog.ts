import type { TestServer } from './postgres';

/** How many tables `createBigCatalog` makes unless told. */
export const bigCatalogTables = 20_000;

/**
 * Fills a schema with empty tables `table_000001`, `table_000002`, … of two columns, by one DO block that commits now and
 * then, because one transaction cannot lock so many tables. Takes about five seconds.
 */
export async function createBigCatalog(
  server: TestServer,
  database: string,
  options: { readonly schema?: string; readonly tables?: number } = {},
): Promise<void> {
  const { schema = 'big', tables = bigCatalogTables } = options;
  await server.query(`CREATE SCHEMA "${schema}"`, [], database);
  await server.query(
    `DO $$
     BEGIN
       FOR i IN 1..${tables} LOOP
         EXECUTE pg_catalog.format('CREATE TABLE "${schema}".%I (id int NOT NULL, amount numeric(15,2))',
                                   'table_' || pg_catalog.lpad(i::text, 6, '0'));
         IF i % 500 = 0 THEN
           COMMIT;
         END IF;
       END LOOP;
     END $$`,
    [],
    database,
  );
  await server.query('ANALYZE pg_catalog.pg_class', [], database);
}
