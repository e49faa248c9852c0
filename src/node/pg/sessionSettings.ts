import { ConnectError } from '../../core/connections/connectError';
import { describeConnectFailure } from '../../core/connections/connectFailure';
import type { ConnectionProfile } from '../../core/connections/connectionProfile';
import { ServerError } from '../../core/sql/serverError';
import { type OpenBackend, setOnSession } from './openBackend';

/** `server_version_num` of the first PostgreSQL that has `idle_session_timeout`. */
const idleSessionTimeoutSince = 140_000;

/**
 * Sets on a new session what the profile says: timeouts, read-only as its default, the search path and the role. Behind a
 * pooler in transaction mode nothing is set, because it would reach other clients.
 * @throws ConnectError when the server refuses a setting, or a pooler makes a role or a search path impossible
 */
export async function applySessionSettings(open: OpenBackend, profile: ConnectionProfile): Promise<void> {
  refuseBehindPooler(open, profile, profile.searchPath === undefined ? [] : ['search path']);
  if (!open.server.transactionPooled) {
    await set(open, profile, { ...sessionSettings(profile, open.server.version), ...roleSetting(profile) });
  }
}

/**
 * Takes the profile's role, as every line does that reads for the user. The lines that watch others stay the login role:
 * they must see its backends. Throws as `applySessionSettings`.
 */
export async function takeRole(open: OpenBackend, profile: ConnectionProfile): Promise<void> {
  refuseBehindPooler(open, profile, []);
  await set(open, profile, roleSetting(profile));
}

function refuseBehindPooler(
  { server }: OpenBackend,
  profile: ConnectionProfile,
  others: readonly string[],
): void {
  const [first] = [...(profile.role === undefined ? [] : ['role']), ...others];
  if (server.transactionPooled && first !== undefined) {
    const detail = `Behind a pooler in transaction mode the ${first} of this connection would reach other clients.`;
    throw new ConnectError(describeConnectFailure('settingRefused', profile, detail));
  }
}

async function set(
  { backend }: OpenBackend,
  profile: ConnectionProfile,
  settings: Readonly<Record<string, string>>,
): Promise<void> {
  try {
    await setOnSession(backend, settings);
  } catch (error) {
    if (error instanceof ServerError) {
      const failure = describeConnectFailure('settingRefused', profile, `The server says: ${error.message}`);
      throw new ConnectError(failure, { cause: error, server: error.fields });
    }
    throw error;
  }
}

function roleSetting({ role }: ConnectionProfile): Record<string, string> {
  return role === undefined ? {} : { role };
}

function sessionSettings(
  { timeouts, readOnly, searchPath }: ConnectionProfile,
  version: number,
): Record<string, string> {
  return {
    ...timeout('statement_timeout', timeouts.statement),
    ...timeout('lock_timeout', timeouts.lock),
    ...timeout('idle_in_transaction_session_timeout', timeouts.idleInTransaction),
    ...(version >= idleSessionTimeoutSince ? timeout('idle_session_timeout', timeouts.idleSession) : {}),
    ...(readOnly ? { default_transaction_read_only: 'on' } : {}),
    ...(searchPath === undefined ? {} : { search_path: searchPath }),
  };
}

function timeout(setting: string, milliseconds: number): Record<string, string> {
  return milliseconds > 0 ? { [setting]: `${milliseconds}ms` } : {};
}
