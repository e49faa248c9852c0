import { Client } from 'pg';
import { quoteIdentifier } from '../../../src/core/sql/quote';
import { openCatalog, type OpenCatalog } from '../catalog';
import { catalogSnapshot } from '../catalogSnapshot';
import type { TestServer } from '../postgres';
import { clusterSnapshot } from './clusterSnapshot';

/** A database for scaffolds to be applied in, its catalog as the extension reads it, and how both were at the start. */
export class PropertyBed {
  readonly database: string;
  /** Runs statements, as the administrator, with an empty search_path: every name of a scaffold must be qualified. */
  readonly client: Client;
  readonly catalog: OpenCatalog;
  /** The catalogs after `prepare`. */
  readonly before: readonly string[];
  private readonly rolesBefore: ReadonlySet<string>;

  private constructor(
    readonly server: TestServer,
    made: Pick<PropertyBed, 'database' | 'client' | 'catalog' | 'before'>,
    rolesBefore: ReadonlySet<string>,
  ) {
    this.database = made.database;
    this.client = made.client;
    this.catalog = made.catalog;
    this.before = made.before;
    this.rolesBefore = rolesBefore;
  }

  /** @param prepare what is there before the scaffold; roles that it makes are dropped with the bed. */
  static async open(server: TestServer, prepare: readonly string[] = []): Promise<PropertyBed> {
    const roles = await roleNames(server);
    const database = await server.createDatabase('scaffold');
    const client = new Client({ connectionString: server.url(database), application_name: 'scaffold' });
    await client.connect();
    // What a scaffold warns about by notices is seen by who applies it, not here.
    client.on('notice', () => undefined);
    for (const statement of prepare) {
      await client.query(statement);
    }
    const catalog = await openCatalog(server, database);
    const before = await snapshot(client);
    return new PropertyBed(server, { database, client, catalog, before }, roles);
  }

  /** Both catalogs at this moment. */
  snapshot(): Promise<readonly string[]> {
    return snapshot(this.client);
  }

  /** Ends the connections, and drops the database and every role that was made since the bed was opened. */
  async close(): Promise<void> {
    await this.client.end();
    await this.catalog.close();
    await this.server.query(`DROP DATABASE ${quoteIdentifier(this.database)} WITH (FORCE)`);
    for (const role of await roleNames(this.server)) {
      if (!this.rolesBefore.has(role)) {
        await this.server.query(`DROP ROLE ${quoteIdentifier(role)}`);
      }
    }
  }
}

async function snapshot(client: Client): Promise<readonly string[]> {
  const catalog = await catalogSnapshot(client);
  await client.query(`SET search_path = ''`);
  return [...catalog, ...(await clusterSnapshot(client))];
}

async function roleNames(server: TestServer): Promise<ReadonlySet<string>> {
  const rows = await server.query<{ name: string }>(
    'SELECT rolname AS name FROM pg_roles WHERE oid >= 16384',
  );
  return new Set(rows.map(({ name }) => name));
}
