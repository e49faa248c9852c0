/** A field of a target for PostgreSQL. Source: dbt-postgres 1.11, PostgresCredentials. */
export interface KnownField {
  readonly type: 'text' | 'whole' | 'truth';
  readonly required: boolean;
  /** Whether dbt takes `null`. */
  readonly nullable: boolean;
}

const text: KnownField = { type: 'text', required: false, nullable: true };
const required: KnownField = { type: 'text', required: true, nullable: false };
const whole: KnownField = { type: 'whole', required: false, nullable: false };

export const knownFields: ReadonlyMap<string, KnownField> = new Map([
  ['type', required],
  ['host', required],
  ['user', required],
  ['password', required],
  ['port', { type: 'whole', required: true, nullable: false }],
  ['database', required],
  ['schema', required],
  ['threads', whole],
  ['connect_timeout', whole],
  ['role', text],
  ['search_path', text],
  ['keepalives_idle', whole],
  ['sslmode', text],
  ['sslcert', text],
  ['sslkey', text],
  ['sslrootcert', text],
  ['application_name', text],
  ['autocommit', { type: 'truth', required: false, nullable: true }],
  ['retries', whole],
]);

/** Other spellings that dbt takes. */
export const fieldAliases: ReadonlyMap<string, string> = new Map([
  ['pass', 'password'],
  ['dbname', 'database'],
]);

/** What people write for a field because another tool calls it so. */
const otherNames: ReadonlyMap<string, string> = new Map([
  ...fieldAliases,
  ...(['passwd', 'pwd', 'passwort'] as const).map((name) => [name, 'password'] as const),
  ...(['db', 'db_name', 'databasename'] as const).map((name) => [name, 'database'] as const),
  ...(['username', 'user_name', 'login'] as const).map((name) => [name, 'user'] as const),
  ...(['hostname', 'server', 'address'] as const).map((name) => [name, 'host'] as const),
  ...(['thread', 'num_threads', 'nthreads'] as const).map((name) => [name, 'threads'] as const),
  ...(['keepalive', 'keepalives', 'keepalive_idle', 'keepalives_time'] as const).map(
    (name) => [name, 'keepalives_idle'] as const,
  ),
  ...(['ssl', 'ssl_mode', 'tls_mode'] as const).map((name) => [name, 'sslmode'] as const),
  ...(['ssl_root_cert', 'ssl_ca', 'sslca', 'ca_cert', 'sslrootca'] as const).map(
    (name) => [name, 'sslrootcert'] as const,
  ),
  ...(['timeout', 'connection_timeout', 'connect_timeout_seconds'] as const).map(
    (name) => [name, 'connect_timeout'] as const,
  ),
  ...(['schemas', 'default_schema', 'target_schema'] as const).map((name) => [name, 'schema'] as const),
  ...(['set_role', 'assume_role'] as const).map((name) => [name, 'role'] as const),
  ...(['adapter', 'adapter_type', 'dialect'] as const).map((name) => [name, 'type'] as const),
  ...(['retry', 'num_retries', 'connect_retries'] as const).map((name) => [name, 'retries'] as const),
  ...(['app_name', 'appname'] as const).map((name) => [name, 'application_name'] as const),
]);

/** The field that somebody meant by a key that dbt does not know; undefined when it is near none. */
export function meantField(key: string): string | undefined {
  const named = otherNames.get(key.toLowerCase().replaceAll('-', '_'));
  return named ?? nearest(key, [...knownFields.keys()]);
}

/**
 * The word that is nearest to one that is not among them: without regard to case, `-` and `_`, or with at most a third of its
 * letters otherwise, and never more than two.
 */
export function nearest(word: string, words: readonly string[]): string | undefined {
  const plain = (each: string) => each.toLowerCase().replace(/[-_ ]/g, '');
  const same = words.find((each) => plain(each) === plain(word));
  if (same !== undefined) {
    return same;
  }
  const limit = Math.min(2, Math.floor(word.length / 3));
  const ranked = words
    .map((each) => ({ each, distance: editDistance(plain(word), plain(each)) }))
    .filter(({ distance }) => distance <= limit)
    .sort((one, other) => one.distance - other.distance);
  return ranked[0]?.each;
}

/** Letters to insert, remove, replace, or swap with their neighbour. */
function editDistance(one: string, other: string): number {
  let before: number[] = [];
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      const same = one[i - 1] === other[j - 1];
      const isSwap = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      next[j] = Math.min(
        (row[j] ?? 0) + 1,
        (next[j - 1] ?? 0) + 1,
        (row[j - 1] ?? 0) + (same ? 0 : 1),
        isSwap ? (before[j - 2] ?? 0) + 1 : Infinity,
      );
    }
    before = row;
    row = next;
  }
  return row[other.length] ?? 0;
}
