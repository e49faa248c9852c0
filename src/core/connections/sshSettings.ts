import { isCount, isOneOf, isRecord } from '../../base/validate';

/**
 * How to log in to an SSH server. `auto` tries what OpenSSH tries: the agent, key files, and what the server asks a
 * person for.
 */
export const sshMethods = ['auto', 'agent', 'key', 'password', 'keyboard-interactive'] as const;
export type SshMethod = (typeof sshMethods)[number];

/** One SSH server on the way. What is undefined is looked up in `~/.ssh/config`, and has OpenSSH's default there. */
export interface SshHop {
  readonly host: string;
  readonly port: number | undefined;
  readonly user: string | undefined;
}

/** The tunnel through which a connection reaches its database. */
export interface SshSettings extends SshHop {
  readonly auth: SshMethod;
  /** A private key, in the form of OpenSSH or PEM. */
  readonly keyFile: string | undefined;
  /** The servers to go through first, in order, as OpenSSH's ProxyJump. Undefined leaves it to `~/.ssh/config`. */
  readonly jump: readonly SshHop[] | undefined;
}

/** The fields of `ssh`, as the JSON schema in package.json names them. */
const sshFields: readonly string[] = ['host', 'port', 'user', 'auth', 'keyFile', 'jump'];

/** Reads the field `ssh` of a settings entry. What is wrong goes to `problems`, each beginning with the field. */
export function readSshSettings(value: unknown, problems: string[]): SshSettings | undefined {
  if (value === undefined) {
    return undefined;
  }
  if (!isRecord(value)) {
    problems.push('ssh: must be an object such as {"host": "bastion.example", "user": "ana"}.');
    return undefined;
  }
  for (const key of Object.keys(value).filter((each) => !sshFields.includes(each))) {
    problems.push(`ssh: ${key} is no field of a tunnel. Use ${sshFields.join(', ')}.`);
  }
  const host = readText(value, 'host', problems);
  if (host === undefined) {
    problems.push('ssh: its host is missing.');
    return undefined;
  }
  const auth = value['auth'] ?? 'auto';
  if (!isOneOf(sshMethods, auth)) {
    problems.push(`ssh: its auth must be one of ${sshMethods.join(', ')}.`);
    return undefined;
  }
  return {
    host,
    port: readPort(value['port'], problems),
    user: readText(value, 'user', problems),
    auth,
    keyFile: readText(value, 'keyFile', problems),
    jump: readJump(value['jump'], problems),
  };
}

/** Reads `user@host:port`, as ProxyJump has it; an IPv6 address stands in brackets. Undefined for anything else. */
export function readHop(text: string): SshHop | undefined {
  const match = /^(?:ssh:\/\/)?(?:([^@\s]+)@)?(?:\[([^\]\s]+)\]|([^:@\s[\]]+))(?::(\d{1,5}))?$/.exec(
    text.trim(),
  );
  const host = match?.[2] ?? match?.[3];
  const port = match?.[4] === undefined ? undefined : Number(match[4]);
  return host === undefined || !isSafeName(host) || (port !== undefined && (port < 1 || port > 65_535))
    ? undefined
    : { host, port, user: match?.[1] };
}

/** A hop as a person writes it. */
export function describeHop({ host, port, user }: SshHop): string {
  const name = host.includes(':') ? `[${host}]` : host;
  return `${user === undefined ? '' : `${user}@`}${name}${port === undefined ? '' : `:${port}`}`;
}

/** The whole way, such as `jump.example, then ana@bastion.example:22`. */
export function describeTunnel(ssh: SshSettings): string {
  return [...(ssh.jump ?? []), ssh].map(describeHop).join(', then ');
}

function readJump(value: unknown, problems: string[]): readonly SshHop[] | undefined {
  if (value === undefined || value === '') {
    return undefined;
  }
  const listed: readonly unknown[] = typeof value === 'string' ? value.split(',') : [];
  const entries = Array.isArray(value) ? (value as readonly unknown[]) : listed;
  const hops = entries.map((each) => (typeof each === 'string' ? readHop(each) : undefined));
  if (hops.length === 0 || hops.includes(undefined)) {
    problems.push('ssh: its jump must be user@host:port, or several of these separated by commas.');
    return undefined;
  }
  return hops.flatMap((hop) => hop ?? []);
}

function readText(
  fields: Readonly<Record<string, unknown>>,
  key: string,
  problems: string[],
): string | undefined {
  const value = fields[key];
  if (value === undefined || value === '') {
    return undefined;
  }
  if (typeof value !== 'string' || /\p{Cc}/u.test(value) || (key === 'host' && !isSafeName(value))) {
    problems.push(`ssh: its ${key} must be text in quotes, without control characters.`);
    return undefined;
  }
  return value;
}

/** A name that begins with a dash is an option to many programs. */
function isSafeName(host: string): boolean {
  return !host.startsWith('-') && !/\s/.test(host);
}

function readPort(value: unknown, problems: string[]): number | undefined {
  if (value === undefined) {
    return undefined;
  }
  if (!isCount(value) || value < 1 || value > 65_535) {
    problems.push('ssh: its port must be a number from 1 to 65535, without quotes.');
    return undefined;
  }
  return value;
}
