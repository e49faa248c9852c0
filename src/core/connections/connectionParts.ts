import { type TlsMode, tlsModes } from './connectionProfile';
import { type HostAddress, readHostList, type TargetSession, targetSessions } from './hostList';
import { type ChannelBinding, channelBindings, readRequireAuth } from './loginRules';
import { readServerOptions, type ServerOptions } from './serverOptions';

/** What a person pasted says about a connection; what it leaves out is undefined. */
export interface ConnectionParts extends ServerOptions {
  readonly host: string | undefined;
  readonly port: number | undefined;
  /** The hosts after the first, where there are several. */
  readonly otherHosts: readonly HostAddress[] | undefined;
  readonly targetSession: TargetSession | undefined;
  readonly loadBalance: boolean | undefined;
  readonly database: string | undefined;
  readonly user: string | undefined;
  /** To be kept apart from the rest at once. */
  readonly password: string | undefined;
  readonly tlsMode: TlsMode | undefined;
  readonly rootCertificate: string | undefined;
  readonly certificate: string | undefined;
  readonly key: string | undefined;
  /** As libpq writes it. */
  readonly requireAuth: string | undefined;
  readonly channelBinding: ChannelBinding | undefined;
  readonly applicationName: string | undefined;
  /** In milliseconds. */
  readonly connectTimeout: number | undefined;
  /** Milliseconds of silence before the first TCP keepalive probe; 0 for none. */
  readonly keepAlive: number | undefined;
}

export interface ReadConnection {
  /** Undefined when the text is not of the form that was tried. */
  readonly value: ConnectionParts | undefined;
  /** Sentences about what is wrong or not used. They never quote a password. */
  readonly problems: readonly string[];
}

/** Parameters by libpq's names, as they were written. */
export type RawParameters = Partial<Record<string, string | undefined>>;

/** Parameters of libpq that have a place in a profile. */
const usedParameters: readonly string[] = [
  ...['host', 'hostaddr', 'port', 'dbname', 'user', 'password', 'application_name', 'connect_timeout'],
  ...['sslmode', 'sslrootcert', 'sslcert', 'sslkey', 'target_session_attrs', 'load_balance_hosts'],
  ...['require_auth', 'channel_binding', 'gssencmode', 'options', 'keepalives', 'keepalives_idle'],
];

/** The others, of PostgreSQL 12 to 18. Source: PostgreSQL manual, "Parameter Key Words". */
const otherParameters: readonly string[] = [
  ...['passfile', 'client_encoding', 'fallback_application_name'],
  ...['keepalives_interval', 'keepalives_count', 'tcp_user_timeout', 'replication'],
  ...['sslcompression', 'sslpassword', 'sslcertmode', 'sslcrl', 'sslcrldir', 'sslsni', 'requirepeer'],
  ...[
    'ssl_min_protocol_version',
    'ssl_max_protocol_version',
    'krbsrvname',
    'gsslib',
    'gssdelegation',
    'service',
  ],
  ...['sslnegotiation', 'min_protocol_version'],
  ...['max_protocol_version', 'servicefile', 'sslkeylogfile', 'scram_client_key', 'scram_server_key'],
  ...['oauth_issuer', 'oauth_client_id', 'oauth_client_secret', 'oauth_scope'],
];

/** Keeps a parameter that has a place in a profile, and says of another that it is not used. */
export function addParameter(raw: RawParameters, name: string, value: string, problems: string[]): void {
  if (usedParameters.includes(name)) {
    raw[name] = value;
  } else if (name === 'service') {
    problems.push('The service is not looked up here. Import it from the service file instead.');
  } else if (otherParameters.includes(name)) {
    problems.push(`The parameter ${name} is not used.`);
  } else {
    problems.push(`PostgreSQL knows no parameter ${shownName(name)}.`);
  }
}

/** The parameters as parts of a connection. A value that cannot be right is left out, and said. */
export function toParts(raw: RawParameters, problems: string[]): ConnectionParts {
  const text = (name: string): string | undefined => (raw[name] === '' ? undefined : raw[name]);
  const seconds = wholeNumber(text('connect_timeout'), 'connect_timeout', problems);
  if (text('host') !== undefined && text('hostaddr') !== undefined) {
    problems.push('The parameter hostaddr is not used.');
  }
  const clean = (name: string, what: string) => withoutControls(text(name), what, problems);
  const hosts = readHosts(clean('host', 'host') ?? clean('hostaddr', 'address'), text('port'), problems);
  refuseGssapi(text('gssencmode'), problems);
  return {
    ...hosts,
    targetSession: readChoice('target_session_attrs', targetSessions, text, problems),
    loadBalance: readChoice('load_balance_hosts', ['disable', 'random'], text, problems)?.startsWith(
      'random',
    ),
    requireAuth: readMethods(text('require_auth'), problems),
    channelBinding: readChoice('channel_binding', channelBindings, text, problems),
    database: clean('dbname', 'database'),
    user: clean('user', 'user'),
    password: withoutControls(text('password'), 'password', problems),
    tlsMode: readChoice('sslmode', tlsModes, text, problems),
    rootCertificate: clean('sslrootcert', 'path of the authorities'),
    certificate: clean('sslcert', 'path of the certificate'),
    key: clean('sslkey', 'path of the key'),
    applicationName: clean('application_name', 'application name'),
    connectTimeout: seconds === undefined ? undefined : seconds * 1000,
    keepAlive: readKeepAlive(text, problems),
    ...readServerOptions(withoutControls(text('options'), 'options', problems), problems),
  };
}

/** Cuts at the first separator. */
export function splitOnce(text: string, separator: string): readonly [string, string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

/** In libpq, 0 seconds of `keepalives_idle` leave it to the system. */
function readKeepAlive(text: (name: string) => string | undefined, problems: string[]): number | undefined {
  if (text('keepalives') === '0') {
    return 0;
  }
  const idle = wholeNumber(text('keepalives_idle'), 'keepalives_idle', problems);
  return idle === undefined || idle === 0 ? undefined : idle * 1000;
}

/** The hosts that are names at all, each with its port. */
function readHosts(
  names: string | undefined,
  ports: string | undefined,
  problems: string[],
): Pick<ConnectionParts, 'host' | 'port' | 'otherHosts'> {
  const list = ports?.includes(',') === true ? ports : readPort(ports, problems);
  const isSound = (each: string) => each.startsWith('/') || !/[^\p{L}\p{N}._:%[\]@-]/u.test(each);
  if (!(names ?? '').split(',').every(isSound)) {
    problems.push('The host holds a character that no host name has.');
    return { host: undefined, port: typeof list === 'number' ? list : undefined, otherHosts: undefined };
  }
  const found: string[] = [];
  const [first, ...otherHosts] = readHostList(names ?? '', list, found);
  problems.push(...found.map(withoutField));
  return {
    host: first.host === '' ? undefined : first.host,
    port: list === undefined ? undefined : first.port,
    otherHosts: otherHosts.length > 0 ? otherHosts : undefined,
  };
}

/** `port: 2 ports do not fit` is how a settings file is told; here no field is meant. */
function withoutField(problem: string): string {
  const sentence = problem.replace(/^\w+: /, '');
  return sentence.slice(0, 1).toUpperCase() + sentence.slice(1);
}

/** A name that PostgreSQL does not know may be anything, also what was meant as a password. */
function shownName(name: string): string {
  return /^[A-Za-z_]\w{0,30}$/.test(name) ? name : 'of that name';
}

function withoutControls(text: string | undefined, what: string, problems: string[]): string | undefined {
  // A line break in a password is a slip of the clipboard; a server could not be asked for such a name.
  if (text !== undefined && /[\p{Cc}\p{Cs}]/u.test(text)) {
    problems.push(`The ${what} holds a control character.`);
    return undefined;
  }
  return text;
}

function readPort(text: string | undefined, problems: string[]): number | undefined {
  const port = wholeNumber(text, 'port', problems);
  if (port !== undefined && (port < 1 || port > 65_535)) {
    problems.push('The port must lie between 1 and 65535.');
    return undefined;
  }
  return port;
}

function wholeNumber(text: string | undefined, what: string, problems: string[]): number | undefined {
  if (text === undefined || text === '') {
    return undefined;
  }
  if (!/^\d{1,9}$/.test(text)) {
    problems.push(`The ${what} must be a whole number.`);
    return undefined;
  }
  return Number(text);
}

function readChoice<T extends string>(
  name: string,
  choices: readonly T[],
  text: (name: string) => string | undefined,
  problems: string[],
): T | undefined {
  const written = text(name);
  const chosen = choices.find((each) => each === written);
  if (written !== undefined && chosen === undefined) {
    problems.push(`The ${name} must be one of ${choices.join(', ')}.`);
  }
  return chosen;
}

function readMethods(text: string | undefined, problems: string[]): string | undefined {
  const found: string[] = [];
  readRequireAuth(text, found);
  problems.push(...found.map((each) => each.replace(/^requireAuth: use/, 'The require_auth must be of')));
  return found.length === 0 ? text : undefined;
}

function refuseGssapi(mode: string | undefined, problems: string[]): void {
  if (mode === 'require') {
    problems.push('GSSAPI encryption is not supported. TLS protects the line instead.');
  }
}
