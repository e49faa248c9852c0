import { quoteIdentifier, quoteLiteral } from '../../core/sql/quote';

/** Runs a statement of the owner's own on the one backend and answers its rows. */
export type RunOwn = (text: string) => Promise<readonly (readonly string[])[]>;

/** The settings of a session that are not as the server has them, by name; a role is one of them. */
export type Settings = ReadonlyMap<string, string>;

/** Reads what a session has set. Settings with a dot are listed by no catalog, so their names come from the statements. */
export async function readSettings(run: RunOwn, customNames: ReadonlySet<string>): Promise<Settings> {
  const custom = [...customNames].map(
    (name) =>
      ` UNION ALL SELECT ${quoteLiteral(name)}, pg_catalog.current_setting(${quoteLiteral(name)}, true)`,
  );
  const rows = await run(
    "SELECT name, setting FROM pg_catalog.pg_settings WHERE source = 'session'" +
      " UNION ALL SELECT 'session_authorization', session_user WHERE session_user <> 'postgres'" +
      custom.join('') +
      " UNION ALL SELECT 'role', pg_catalog.current_setting('role') WHERE pg_catalog.current_setting('role') <> 'none'",
  );
  return new Map(rows.flatMap(([name, value]) => (name && value !== undefined ? [[name, value]] : [])));
}

/** Takes settings back, except those with a dot, which mean nothing to who comes next. */
export async function resetSettings(run: RunOwn, settings: Settings): Promise<void> {
  const names = [...settings.keys()].filter((name) => !name.includes('.') && !roleSettings.includes(name));
  const resets = names.map((name) => `RESET ${quoteIdentifier(name)}`);
  await run(['RESET SESSION AUTHORIZATION', 'RESET ROLE', ...resets].join('; '));
}

/**
 * Sets what a session had set.
 * @returns the names of settings that the server no longer takes, such as a role that was dropped
 */
export async function applySettings(run: RunOwn, settings: Settings): Promise<readonly string[]> {
  const entries = [...settings].sort(([first], [second]) => rank(first) - rank(second));
  const calls = entries.map(
    ([name, value]) => `pg_catalog.set_config(${quoteLiteral(name)}, ${quoteLiteral(value)}, false)`,
  );
  if (calls.length === 0) {
    return [];
  }
  try {
    await run(`SELECT ${calls.join(', ')}`);
    return [];
  } catch {
    return applyEach(
      run,
      entries.map(([name]) => name),
      calls,
    );
  }
}

/** What a session holds that is lost when another one gets the backend, in words. */
export async function readHoldings(run: RunOwn): Promise<readonly string[]> {
  const [row = []] = await run(
    'SELECT (SELECT count(*) FROM pg_catalog.pg_class WHERE relnamespace = pg_catalog.pg_my_temp_schema()' +
      " AND relkind IN ('r', 'v', 'S', 'p', 'm'))," +
      ' (SELECT count(*) FROM pg_catalog.pg_prepared_statements WHERE from_sql),' +
      ' (SELECT count(*) FROM pg_catalog.pg_cursors WHERE is_holdable),' +
      " (SELECT count(*) FROM pg_catalog.pg_locks WHERE locktype = 'advisory')," +
      ' (SELECT count(*) FROM pg_catalog.pg_listening_channels())',
  );
  return holdings.flatMap(([one, many], index) => {
    const count = Number(row[index] ?? 0);
    return count === 0 ? [] : [count === 1 ? `one ${one}` : `${String(count)} ${many}`];
  });
}

/** The names of settings with a dot that a statement may set. */
export function customSettingNames(text: string): readonly string[] {
  const found = text.matchAll(
    /\bset\s+(?:session\s+)?([a-z_][\w$]*(?:\.[a-z_][\w$]*)+)|\bset_config\s*\(\s*'([a-z_][\w$]*(?:\.[a-z_][\w$]*)+)'/gi,
  );
  return [...found].map((match) => (match[1] ?? match[2] ?? '').toLowerCase());
}

const holdings: readonly (readonly [one: string, many: string])[] = [
  ['temporary object', 'temporary objects'],
  ['prepared statement', 'prepared statements'],
  ['cursor WITH HOLD', 'cursors WITH HOLD'],
  ['advisory lock', 'advisory locks'],
  ['LISTEN', 'LISTENs'],
];

/** With another role most settings can no longer be set, so these come last. */
const roleSettings: readonly string[] = ['session_authorization', 'role'];

function rank(name: string): number {
  return roleSettings.indexOf(name);
}

async function applyEach(
  run: RunOwn,
  names: readonly string[],
  calls: readonly string[],
): Promise<readonly string[]> {
  const refused: string[] = [];
  for (const [index, call] of calls.entries()) {
    await run(`SELECT ${call}`).catch(() => refused.push(names[index] ?? ''));
  }
  return refused;
}
