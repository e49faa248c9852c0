import { matchesPattern } from './knownHosts';
import { describeHop, readHop, type SshHop, type SshSettings } from './sshSettings';

/** What a file of OpenSSH's client says about one host. Source: ssh_config(5). */
export interface SshConfigEntry {
  readonly hostName: string | undefined;
  readonly user: string | undefined;
  readonly port: number | undefined;
  readonly identityFiles: readonly string[];
  readonly proxyJump: string | undefined;
  readonly identityAgent: string | undefined;
  /** A program that makes the connection; it is not run. */
  readonly proxyCommand: string | undefined;
}

/** One SSH server on the way, with everything that connecting to it needs. */
export interface ResolvedHop {
  /** Name or address to connect to. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** Private keys that were named for it, with `~` as written; empty for the usual files. */
  readonly keyFiles: readonly string[];
  readonly identityAgent: string | undefined;
  /** `user@host:port`, for messages. */
  readonly name: string;
}

/** Where a tunnel leads, or the sentence why it cannot. */
export type ResolvedTunnel = { readonly hops: readonly ResolvedHop[] } | { readonly problem: string };

/**
 * Resolves the way of a tunnel with the user's `~/.ssh/config`: what the settings name counts, then the first value that
 * the file has for the host.
 * @param config the text of the file; undefined where it must not be used
 * @param localUser the name of the user on this machine, OpenSSH's default
 */
export function resolveTunnel(
  ssh: SshSettings,
  config: string | undefined,
  localUser: string,
): ResolvedTunnel {
  const entry = sshConfigEntry(config ?? '', ssh.host);
  if (entry.proxyCommand !== undefined && ssh.jump === undefined) {
    return {
      problem: `~/.ssh/config has a ProxyCommand for ${ssh.host}, which is not supported. Name the servers to go through as jump.`,
    };
  }
  const jumps = ssh.jump ?? jumpsOf(entry.proxyJump);
  if (!jumps) {
    return { problem: `The ProxyJump ${entry.proxyJump ?? ''} in ~/.ssh/config was not understood.` };
  }
  const named = ssh.keyFile === undefined ? [] : [ssh.keyFile];
  return {
    hops: [
      ...jumps.map((hop) => resolveHop(hop, sshConfigEntry(config ?? '', hop.host), named, localUser)),
      resolveHop(ssh, entry, named, localUser),
    ],
  };
}

/** The values for a host: the first one of each counts, from the top of the file. `Match` blocks are passed over. */
export function sshConfigEntry(text: string, alias: string): SshConfigEntry {
  const values = new Map<string, string[]>();
  let applies = true;
  for (const line of text.split(/\r?\n/)) {
    const [keyword, value] = readLine(line);
    if (keyword === 'host') {
      applies = matchesAny(value.split(/\s+/), alias);
    } else if (keyword === 'match') {
      applies = value.trim().toLowerCase() === 'all';
    } else if (applies && keyword !== '') {
      values.set(keyword, [...(values.get(keyword) ?? []), value]);
    }
  }
  const first = (keyword: string): string | undefined => {
    const value = values.get(keyword)?.[0];
    return value === undefined || value.toLowerCase() === 'none' ? undefined : value;
  };
  const port = Number(first('port') ?? NaN);
  return {
    hostName: first('hostname')?.replaceAll('%h', alias),
    user: first('user'),
    port: Number.isInteger(port) && port > 0 && port < 65_536 ? port : undefined,
    identityFiles: (values.get('identityfile') ?? []).filter((each) => each.toLowerCase() !== 'none'),
    proxyJump: first('proxyjump'),
    identityAgent: first('identityagent'),
    proxyCommand: first('proxyjump') === undefined ? first('proxycommand') : undefined,
  };
}

function resolveHop(
  hop: SshHop,
  entry: SshConfigEntry,
  keyFiles: readonly string[],
  localUser: string,
): ResolvedHop {
  const resolved = {
    host: entry.hostName ?? hop.host,
    port: hop.port ?? entry.port ?? 22,
    user: hop.user ?? entry.user ?? localUser,
  };
  return {
    ...resolved,
    keyFiles: keyFiles.length > 0 ? keyFiles : entry.identityFiles.map((file) => file.replaceAll('%d', '~')),
    identityAgent: entry.identityAgent,
    name: describeHop(resolved),
  };
}

function jumpsOf(proxyJump: string | undefined): readonly SshHop[] | undefined {
  const hops = (proxyJump ?? '')
    .split(',')
    .filter((each) => each.trim() !== '')
    .map(readHop);
  return hops.includes(undefined) ? undefined : hops.flatMap((hop) => hop ?? []);
}

/** `Keyword value`, `Keyword=value` or `Keyword "value"`. */
function readLine(line: string): readonly [string, string] {
  const match = /^\s*([A-Za-z]\w*)(?:\s*=\s*|\s+)(.*?)\s*$/.exec(line);
  const value = match?.[2] ?? '';
  return [match?.[1]?.toLowerCase() ?? '', /^"([^"]*)"$/.exec(value)?.[1] ?? value];
}

function matchesAny(patterns: readonly string[], alias: string): boolean {
  const matches = (pattern: string) => matchesPattern(pattern.toLowerCase(), alias.toLowerCase());
  return (
    patterns.some((pattern) => !pattern.startsWith('!') && matches(pattern)) &&
    !patterns.some((pattern) => pattern.startsWith('!') && matches(pattern.slice(1)))
  );
}
