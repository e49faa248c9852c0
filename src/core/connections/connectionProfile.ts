import { describeHost, type HostAddress, type TargetSession } from './hostList';
import type { LoginRules } from './loginRules';
import type { PasswordCommand } from './passwordCommand';
import { describeTunnel, type SshSettings } from './sshSettings';

/** The six modes of libpq, with libpq's meaning. Source: PostgreSQL manual, "SSL Support". */
export const tlsModes = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'] as const;
export type TlsMode = (typeof tlsModes)[number];

export const environments = ['production', 'staging', 'development', 'local'] as const;
export type Environment = (typeof environments)[number];

/** Colours that a connection may have instead of its environment's. */
export const connectionColors = ['red', 'orange', 'yellow', 'green', 'blue', 'purple', 'grey'] as const;
export type ConnectionColor = (typeof connectionColors)[number];

/** Where the password comes from. The password itself is never part of a profile. */
export const passwordSources = [
  'secretStorage',
  'pgpass',
  'environment',
  'command',
  'dbt',
  'ask',
  'none',
] as const;
export type PasswordSource = (typeof passwordSources)[number];

/**
 * What stands before the server: `detect` looks, `none` and `session` trust the word, and behind `transaction` nothing
 * is kept on the session.
 */
export const poolers = ['detect', 'none', 'session', 'transaction'] as const;
export type Pooler = (typeof poolers)[number];

/** Which settings file an entry was read from; a workspace never overrides a user's entry. */
export type ProfileScope = 'user' | 'workspace' | 'workspaceFolder';

export interface TlsSettings {
  readonly mode: TlsMode;
  /** Path of a PEM file with trusted authorities, or `system` for the operating system's. */
  readonly rootCertificate: string | undefined;
  /** Paths of PEM files for a client certificate. */
  readonly certificate: string | undefined;
  readonly key: string | undefined;
}

/** Timeouts in milliseconds; 0 means that the server's own setting holds. */
export interface Timeouts {
  readonly connect: number;
  readonly statement: number;
  readonly lock: number;
  /** For a transaction that waits for its next statement. */
  readonly idleInTransaction: number;
  /** For a session that waits without a transaction. PostgreSQL has it from version 14 on. */
  readonly idleSession: number;
}

/** A target of dbt, whose password stays where dbt finds it. */
export interface DbtTargetReference {
  /** The path of profiles.yml. */
  readonly profiles: string;
  readonly profile: string;
  readonly target: string;
  /**
   * The environment variables that the user agreed to have in the password; any when it is missing. A file that others can
   * edit could otherwise ask for more later.
   */
  readonly variables?: readonly string[];
}

/** A connection that the user configured, complete and checked. */
export interface ConnectionProfile {
  /** Stable and unique within its scope. */
  readonly id: string;
  readonly name: string;
  readonly scope: ProfileScope;
  /** A host name, an address, or a directory that holds a Unix socket (begins with `/`). */
  readonly host: string;
  readonly port: number;
  /** Other places to try, in order, when the one above does not answer or is not the server that is wanted. */
  readonly otherHosts: readonly HostAddress[];
  /** Which of several servers will do. */
  readonly targetSession: TargetSession;
  /** Try the hosts in a random order. */
  readonly loadBalance: boolean;
  /** The way to the host, where it leads through an SSH server; the host is then a name that this server knows. */
  readonly ssh: SshSettings | undefined;
  readonly database: string;
  readonly user: string;
  readonly tls: TlsSettings;
  readonly password: PasswordSource;
  /** Name of the environment variable when `password` is `environment`. */
  readonly passwordVariable: string | undefined;
  /** The program when `password` is `command`; in the user's settings only. */
  readonly passwordCommand: PasswordCommand | undefined;
  /** The target when `password` is `dbt`. */
  readonly dbtTarget?: DbtTargetReference;
  readonly loginRules: LoginRules;
  /** Send the password even if the server asks for it in clear text over an unprotected line. */
  readonly allowCleartextPassword: boolean;
  readonly environment: Environment;
  /** Statements that may write are refused. Production starts so. */
  readonly readOnly: boolean;
  /** Whether each statement commits by itself; the setting decides where this is missing. */
  readonly autocommit?: boolean;
  /** False where runs are not to be recorded in the history. */
  readonly history?: boolean;
  readonly pooler: Pooler;
  readonly applicationName: string;
  readonly timeouts: Timeouts;
  /** The role that sessions take after the login, as by SET ROLE. */
  readonly role: string | undefined;
  /** The schemas of `search_path`, as PostgreSQL writes them: names in quotes where needed, separated by commas. */
  readonly searchPath: string | undefined;
  /** Milliseconds of silence before the first TCP keepalive probe; 0 for none. */
  readonly keepAlive: number;
  /** The heading under which the sidebar shows the connection. */
  readonly group: string | undefined;
  /** Undefined for the colour of the environment. */
  readonly color: ConnectionColor | undefined;
  /**
   * The sandbox: all its clients take turns in one backend. A statement is sent and answered in one exchange, and only a
   * restart of the whole server can stop it. No settings entry can say this of itself.
   */
  readonly sandbox?: true;
}

/** Thirty seconds keep the firewalls on the way from forgetting an idle line; they detect little. */
export const defaultKeepAlive = 30_000;

/** Whether the host can only be this machine, where a line needs no protection. */
export function isLocalHost(host: string): boolean {
  return (
    host.startsWith('/') ||
    host === 'localhost' ||
    host === '::1' ||
    /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host)
  );
}

/** The mode used when none is configured: `prefer` on this machine, `require` elsewhere. */
export function defaultTlsMode(host: string): TlsMode {
  return isLocalHost(host) ? 'prefer' : 'require';
}

/** What a saved password is bound to: a change of any part makes it another secret. */
export function secretKey(profile: ConnectionProfile): string {
  const { host, port, user, tls, otherHosts, ssh } = profile;
  return JSON.stringify([
    ...['lakehouse.password', host, port, user, tls.mode],
    // `localhost` behind a tunnel is another machine than `localhost` here.
    ...(otherHosts.length > 0 ? [otherHosts] : []),
    ...(ssh ? [['ssh', ssh.host, ssh.port, ssh.user]] : []),
  ]);
}

/** What a user agreed to when a workspace's connection was opened: a change of any part asks again. */
export function consentKey(profile: ConnectionProfile): string {
  return JSON.stringify([
    'lakehouse.consent',
    secretKey(profile),
    profile.password,
    profile.passwordVariable,
    profile.allowCleartextPassword,
    profile.tls.rootCertificate,
    ...(profile.ssh ? [profile.ssh] : []),
    ...(profile.dbtTarget ? [profile.dbtTarget] : []),
  ]);
}

/** Whether what is open of a connection can stay when its settings change: only how it is shown is another. */
export function sameLine(one: ConnectionProfile, other: ConnectionProfile): boolean {
  return lineText(one) === lineText(other);
}

/** Every place where the server may be, in the order in which they are tried. */
export function hostsOf({ host, port, otherHosts }: ConnectionProfile): readonly HostAddress[] {
  return [{ host, port }, ...otherHosts];
}

/** The hosts and the way to them, in words for a person, such as `db.example:5432 through ana@bastion.example`. */
export function describePlace(profile: ConnectionProfile): string {
  if (profile.sandbox) {
    return 'the sandbox on this computer';
  }
  const hosts = hostsOf(profile).map(describeHost).join(', ');
  return profile.ssh ? `${hosts} through ${describeTunnel(profile.ssh)}` : hosts;
}

/** Where the password comes from, in words for a person. */
export function describePasswordSource(profile: ConnectionProfile): string {
  switch (profile.password) {
    case 'secretStorage':
      return 'your saved password, or the one you type';
    case 'ask':
      return 'the password you type';
    case 'pgpass':
      return 'the password in your .pgpass file';
    case 'environment':
      return `the value of the environment variable ${profile.passwordVariable ?? 'PGPASSWORD'}`;
    case 'command':
      return `what the program ${profile.passwordCommand?.argv[0] ?? ''} prints`;
    case 'dbt':
      return `the password of the dbt target ${profile.dbtTarget?.target ?? ''} in ${profile.dbtTarget?.profiles ?? 'profiles.yml'}`;
    case 'none':
      return 'no password';
  }
}

function lineText(profile: ConnectionProfile): string {
  return JSON.stringify({
    ...profile,
    ...{ name: undefined, group: undefined, color: undefined, autocommit: undefined, history: undefined },
  });
}
