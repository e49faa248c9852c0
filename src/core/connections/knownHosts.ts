/** One line of a known_hosts file. Source: sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT". */
export interface KnownHost {
  readonly marker: 'revoked' | 'cert-authority' | undefined;
  /** Patterns separated by commas, or one hashed name: `|1|salt|hash`. */
  readonly hosts: string;
  /** Such as `ssh-ed25519`. */
  readonly keyType: string;
  /** In base64. */
  readonly key: string;
  /** One-based. */
  readonly line: number;
  /** Names the file in messages. */
  readonly file: string;
}

export interface HostKey {
  readonly keyType: string;
  /** In base64. */
  readonly key: string;
}

export type HostKeyVerdict =
  | { readonly kind: 'known' }
  | { readonly kind: 'unknown' }
  /** Another key is known for this host. */
  | { readonly kind: 'changed'; readonly known: KnownHost }
  | { readonly kind: 'revoked'; readonly known: KnownHost };

/** The HMAC-SHA1 of a name with a salt; all three in base64, except the name. */
export type HashName = (salt: string, name: string) => string;

/** Reads a known_hosts file. Lines that are not understood are passed over, as OpenSSH does. */
export function parseKnownHosts(text: string, file: string): readonly KnownHost[] {
  return text.split(/\r?\n/).flatMap((written, index) => {
    const words = written.trim().split(/\s+/);
    const marker = words[0]?.startsWith('@') === true ? words.shift() : undefined;
    const [hosts = '', keyType, key] = words;
    if (hosts === '' || hosts.startsWith('#') || keyType === undefined || key === undefined) {
      return [];
    }
    if (marker !== undefined && marker !== '@revoked' && marker !== '@cert-authority') {
      return [];
    }
    const known =
      marker === '@revoked' ? 'revoked' : marker === '@cert-authority' ? 'cert-authority' : undefined;
    return [{ marker: known, hosts, keyType, key, line: index + 1, file }];
  });
}

/** How a host is written in known_hosts: with its port, unless that is 22. */
export function knownHostName(host: string, port: number): string {
  const name = host.toLowerCase();
  return port === 22 ? name : `[${name}]:${port}`;
}

/** The key types that are known for a host: asking for these first finds the known key. */
export function knownKeyTypes(known: readonly KnownHost[], name: string, hash: HashName): readonly string[] {
  return linesFor(known, name, hash)
    .filter(({ marker }) => marker === undefined)
    .map(({ keyType }) => keyType);
}

/** Whether an authority is named for this host, whose certificates are not supported. */
export function hasAuthority(known: readonly KnownHost[], name: string, hash: HashName): boolean {
  return linesFor(known, name, hash).some(({ marker }) => marker === 'cert-authority');
}

/**
 * What the known hosts say about a key. A revoked key is refused for every host that its line names. A key of another
 * type than the known ones counts as changed: the known types were asked for first, so the server no longer has them.
 */
export function checkHostKey(
  known: readonly KnownHost[],
  place: { readonly host: string; readonly port: number },
  offered: HostKey,
  hash: HashName,
): HostKeyVerdict {
  const isOffered = ({ keyType, key }: KnownHost) => keyType === offered.keyType && key === offered.key;
  const lines = linesFor(known, knownHostName(place.host, place.port), hash);
  const revoked = lines.find((each) => each.marker === 'revoked' && isOffered(each));
  if (revoked) {
    return { kind: 'revoked', known: revoked };
  }
  const plain = lines.filter(({ marker }) => marker === undefined);
  if (plain.some(isOffered)) {
    return { kind: 'known' };
  }
  const other = plain.find(({ keyType }) => keyType === offered.keyType) ?? plain[0];
  if (other) {
    return { kind: 'changed', known: other };
  }
  // OpenSSH takes the line of the same host at port 22, if the key is the same.
  const atDefault = place.port === 22 ? [] : linesFor(known, place.host.toLowerCase(), hash);
  return atDefault.some((each) => each.marker === undefined && isOffered(each))
    ? { kind: 'known' }
    : { kind: 'unknown' };
}

function linesFor(known: readonly KnownHost[], name: string, hash: HashName): readonly KnownHost[] {
  return known.filter(({ hosts }) => matchesHosts(hosts, name, hash));
}

function matchesHosts(hosts: string, name: string, hash: HashName): boolean {
  const hashed = /^\|1\|([^|]+)\|([^|]+)$/.exec(hosts);
  if (hashed) {
    return hash(hashed[1] ?? '', name) === hashed[2];
  }
  const patterns = hosts.toLowerCase().split(',');
  return (
    patterns.some((pattern) => !pattern.startsWith('!') && matchesPattern(pattern, name)) &&
    !patterns.some((pattern) => pattern.startsWith('!') && matchesPattern(pattern.slice(1), name))
  );
}

/** `*` and `?` as in ssh_config(5), "PATTERNS". It looks back to the last `*` only, so no pattern takes long. */
export function matchesPattern(pattern: string, text: string): boolean {
  let [at, from] = [0, 0];
  let [star, resume] = [-1, 0];
  while (from < text.length) {
    if (pattern[at] === '*') {
      star = at++;
      resume = from;
    } else if (at < pattern.length && (pattern[at] === '?' || pattern[at] === text[from])) {
      at++;
      from++;
    } else if (star >= 0) {
      at = star + 1;
      from = ++resume;
    } else {
      return false;
    }
  }
  return /^\**$/.test(pattern.slice(at));
}
