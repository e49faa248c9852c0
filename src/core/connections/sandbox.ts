import type { ConnectionProfile } from './connectionProfile';
import type { LoginRules } from './loginRules';
import { readProfiles } from './readProfiles';

/** The id of the sandbox among the connections. A settings entry may have the same: its own is prefixed. */
export const sandboxId = 'lakehouse:sandbox';
export const sandboxDatabase = 'lakehouse';
export const sandboxUser = 'postgres';

/** The user name by which a window holds the sandbox open; its line takes commands instead of SQL. */
export const sandboxWindowUser = 'lakehouse_window';

/** The application name of a catalog reader, which leaves nothing behind on the session that all share. */
export const sandboxCatalogReader = 'lakehouse-postgres catalog';

/** Whoever cannot prove to know the token, too, is not the sandbox. */
export const sandboxLogin: LoginRules = { requireAuth: ['scram-sha-256'], channelBinding: 'disable' };

/** Where the sandbox listens at this moment. */
export interface SandboxEndpoint {
  /** The directory of a Unix socket, or a loopback address. */
  readonly host: string;
  readonly port: number;
}

/** The sandbox as a connection like any other. Before it was started it has no place yet. */
export function sandboxProfile(
  endpoint: SandboxEndpoint = { host: '127.0.0.1', port: 5432 },
): ConnectionProfile {
  const entry = {
    id: sandboxId,
    name: 'Sample lakehouse',
    ...endpoint,
    database: sandboxDatabase,
    user: sandboxUser,
    sslmode: 'disable',
    password: 'none',
    environment: 'local',
  };
  const { value } = readProfiles([{ scope: 'user', label: 'the sandbox', idPrefix: '', value: [entry] }]);
  const [profile] = value;
  if (profile === undefined) {
    throw new Error('The connection of the sandbox is not complete.');
  }
  return { ...profile, loginRules: sandboxLogin, sandbox: true };
}

/** Something that a PostgreSQL server can do and the sandbox cannot. */
export interface SandboxLimit {
  readonly title: string;
  readonly explain: string;
}

/** The written list; docs/SANDBOX.md shows the same text. */
export const sandboxLimits: readonly SandboxLimit[] = [
  {
    title: 'One session for all',
    explain:
      'PGlite has one backend. Editors and windows take turns: a statement waits until the one before it has ended, for 30 seconds at most, and an open transaction makes all others wait until it ends.',
  },
  {
    title: 'Temporary objects do not last',
    explain:
      'When the turn goes to the session of another editor or window, DISCARD ALL clears away temporary tables, prepared statements, cursors WITH HOLD, advisory locks and LISTEN, and the next result says so. Settings made by SET, and SET ROLE, are put back. Browsing the sidebar clears nothing away.',
  },
  {
    title: 'Cancel restarts',
    explain:
      'A running statement can only be stopped by restarting PGlite. That takes less than a second and keeps what was committed; the open transaction and temporary objects are lost. statement_timeout, lock_timeout and pg_cancel_backend have no effect.',
  },
  {
    title: 'No extensions',
    explain: 'Only plpgsql is there. CREATE EXTENSION for any other name fails.',
  },
  {
    title: 'One database',
    explain:
      'CREATE DATABASE works, but nobody can connect to the new database. Roles exist for GRANT and SET ROLE, not for logging in.',
  },
  {
    title: 'No parallel workers, other timings',
    explain:
      'Plans have no parallel workers, and WebAssembly is slower than a server. Compare plans by rows and buffers, not by milliseconds. Autovacuum does not run: use VACUUM and ANALYZE yourself.',
  },
  {
    title: 'No files and programs of this machine',
    explain:
      'COPY FROM STDIN takes no data, COPY … PROGRAM makes the sandbox restart, and server files mean files inside the sandbox. Replication, dblink, foreign servers and background jobs do not run.',
  },
  {
    title: 'Not durable like a server',
    explain:
      'The files survive a crash of the sandbox, but they are written without fsync, so a power failure can damage them. Keep nothing here that you cannot load again.',
  },
];

/** What explains an error that PostgreSQL reports because of one of the limits; undefined for any other error. */
export function sandboxHint(code: string, message: string): string | undefined {
  const title = hintRules.find((rule) => rule.code === code && rule.message.test(message))?.limit;
  const limit = sandboxLimits.find((each) => each.title === title);
  return limit && `A limit of the sandbox: ${limit.explain}`;
}

const hintRules: readonly { readonly code: string; readonly message: RegExp; readonly limit: string }[] = [
  { code: '0A000', message: /^extension .* is not available/, limit: 'No extensions' },
  { code: '57014', message: /^COPY from stdin failed/, limit: 'No files and programs of this machine' },
  { code: '58P01', message: /^could not open file/, limit: 'No files and programs of this machine' },
];
