import { isCount } from '../../base/validate';

/** One place where a server may be. `host` is a name, an address, or the directory of a Unix socket. */
export interface HostAddress {
  readonly host: string;
  readonly port: number;
}

/** Which of several servers will do. Source: PostgreSQL manual, "Parameter Key Words", target_session_attrs. */
export const targetSessions = [
  'any',
  'read-write',
  'read-only',
  'primary',
  'standby',
  'prefer-standby',
] as const;
export type TargetSession = (typeof targetSessions)[number];

const defaultPort = 5432;

/**
 * Pairs hosts and ports as libpq does: both are lists separated by commas, one port serves all hosts, and an empty port
 * is 5432. Source: PostgreSQL manual, "Specifying Multiple Hosts".
 * @returns one address at least; with problems, some address that must not be used
 */
export function readHostList(
  hosts: string,
  ports: unknown,
  problems: string[],
): readonly [HostAddress, ...HostAddress[]] {
  const names = hosts.split(',').map((each) => withoutBrackets(each.trim()));
  const numbers = readPorts(ports, problems);
  if (names.some((name) => name === '') && names.length > 1) {
    problems.push('host: a name between two commas is missing.');
  }
  if (names.some((name) => name.startsWith('@'))) {
    problems.push(
      'host: a socket in the abstract namespace (@…) is not supported. Use the directory of a socket.',
    );
  }
  if (numbers.length > 1 && numbers.length !== names.length) {
    problems.push(
      `port: ${numbers.length} ports do not fit ${names.length} hosts. Give one port, or one for each host.`,
    );
  }
  const [first = '', ...others] = names;
  const portAt = (index: number) => (numbers.length > 1 ? numbers[index] : numbers[0]) ?? defaultPort;
  return [
    { host: first, port: portAt(0) },
    ...others.map((host, index) => ({ host, port: portAt(index + 1) })),
  ];
}

/** `host:port`, as a URL writes it. */
export function describeHost({ host, port }: HostAddress): string {
  return host.startsWith('/')
    ? `${host}/.s.PGSQL.${port}`
    : host.includes(':')
      ? `[${host}]:${port}`
      : `${host}:${port}`;
}

function readPorts(value: unknown, problems: string[]): readonly number[] {
  const listed = typeof value === 'string' && value.includes(',') ? value.split(',') : [value];
  return listed.map((each) => {
    const port =
      typeof each === 'string' && typeof value === 'string' && listed.length > 1 ? fromText(each) : each;
    if (port === undefined) {
      return defaultPort;
    }
    if (!isCount(port) || port < 1 || port > 65_535) {
      const text = JSON.stringify(value);
      const shown = text.length > 60 ? `${text.slice(0, 57)}…` : text;
      problems.push(`port: ${shown} is no port. Use a number from 1 to 65535, without quotes.`);
      return defaultPort;
    }
    return port;
  });
}

function fromText(text: string): unknown {
  const trimmed = text.trim();
  return trimmed === '' ? undefined : /^\d{1,5}$/.test(trimmed) ? Number(trimmed) : trimmed;
}

function withoutBrackets(host: string): string {
  return /^\[([^\]]*)\]$/.exec(host)?.[1] ?? host;
}
