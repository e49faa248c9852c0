/** A line of a password file. `*` in a field is written as undefined and matches everything. */
export interface PgpassEntry {
  readonly host: string | undefined;
  readonly port: string | undefined;
  readonly database: string | undefined;
  readonly user: string | undefined;
  readonly password: string;
}

/** A line that is no entry. The message never quotes the line, which may hold a password. */
export interface PgpassProblem {
  /** One-based. */
  readonly line: number;
  readonly message: string;
}

/** Whose password is wanted. */
export interface PgpassTarget {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
}

/**
 * Reads `host:port:database:user:password` lines; a backslash makes the next character ordinary, `#` begins a comment
 * line, and the password is the rest of the line. Source: PostgreSQL manual, "The Password File", and libpq's
 * passwordFromFile.
 */
export function parsePgpass(text: string): {
  readonly value: readonly PgpassEntry[];
  readonly problems: readonly PgpassProblem[];
} {
  const value: PgpassEntry[] = [];
  const problems: PgpassProblem[] = [];
  for (const [index, line] of text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    if (line.trim() === '' || line.startsWith('#')) {
      continue;
    }
    const entry = parseLine(line);
    if (entry) {
      value.push(entry);
    } else {
      problems.push({ line: index + 1, message: 'A line needs host:port:database:user:password.' });
    }
  }
  return { value, problems };
}

/** The password of the first entry that matches; undefined when none does. A Unix socket matches `localhost`, too. */
export function findPassword(entries: readonly PgpassEntry[], target: PgpassTarget): string | undefined {
  const hosts = target.host.startsWith('/') ? [target.host, 'localhost'] : [target.host];
  return entries.find(
    ({ host, port, database, user }) =>
      (host === undefined || hosts.includes(host)) &&
      (port === undefined || port === String(target.port)) &&
      (database === undefined || database === target.database) &&
      (user === undefined || user === target.user),
  )?.password;
}

function parseLine(line: string): PgpassEntry | undefined {
  const fields: (string | undefined)[] = [];
  let rest = line;
  while (fields.length < 4) {
    const field = /^((?:[^:\\]|\\.)*):/.exec(rest);
    if (field?.[1] === undefined) {
      return undefined;
    }
    fields.push(field[1] === '*' ? undefined : unescape(field[1]));
    rest = rest.slice(field[0].length);
  }
  const [host, port, database, user] = fields;
  return { host, port, database, user, password: unescape(rest) };
}

function unescape(text: string): string {
  return text.replace(/\\(.)/g, '$1');
}
