/** What a connection says of the settings of its sessions; undefined where it says nothing. Times in milliseconds. */
export interface ServerOptions {
  readonly role: string | undefined;
  readonly searchPath: string | undefined;
  readonly statementTimeout: number | undefined;
  readonly lockTimeout: number | undefined;
  readonly idleInTransactionTimeout: number | undefined;
}

/**
 * Reads libpq's parameter `options`: `-c name=value` or `--name=value`, separated by blanks, which a backslash takes
 * their meaning. A setting that has no place in a profile is said.
 * Source: PostgreSQL manual, "postgres", and "Connection Settings" of libpq.
 */
export function readServerOptions(text: string | undefined, problems: string[]): ServerOptions {
  const settings = new Map<string, string>();
  for (const [name, value] of settingsOf(text ?? '', problems)) {
    if (used.includes(name)) {
      settings.set(name, value);
    } else {
      problems.push(`The setting ${/^\w{1,60}$/.test(name) ? name : 'of that name'} in options is not used.`);
    }
  }
  const time = (name: string) => readTime(name, settings.get(name), problems);
  return {
    role: settings.get('role'),
    searchPath: settings.get('search_path'),
    statementTimeout: time('statement_timeout'),
    lockTimeout: time('lock_timeout'),
    idleInTransactionTimeout: time('idle_in_transaction_session_timeout'),
  };
}

const used: readonly string[] = [
  ...['role', 'search_path', 'statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout'],
];

function settingsOf(text: string, problems: string[]): readonly (readonly [string, string])[] {
  const words = (text.match(/(?:\\[^]|[^\s\\])+/g) ?? []).map((word) => word.replace(/\\([^])/g, '$1'));
  const found: (readonly [string, string])[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    const setting = word === '-c' ? (words[++at] ?? '') : (/^(?:-c|--)([^]*)$/.exec(word)?.[1] ?? '');
    const [, name, value] = /^([\w.-]+)=([^]*)$/.exec(setting) ?? [];
    if (name === undefined || value === undefined) {
      problems.push('A part of options is no setting and is not used.');
    } else {
      found.push([name.replaceAll('-', '_').toLowerCase(), value]);
    }
  }
  return found;
}

const units: Readonly<Record<string, number>> = {
  '': 1,
  ms: 1,
  s: 1000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** A time as PostgreSQL reads it: milliseconds, or a number with a unit. */
function readTime(name: string, text: string | undefined, problems: string[]): number | undefined {
  if (text === undefined) {
    return undefined;
  }
  const [, digits = '', unit = ''] = /^\s*(\d{1,9})\s*(ms|s|min|h|d)?\s*$/.exec(text) ?? [];
  if (digits === '') {
    problems.push(`The ${name} in options is no time.`);
    return undefined;
  }
  return Number(digits) * (units[unit] ?? 1);
}
