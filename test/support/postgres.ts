import { randomBytes, randomUUID } from 'node:crypto';
import { appendFile, chmod, chown, mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';
import { Client, type QueryResultRow } from 'pg';
import { makeShared, serverDataFolder } from './cacheFolder';
import { type PostgresBinaries, type PostgresMajor, postgresBinaries, testedMajor } from './postgresBinaries';
import { PostgresProcess } from './postgresProcess';
import { adminName, makeDataDirectory } from './postgresTemplate';
import { serverUser } from './serverUser';

/** How clients must identify themselves, as pg_hba.conf writes it. */
export type AuthenticationMethod = 'scram-sha-256' | 'md5' | 'password' | 'trust' | 'cert';

export interface PostgresOptions {
  /** Default: `LAKEHOUSE_TEST_PG`, or 18. */
  readonly major?: PostgresMajor;
  /** Programs from elsewhere, of that major version. Default: those from npm. */
  readonly binaries?: PostgresBinaries;
  /** Turns TLS on. PEM texts; `authority` lets the server check client certificates. */
  readonly tls?: { readonly key: string; readonly certificate: string; readonly authority?: string };
  /** Lines of pg_hba.conf; they replace the default, which asks everybody for `authentication`. */
  readonly hba?: readonly string[];
  /** Default: scram-sha-256. With `md5` the administrator's password is stored as MD5 too. */
  readonly authentication?: AuthenticationMethod;
  /** Settings of postgresql.conf. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Of the administrator. Default: a random one. */
  readonly password?: string;
}

export interface DatabaseOptions {
  readonly owner?: string;
  /** Such as `SQL_ASCII`. Default: UTF8. */
  readonly encoding?: string;
  /** A database to copy. Default: template1. */
  readonly template?: string;
}

/** A client connection as `pg_stat_activity` shows it. */
export interface Backend {
  readonly pid: number;
  readonly database: string;
  readonly user: string;
  readonly application: string;
  readonly state: string;
  readonly query: string;
}

/**
 * Starts a real PostgreSQL on a free loopback port, with a random password, in a temporary folder that goes away when
 * this process ends. Dispose of it to have it gone earlier.
 */
export async function startPostgres(options: PostgresOptions = {}): Promise<TestServer> {
  const major = options.major ?? testedMajor();
  const binaries = options.binaries ?? (await postgresBinaries(major));
  const user = await serverUser();
  const temporary = await serverDataFolder();
  await makeShared(temporary);
  // The path of a Unix socket is limited to about 104 bytes, so every name here is short.
  const folder = await mkdtemp(path.join(temporary, 'lhpg-'));
  const password = options.password ?? randomBytes(12).toString('base64url');
  const files = { folder, data: path.join(folder, 'data'), socket: path.join(folder, 's') };
  const server = new PostgresProcess({
    ...user,
    postgres: binaries.postgres,
    pgCtl: binaries.pgCtl,
    dataDirectory: files.data,
    logFile: path.join(folder, 'log'),
    folder,
  });
  try {
    await mkdir(files.socket, { mode: 0o700 });
    await give(folder, user);
    await give(files.socket, user);
    await makeDataDirectory(binaries, user, {
      folder: files.data,
      password,
      md5: options.authentication === 'md5',
    });
    await configure(files, options, user);
    const port = await startOnFreePort(server);
    return new TestServer(server, { major, password, port, data: files.data, socket: files.socket });
  } catch (error) {
    await server.dispose();
    throw error;
  }
}

/** A running PostgreSQL that belongs to one test, or is shared by many. */
export class TestServer {
  readonly host = '127.0.0.1';
  readonly user = adminName;
  readonly major: PostgresMajor;
  readonly password: string;
  readonly port: number;
  readonly dataDirectory: string;
  /** Holds `.s.PGSQL.<port>`, except on Windows. */
  readonly socketDirectory: string;

  constructor(
    private readonly server: PostgresProcess,
    facts: { major: PostgresMajor; password: string; port: number; data: string; socket: string },
  ) {
    this.major = facts.major;
    this.password = facts.password;
    this.port = facts.port;
    this.dataDirectory = facts.data;
    this.socketDirectory = facts.socket;
  }

  get isRunning(): boolean {
    return this.server.isRunning;
  }

  /** Everything that the server has logged, over all its starts. */
  logText(): Promise<string> {
    return this.server.logText();
  }

  /** A connection URL, of the administrator unless another user is named. */
  url(database = 'postgres', as: { readonly user: string; readonly password: string } = this): string {
    const login = `${encodeURIComponent(as.user)}:${encodeURIComponent(as.password)}`;
    return `postgresql://${login}@${this.host}:${this.port}/${encodeURIComponent(database)}`;
  }

  /** Creates a database with a name of its own that begins with `prefix`, and returns the name. */
  async createDatabase(prefix = 'test', options: DatabaseOptions = {}): Promise<string> {
    const name = `${prefix}_${randomUUID().slice(0, 8)}`;
    const parts = [`CREATE DATABASE "${name}"`];
    if (options.owner !== undefined) {
      parts.push(`OWNER "${options.owner}"`);
    }
    if (options.encoding !== undefined) {
      parts.push(`ENCODING '${options.encoding}' TEMPLATE template0`);
    } else if (options.template !== undefined) {
      parts.push(`TEMPLATE "${options.template}"`);
    }
    await this.query(parts.join(' '));
    return name;
  }

  /** Runs one statement as the administrator, on a connection of its own that no pg_hba.conf line of a test can refuse. */
  async query<Row extends QueryResultRow>(
    text: string,
    values: readonly unknown[] = [],
    database = 'postgres',
  ): Promise<Row[]> {
    return this.withAdmin(async (client) => (await client.query<Row>(text, [...values])).rows, database);
  }

  /** Runs `work` on one connection of the administrator. */
  async withAdmin<T>(work: (client: Client) => Promise<T>, database = 'postgres'): Promise<T> {
    const client = new Client({
      host: process.platform === 'win32' ? this.host : this.socketDirectory,
      port: this.port,
      user: this.user,
      password: this.password,
      database,
      application_name: 'test bed',
    });
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  }

  /** The client connections at this moment, without the one that asks. */
  backends(): Promise<Backend[]> {
    return this.query<Backend & QueryResultRow>(
      `SELECT pid, datname AS database, usename AS user, application_name AS application, state, query
         FROM pg_stat_activity
        WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()
        ORDER BY pid`,
    );
  }

  /** Shuts the server down in order; `start` brings it back on the same port with the same data. */
  stop(): Promise<void> {
    return this.server.stop('fast');
  }

  /** Ends the server as a crash would: connections break off, and the next start recovers. */
  stopImmediately(): Promise<void> {
    return this.server.stop('immediate');
  }

  /** Starts a stopped server again. */
  start(): Promise<void> {
    return this.server.start(['-p', String(this.port)]);
  }

  /** Stops the server and removes its data. */
  dispose(): Promise<void> {
    return this.server.dispose();
  }
}

type Owner = Awaited<ReturnType<typeof serverUser>>;

async function configure(
  files: { readonly data: string; readonly socket: string },
  options: PostgresOptions,
  owner: Owner,
): Promise<void> {
  const authentication = options.authentication ?? 'scram-sha-256';
  const settings: Record<string, string> = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: process.platform === 'win32' ? '' : files.socket,
    timezone: 'UTC',
    lc_messages: 'C',
    password_encryption: authentication === 'md5' ? 'md5' : 'scram-sha-256',
    // Nothing here must survive a crash of the machine.
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: 'off',
    ...(options.tls ? await writeTlsFiles(files.data, options.tls, owner) : {}),
    ...options.settings,
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name} = '${value.replaceAll("'", "''")}'`);
  await appendFile(path.join(files.data, 'postgresql.conf'), `\n${lines.join('\n')}\n`);
  const local = authentication === 'cert' ? 'scram-sha-256' : authentication;
  // The private socket stays open for the administrator, whatever a test forbids.
  const keeper = process.platform === 'win32' ? [] : [`local all ${adminName} ${local}`];
  const hba = options.hba ?? [`local all all ${local}`, `host all all all ${authentication}`];
  await writeFile(path.join(files.data, 'pg_hba.conf'), `${[...keeper, ...hba].join('\n')}\n`);
}

async function writeTlsFiles(
  folder: string,
  tls: NonNullable<PostgresOptions['tls']>,
  owner: Owner,
): Promise<Record<string, string>> {
  const write = async (name: string, text: string): Promise<void> => {
    const file = path.join(folder, name);
    await writeFile(file, text);
    await chmod(file, 0o600);
    await give(file, owner);
  };
  await write('server.key', tls.key);
  await write('server.crt', tls.certificate);
  if (tls.authority === undefined) {
    return { ssl: 'on' };
  }
  await write('root.crt', tls.authority);
  return { ssl: 'on', ssl_ca_file: 'root.crt' };
}

async function give(file: string, owner: Owner): Promise<void> {
  if (owner.uid !== undefined && owner.gid !== undefined) {
    await chown(file, owner.uid, owner.gid);
  }
}

/** Somebody else may take the port between our looking and the server's binding, so this tries again. */
async function startOnFreePort(server: PostgresProcess): Promise<number> {
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    try {
      await server.start(['-p', String(port)]);
      return port;
    } catch (error) {
      const clash = error instanceof Error && /could not (bind|create any TCP)/.test(error.message);
      if (!clash || attempt === 5) {
        throw error;
      }
    }
  }
}

/** A loopback port that nobody listens on at this moment. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = net.createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
