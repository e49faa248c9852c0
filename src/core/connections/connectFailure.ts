import type { ServerMessage } from '../sql/serverError';
import { describeHost } from './hostList';
import { isPoolerLoginFailure, poolerTrouble } from './poolerMessages';
import { tooManyWords } from './tooManyConnections';
import { tunnelWords } from './tunnelWords';

/** Why connecting failed, as far as a client can tell. */
export const connectFailureKinds = [
  'dns',
  'refused',
  'unreachable',
  'timeout',
  'closed',
  'noTls',
  'tlsRequired',
  'tlsName',
  'tlsAuthority',
  'tlsExpired',
  'tlsHandshake',
  'certificateFile',
  'authentication',
  'passwordMissing',
  'cleartextRefused',
  'authenticationUnsupported',
  'authenticationForbidden',
  'channelBindingMissing',
  'pgHba',
  'roleMissing',
  'databaseMissing',
  'notAllowed',
  'tooManyConnections',
  'startingUp',
  'poolerRefused',
  'poolerFull',
  'poolerBusy',
  'poolerServer',
  'noHost',
  'sshUnreachable',
  'sshHostKey',
  'sshAuthentication',
  'sshKeyFile',
  'sshForward',
  'sshEnded',
  'settingRefused',
  'versionTooOld',
  'notPostgres',
  'unknown',
] as const;
export type ConnectFailureKind = (typeof connectFailureKinds)[number];

/** Whom we tried to reach. */
export interface ConnectTarget {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
}

/** A failure in words: a heading, what happened, and what to do next. */
export interface ConnectFailure {
  readonly kind: ConnectFailureKind;
  readonly title: string;
  readonly happened: string;
  readonly next: string;
}

/** @param detail what the server, the system or the certificate says, already free of secrets */
export function describeConnectFailure(
  kind: ConnectFailureKind,
  target: ConnectTarget,
  detail = '',
): ConnectFailure {
  const words = explanations[kind](describeHost(target), target, detail);
  return { kind, ...words };
}

/**
 * The kind of failure that an error report of the server is, while connecting.
 * @param triedTls whether TLS was tried, or could not be: then "no encryption" is not what was missing
 */
export function classifyServerError(
  error: Pick<ServerMessage, 'code' | 'message'>,
  triedTls: boolean,
): ConnectFailureKind {
  const { code, message } = error;
  if (code === '28P01') {
    return 'authentication';
  }
  if (code === '28000') {
    return classifyInvalidAuthorization(message, triedTls);
  }
  if (code === '08P01') {
    return poolerKind(message);
  }
  return serverErrorKinds[code] ?? 'unknown';
}

function poolerKind(message: string): ConnectFailureKind {
  if (/^no such database|database .* does not exist/.test(message)) {
    return 'databaseMissing';
  }
  if (isPoolerLoginFailure(message)) {
    return 'authentication';
  }
  return poolerTrouble(message) ?? 'poolerRefused';
}

/** The kind of failure that an error code of Node's network layer is; undefined for one that is no network failure. */
export function classifySystemError(code: string): ConnectFailureKind | undefined {
  return systemErrorKinds[code];
}

const serverErrorKinds: Readonly<Record<string, ConnectFailureKind>> = {
  '3D000': 'databaseMissing',
  '42501': 'notAllowed',
  '53300': 'tooManyConnections',
  '55000': 'notAllowed',
  '57P01': 'startingUp',
  '57P02': 'startingUp',
  '57P03': 'startingUp',
};

const systemErrorKinds: Readonly<Record<string, ConnectFailureKind>> = {
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  EAI_NODATA: 'dns',
  EAI_FAIL: 'dns',
  ENODATA: 'dns',
  ECONNREFUSED: 'refused',
  ENOENT: 'refused',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EHOSTDOWN: 'unreachable',
  ENETDOWN: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  EACCES: 'unreachable',
  EPERM: 'unreachable',
  ETIMEDOUT: 'timeout',
  ECONNRESET: 'closed',
  EPIPE: 'closed',
};

/** 28000 stands for several refusals, which only the words tell apart; in another language they count as `notAllowed`. */
function classifyInvalidAuthorization(message: string, triedTls: boolean): ConnectFailureKind {
  if (/pg_hba\.conf/.test(message)) {
    return !triedTls && /no encryption|SSL off/.test(message) ? 'tlsRequired' : 'pgHba';
  }
  if (/role ".*" does not exist/.test(message)) {
    return 'roleMissing';
  }
  return /certificate/.test(message) ? 'authentication' : 'notAllowed';
}

type Explain = (place: string, target: ConnectTarget, detail: string) => Omit<ConnectFailure, 'kind'>;

function says(detail: string): string {
  return detail === '' ? '' : ` It says: ${sentence(detail)}`;
}

function because(detail: string): string {
  return detail === '' ? '.' : `: ${sentence(detail)}`;
}

function sentence(text: string): string {
  const trimmed = text.trim();
  return /[.!?]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}

const tunnelExplanations = {
  sshUnreachable: explainTunnel('sshUnreachable'),
  sshHostKey: explainTunnel('sshHostKey'),
  sshAuthentication: explainTunnel('sshAuthentication'),
  sshKeyFile: explainTunnel('sshKeyFile'),
  sshForward: explainTunnel('sshForward'),
  sshEnded: explainTunnel('sshEnded'),
};

function explainTunnel(kind: keyof typeof tunnelWords): Explain {
  return (_place, _target, detail) => ({
    ...tunnelWords[kind],
    happened: detail === '' ? 'The SSH tunnel failed.' : sentence(detail),
  });
}

const explanations: Readonly<Record<ConnectFailureKind, Explain>> = {
  dns: (_place, { host }) => ({
    title: 'Host not found',
    happened: `The name ${host} has no address.`,
    next: 'Check the spelling of the host, and that the network or VPN where it is known is up.',
  }),
  refused: (at, { host }) => ({
    title: 'Connection refused',
    happened: `Nothing listens at ${at}.`,
    next: host.startsWith('/')
      ? 'Check that PostgreSQL runs, and that the directory and port of its socket are right.'
      : 'Check that PostgreSQL runs, that the port is right, and that listen_addresses includes this network.',
  }),
  unreachable: (at, _target, detail) => ({
    title: 'Host unreachable',
    happened: `The network has no way to ${at}${detail === '' ? '' : ` (${detail})`}.`,
    next: 'Check the network, the VPN and the firewall.',
  }),
  timeout: (at, _target, detail) => ({
    title: 'No answer in time',
    happened: `${at} did not answer in time${detail === '' ? '' : ` (${detail})`}.`,
    next: 'Check the host, the port and the firewall, or raise the connect timeout of this connection.',
  }),
  closed: (at) => ({
    title: 'Connection closed',
    happened: `${at} closed the connection before the login was done.`,
    next: 'Check that a PostgreSQL server listens there, and read its log. A firewall or proxy may also cut it.',
  }),
  noTls: (at) => ({
    title: 'Server without TLS',
    happened: `The server at ${at} does not offer TLS, and this connection demands it.`,
    next: 'Turn on ssl at the server, or choose the TLS mode “prefer” or “disable” if the network can be trusted.',
  }),
  tlsRequired: (at, { user, database }) => ({
    title: 'TLS required',
    happened: `The server at ${at} does not admit ${user} to database ${database} over a line without TLS.`,
    next: 'Choose the TLS mode “require” or a stricter one, or add a line to pg_hba.conf.',
  }),
  tlsName: (at, _target, detail) => ({
    title: 'Certificate for another name',
    happened: `The certificate of ${at} is not made for this host${because(detail)}`,
    next: 'Connect by a name that the certificate lists, or use the TLS mode “verify-ca” if you know the server.',
  }),
  tlsAuthority: (at, _target, detail) => ({
    title: 'Certificate not trusted',
    happened: `The certificate of ${at} is not signed by a trusted authority${detail === '' ? '' : ` (${detail})`}.`,
    next: 'Name the file with the authority that signed it as root certificate.',
  }),
  tlsExpired: (at, _target, detail) => ({
    title: 'Certificate out of date',
    happened: `The certificate of ${at} is not valid today${detail === '' ? '' : ` (${detail})`}.`,
    next: 'Have the certificate of the server renewed, and check the clock of this machine.',
  }),
  tlsHandshake: (at, _target, detail) => ({
    title: 'TLS failed',
    happened: `The TLS handshake with ${at} failed${because(detail)}`,
    next: 'Check that the server speaks TLS 1.2 or newer, and whether it asks for a client certificate.',
  }),
  certificateFile: (_at, _target, detail) => ({
    title: 'Certificate file',
    happened: sentence(detail),
    next: 'Correct the TLS settings of this connection.',
  }),
  authentication: (at, { user }, detail) => ({
    title: 'Login failed',
    happened: `The server at ${at} did not accept the login of ${user}.${says(detail)}`,
    next: 'Check the user and the password.',
  }),
  passwordMissing: (at, { user }) => ({
    title: 'Password missing',
    happened: `The server at ${at} asks for the password of ${user}, and there is none.`,
    next: 'Enter the password, or choose where it comes from in the settings of this connection.',
  }),
  cleartextRefused: (at) => ({
    title: 'Password not sent',
    happened: `The server at ${at} asks for the password in clear text over a line without TLS, so it was not sent.`,
    next: 'Use a TLS mode of “require” or stricter, or allow clear-text passwords for this connection.',
  }),
  authenticationUnsupported: (at, _target, detail) => ({
    title: 'Login method not supported',
    happened: `The server at ${at} asks for a login by ${detail}, which this extension does not have.`,
    next: 'Use a role whose line in pg_hba.conf says scram-sha-256.',
  }),
  authenticationForbidden: (at, _target, detail) => ({
    title: 'Login method not allowed',
    happened:
      detail === 'none'
        ? `The server at ${at} lets in without asking who we are, which the settings of this connection do not allow.`
        : `The server at ${at} asks for a login by ${detail}, which the settings of this connection do not allow.`,
    next: 'Nothing was sent. Check that this is the right server, or change the login methods (requireAuth).',
  }),
  channelBindingMissing: (at) => ({
    title: 'No channel binding',
    happened: `The login at ${at} cannot be bound to the certificate of the server, which this connection requires.`,
    next: 'It needs TLS, a certificate and SCRAM on the server. Or set channelBinding to “prefer”.',
  }),
  pgHba: (at, { user, database }, detail) => ({
    title: 'Not admitted by pg_hba.conf',
    happened: `The server at ${at} does not admit ${user} to database ${database} from this machine.${says(detail)}`,
    next: 'Add a line for this address to pg_hba.conf, or connect by a way that it admits.',
  }),
  roleMissing: (at, { user }) => ({
    title: 'Role missing',
    happened: `The server at ${at} has no role ${user}.`,
    next: 'Check the user of this connection, or create the role.',
  }),
  databaseMissing: (at, { database }) => ({
    title: 'Database missing',
    happened: `The server at ${at} has no database ${database}.`,
    next: 'Check the name, including upper and lower case, or create the database.',
  }),
  notAllowed: (at, { user, database }, detail) => ({
    title: 'Not allowed',
    happened: `The server at ${at} does not let ${user} into database ${database}.${says(detail)}`,
    next: 'Ask its administrator for the right to log in and to CONNECT.',
  }),
  tooManyConnections: (at, target, detail) => ({
    title: 'Too many connections',
    ...tooManyWords(at, target, says(detail)),
  }),
  startingUp: (at, _target, detail) => ({
    title: 'Server not ready',
    happened: `The server at ${at} is starting up or shutting down.${says(detail)}`,
    next: 'Try again in a moment.',
  }),
  poolerRefused: (at, { database, user }, detail) => ({
    title: 'Refused by the pooler',
    happened: `The pooler or server at ${at} refused ${user} for database ${database}.${says(detail)}`,
    next: 'Check that the pooler knows this database, and this user with the password that its server has now, and that the server is up.',
  }),
  settingRefused: (at, _target, detail) => ({
    title: 'Setting refused',
    happened: `The login at ${at} worked, but a setting of this connection cannot be used. ${sentence(detail)}`,
    next: 'Correct the role, the search path or the timeouts of this connection.',
  }),
  ...tunnelExplanations,
  noHost: (_place, _target, detail) => ({
    title: 'No host will do',
    happened: `None of the hosts will do${because(detail)}`,
    next: 'Check the hosts and ports, or ask for another target session.',
  }),
  poolerFull: (at, _target, detail) => ({
    title: 'Pooler full',
    happened: `The pooler at ${at} takes no more clients.${says(detail)}`,
    next: 'Close sessions that nobody uses, or try again later. Its administrator can raise max_client_conn.',
  }),
  poolerBusy: (at, { database, user }, detail) => ({
    title: 'Pooler busy',
    happened: `The pooler at ${at} had no server connection free for ${user} on database ${database} in time.${says(detail)}`,
    next: 'Try again. Open transactions of others may hold them; its administrator can raise default_pool_size.',
  }),
  poolerServer: (at, { database }, detail) => ({
    title: 'No server behind the pooler',
    happened: `The pooler at ${at} answers, but cannot log in to the server of database ${database}.${says(detail)}`,
    next: 'Check that PostgreSQL runs, and that the pooler knows the right password for it.',
  }),
  versionTooOld: (at, _target, detail) => ({
    title: 'PostgreSQL too old',
    happened: `The server at ${at} is PostgreSQL ${detail}; Lakehouse Postgres needs 12 or newer.`,
    next: 'Upgrade the server, or use another client for it.',
  }),
  notPostgres: (at, _target, detail) => ({
    title: 'Not PostgreSQL',
    happened: `What answers at ${at} is not a PostgreSQL server.${says(detail)}`,
    next: 'Check the port.',
  }),
  unknown: (at, _target, detail) => ({
    title: 'Connecting failed',
    happened: `Connecting to ${at} failed.${says(detail)}`,
    next: 'The log of the server may know more.',
  }),
};
