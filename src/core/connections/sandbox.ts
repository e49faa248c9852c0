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

/** Stands over every plan of the sandbox. */
export const sandboxPlanNote =
  'The sandbox has no parallel workers, and WebAssembly is slower than a server: compare rows and buffers, not times.';

/** What a PostgreSQL server can do and the sandbox cannot, in a few words each; `sandboxLimits.ts` explains them. */
export const sandboxLimitTitles = [
  'One session for all',
  'Temporary objects do not last',
  'Cancel restarts',
  'No extensions',
  'One database',
  'No parallel workers, other timings',
  'No files and programs of this machine',
  'Not durable like a server',
] as const;
export type SandboxLimitTitle = (typeof sandboxLimitTitles)[number];
