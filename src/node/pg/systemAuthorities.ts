import { readFile } from 'node:fs/promises';
import tls from 'node:tls';

/** Where the distributions of Linux and BSD keep the bundle that OpenSSL trusts. */
const bundles = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
  '/etc/ssl/cert.pem',
];

/**
 * The authorities that the operating system trusts. `SSL_CERT_FILE` counts first, as for OpenSSL and so for libpq.
 * A Node without access to the system's store falls back to the list of Mozilla that it carries.
 */
export async function systemAuthorities(): Promise<readonly string[]> {
  const named = process.env['SSL_CERT_FILE'];
  if (named !== undefined && named !== '') {
    return [await readFile(named, 'utf8')];
  }
  const reader = tls as { getCACertificates?: (type: 'system') => readonly string[] };
  const fromStore = reader.getCACertificates?.('system') ?? [];
  if (fromStore.length > 0) {
    return fromStore;
  }
  for (const file of process.platform === 'win32' ? [] : bundles) {
    const text = await readFile(file, 'utf8').catch(() => undefined);
    if (text !== undefined) {
      return [text];
    }
  }
  return tls.rootCertificates;
}
