import { randomBytes } from 'node:crypto';
import { startPostgres, type TestServer } from './postgres';
import { loadSampleLakehouse } from './sampleLakehouse';

const user = 'lake';
const database = 'lakehouse';
const passwordVariable = 'LAKEHOUSE_DEMO_PASSWORD';

/** The sample lakehouse on a server of its own, and how the extension is told to connect to it. */
export interface DemoServer {
  /** The server itself, as its superuser. */
  readonly server: TestServer;
  readonly versionText: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string;
  /** User settings: the password is not among them. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Environment of VS Code and its terminals: the password is here. */
  readonly environment: Readonly<Record<string, string>>;
  dispose(): Promise<void>;
}

/** Starts PostgreSQL 18 with the sample in it. Scale 1 is about 20,000 payments, 100 two millions. */
export async function startDemoServer(scale: number): Promise<DemoServer> {
  const server = await startPostgres({ major: 18 });
  try {
    const password = randomBytes(12).toString('hex');
    // An owner without superuser rights, as on a server that somebody else keeps.
    await server.query(`CREATE ROLE ${user} LOGIN CREATEROLE PASSWORD '${password}'`);
    // Else it could give the roles that the sample makes to others, and not take them itself (since PostgreSQL 16).
    await server.query(`ALTER ROLE ${user} SET createrole_self_grant = 'set'`);
    await server.query(`CREATE DATABASE ${database} OWNER ${user}`);
    await loadSampleLakehouse(server.url(database, { user, password }), { scale });
    const [row] = await server.query<{ server_version: string }>('SHOW server_version');
    return {
      server,
      versionText: row?.server_version ?? String(server.major),
      ...{ port: server.port, database, user, password },
      settings: { 'lakehouse.connections': [connection(server.host, server.port)] },
      // The port is for the profiles.yml of the dbt project.
      environment: { [passwordVariable]: password, LAKEHOUSE_DEMO_PORT: String(server.port) },
      dispose: () => server.dispose(),
    };
  } catch (error) {
    await server.dispose();
    throw error;
  }
}

function connection(host: string, port: number): Readonly<Record<string, unknown>> {
  return {
    ...{ id: 'sample', name: 'Sample lakehouse', environment: 'local' },
    ...{ host, port, database, user },
    ...{ password: 'environment', passwordVariable },
  };
}
