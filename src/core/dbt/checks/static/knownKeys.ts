import { nearName } from '../../refs/nearName';

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
  return named ?? nearName(key, knownFields.keys());
}
