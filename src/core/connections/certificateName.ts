/** The names for which a certificate is made. */
export interface CertificateNames {
  readonly dnsNames: readonly string[];
  /** In a canonical form, to be compared with the host in the same form. */
  readonly ipAddresses: readonly string[];
  readonly commonName: string | undefined;
}

/**
 * Whether a certificate is made for a host, by the rules of libpq: a wildcard stands for exactly one label at the left;
 * the common name counts only when there is no alternative name of the host's kind (name or address).
 * Source: pq_verify_peer_name_matches_certificate in PostgreSQL's fe-secure-common.c and fe-secure-openssl.c.
 * @param address the canonical form of `host` when it is an IP address
 */
export function certificateMatchesHost(
  names: CertificateNames,
  host: string,
  address: string | undefined,
): boolean {
  if (names.dnsNames.some((name) => nameMatches(name, host))) {
    return true;
  }
  if (address !== undefined && names.ipAddresses.includes(address)) {
    return true;
  }
  const sameKind = address === undefined ? names.dnsNames : names.ipAddresses;
  return sameKind.length === 0 && names.commonName !== undefined && nameMatches(names.commonName, host);
}

function nameMatches(pattern: string, host: string): boolean {
  if (pattern.includes('\0')) {
    return false;
  }
  const [name, wanted] = [pattern.toLowerCase(), host.toLowerCase()];
  if (name === wanted) {
    return true;
  }
  if (!name.startsWith('*.') || name.length < 3) {
    return false;
  }
  const dot = wanted.indexOf('.');
  return dot > 0 && wanted.slice(dot) === name.slice(1);
}
