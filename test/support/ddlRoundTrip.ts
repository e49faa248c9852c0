import assert from 'node:assert/strict';
import type { Client } from 'pg';
import { neverCancelled } from '../../src/base/cancelSignal';
import { ddlOf } from '../../src/core/catalog/ddl/ddlOf';
import { ddlText } from '../../src/core/catalog/ddl/ddlText';
import type { ActionTarget } from '../../src/core/catalog/actions/target';
import { splitStatements } from '../../src/core/sql/splitStatements';
import { openCatalog, runAll } from './catalog';
import { catalogSnapshot, snapshotDifference } from './catalogSnapshot';
import { type DdlCase, ddlRoles } from './ddlCases';
import type { TestServer } from './postgres';
import { testedMajor } from './postgresBinaries';
import { sharedServer } from './sharedServer';

/** One test for each case: make, read the DDL, run it where only the needs are, and compare the catalogs. */
export function testRoundTrips(cases: readonly DdlCase[]): void {
  let server: TestServer;
  const major = testedMajor();

  before(async () => {
    server = await sharedServer();
    await makeRoles(server);
  });

  for (const each of cases) {
    const isKnown = major >= (each.since ?? 14) && major <= (each.until ?? 18);
    (isKnown ? it : it.skip)(each.title, async () => {
      const [original, copy] = [await server.createDatabase('ddl'), await server.createDatabase('ddl')];
      await runAll(server, original, [...(each.needs ?? []), ...each.make]);
      const text = await readDdl(server, original, each);
      assert.match(text, each.says ?? /^-- /);
      await runAll(server, copy, each.needs ?? []);
      await runScript(server, copy, text);
      const [before, after] = [await snapshotOf(server, original), await snapshotOf(server, copy)];
      const difference = snapshotDifference(before, after);
      assert.equal(difference.length, 0, `${difference.join('\n')}\n\n${text}`);
      assert.ok(before.length > 0);
    });
  }
}

/** The roles that the cases use; a server keeps them for all tests. */
export async function makeRoles(server: TestServer): Promise<void> {
  for (const role of ddlRoles) {
    const name = role.replaceAll('"', '""');
    const found = await server.query('SELECT FROM pg_roles WHERE rolname = $1', [role]);
    if (found.length === 0) {
      await server.query(`CREATE ROLE "${name}" SUPERUSER`);
    }
  }
}

/** The text of Show DDL for the case's object. */
export async function readDdl(
  server: TestServer,
  database: string,
  { kind, oid, column = 0, title, partitions = false }: Omit<DdlCase, 'make'>,
): Promise<string> {
  const [found] = await server.query<{ oid: string }>(`SELECT ${oid}::text AS oid`, [], database);
  assert.ok(found, title);
  const target: ActionTarget = {
    kind,
    oid: Number(found.oid),
    column,
    schema: 'not the name',
    name: 'not the name',
    relation: 'not the name',
    signature: undefined,
  };
  const catalog = await openCatalog(server, database);
  try {
    return ddlText(title, await ddlOf(catalog, { target, partitions }, neverCancelled));
  } finally {
    await catalog.close();
  }
}

/** Runs a text as an editor would: statement by statement. */
export async function runScript(server: TestServer, database: string, text: string): Promise<void> {
  await server.withAdmin((client) => runStatements(client, text), database);
}

async function runStatements(client: Client, text: string): Promise<void> {
  for (const statement of splitStatements(text)) {
    try {
      await client.query(statement.text);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new Error(`${reason}\n\n${statement.text}\n\n${text}`, { cause: error });
    }
  }
}

export function snapshotOf(server: TestServer, database: string): Promise<readonly string[]> {
  return server.withAdmin(catalogSnapshot, database);
}
