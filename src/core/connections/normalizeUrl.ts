import { addParameter, type RawParameters, type ReadConnection, splitOnce, toParts } from './connectionParts';

/** Schemes of tools that mean PostgreSQL: libpq, SQLAlchemy with its drivers, Ecto, Django and GeoAlchemy. */
const schemePattern = /^(?:postgres(?:ql)?(?:\+[a-z0-9_]+)?|ecto|postgis|pgsql):\/\//i;

/**
 * Reads `postgresql://user:password@host:port/database?parameters` as libpq does: everything is percent-decoded, an
 * IPv6 address stands in brackets, a host that begins with `/` is the directory of a socket, and a parameter overrides
 * what stands before the `?`. The URLs of SQLAlchemy (`postgresql+psycopg2://`) are read the same way.
 * Source: PostgreSQL manual, "Connection URIs".
 */
export function normalizeUrl(text: string): ReadConnection {
  const scheme = schemePattern.exec(text.trim())?.[0];
  if (scheme === undefined) {
    const problem = 'A connection URL begins with postgresql:// or postgres://.';
    return { value: undefined, problems: [problem] };
  }
  const problems: string[] = [];
  const { login, place, database, query } = cutApart(text.trim().slice(scheme.length), problems);
  const decode = decoder(problems);
  const [user, password] = splitOnce(login ?? '', ':');
  const { host, port } = readPlace(place, problems);
  const raw: RawParameters = {
    host: decode(host, 'host'),
    port,
    dbname: decode(database, 'database'),
    user: decode(user, 'user'),
    password: decode(password, 'password'),
  };
  readQuery(query, raw, decode, problems);
  return { value: toParts(raw, problems), problems };
}

/** Undoes percent-encoding. What cannot be decoded is kept as it is, and said. */
export type Decode = (text: string | undefined, what: string) => string | undefined;

interface Pieces {
  readonly login: string | undefined;
  readonly place: string;
  readonly database: string | undefined;
  readonly query: string | undefined;
}

function cutApart(text: string, problems: string[]): Pieces {
  const [beforeQuery, query] = splitOnce(text, '?');
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

/** The hosts and the ports of `one:5432,[::1]:5433`, each list separated by commas, as libpq's parameters have them. */
export function readPlace(
  place: string,
  problems: string[],
): { readonly host: string; readonly port: string | undefined } {
  const places = place.split(',').map((each) => readOnePlace(each, problems));
  const ports = places.map(({ port }) => port ?? '');
  return {
    host: places.map(({ host }) => host).join(','),
    port: ports.some((port) => port !== '') ? ports.join(',') : undefined,
  };
}

function readOnePlace(
  place: string,
  problems: string[],
): { readonly host: string; readonly port: string | undefined } {
  const bracketed = /^\[([^\]]*)\](?::(.*))?$/.exec(place);
  if (bracketed) {
    return { host: bracketed[1] ?? '', port: bracketed[2] };
  }
  if (place.startsWith('[')) {
    problems.push('The closing ] of the IPv6 address is missing.');
    return { host: place.slice(1), port: undefined };
  }
  const [host, port] = splitOnce(place, ':');
  if (port?.includes(':')) {
    problems.push('An IPv6 address stands in brackets: [::1].');
    return { host: place, port: undefined };
  }
  return { host, port };
}

function readQuery(query: string | undefined, raw: RawParameters, decode: Decode, problems: string[]): void {
  for (const pair of (query ?? '').split('&').filter((each) => each !== '')) {
    const [encodedName, encodedValue] = splitOnce(pair, '=');
    const name = decode(encodedName, 'parameter') ?? '';
    const value = decode(encodedValue ?? '', `parameter ${name}`) ?? '';
    if (name === 'ssl') {
      readSsl(value, raw, problems);
    } else {
      addParameter(raw, name, value, problems);
    }
  }
}

/** `ssl=true` is what libpq takes from JDBC; asyncpg and others write the mode itself. */
function readSsl(value: string, raw: RawParameters, problems: string[]): void {
  if (value === 'true' || value === '1') {
    raw['sslmode'] ??= 'require';
  } else if (value === 'false' || value === '0') {
    raw['sslmode'] ??= 'disable';
  } else {
    addParameter(raw, 'sslmode', value, problems);
  }
}

/** A decoder that says what it could not decode. */
export function decoder(problems: string[]): Decode {
  return (text, what) => {
    if (text === undefined) {
      return undefined;
    }
    try {
      return decodeURIComponent(text);
    } catch {
      problems.push(`The ${what} has a % that begins no character code; write it as %25.`);
      return text;
    }
  };
}
