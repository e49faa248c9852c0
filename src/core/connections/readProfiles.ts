import { isCount, isOneOf, isRecord } from '../../base/validate';
import {
  connectionColors,
  type ConnectionProfile,
  defaultKeepAlive,
  defaultTlsMode,
  environments,
  type Environment,
  type Pooler,
  poolers,
  passwordSources,
  type ProfileScope,
  type TlsMode,
  tlsModes,
} from './connectionProfile';
import type { ConnectionParts } from './connectionParts';
import { type HostAddress, readHostList, type TargetSession, targetSessions } from './hostList';
import { type ChannelBinding, channelBindings, readRequireAuth } from './loginRules';
import { normalizeUrl } from './normalizeUrl';
import { readDbtTarget } from './dbtTargetSettings';
import { readPasswordCommand } from './passwordCommand';
import { readSshSettings } from './sshSettings';

/** A settings entry that could not be used, and why, in words. */
export interface ProfileProblem {
  /** The entry, such as `lakehouse.connections[2] (user settings)`. */
  readonly where: string;
  readonly message: string;
}

/** The entries of `lakehouse.connections` as one settings file holds them. */
export interface ProfileEntries {
  readonly scope: ProfileScope;
  /** Names the settings file in messages. */
  readonly label: string;
  /** Precedes ids of this list, so that a workspace can never replace a user's entry. */
  readonly idPrefix: string;
  readonly value: unknown;
}

/** The longest time that a setting in seconds may give, about 24 days: a 32-bit count of milliseconds. */
const longestSeconds = 2_147_483;

/**
 * Turns settings entries into profiles. An entry of a wrong shape becomes a problem and takes nothing else with it.
 */
export function readProfiles(lists: readonly ProfileEntries[]): {
  readonly value: readonly ConnectionProfile[];
  readonly problems: readonly ProfileProblem[];
} {
  const value: ConnectionProfile[] = [];
  const problems: ProfileProblem[] = [];
  for (const list of lists) {
    if (!Array.isArray(list.value)) {
      if (list.value !== undefined) {
        problems.push({ where: `lakehouse.connections (${list.label})`, message: 'must be a list.' });
      }
      continue;
    }
    list.value.forEach((entry: unknown, index) => {
      const reader = new EntryReader(entry);
      const profile = reader.read(list);
      const where = `lakehouse.connections[${String(index)}] (${list.label})`;
      problems.push(...[...reader.problems, ...reader.notes].map((message) => ({ where, message })));
      if (profile && value.some((other) => other.id === profile.id)) {
        problems.push({ where, message: `the id "${profile.id}" is used twice; the first entry counts.` });
      } else if (profile) {
        value.push(profile);
      }
    });
  }
  return { value, problems };
}

/** Reads the fields of one entry and collects what is wrong with them. */
class EntryReader {
  /** What makes the entry unusable. */
  readonly problems: string[] = [];
  /** What is worth saying although the entry works. */
  readonly notes: string[] = [];
  private readonly fields: Readonly<Record<string, unknown>>;

  constructor(entry: unknown) {
    this.fields = isRecord(entry) ? entry : {};
    if (!isRecord(entry)) {
      this.problems.push('must be an object with id, host, database and user.');
    }
    for (const key of Object.keys(this.fields).filter((each) => !knownFields.includes(each))) {
      this.problems.push(`${key}: is no field of a connection.`);
    }
  }

  read({ scope, idPrefix }: ProfileEntries): ConnectionProfile | undefined {
    if (this.problems.length > 0) {
      return undefined;
    }
    const id = this.required('id');
    const address = this.address();
    const environment = this.choice<Environment>('environment', environments, 'development');
    const profile: ConnectionProfile = {
      id: idPrefix + id,
      name: this.text('name') ?? id,
      scope,
      host: address.host,
      port: address.port,
      otherHosts: address.otherHosts,
      targetSession: this.choice<TargetSession>(
        'targetSession',
        targetSessions,
        address.targetSession ?? 'any',
      ),
      loadBalance: this.flag('loadBalance', address.loadBalance ?? false),
      ssh: readSshSettings(this.fields['ssh'], this.problems),
      database: address.database,
      user: address.user,
      tls: {
        mode: this.choice<TlsMode>('sslmode', tlsModes, address.tlsMode ?? defaultTlsMode(address.host)),
        rootCertificate: this.text('sslrootcert') ?? address.rootCertificate,
        certificate: this.text('sslcert') ?? address.certificate,
        key: this.text('sslkey') ?? address.key,
      },
      password: this.choice('password', passwordSources, 'secretStorage'),
      passwordCommand: this.passwordCommand(scope),
      loginRules: {
        requireAuth: readRequireAuth(this.text('requireAuth') ?? address.requireAuth, this.problems),
        channelBinding: this.choice<ChannelBinding>(
          'channelBinding',
          channelBindings,
          address.channelBinding ?? 'prefer',
        ),
      },
      passwordVariable: this.text('passwordVariable'),
      ...readDbtTarget(this.fields, this.problems),
      allowCleartextPassword: this.flag('allowCleartextPassword', false),
      environment,
      readOnly: this.flag('readOnly', environment === 'production'),
      ...(this.fields['autocommit'] === undefined ? {} : { autocommit: this.flag('autocommit', true) }),
      ...(this.flag('history', true) ? {} : { history: false }),
      pooler: this.choice<Pooler>('pooler', poolers, 'detect'),
      applicationName: this.text('applicationName') ?? address.applicationName ?? 'lakehouse-postgres',
      timeouts: this.timeouts(address),
      role: this.text('role') ?? address.role,
      searchPath: this.text('searchPath') ?? address.searchPath,
      keepAlive: this.seconds('keepAlive', (address.keepAlive ?? defaultKeepAlive) / 1000),
      group: this.text('group'),
      color: this.optionalChoice('color', connectionColors),
    };
    return this.problems.length === 0 ? profile : undefined;
  }

  private timeouts(address: Address): ConnectionProfile['timeouts'] {
    return {
      connect: this.seconds('connectTimeout', (address.connectTimeout ?? 10_000) / 1000),
      statement: this.seconds('statementTimeout', (address.statementTimeout ?? 0) / 1000),
      lock: this.seconds('lockTimeout', (address.lockTimeout ?? 0) / 1000),
      idleInTransaction: this.seconds(
        'idleInTransactionTimeout',
        (address.idleInTransactionTimeout ?? 0) / 1000,
      ),
      idleSession: this.seconds('idleSessionTimeout', 0),
    };
  }

  private address(): Address {
    const url = this.text('url');
    const fromUrl = url === undefined ? undefined : this.addressOfUrl(url);
    const host = this.text('host') ?? fromUrl?.host;
    const user = this.text('user') ?? fromUrl?.user;
    const database = this.text('database') ?? fromUrl?.database ?? user;
    if (url === undefined || fromUrl !== undefined) {
      this.demand('host', host);
      this.demand('user', user);
      this.demand('database', database);
    }
    return {
      ...fromUrl,
      ...this.hosts(host, fromUrl),
      database: database ?? '',
      user: user ?? '',
    };
  }

  private addressOfUrl(url: string): ConnectionParts | undefined {
    const { value, problems } = normalizeUrl(url);
    if (!value) {
      this.problems.push(`url: ${problems[0] ?? 'is no PostgreSQL URL.'}`);
      return undefined;
    }
    if (value.password !== undefined) {
      this.problems.push(
        'url: holds a password. Remove it from the settings; it is asked for and kept in secret storage.',
      );
    }
    return value;
  }

  private hosts(
    host: string | undefined,
    fromUrl: ConnectionParts | undefined,
  ): Pick<Address, 'host' | 'port' | 'otherHosts'> {
    const named = this.fields['host'] === undefined ? fromUrl?.otherHosts : undefined;
    const ports = this.fields['port'] ?? fromUrl?.port;
    const [first, ...others] = readHostList(host ?? '', ports, this.problems);
    return { ...first, otherHosts: named ?? others };
  }

  /** Opening a folder must never start a program that the folder names. */
  private passwordCommand(scope: ProfileScope): ConnectionProfile['passwordCommand'] {
    const command = readPasswordCommand(this.fields, this.problems);
    if (scope !== 'user' && (command || this.fields['password'] === 'command')) {
      this.problems.push('password: a command may stand in the user settings only.');
    } else if (this.fields['password'] === 'command' && this.fields['passwordCommand'] === undefined) {
      this.problems.push('passwordCommand: is missing.');
    }
    return command;
  }

  private seconds(key: string, fallback: number): number {
    const value = this.fields[key];
    if (value === undefined) {
      return fallback * 1000;
    }
    if (!isCount(value) || value > longestSeconds) {
      this.problems.push(`${key}: ${shown(value)} is no number of seconds.`);
      return fallback * 1000;
    }
    return value * 1000;
  }

  private required(key: string): string {
    const value = this.text(key);
    this.demand(key, value);
    return value ?? '';
  }

  private demand(key: string, value: string | undefined): void {
    if (value === undefined && !this.problems.some((problem) => problem.startsWith(`${key}:`))) {
      this.problems.push(`${key}: is missing.`);
    }
  }

  private text(key: string): string | undefined {
    const value = this.fields[key];
    if (value === undefined || value === '') {
      return undefined;
    }
    if (typeof value !== 'string') {
      this.problems.push(`${key}: ${shown(value)} must be text in quotes.`);
      return undefined;
    }
    if (value.includes('\0')) {
      this.problems.push(`${key}: must not contain a zero character.`);
      return undefined;
    }
    return value;
  }

  private flag(key: string, fallback: boolean): boolean {
    const value = this.fields[key];
    if (value !== undefined && typeof value !== 'boolean') {
      this.problems.push(`${key}: ${shown(value)} must be true or false, without quotes.`);
    }
    return typeof value === 'boolean' ? value : fallback;
  }

  private choice<T extends string>(key: string, options: readonly T[], fallback: T): T {
    return this.optionalChoice(key, options) ?? fallback;
  }

  private optionalChoice<T extends string>(key: string, options: readonly T[]): T | undefined {
    const value = this.fields[key];
    if (value === undefined) {
      return undefined;
    }
    if (isOneOf(options, value)) {
      return value;
    }
    // Somebody may have written the password itself here: it must not be repeated in a message.
    const found =
      key === 'password'
        ? 'says only where the password comes from, never the password itself'
        : `${shown(value)} is unknown`;
    this.problems.push(`${key}: ${found}. Use one of ${options.join(', ')}.`);
    return undefined;
  }
}

/** The fields of an entry, as the JSON schema in package.json names them. */
export const knownFields: readonly string[] = [
  'id',
  'name',
  'url',
  'host',
  'port',
  'database',
  'user',
  'sslmode',
  'sslrootcert',
  'sslcert',
  'sslkey',
  'password',
  ...['passwordCommand', 'passwordCommandKeep', 'passwordCommandTimeout'],
  ...['requireAuth', 'channelBinding', 'targetSession', 'loadBalance', 'ssh'],
  ...['passwordVariable', 'dbtTarget'],
  'allowCleartextPassword',
  'environment',
  'readOnly',
  'autocommit',
  'history',
  'pooler',
  'applicationName',
  'connectTimeout',
  'statementTimeout',
  'lockTimeout',
  'idleInTransactionTimeout',
  'idleSessionTimeout',
  'role',
  'searchPath',
  'keepAlive',
  'group',
  'color',
];

interface Address extends Partial<
  Omit<ConnectionParts, 'host' | 'port' | 'database' | 'user' | 'otherHosts'>
> {
  readonly host: string;
  readonly otherHosts: readonly HostAddress[];
  readonly port: number;
  readonly database: string;
  readonly user: string;
}

/** A value as the settings file shows it, shortened. */
function shown(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
