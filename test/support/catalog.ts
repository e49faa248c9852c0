import assert from 'node:assert/strict';
import { neverCancelled } from '../../src/base/cancelSignal';
import { type Cursor, type Listing, readPage } from '../../src/core/catalog/listing';
import { currentRelation, type RelationRow } from '../../src/core/catalog/queries/relations';
import { currentSchema, type SchemaRow } from '../../src/core/catalog/queries/schemas';
import type { CatalogQuery, Database } from '../../src/core/ports';
import { Connector } from '../../src/node/pg/connector';
import type { TestServer } from './postgres';
import { passwords, profileFor } from './sessions';

/** A catalog that a test opened; close it. */
export interface OpenCatalog extends Database {
  close(): Promise<void>;
}

/** Opens the catalog of a database by the extension's own connection layer, as the administrator or another user. */
export async function openCatalog(
  server: TestServer,
  database: string,
  as: { readonly user: string; readonly password: string } = server,
): Promise<OpenCatalog> {
  const profile = profileFor(server, { database, user: as.user });
  const connector = new Connector(profile, passwords(as.password));
  const opened = await connector.openDatabase(neverCancelled);
  return {
    server: opened.server,
    read: (query, signal) => opened.read(query, signal),
    close: async () => {
      await opened.close();
      await connector.close();
    },
  };
}

/** All rows of a listing, read in pages of `size`; fails when a page is longer or the total does not agree. */
export async function readAll<Row>(database: Database, listing: Listing<Row>, size = 500): Promise<Row[]> {
  const rows: Row[] = [];
  let total: number | undefined;
  let after: Cursor | undefined;
  do {
    const page = await readPage(database, listing, { after, limit: size }, neverCancelled);
    assert.ok(page.rows.length <= size);
    rows.push(...page.rows);
    total ??= page.total;
    after = page.next;
  } while (after);
  assert.equal(total ?? rows.length, rows.length);
  return rows;
}

/** The one row that a query answers. */
export async function readOne<Row>(database: Database, query: CatalogQuery<Row>): Promise<Row> {
  const rows = await database.read(query, neverCancelled);
  assert.equal(rows.length, 1, query.name);
  const [row] = rows;
  assert.ok(row !== undefined);
  return row;
}

/** The schema with this name, by the query that looks for one that took the place of another. */
export function schemaByName(name: string): CatalogQuery<SchemaRow> {
  return currentSchema({ oid: 0, name });
}

/** The relation with this name, by the query that looks for one that took the place of another. */
export function relationByName(schema: string, name: string): CatalogQuery<RelationRow> {
  return currentRelation({ oid: 0, schema, name });
}

/** Runs statements as the administrator, one after the other. */
export async function runAll(
  server: TestServer,
  database: string,
  statements: readonly string[],
): Promise<void> {
  await server.withAdmin(async (client) => {
    for (const statement of statements) {
      await client.query(statement);
    }
  }, database);
}
