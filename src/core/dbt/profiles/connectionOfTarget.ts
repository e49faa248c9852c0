import { anyLogin } from '../../connections/loginRules';
import {
  type ConnectionProfile,
  defaultKeepAlive,
  isLocalHost,
  type TlsMode,
  tlsModes,
} from '../../connections/connectionProfile';
import { readHostList } from '../../connections/hostList';
import { type DbtTarget, targetText } from './target';

/** A target as a connection, or why it cannot be one. */
export type TargetConnection =
  | { readonly kind: 'connection'; readonly profile: ConnectionProfile }
  /** The fields that are missing or did not render, by dbt's names; or another adapter. */
  | { readonly kind: 'incomplete'; readonly fields: readonly string[] }
  | { readonly kind: 'otherAdapter'; readonly type: string | undefined };

/**
 * The connection that dbt would make for a target, by dbt's and libpq's meaning of its fields. The password is not part of it:
 * `readTargetPassword` of the node layer gets it for the login. As dbt, it keeps to the modes of libpq: without `sslmode`, TLS is
 * tried and not demanded.
 */
export function connectionOfTarget(target: DbtTarget): TargetConnection {
  const type = targetText(target, 'type');
  if (type !== 'postgres') {
    return { kind: 'otherAdapter', type };
  }
  const host = targetText(target, 'host');
  const port = wholeNumber(target, 'port');
  const user = targetText(target, 'user');
  const database = targetText(target, 'database');
  if (
    isEmpty(host) ||
    port === undefined ||
    port < 1 ||
    port > 65_535 ||
    isEmpty(user) ||
    isEmpty(database)
  ) {
    const fields = [
      ...(isEmpty(host) ? ['host'] : []),
      ...(port === undefined || port < 1 || port > 65_535 ? ['port'] : []),
      ...(isEmpty(user) ? ['user'] : []),
      ...(isEmpty(database) ? ['database'] : []),
    ];
    return { kind: 'incomplete', fields };
  }
  return { kind: 'connection', profile: profileOf(target, { host, port, user, database }) };
}

/** dbt's own default of `connect_timeout`, in milliseconds. */
const defaultConnectTimeout = 10_000;

interface Endpoint {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
}

function profileOf(target: DbtTarget, endpoint: Endpoint): ConnectionProfile {
  const seconds = wholeNumber(target, 'connect_timeout');
  const idle = wholeNumber(target, 'keepalives_idle') ?? 0;
  // As in libpq, `host` may name several servers.
  const [first, ...otherHosts] = readHostList(endpoint.host, endpoint.port, []);
  return {
    id: `dbt/${target.profile}/${target.name}`,
    name: `${target.profile} / ${target.name}`,
    scope: 'workspace',
    ...endpoint,
    ...first,
    otherHosts,
    targetSession: 'any',
    loadBalance: false,
    ssh: undefined,
    tls: tlsOf(target),
    password: 'ask',
    passwordVariable: undefined,
    passwordCommand: undefined,
    loginRules: anyLogin,
    // libpq sends it whenever the server asks, but that is not ours to repeat over an open line.
    allowCleartextPassword: isLocalHost(endpoint.host),
    environment: environmentOf(target.name, endpoint.host),
    readOnly: false,
    pooler: 'detect',
    applicationName: textOrUndefined(target, 'application_name') ?? 'dbt',
    timeouts: {
      connect: seconds === undefined ? defaultConnectTimeout : seconds * 1000,
      statement: 0,
      lock: 0,
      idleInTransaction: 0,
      idleSession: 0,
    },
    role: textOrUndefined(target, 'role'),
    searchPath: textOrUndefined(target, 'search_path'),
    // 0 leaves it to the system, which waits for hours.
    keepAlive: idle > 0 ? idle * 1000 : defaultKeepAlive,
    group: 'dbt',
    color: undefined,
  };
}

function tlsOf(target: DbtTarget): ConnectionProfile['tls'] {
  const written = textOrUndefined(target, 'sslmode');
  return {
    mode: tlsModes.find((mode) => mode === written) ?? fallbackMode(written),
    rootCertificate: textOrUndefined(target, 'sslrootcert'),
    certificate: textOrUndefined(target, 'sslcert'),
    key: textOrUndefined(target, 'sslkey'),
  };
}

/** libpq prefers TLS when nothing is said. A mode that libpq refuses must not become a weaker one. */
function fallbackMode(written: string | undefined): TlsMode {
  return written === undefined ? 'prefer' : 'verify-full';
}

function environmentOf(name: string, host: string): ConnectionProfile['environment'] {
  if (/^(?:prod|prd|production|live)/i.test(name)) {
    return 'production';
  }
  if (/^(?:stag|stg|uat|qa|preprod)/i.test(name)) {
    return 'staging';
  }
  return isLocalHost(host) ? 'local' : 'development';
}

function textOrUndefined(target: DbtTarget, field: string): string | undefined {
  const text = targetText(target, field);
  return text === '' ? undefined : text;
}

function wholeNumber(target: DbtTarget, field: string): number | undefined {
  const text = targetText(target, field);
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

function isEmpty(text: string | undefined): text is undefined {
  return text === undefined || text === '';
}
