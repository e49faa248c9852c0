import { addParameter, type RawParameters, type ReadConnection, splitOnce, toParts } from './connectionParts';
import { readPlace } from './normalizeUrl';

/**
 * Reads `jdbc:postgresql://host:port/database?user=ann&ssl=true` with the meaning that the JDBC driver gives it: the
 * user and the password are parameters, `+` is a blank, and `ssl=true` alone verifies the certificate in full.
 * Source: pgJDBC documentation, "Initializing the Driver".
 */
export function readJdbcUrl(text: string): ReadConnection {
  const rest = /^\s*jdbc:(?:postgresql|pgsql):(.*)$/is.exec(text)?.[1]?.trim();
  if (rest === undefined) {
    return { value: undefined, problems: ['A JDBC URL begins with jdbc:postgresql:.'] };
  }
  const problems: string[] = [];
  const [target, query] = splitOnce(rest, '?');
  const raw: RawParameters = readTarget(target, problems);
  readProperties(query ?? '', raw, problems);
  return { value: toParts(raw, problems), problems };
}

/** `//host:port/database`, `//host/`, `/`, or a database alone. */
function readTarget(target: string, problems: string[]): RawParameters {
  if (!target.startsWith('//')) {
    return target === '/' ? {} : { dbname: decode(target, 'database', problems) };
  }
  const [place, database] = splitOnce(target.slice(2), '/');
  const at = place.lastIndexOf('@');
  const { host, port } = readPlace(place.slice(at + 1), problems);
  const raw: RawParameters = { host, port, dbname: decode(database ?? '', 'database', problems) };
  if (at >= 0) {
    // The driver would take it for a part of the host; what was meant is plain.
    const [user, password] = splitOnce(place.slice(0, at), ':');
    raw['user'] = decode(user, 'user', problems);
    raw['password'] = password === undefined ? undefined : decode(password, 'password', problems);
    problems.push('JDBC takes the user as the parameter user; the one before the @ was used here.');
  }
  return raw;
}

/** Properties of the driver that have a place in a profile, by libpq's names. */
const properties: Readonly<Record<string, string>> = {
  user: 'user',
  password: 'password',
  sslmode: 'sslmode',
  sslrootcert: 'sslrootcert',
  sslcert: 'sslcert',
  sslkey: 'sslkey',
  ApplicationName: 'application_name',
  options: 'options',
  connectTimeout: 'connect_timeout',
  PGHOST: 'host',
  PGPORT: 'port',
  PGDBNAME: 'dbname',
};

function readProperties(query: string, raw: RawParameters, problems: string[]): void {
  let ssl = false;
  let verified = true;
  for (const pair of query.split('&').filter((each) => each !== '')) {
    const [name, encoded] = splitOnce(pair, '=');
    const value = decode(encoded ?? '', name, problems);
    const parameter = properties[name];
    if (parameter !== undefined) {
      addParameter(raw, parameter, value, problems);
    } else if (name === 'currentSchema' && value !== '') {
      // As the driver does: it sets search_path at the start of the session.
      raw['options'] = `${raw['options'] ?? ''} -csearch_path=${value.replaceAll(/[\s\\]/g, '\\$&')}`;
    } else if (name === 'ssl') {
      ssl = value !== 'false';
    } else if (name === 'sslfactory') {
      verified = !value.endsWith('NonValidatingFactory');
    } else {
      problems.push(`The parameter ${/^\w{1,40}$/.test(name) ? name : 'of that name'} is not used.`);
    }
  }
  if (ssl) {
    raw['sslmode'] ??= verified ? 'verify-full' : 'require';
  }
}

function decode(text: string, what: string, problems: string[]): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    problems.push(`The ${what} has a % that begins no character code; write it as %25.`);
    return text;
  }
}
