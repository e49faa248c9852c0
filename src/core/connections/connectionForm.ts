import type { ConnectionParts } from './connectionParts';
import { connectionColors, type ConnectionProfile } from './connectionProfile';
import { normalizeUrl } from './normalizeUrl';
import { knownFields, type ProfileProblem, readProfiles } from './readProfiles';

/** The fields of a connection as they are written in the settings, while a person edits them. */
export type Draft = Readonly<Record<string, unknown>>;

export interface DraftField {
  readonly key: string;
  readonly label: string;
  /** Explains the field where it is edited. */
  readonly prompt: string;
  readonly kind: 'text' | 'number' | 'choice' | 'flag';
  /** For `choice`: the values with their meaning. */
  readonly options?: readonly { readonly value: string; readonly meaning: string }[];
  /** Shown when the draft has no value. */
  readonly fallback: string;
  /** Hidden until the person asks for more. */
  readonly advanced: boolean;
}

const tlsOptions = [
  { value: 'disable', meaning: 'Never TLS' },
  { value: 'allow', meaning: 'TLS only if the server insists' },
  { value: 'prefer', meaning: 'TLS if the server has it' },
  { value: 'require', meaning: 'Always TLS, the server is not checked' },
  { value: 'verify-ca', meaning: 'TLS, certificate from a trusted authority' },
  { value: 'verify-full', meaning: 'TLS, trusted certificate that names this host' },
] as const;

const passwordOptions = [
  { value: 'secretStorage', meaning: 'Asked once, kept in the secret storage of VS Code' },
  { value: 'pgpass', meaning: 'Read from .pgpass' },
  { value: 'environment', meaning: 'Read from an environment variable' },
  { value: 'command', meaning: 'What a program prints, such as a token of a cloud' },
  { value: 'ask', meaning: 'Asked in each session, never kept' },
  { value: 'none', meaning: 'No password is sent' },
] as const;

const environmentOptions = [
  { value: 'development', meaning: 'Green' },
  { value: 'local', meaning: 'Blue' },
  { value: 'staging', meaning: 'Orange' },
  { value: 'production', meaning: 'Red, starts read-only' },
] as const;

const colorOptions = connectionColors.map((value) => ({
  value,
  meaning: `${value.slice(0, 1).toUpperCase()}${value.slice(1)}`,
}));

const poolerOptions = [
  { value: 'detect', meaning: 'Looks whether there is one' },
  { value: 'none', meaning: 'No pooler' },
  { value: 'session', meaning: 'A pooler that keeps a server connection for each client' },
  { value: 'transaction', meaning: 'A pooler in transaction mode: nothing is kept on the session' },
] as const;

const targetSessionOptions = [
  { value: 'any', meaning: 'The first that answers' },
  { value: 'read-write', meaning: 'One that takes writes' },
  { value: 'read-only', meaning: 'One that does not take writes' },
  { value: 'primary', meaning: 'The primary' },
  { value: 'standby', meaning: 'A read replica' },
  { value: 'prefer-standby', meaning: 'A read replica if there is one' },
] as const;

const bindingOptions = [
  { value: 'prefer', meaning: 'If the server can' },
  { value: 'require', meaning: 'Always: the login fails without' },
  { value: 'disable', meaning: 'Never' },
] as const;

/** Every field of a connection, in the order in which it is shown. */
export const draftFields: readonly DraftField[] = [
  text('name', 'Name', 'Shown in the sidebar and the status bar', 'same as the host'),
  text('host', 'Host', 'Host name, address, or directory of a Unix socket; several with commas', ''),
  { ...text('port', 'Port', 'A number from 1 to 65535', '5432'), kind: 'number' },
  text('database', 'Database', 'The database to connect to', 'same as the user'),
  text('user', 'User', 'The role to log in as', ''),
  choice('password', 'Password', 'Where the password comes from', passwordOptions),
  advanced(
    text('passwordVariable', 'Password variable', 'Environment variable for the password', 'PGPASSWORD'),
  ),
  {
    ...choice('sslmode', 'TLS', 'How the line is protected', tlsOptions),
    fallback: 'prefer on this machine, require elsewhere',
  },
  advanced(text('sslrootcert', 'TLS authorities', 'PEM file, or "system"', 'none')),
  advanced(text('sslcert', 'TLS client certificate', 'PEM file', 'none')),
  advanced(text('sslkey', 'TLS client key', 'PEM file', 'none')),
  choice('environment', 'Environment', 'Gives the connection its colour', environmentOptions),
  flag('readOnly', 'Read-only', 'Refuse every statement that may write', 'only production'),
  advanced(choice('pooler', 'Pooler', 'What stands before the server', poolerOptions)),
  advanced(choice('targetSession', 'Target session', 'Which of several hosts will do', targetSessionOptions)),
  advanced(flag('loadBalance', 'Load balancing', 'Try the hosts in a random order', 'no')),
  advanced(
    text(
      'requireAuth',
      'Login methods',
      'Only these, such as "scram-sha-256", or "!password" to forbid',
      'any',
    ),
  ),
  advanced(
    choice('channelBinding', 'Channel binding', 'Whether SCRAM is bound to the certificate', bindingOptions),
  ),
  advanced(
    flag(
      'allowCleartextPassword',
      'Clear text password',
      'Send the password in clear text over an unprotected line',
      'no',
    ),
  ),
  advanced(text('applicationName', 'Application name', 'Shown in pg_stat_activity', 'lakehouse-postgres')),
  advanced({ ...text('connectTimeout', 'Connect timeout', 'Seconds', '10'), kind: 'number' }),
  advanced({
    ...text('statementTimeout', 'Statement timeout', 'Seconds; 0: the server decides', '0'),
    kind: 'number',
  }),
  advanced({ ...text('lockTimeout', 'Lock timeout', 'Seconds; 0: the server decides', '0'), kind: 'number' }),
  advanced(seconds('idleInTransactionTimeout', 'Idle transaction timeout', '0: the server decides', '0')),
  advanced(
    seconds(
      'idleSessionTimeout',
      'Idle session timeout',
      '0: the server decides; PostgreSQL 14 and newer',
      '0',
    ),
  ),
  advanced(text('role', 'Role', 'Taken after the login, as by SET ROLE', 'the user')),
  advanced(
    text(
      'searchPath',
      'Search path',
      'Schemas, separated by commas, as PostgreSQL writes them',
      'the server decides',
    ),
  ),
  advanced(seconds('keepAlive', 'Keepalive', 'Silence before the first TCP keepalive probe; 0: none', '30')),
  text('group', 'Group', 'The heading in the sidebar under which the connection stands', 'none'),
  { ...choice('color', 'Colour', 'Marks the connection', colorOptions), fallback: 'as the environment' },
];

/** The value of a field as a person sees it. */
export function shownValue(field: DraftField, draft: Draft): string {
  const value = draft[field.key];
  if (value === undefined || value === '') {
    return field.fallback === '' ? '—' : field.fallback;
  }
  if (typeof value === 'boolean') {
    return value ? 'yes' : 'no';
  }
  const meaning = field.options?.find((option) => option.value === value)?.meaning;
  const shown =
    typeof value === 'string' || typeof value === 'number' ? String(value) : JSON.stringify(value);
  return meaning === undefined ? shown : `${shown} — ${meaning}`;
}

/** The draft with one field set; an empty value removes the field, so that its default holds again. */
export function withField(draft: Draft, key: string, value: unknown): Draft {
  const rest = Object.fromEntries(Object.entries(draft).filter(([name]) => name !== key));
  return value === undefined || value === '' ? rest : { ...rest, [key]: value };
}

/** The fields that a pasted connection fills in. Its password is no field: it never reaches the settings. */
export function draftOf(parts: ConnectionParts): Draft {
  const { connectTimeout, otherHosts } = parts;
  const fields = {
    host: otherHosts ? [parts.host, ...otherHosts.map(({ host }) => host)].join(',') : parts.host,
    port: otherHosts ? [parts.port ?? 5432, ...otherHosts.map(({ port }) => port)].join(',') : parts.port,
    targetSession: parts.targetSession,
    loadBalance: parts.loadBalance,
    requireAuth: parts.requireAuth,
    channelBinding: parts.channelBinding,
    database: parts.database,
    user: parts.user,
    sslmode: parts.tlsMode,
    sslrootcert: parts.rootCertificate,
    sslcert: parts.certificate,
    sslkey: parts.key,
    applicationName: parts.applicationName,
    connectTimeout: connectTimeout === undefined ? undefined : connectTimeout / 1000,
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/**
 * The fields of a settings entry, for editing or for another settings file. A URL is taken apart into fields, and a
 * password in it is kept apart; what is no field of a connection is left out, and said.
 */
export function entryDraft(entry: Draft): {
  readonly draft: Draft;
  readonly password: string | undefined;
  readonly problems: readonly string[];
} {
  const { url, ...rest } = entry;
  const read = typeof url === 'string' ? normalizeUrl(url) : { value: undefined, problems: [] };
  const known = Object.entries(rest).filter(([key]) => key !== 'id' && knownFields.includes(key));
  const unknown = Object.keys(rest).filter((key) => !knownFields.includes(key));
  return {
    draft: { ...(read.value && draftOf(read.value)), ...Object.fromEntries(known) },
    password: read.value?.password,
    problems: [
      ...read.problems,
      ...unknown.map((key) => `${key} is no field of a connection and is left out.`),
    ],
  };
}

/** The draft as a connection, or what is still wrong with it. */
export function checkDraft(draft: Draft): {
  readonly value: ConnectionProfile | undefined;
  readonly problems: readonly ProfileProblem[];
} {
  const complete = { id: 'new', name: draft['host'], ...draft };
  const { value, problems } = readProfiles([
    { scope: 'user', label: 'this connection', idPrefix: '', value: [complete] },
  ]);
  return { value: value[0], problems };
}

function text(key: string, label: string, prompt: string, fallback: string): DraftField {
  return { key, label, prompt, kind: 'text', fallback, advanced: false };
}

function seconds(key: string, label: string, prompt: string, fallback: string): DraftField {
  return { ...text(key, label, `Seconds. ${prompt}`, fallback), kind: 'number' };
}

function flag(key: string, label: string, prompt: string, fallback: string): DraftField {
  return { key, label, prompt, kind: 'flag', fallback, advanced: false };
}

function advanced(field: DraftField): DraftField {
  return { ...field, advanced: true };
}

function choice(
  key: string,
  label: string,
  prompt: string,
  options: NonNullable<DraftField['options']>,
): DraftField {
  const fallback = options[0];
  return {
    key,
    label,
    prompt,
    kind: 'choice',
    options,
    fallback: fallback === undefined ? '' : `${fallback.value} — ${fallback.meaning}`,
    advanced: false,
  };
}
