import { addParameter, type RawParameters, toParts } from '../connectionParts';
import { normalizeConnection } from '../normalizeConnection';
import { importedFrom, type ImportedConnection, type ImportRead } from './importedConnection';

/** The ends of variable names that describe a connection in parts, by libpq's parameters. */
const endings: readonly (readonly [RegExp, string])[] = [
  [/_?HOST(?:NAME)?$/, 'host'],
  [/_?PORT$/, 'port'],
  [/_?(?:DB_?NAME|DATABASE|DB|NAME)$/, 'dbname'],
  [/_?USER(?:NAME)?$/, 'user'],
  [/_?(?:PASSWORD|PASS|PWD)$/, 'password'],
  [/_?SSL_?MODE$/, 'sslmode'],
];

/** Beginnings of variable names that mean PostgreSQL, such as `POSTGRES_HOST`, `DAGSTER_PG_HOST`, `DB_HOST`. */
const postgresPrefix = /(?:^|_)(?:PG|POSTGRES(?:QL)?|DB|DATABASE)$/;

/**
 * Finds connections in an `.env` file: variables whose value is a URL of PostgreSQL, whatever their name, and groups such
 * as `POSTGRES_HOST`, `POSTGRES_USER`, … with one beginning.
 */
export function readEnvFile(text: string): ImportRead {
  const variables = parseEnvFile(text);
  const value: ImportedConnection[] = [];
  const groups = new Map<string, RawParameters>();
  for (const [name, content] of variables) {
    if (/^(?:(?:postgres(?:ql)?(?:\+\w+)?|ecto|postgis|pgsql):\/\/|jdbc:postgresql:)/i.test(content)) {
      const { value: parts, problems } = normalizeConnection(content);
      value.push(...(parts === undefined ? [] : [importedFrom(name, parts, problems)]));
    } else {
      addToGroup(groups, name, content);
    }
  }
  for (const [prefix, raw] of groups) {
    // A user and a password alone describe a server in a container, not a way to it.
    if ((raw['host'] ?? '') !== '' || (raw['dbname'] ?? '') !== '') {
      const problems: string[] = [];
      value.push(importedFrom(`${prefix}_*`, toParts(raw, problems), problems));
    }
  }
  return { value, problems: [] };
}

function addToGroup(groups: Map<string, RawParameters>, name: string, content: string): void {
  for (const [ending, parameter] of endings) {
    const prefix = name.toUpperCase().replace(ending, '');
    if (prefix !== name.toUpperCase() && postgresPrefix.test(prefix)) {
      const raw = groups.get(prefix) ?? {};
      groups.set(prefix, raw);
      addParameter(raw, parameter, content, []);
      return;
    }
  }
}

/**
 * The variables of an `.env` file in its order: `export` may stand before a name, single quotes keep everything, double
 * quotes know `\n` and `\"`, and ` #` begins a comment after a bare value. `${NAME}` takes an earlier variable.
 */
export function parseEnvFile(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const pattern =
    /^[ \t]*(?:export[ \t]+)?([A-Za-z_]\w*)[ \t]*=[ \t]*(?:'([^']*)'|"((?:\\[^]|[^"\\])*)"|([^\r\n]*))[^\r\n]*$/gm;
  for (const [, name = '', single, double, bare] of text.replace(/^\uFEFF/, '').matchAll(pattern)) {
    if (single !== undefined) {
      found.set(name, single);
    } else if (double !== undefined) {
      const unescaped = double.replace(/\\([^])/g, (_, next: string) => (next === 'n' ? '\n' : next));
      found.set(name, expanded(unescaped, found));
    } else {
      found.set(name, expanded((bare ?? '').replace(/(?:^|\s)#.*$/, '').trim(), found));
    }
  }
  return found;
}

function expanded(text: string, known: ReadonlyMap<string, string>): string {
  return text.replace(
    /\$\{([A-Za-z_]\w*)(?::?-([^}]*))?\}/g,
    (whole, name: string, fallback: string | undefined) => known.get(name) ?? fallback ?? whole,
  );
}
