import type { CancelSignal } from '../../base/cancelSignal';
import { ConnectError } from '../../core/connections/connectError';
import { classifyServerError, describeConnectFailure } from '../../core/connections/connectFailure';
import type { ConnectionProfile } from '../../core/connections/connectionProfile';
import { oldestSupportedVersion, parseServerVersion } from '../../core/connections/serverVersion';
import type { ServerInfo } from '../../core/ports';
import { ConnectionLostError, ServerError } from '../../core/sql/serverError';
import type { Backend } from './backend';
import { connect, type Connected, type ConnectOptions } from './connect';
import type { Endpoint } from './dial';
import { fetchRows } from './fetchRows';
import { onFreshLine } from './freshLine';
import type { PasswordCell } from './passwordCell';

/** Tells one server process from every other, also from a later one with the same number. */
export interface ProcessIdentity {
  readonly processId: string;
  /** `backend_start` in seconds since 1970; undefined when the role may not see it. */
  readonly startedAt: string | undefined;
  /** Where its server is. */
  readonly endpoint: Endpoint;
}

/** A backend that we have been introduced to. */
export interface OpenBackend extends Connected {
  readonly server: ServerInfo;
  readonly identity: ProcessIdentity;
}

export interface OpenOptions extends ConnectOptions {
  /**
   * Decides whether a pooler that was found shares server connections between transactions. It may open a second line.
   */
  readonly isTransactionPooler: (first: Connected, signal: CancelSignal | undefined) => Promise<boolean>;
}

/**
 * Connects, refuses servers that are too old, and looks who is there. Nothing is set on the session except the encoding
 * in which an SQL_ASCII database can be read.
 * @throws ConnectError, CancelledError, ConnectionLostError
 */
export async function openBackend(
  profile: ConnectionProfile,
  passwords: PasswordCell,
  options: OpenOptions,
): Promise<OpenBackend> {
  const connected = await connect(profile, passwords, options);
  try {
    return await onFreshLine(connected, options.signal, () => introduce(connected, profile, options));
  } catch (error) {
    throw explainEarlyEnd(error, profile);
  }
}

async function introduce(
  connected: Connected,
  profile: ConnectionProfile,
  options: OpenOptions,
): Promise<OpenBackend> {
  const { backend, endpoint } = connected;
  const version = readVersion(profile, backend);
  await keepBytes(backend);
  const found = await identify(backend);
  const identity = { ...found.process, endpoint };
  const transactionPooled = await isTransactionPooled(profile, connected, identity, options);
  const { database, user } = profile;
  return {
    ...connected,
    identity,
    server: { ...version, database, user, transactionPooled, inRecovery: found.inRecovery },
  };
}

/** A pooler lets us in before it has a server for us; what it says when it finds none is a failed connect. */
function explainEarlyEnd(error: unknown, profile: ConnectionProfile): unknown {
  if (!(error instanceof ConnectionLostError) || !(error.cause instanceof ServerError)) {
    return error;
  }
  const { fields } = error.cause;
  const kind = classifyServerError(fields, true);
  return new ConnectError(describeConnectFailure(kind, profile, fields.message), {
    cause: error,
    server: fields,
  });
}

/** A pooler gives itself away by a key that names no process of the server. */
async function isTransactionPooled(
  { pooler }: ConnectionProfile,
  connected: Connected,
  { processId }: ProcessIdentity,
  { isTransactionPooler, signal }: OpenOptions,
): Promise<boolean> {
  if (pooler !== 'detect') {
    return pooler === 'transaction';
  }
  const { key } = connected.backend;
  const pooled = key !== undefined && String(key.processId) !== processId;
  return pooled && (await isTransactionPooler(connected, signal));
}

/**
 * What is known of the server now. A promotion ends the recovery of a running session: the server reports it from
 * PostgreSQL 14 on, a pooler does not pass it on.
 */
export function serverNow({ backend, server }: OpenBackend): ServerInfo {
  const reported = backend.parameters.get('in_hot_standby');
  return reported === undefined ? server : { ...server, inRecovery: reported === 'on' };
}

/** Sets parameters for the life of the session. Never to be used behind a pooler in transaction mode. */
export async function setOnSession(
  backend: Backend,
  settings: Readonly<Record<string, string>>,
): Promise<void> {
  const entries = Object.entries(settings);
  if (entries.length > 0) {
    const calls = entries.map(
      (_, index) => `pg_catalog.set_config($${index * 2 + 1}, $${index * 2 + 2}, false)`,
    );
    await fetchRows(backend, `SELECT ${calls.join(', ')}`, entries.flat());
  }
}

function readVersion(
  profile: ConnectionProfile,
  backend: Backend,
): Pick<ServerInfo, 'version' | 'versionText'> {
  const reported = backend.parameters.get('server_version') ?? '';
  const parsed = parseServerVersion(reported);
  if (parsed.version < oldestSupportedVersion) {
    throw new ConnectError(describeConnectFailure('versionTooOld', profile, parsed.versionText));
  }
  return parsed;
}

/**
 * An SQL_ASCII database holds bytes of any encoding. With client_encoding UTF8 the server refuses to send some of them
 * (22021), with SQL_ASCII it sends and takes every byte as it is.
 */
async function keepBytes(backend: Backend): Promise<void> {
  if (backend.parameters.get('server_encoding') === 'SQL_ASCII') {
    await setOnSession(backend, { client_encoding: 'SQL_ASCII' });
  }
}

async function identify(
  backend: Backend,
): Promise<{ readonly process: Omit<ProcessIdentity, 'endpoint'>; readonly inRecovery: boolean }> {
  const [row] = await fetchRows(
    backend,
    'SELECT pg_catalog.pg_backend_pid(),' +
      ' (SELECT extract(epoch FROM a.backend_start) FROM pg_catalog.pg_stat_activity a' +
      ' WHERE a.pid = pg_catalog.pg_backend_pid()), pg_catalog.pg_is_in_recovery()',
  );
  const process = { processId: row?.[0] ?? '', startedAt: row?.[1] ?? undefined };
  return { process, inRecovery: row?.[2] === 't' };
}
