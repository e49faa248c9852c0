import { addParameter, type RawParameters, type ReadConnection, splitOnce, toParts } from './connectionParts';

/** Npgsql's keywords, without blanks and in small letters, by libpq's names. */
const keywords: Readonly<Record<string, string>> = {
  host: 'host',
  server: 'host',
  port: 'port',
  database: 'dbname',
  db: 'dbname',
  username: 'user',
  userid: 'user',
  user: 'user',
  uid: 'user',
  password: 'password',
  pwd: 'password',
  sslmode: 'sslmode',
  rootcertificate: 'sslrootcert',
  sslcertificate: 'sslcert',
  sslkey: 'sslkey',
  applicationname: 'application_name',
  timeout: 'connect_timeout',
};

/**
 * Reads `Host=db;Username=ann;Password=secret;Database=lake` as .NET writes it.
 * Source: Npgsql documentation, "Connection String Parameters".
 */
export function readDotNetString(text: string): ReadConnection {
  const problems: string[] = [];
  const raw: RawParameters = {};
  for (const [, name = '', value = ''] of text.matchAll(
    /\s*([A-Za-z][A-Za-z ]*?)\s*=\s*("(?:[^"]|"")*"|'(?:[^']|'')*'|[^;]*)\s*(?:;|$)/g,
  )) {
    const parameter = keywords[name.toLowerCase().replaceAll(' ', '')];
    if (parameter === undefined) {
      problems.push(`The parameter ${name} is not used.`);
    } else {
      addParameter(raw, parameter, parameter === 'sslmode' ? tlsMode(value) : unquoted(value), problems);
    }
  }
  const [address, port] = splitOnce(raw['host'] ?? '', ':');
  if (port !== undefined && /^\d+$/.test(port)) {
    raw['host'] = address;
    raw['port'] ??= port;
  }
  return { value: toParts(raw, problems), problems };
}

/** Whether a text is a list of `Keyword=value;`. */
export function looksLikeDotNetString(text: string): boolean {
  return /^\s*(?:host|server|user ?(?:name|id)|uid|database|port|password|pwd)\s*=[^;]*;/i.test(text);
}

/** `VerifyFull` is `verify-full`. */
function tlsMode(value: string): string {
  return value
    .trim()
    .replace(/([a-z])([A-Z])/g, '$1-$2')
    .toLowerCase();
}

function unquoted(value: string): string {
  const trimmed = value.trim();
  const quote = trimmed.charAt(0);
  const isQuoted = trimmed.length > 1 && (quote === '"' || quote === "'") && trimmed.endsWith(quote);
  return isQuoted ? trimmed.slice(1, -1).replaceAll(quote + quote, quote) : trimmed;
}
