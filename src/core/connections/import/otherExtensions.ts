import { isRecord } from '../../../base/validate';
import { addParameter, type ConnectionParts, type RawParameters, toParts } from '../connectionParts';
import { normalizeConnection } from '../normalizeConnection';
import { importedFrom, type ImportedConnection, type ImportRead } from './importedConnection';

/** How an extension names what we need, in the order in which it is looked for. */
interface Shape {
  readonly name: readonly string[];
  readonly whole: readonly string[];
  readonly parameters: Readonly<Record<string, string>>;
}

const sqlToolsShape: Shape = {
  name: ['name'],
  whole: ['connectString', 'connectionString'],
  parameters: {
    server: 'host',
    port: 'port',
    database: 'dbname',
    username: 'user',
    password: 'password',
    connectionTimeout: 'connect_timeout',
  },
};

const microsoftShape: Shape = {
  name: ['profileName', 'name'],
  whole: ['connectionString'],
  parameters: {
    server: 'host',
    host: 'host',
    hostaddr: 'hostaddr',
    port: 'port',
    database: 'dbname',
    dbname: 'dbname',
    user: 'user',
    password: 'password',
    sslmode: 'sslmode',
    sslrootcert: 'sslrootcert',
    sslcert: 'sslcert',
    sslkey: 'sslkey',
    applicationName: 'application_name',
    connectTimeout: 'connect_timeout',
  },
};

/** Reads `sqltools.connections`: the entries whose driver is PostgreSQL. */
export function readSqlTools(setting: unknown): ImportRead {
  return readEntries(setting, sqlToolsShape, ({ driver }) =>
    /^(?:postgres|cockroach|redshift)/i.test(textOf(driver) ?? ''),
  );
}

/** Reads `pgsql.connections` of Microsoft's PostgreSQL extension. */
export function readMicrosoftPostgres(setting: unknown): ImportRead {
  return readEntries(setting, microsoftShape, () => true);
}

function readEntries(
  setting: unknown,
  shape: Shape,
  isOurs: (entry: Readonly<Record<string, unknown>>) => boolean,
): ImportRead {
  const entries: readonly unknown[] = Array.isArray(setting) ? setting : [];
  const records = entries.filter(isRecord).filter(isOurs);
  return { value: records.map((entry) => readEntry(entry, shape)), problems: [] };
}

function readEntry(entry: Readonly<Record<string, unknown>>, shape: Shape): ImportedConnection {
  const problems: string[] = [];
  const raw: RawParameters = {};
  for (const [key, parameter] of Object.entries(shape.parameters)) {
    const value = textOf(entry[key]);
    if (value !== undefined && value !== '') {
      addParameter(raw, parameter, value, problems);
    }
  }
  const own = toParts(raw, problems);
  const whole = firstText(entry, shape.whole);
  const read = whole === undefined ? undefined : normalizeConnection(whole);
  problems.push(...(read?.problems ?? []));
  if (isRecord(entry['ssh']) || textOf(entry['ssh']) === 'Enabled' || entry['useSSH'] === true) {
    problems.push('Its SSH tunnel is not taken over.');
  }
  const parts = read?.value === undefined ? own : merged(own, read.value);
  const name = firstText(entry, shape.name) ?? parts.database ?? parts.host ?? 'Connection';
  return importedFrom(name, parts, problems);
}

function merged(own: ConnectionParts, whole: ConnectionParts): ConnectionParts {
  const said = Object.entries(whole).filter(([, value]) => value !== undefined);
  return { ...own, ...Object.fromEntries(said) };
}

function firstText(entry: Readonly<Record<string, unknown>>, keys: readonly string[]): string | undefined {
  return keys.map((key) => textOf(entry[key])).find((text) => text !== undefined && text !== '');
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined;
}
