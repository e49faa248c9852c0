import {
  addParameter,
  type ConnectionParts,
  type RawParameters,
  type ReadConnection,
  toParts,
} from './connectionParts';
import { normalizeUrl } from './normalizeUrl';
import { looksLikeConninfo, readConninfo } from './readConninfo';
import { shellWords } from './shellWords';

/** Variables of libpq that may stand before the command, by libpq's parameters. */
const variables: Readonly<Record<string, string>> = {
  PGHOST: 'host',
  PGHOSTADDR: 'hostaddr',
  PGPORT: 'port',
  PGDATABASE: 'dbname',
  PGUSER: 'user',
  PGPASSWORD: 'password',
  PGSSLMODE: 'sslmode',
  PGSSLROOTCERT: 'sslrootcert',
  PGSSLCERT: 'sslcert',
  PGSSLKEY: 'sslkey',
  PGAPPNAME: 'application_name',
  PGCONNECT_TIMEOUT: 'connect_timeout',
  PGOPTIONS: 'options',
  PGSERVICE: 'service',
};

const connectionOptions: Readonly<Record<string, string>> = {
  h: 'host',
  host: 'host',
  p: 'port',
  port: 'port',
  U: 'user',
  username: 'user',
  d: 'dbname',
  dbname: 'dbname',
};

/** Other options that take a value, which must not be read as the database. */
const valueOptions: readonly string[] = [
  ...['c', 'f', 'v', 'o', 'L', 'P', 'F', 'R', 'T'],
  ...[
    'command',
    'file',
    'set',
    'variable',
    'output',
    'log-file',
    'pset',
    'field-separator',
    'record-separator',
  ],
  'table-attr',
];

/**
 * Reads the command line of psql, and of its sisters such as pg_dump: variables before it, options in short and long
 * form, the database and the user as words, and a URL or a connection string in the place of the database.
 * Source: PostgreSQL manual, "psql".
 */
export function readPsqlCommand(text: string): ReadConnection {
  const { value: words, problems: shellProblems } = shellWords(text);
  const start = words.findIndex((word) => isPsql(word));
  if (start < 0) {
    return { value: undefined, problems: ['The command line does not call psql.'] };
  }
  const problems = [...shellProblems];
  const raw: RawParameters = {};
  readPrefix(words.slice(0, start), raw, problems);
  readOptions(words.slice(start + 1), raw, problems);
  const { dbname, ...others } = raw;
  if (dbname === undefined || !isWhole(dbname)) {
    return { value: toParts(raw, problems), problems };
  }
  const inner = looksLikeConninfo(dbname) ? readConninfo(dbname) : normalizeUrl(dbname);
  const outer = toParts(others, problems);
  return { value: merge(inner.value, outer), problems: [...problems, ...inner.problems] };
}

/** Whether one of the words calls psql or a program with the same options. */
export function looksLikePsqlCommand(text: string): boolean {
  return /(?:^|[\s/\\])(?:psql|pgcli|pg_dump|pg_restore|pg_isready|createdb|vacuumdb)(?:\.exe)?(?=\s|$)/.test(
    text,
  );
}

function isPsql(word: string): boolean {
  return /(?:^|[/\\])(?:psql|pgcli|pg_dump|pg_restore|pg_isready|createdb|vacuumdb)(?:\.exe)?$/.test(word);
}

/** A whole description of a connection may stand where the database does. */
function isWhole(dbname: string): boolean {
  return /^postgres(?:ql)?:\/\//i.test(dbname) || looksLikeConninfo(dbname);
}

/** What the description says wins over the options, as in libpq. */
function merge(inner: ConnectionParts | undefined, outer: ConnectionParts): ConnectionParts {
  const said = Object.entries(inner ?? {}).filter(([, value]) => value !== undefined);
  return { ...outer, ...Object.fromEntries(said) };
}

/** `PGPASSWORD=… `, and commands around psql. */
function readPrefix(words: readonly string[], raw: RawParameters, problems: string[]): void {
  for (const word of words) {
    const [, name = '', value = ''] = /^(\w+)=([^]*)$/.exec(word) ?? [];
    const parameter = variables[name];
    if (parameter !== undefined) {
      addParameter(raw, parameter, value, problems);
    } else if (/(?:^|\/)(?:docker|podman|kubectl|ssh)$/.test(word)) {
      const program = word.replace(/^.*\//, '');
      problems.push(`${program} runs psql elsewhere: the host and the port are those seen from there.`);
    }
  }
}

function readOptions(words: readonly string[], raw: RawParameters, problems: string[]): void {
  const names: string[] = [];
  let optionsEnded = false;
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (word === '--' && !optionsEnded) {
      optionsEnded = true;
      continue;
    }
    const option = optionsEnded ? undefined : readOption(word);
    if (option === undefined) {
      names.push(word);
      continue;
    }
    const parameter = connectionOptions[option.name];
    const needsValue = parameter !== undefined || valueOptions.includes(option.name);
    const value = option.value ?? (needsValue ? words[++at] : undefined);
    if (parameter !== undefined && value === undefined) {
      problems.push(`The option ${word} has no value.`);
    } else if (parameter !== undefined) {
      raw[parameter] = value;
    }
  }
  readNames(names, raw);
}

/** The first word is the database and the second the user, unless options have said so. */
function readNames(names: readonly string[], raw: RawParameters): void {
  const rest = [...names];
  raw['dbname'] = raw['dbname'] ?? rest.shift();
  raw['user'] = raw['user'] ?? rest.shift();
}

/** `-hdb`, `-h db`, `--host=db`, `-qAth db`. Undefined for a word that is no option. */
function readOption(word: string): { readonly name: string; readonly value: string | undefined } | undefined {
  const [, long, longValue] = /^--([a-z-]+)(?:=([^]*))?$/.exec(word) ?? [];
  if (long !== undefined) {
    return { name: long, value: longValue };
  }
  if (!/^-[A-Za-z0-9?]/.test(word)) {
    return undefined;
  }
  // Letters without a value may be written together; the first that takes a value ends them.
  const letters = Array.from(word.slice(1));
  const at = letters.findIndex((letter) => letter in connectionOptions || valueOptions.includes(letter));
  const value = at < 0 ? '' : letters.slice(at + 1).join('');
  return { name: letters[at < 0 ? 0 : at] ?? '', value: value === '' ? undefined : value };
}
