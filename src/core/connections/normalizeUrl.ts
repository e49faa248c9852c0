import { type TlsMode, tlsModes } from './connectionProfile';

/** What a connection URL says; what it leaves out is undefined. */
export interface ConnectionParts {
  readonly host: string | undefined;
  readonly port: number | undefined;
  readonly database: string | undefined;
  readonly user: string | undefined;
  /** To be kept apart from the rest at once. */
  readonly password: string | undefined;
  readonly tlsMode: TlsMode | undefined;
  readonly rootCertificate: string | undefined;
  readonly certificate: string | undefined;
  readonly key: string | undefined;
  readonly applicationName: string | undefined;
  /** In milliseconds. */
  readonly connectTimeout: number | undefined;
}

export interface NormalizedUrl {
  /** Undefined when the text is no PostgreSQL URL at all. */
  readonly value: ConnectionParts | undefined;
  /** Sentences about what is wrong or not used. They never quote a password. */
  readonly problems: readonly string[];
}

/**
 * Reads `postgresql://user:password@host:port/database?parameters` as libpq does: everything is percent-decoded, an
 * IPv6 address stands in brackets, a host that begins with `/` is the directory of a socket, and a parameter overrides
 * what stands before the `?`. Source: PostgreSQL manual, "Connection URIs".
 */
export function normalizeUrl(text: string): NormalizedUrl {
  const scheme = /^\s*postgres(?:ql)?:\/\//i.exec(text);
  if (!scheme) {
    const problem = 'A connection URL begins with postgresql:// or postgres://.';
    return { value: undefined, problems: [problem] };
  }
  const problems: string[] = [];
  const { login, place, database, query } = cutApart(text.trim().slice(scheme[0].trim().length), problems);
  const decode = decoder(problems);
  const [user, password] = splitOnce(login ?? '', ':');
  const { host, port } = readPlace(place, problems);
  const raw: Raw = {
    host: decode(host, 'host'),
    port,
    dbname: decode(database, 'database'),
    user: decode(user, 'user'),
    password: decode(password, 'password'),
    ...readQuery(query, decode, problems),
  };
  return { value: toParts(raw, problems), problems };
}

type Raw = Partial<Record<string, string | undefined>>;
type Decode = (text: string | undefined, what: string) => string | undefined;

interface Pieces {
  readonly login: string | undefined;
  readonly place: string;
  readonly database: string | undefined;
  readonly query: string | undefined;
}

function cutApart(text: string, problems: string[]): Pieces {
  const [beforeQuery = '', query] = splitOnce(text, '?');
  let slash = beforeQuery.indexOf('/');
  let at = beforeQuery.slice(0, slash < 0 ? undefined : slash).lastIndexOf('@');
  if (at < 0 && slash >= 0 && beforeQuery.includes('@', slash)) {
    at = beforeQuery.lastIndexOf('@');
    slash = beforeQuery.indexOf('/', at);
    problems.push('A / in the user or password must be written as %2F.');
  }
  const login = at < 0 ? undefined : beforeQuery.slice(0, at);
  if (login?.includes('@')) {
    problems.push('A @ in the user or password must be written as %40.');
  }
  const [place = '', database] =
    slash < 0
      ? [beforeQuery.slice(at + 1)]
      : [beforeQuery.slice(at + 1, slash), beforeQuery.slice(slash + 1)];
  return { login, place, database, query };
}

function readPlace(
  place: string,
  problems: string[],
): { readonly host: string; readonly port: string | undefined } {
  const [first = '', ...others] = place.split(',');
  if (others.length > 0) {
    problems.push('Only one host can be used: the first of the list was taken.');
  }
  const bracketed = /^\[([^\]]*)\](?::(.*))?$/.exec(first);
  if (bracketed) {
    return { host: bracketed[1] ?? '', port: bracketed[2] };
  }
  if (first.startsWith('[')) {
    problems.push('The closing ] of the IPv6 address is missing.');
    return { host: first.slice(1), port: undefined };
  }
  const [host = '', port] = splitOnce(first, ':');
  if (port?.includes(':')) {
    problems.push('An IPv6 address stands in brackets: [::1].');
    return { host: first, port: undefined };
  }
  return { host, port };
}

/** Parameters of libpq that have a place in a profile. */
const usedParameters = [
  'host',
  'port',
  'dbname',
  'user',
  'password',
  'sslmode',
  'sslrootcert',
  'sslcert',
  'sslkey',
  'application_name',
  'connect_timeout',
] as const;

function readQuery(query: string | undefined, decode: Decode, problems: string[]): Raw {
  const raw: Raw = {};
  for (const pair of (query ?? '').split('&').filter((each) => each !== '')) {
    const [encodedName = '', encodedValue] = splitOnce(pair, '=');
    const name = decode(encodedName, 'parameter') ?? '';
    const value = decode(encodedValue ?? '', `parameter ${name}`);
    if (name === 'ssl' && value === 'true') {
      raw['sslmode'] = 'require';
    } else if ((usedParameters as readonly string[]).includes(name)) {
      raw[name] = value;
    } else {
      problems.push(`The parameter ${name} is not used.`);
    }
  }
  return raw;
}

function toParts(raw: Raw, problems: string[]): ConnectionParts {
  const text = (name: string): string | undefined => (raw[name] === '' ? undefined : raw[name]);
  const seconds = wholeNumber(text('connect_timeout'), 'connect_timeout', problems);
  return {
    host: text('host'),
    port: readPort(text('port'), problems),
    database: text('dbname'),
    user: text('user'),
    password: text('password'),
    tlsMode: readMode(text('sslmode'), problems),
    rootCertificate: text('sslrootcert'),
    certificate: text('sslcert'),
    key: text('sslkey'),
    applicationName: text('application_name'),
    connectTimeout: seconds === undefined ? undefined : seconds * 1000,
  };
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
  if (text === undefined) {
    return undefined;
  }
  if (!/^\d{1,9}$/.test(text)) {
    problems.push(`The ${what} must be a whole number.`);
    return undefined;
  }
  return Number(text);
}

function readMode(text: string | undefined, problems: string[]): TlsMode | undefined {
  const mode = tlsModes.find((each) => each === text);
  if (text !== undefined && mode === undefined) {
    problems.push(`The sslmode must be one of ${tlsModes.join(', ')}.`);
  }
  return mode;
}

function decoder(problems: string[]): Decode {
  return (text, what) => {
    if (text === undefined) {
      return undefined;
    }
    try {
      const decoded = decodeURIComponent(text);
      if (!decoded.includes('\0')) {
        return decoded;
      }
      problems.push(`The ${what} holds a character with code zero.`);
      return undefined;
    } catch {
      problems.push(`The ${what} has a % that begins no character code; write it as %25.`);
      return text;
    }
  };
}

function splitOnce(text: string, separator: string): readonly [string | undefined, string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}
