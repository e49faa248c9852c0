import { connectionColors, defaultTlsMode } from './connectionProfile';

/** The fields of a connection as they are written in the settings, while a person edits them. */
export type Draft = Readonly<Record<string, unknown>>;

/** The parts of the form, from top to bottom. */
export const draftSections = [
  { id: 'server', title: 'Server' },
  { id: 'appearance', title: 'Appearance and Safety' },
  { id: 'tls', title: 'TLS and Login' },
  { id: 'reach', title: 'Way to the Server' },
  { id: 'session', title: 'Session' },
] as const;
export type DraftSection = (typeof draftSections)[number]['id'];

export interface DraftOption {
  /** Empty for what holds when the settings say nothing. */
  readonly value: string;
  readonly meaning: string;
}

/** One field of the form. A new one is a row in the table below. */
export interface DraftField {
  /** As in the settings; `ssh.host` is the field `host` of the object `ssh`. */
  readonly key: string;
  readonly section: DraftSection;
  readonly label: string;
  /** Explains the field where it is edited. */
  readonly prompt: string;
  /** `number` may also hold a list of numbers; `words` is a program with its arguments; `file` is a path. */
  readonly kind: 'text' | 'number' | 'choice' | 'flag' | 'words' | 'file';
  /** For `choice`. The first one holds when the settings say nothing. */
  readonly options: readonly DraftOption[];
  /** Shown in the place of a value that is not given. */
  readonly fallback: string;
  /** Whether the field has a meaning beside the others; it has unless this says no. */
  readonly when: ((draft: Draft) => boolean) | undefined;
  /** Whether a `flag` is set when the settings say nothing. */
  readonly initial: (draft: Draft) => boolean;
}

const passwordOptions = [
  { value: 'secretStorage', meaning: 'Kept in the secret storage of VS Code' },
  { value: 'pgpass', meaning: 'From .pgpass' },
  { value: 'environment', meaning: 'From an environment variable' },
  { value: 'command', meaning: 'What a program prints, such as a token of a cloud' },
  { value: 'dbt', meaning: 'From a target of dbt, where profiles.yml has it' },
  { value: 'ask', meaning: 'Asked in each session, never kept' },
  { value: 'none', meaning: 'None is sent' },
];

const environmentOptions = [
  { value: 'development', meaning: 'Development' },
  { value: 'local', meaning: 'Local' },
  { value: 'staging', meaning: 'Staging' },
  { value: 'production', meaning: 'Production: starts read-only, asks before writes' },
];

const colorOptions = [
  { value: '', meaning: 'As the environment' },
  ...connectionColors.map((value) => ({
    value,
    meaning: `${value.slice(0, 1).toUpperCase()}${value.slice(1)}`,
  })),
];

const tlsOptions = [
  { value: '', meaning: 'Automatic: prefer on this machine, require elsewhere' },
  { value: 'disable', meaning: 'disable: never TLS' },
  { value: 'allow', meaning: 'allow: only if the server insists' },
  { value: 'prefer', meaning: 'prefer: if the server has it' },
  { value: 'require', meaning: 'require: always, the server is not checked' },
  { value: 'verify-ca', meaning: 'verify-ca: certificate from a trusted authority' },
  { value: 'verify-full', meaning: 'verify-full: trusted certificate that names this host' },
];

const bindingOptions = [
  { value: 'prefer', meaning: 'If the server can' },
  { value: 'require', meaning: 'Always: the login fails without' },
  { value: 'disable', meaning: 'Never' },
];

const poolerOptions = [
  { value: 'detect', meaning: 'Look whether there is one' },
  { value: 'none', meaning: 'None' },
  { value: 'session', meaning: 'In session mode: a server connection for each client' },
  { value: 'transaction', meaning: 'In transaction mode: nothing is kept on the session' },
];

const targetSessionOptions = [
  { value: 'any', meaning: 'The first that answers' },
  { value: 'read-write', meaning: 'One that takes writes' },
  { value: 'read-only', meaning: 'One that does not take writes' },
  { value: 'primary', meaning: 'The primary' },
  { value: 'standby', meaning: 'A read replica' },
  { value: 'prefer-standby', meaning: 'A read replica if there is one' },
];

const sshOptions = [
  { value: 'auto', meaning: 'As OpenSSH: agent, key files, then asking' },
  { value: 'agent', meaning: 'The agent' },
  { value: 'key', meaning: 'A key file' },
  { value: 'password', meaning: 'A password' },
  { value: 'keyboard-interactive', meaning: 'What the server asks for' },
];

const hasTls = (draft: Draft): boolean => draft['sslmode'] !== 'disable';
const hasTunnel = (draft: Draft): boolean => draft['ssh'] !== undefined;
const hasHosts = ({ host }: Draft): boolean => typeof host === 'string' && host.includes(',');
const passwordFrom = (source: string) => (draft: Draft) => draft['password'] === source;

/** Every field of a connection, in the order in which it is shown. */
export const draftFields: readonly DraftField[] = [
  field('server', 'name', 'Name', { fallback: 'Same as the host' }),
  field('server', 'host', 'Host', {
    prompt: 'Name, address, or directory of a Unix socket. Several with commas.',
  }),
  field('server', 'port', 'Port', { kind: 'number', fallback: '5432' }),
  field('server', 'database', 'Database', { fallback: 'Same as the user' }),
  field('server', 'user', 'User', { prompt: 'The role to log in as.' }),
  field('server', 'password', 'Password from', { kind: 'choice', options: passwordOptions }),
  field('server', 'passwordVariable', 'Variable', {
    prompt: 'The environment variable that holds the password.',
    fallback: 'PGPASSWORD',
    when: passwordFrom('environment'),
  }),
  field('server', 'passwordCommand', 'Command', {
    kind: 'words',
    prompt: 'A program and its arguments. No shell reads it. Only in your own settings.',
    when: passwordFrom('command'),
  }),
  field('server', 'passwordCommandKeep', 'Use again for', {
    kind: 'number',
    prompt: 'Seconds.',
    fallback: '600',
    when: passwordFrom('command'),
  }),
  field('server', 'passwordCommandTimeout', 'Time limit', {
    kind: 'number',
    prompt: 'Seconds.',
    fallback: '30',
    when: passwordFrom('command'),
  }),
  field('server', 'dbtTarget.profiles', 'Profiles', {
    kind: 'file',
    prompt: 'The profiles.yml of dbt.',
    when: passwordFrom('dbt'),
  }),
  field('server', 'dbtTarget.profile', 'Profile', { when: passwordFrom('dbt') }),
  field('server', 'dbtTarget.target', 'Target', { when: passwordFrom('dbt') }),
  field('appearance', 'environment', 'Environment', { kind: 'choice', options: environmentOptions }),
  field('appearance', 'color', 'Colour', { kind: 'choice', options: colorOptions }),
  field('appearance', 'group', 'Group', { prompt: 'The heading in the sidebar.', fallback: 'None' }),
  field('appearance', 'readOnly', 'Read-only: refuse every statement that may write', {
    kind: 'flag',
    initial: ({ environment }) => environment === 'production',
  }),
  field('tls', 'sslmode', 'TLS', { kind: 'choice', options: tlsOptions }),
  field('tls', 'sslrootcert', 'Trusted authorities', {
    kind: 'file',
    prompt: 'A PEM file, or “system” for those of the operating system.',
    when: hasTls,
  }),
  field('tls', 'sslcert', 'Client certificate', { kind: 'file', prompt: 'A PEM file.', when: hasTls }),
  field('tls', 'sslkey', 'Client key', { kind: 'file', prompt: 'A PEM file.', when: hasTls }),
  field('tls', 'requireAuth', 'Login methods', {
    prompt: 'Only these, such as scram-sha-256; !password forbids one.',
    fallback: 'Any',
  }),
  field('tls', 'channelBinding', 'Bind the login to the certificate', {
    kind: 'choice',
    options: bindingOptions,
  }),
  field('tls', 'allowCleartextPassword', 'Send the password in clear text over an unprotected line', {
    kind: 'flag',
  }),
  field('reach', 'ssh.host', 'SSH server', { prompt: 'Connect through a tunnel.', fallback: 'No tunnel' }),
  field('reach', 'ssh.port', 'SSH port', { kind: 'number', fallback: '22', when: hasTunnel }),
  field('reach', 'ssh.user', 'SSH user', { fallback: 'As in ~/.ssh/config', when: hasTunnel }),
  field('reach', 'ssh.auth', 'SSH login', { kind: 'choice', options: sshOptions, when: hasTunnel }),
  field('reach', 'ssh.keyFile', 'SSH key', {
    kind: 'file',
    fallback: 'As in ~/.ssh/config',
    when: hasTunnel,
  }),
  field('reach', 'ssh.jump', 'Jump hosts', {
    prompt: 'user@host:port, several with commas.',
    fallback: 'As in ~/.ssh/config',
    when: hasTunnel,
  }),
  field('reach', 'pooler', 'Pooler before the server', { kind: 'choice', options: poolerOptions }),
  field('reach', 'targetSession', 'Which of several hosts', {
    kind: 'choice',
    options: targetSessionOptions,
    when: hasHosts,
  }),
  field('reach', 'loadBalance', 'Try the hosts in a random order', { kind: 'flag', when: hasHosts }),
  field('reach', 'connectTimeout', 'Connect timeout', {
    kind: 'number',
    prompt: 'Seconds.',
    fallback: '10',
  }),
  field('reach', 'keepAlive', 'Keepalive', {
    kind: 'number',
    prompt: 'Seconds of silence before the first TCP probe; 0 for none.',
    fallback: '30',
  }),
  field('session', 'role', 'Role', {
    prompt: 'Taken after the login, as by SET ROLE.',
    fallback: 'The user',
  }),
  field('session', 'searchPath', 'Search path', {
    prompt: 'Schemas with commas, as PostgreSQL writes them.',
    fallback: 'As the server has it',
  }),
  field('session', 'applicationName', 'Application name', {
    prompt: 'Shown in pg_stat_activity.',
    fallback: 'lakehouse-postgres',
  }),
  field('session', 'history', 'Record runs in the history', { kind: 'flag', initial: () => true }),
  field('session', 'autocommit', 'Each statement commits by itself', {
    kind: 'flag',
    initial: () => true,
  }),
  timeout('statementTimeout', 'Statement timeout'),
  timeout('lockTimeout', 'Lock timeout'),
  timeout('idleInTransactionTimeout', 'Idle transaction timeout'),
  timeout('idleSessionTimeout', 'Idle session timeout', ' PostgreSQL 14 and newer.'),
];

/** The TLS mode that holds when none is chosen, for the host of a draft. */
export function automaticTlsMode({ host }: Draft): string {
  return defaultTlsMode(typeof host === 'string' ? host : '');
}

function field(
  section: DraftSection,
  key: string,
  label: string,
  more: Partial<Omit<DraftField, 'section' | 'key' | 'label'>>,
): DraftField {
  const plain = { kind: 'text', prompt: '', options: [], fallback: '', when: undefined } as const;
  return { ...plain, initial: () => false, ...more, section, key, label };
}

/** A time limit that is set on the session. */
function timeout(key: string, label: string, note = ''): DraftField {
  return field('session', key, label, {
    kind: 'number',
    prompt: `Seconds.${note}`,
    fallback: 'As the server has it',
  });
}
