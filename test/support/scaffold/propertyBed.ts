import { Client } from 'pg';
import { quoteIdentifier } from '../../../src/core/sql/quote';
import { openCatalog, type OpenCatalog } from '../catalog';
import { catalogSnapshot, snapshotDifference } from '../catalogSnapshot';
import type { TestServer } from '../postgres';
import { clusterSnapshot } from './clusterSnapshot';

/** A database for scaffolds to be applied in, its catalog as the extension reads it, and how both were at the start. */
export class PropertyBed {
  readonly database: string;
  /** Runs statements, as the administrator, with an empty search_path: every name of a scaffold must be qualified. */
  readonly client: Client;
  readonly catalog: OpenCatalog;
  private readonly pristine: readonly string[];
  private readonly rolesBefore: ReadonlySet<string>;
  private prepared: readonly string[];

  private constructor(
    readonly server: TestServer,
    made: Pick<PropertyBed, 'database' | 'client' | 'catalog'> & { readonly pristine: readonly string[] },
    rolesBefore: ReadonlySet<string>,
  ) {
    this.database = made.database;
    this.client = made.client;
    this.catalog = made.catalog;
    this.pristine = made.pristine;
    this.prepared = made.pristine;
    this.rolesBefore = rolesBefore;
  }

  /** @param prepareOnce what is there before all specs; roles that it makes are dropped with the bed. */
  static async open(server: TestServer, prepareOnce: readonly string[] = []): Promise<PropertyBed> {
    const roles = await server.withAdmin(roleNames);
    const database = await server.createDatabase('scaffold');
    const client = new Client({ connectionString: server.url(database), application_name: 'scaffold' });
    await client.connect();
    // What a scaffold warns about by notices is seen by who applies it, not here.
    client.on('notice', () => undefined);
    for (const statement of prepareOnce) {
      await client.query(statement);
    }
    const catalog = await openCatalog(server, database);
    return new PropertyBed(server, { database, client, catalog, pristine: await snapshot(client) }, roles);
  }

  /** The catalogs before the scaffold: those of a new database, or after `prepare`. */
  get before(): readonly string[] {
    return this.prepared;
  }

  /** Makes what is there before the scaffold. */
  async prepare(statements: readonly string[]): Promise<void> {
    for (const statement of statements) {
      await this.client.query(statement);
    }
    this.prepared = statements.length === 0 ? this.pristine : await this.snapshot();
  }

  /**
   * Drops every schema and role that was made, and every table in `public`; answers whether the catalogs are then as they
   * were at first. A new database would take three times as long.
   */
  async reset(): Promise<boolean> {
    const { rows } = await this.client.query<{ drop: string }>(
      `SELECT format('DROP SCHEMA %I CASCADE', nspname) AS drop FROM pg_namespace WHERE oid >= 16384 AND nspname !~ '^pg_'
        UNION ALL
       SELECT format('DROP TABLE IF EXISTS %s CASCADE', string_agg(format('public.%I', relname), ', ')) FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
       HAVING count(*) > 0`,
    );
    for (const { drop } of rows) {
      await this.client.query(drop);
    }
    for (const role of this.newRoles(await roleNames(this.client))) {
      await this.client.query(`DROP OWNED BY ${quoteIdentifier(role)}`);
      await this.client.query(`DROP ROLE ${quoteIdentifier(role)}`);
    }
    return snapshotDifference(this.pristine, await this.snapshot()).length === 0;
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
    for (const role of this.newRoles(await this.server.withAdmin(roleNames))) {
      await this.server.query(`DROP ROLE ${quoteIdentifier(role)}`);
    }
  }

  private newRoles(all: ReadonlySet<string>): readonly string[] {
    return [...all].filter((role) => !this.rolesBefore.has(role));
  }
}

async function snapshot(client: Client): Promise<readonly string[]> {
  const catalog = await catalogSnapshot(client);
  await client.query(`SET search_path = ''`);
  return [...catalog, ...(await clusterSnapshot(client))];
}

async function roleNames(client: Client): Promise<ReadonlySet<string>> {
  const { rows } = await client.query<{ name: string }>(
    'SELECT rolname AS name FROM pg_roles WHERE oid >= 16384',
  );
  return new Set(rows.map(({ name }) => name));
}
