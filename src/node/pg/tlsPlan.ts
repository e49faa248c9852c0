import { constants, promises as fs } from 'node:fs';
import type { Stats } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import tls from 'node:tls';
import type { TlsMode, TlsSettings } from '../../core/connections/connectionProfile';
import { expandHome } from '../expandHome';
import { isSocketDirectory } from './dial';
import { systemAuthorities } from './systemAuthorities';

/** How far a server's certificate is checked: not at all, its chain, or its chain and name. */
export type Verification = 'none' | 'authority' | 'name';

/** What the TLS settings of a profile come to. */
export interface TlsPlan {
  readonly mode: TlsMode;
  /** Ways to connect, in the order in which libpq tries them. */
  readonly attempts: readonly ('plain' | 'tls')[];
  /** Reads the files, once, when a server has agreed to TLS. @throws CertificateFileError */
  readonly material: () => Promise<TlsMaterial>;
}

/** The content of the certificate files, as PEM texts. */
export interface TlsMaterial {
  readonly verification: Verification;
  readonly authorities: readonly string[] | undefined;
  readonly certificate: string | undefined;
  readonly key: string | undefined;
}

/** A TLS file is missing, unreadable or open to others. */
export class CertificateFileError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'CertificateFileError';
  }
}

/** The ways that libpq tries for each mode. Source: PostgreSQL's fe-connect.c. */
const attemptsOf: Readonly<Record<TlsMode, TlsPlan['attempts']>> = {
  disable: ['plain'],
  allow: ['plain', 'tls'],
  prefer: ['tls', 'plain'],
  require: ['tls'],
  'verify-ca': ['tls'],
  'verify-full': ['tls'],
};

/**
 * Decides as libpq does: a root certificate is used in every mode when there is one (so `require` then verifies like
 * `verify-ca`), its absence is an error for `verify-*` only, and a Unix socket never uses TLS. Where libpq goes on
 * without a file that was named and does not exist, this is an error.
 * @param folder where libpq's default files are; the user's own unless a test says otherwise
 */
export function planTls(settings: TlsSettings, host: string, folder = libpqFolder()): TlsPlan {
  let reading: Promise<TlsMaterial> | undefined;
  return {
    mode: settings.mode,
    attempts: isSocketDirectory(host) ? ['plain'] : attemptsOf[settings.mode],
    material: () => (reading ??= readMaterial(settings, folder)),
  };
}

async function readMaterial(settings: TlsSettings, folder: string): Promise<TlsMaterial> {
  const authorities = await readAuthorities(settings, folder);
  return {
    verification: authorities === undefined ? 'none' : settings.mode === 'verify-full' ? 'name' : 'authority',
    authorities,
    ...(await readClientCertificate(settings, folder)),
  };
}

/** Where libpq looks for `root.crt`, `postgresql.crt` and `postgresql.key`. */
export function libpqFolder(): string {
  return process.platform === 'win32'
    ? path.join(process.env['APPDATA'] ?? os.homedir(), 'postgresql')
    : path.join(os.homedir(), '.postgresql');
}

async function readAuthorities(
  { mode, rootCertificate }: TlsSettings,
  folder: string,
): Promise<readonly string[] | undefined> {
  if (rootCertificate === 'system') {
    if (mode !== 'verify-full') {
      throw new CertificateFileError(
        `The system's authorities sign certificates for everybody, so the TLS mode “${mode}” would not tell who the server is: use “verify-full” with them`,
      );
    }
    return systemAuthorities();
  }
  const file = expandHome(rootCertificate ?? path.join(folder, 'root.crt'));
  const text = await readIfPresent(file, 'root certificate');
  if (text !== undefined) {
    requirePem(text, file, 'root certificate');
    return [text];
  }
  if (rootCertificate !== undefined || mode === 'verify-ca' || mode === 'verify-full') {
    const why = mode.startsWith('verify') ? `, and the TLS mode “${mode}” needs it to check the server` : '';
    throw new CertificateFileError(`The root certificate ${file} does not exist${why}`);
  }
  return undefined;
}

async function readClientCertificate(
  settings: TlsSettings,
  folder: string,
): Promise<Pick<TlsMaterial, 'certificate' | 'key'>> {
  const file = expandHome(settings.certificate ?? path.join(folder, 'postgresql.crt'));
  const certificate = await readIfPresent(file, 'client certificate');
  if (certificate === undefined) {
    if (settings.certificate !== undefined) {
      throw new CertificateFileError(`The client certificate ${file} does not exist`);
    }
    return { certificate: undefined, key: undefined };
  }
  requirePem(certificate, file, 'client certificate');
  const keyFile = expandHome(settings.key ?? path.join(folder, 'postgresql.key'));
  const key = await readIfPresent(keyFile, 'private key', refuseOpenKey);
  if (key === undefined) {
    throw new CertificateFileError(
      `There is a client certificate (${file}), but its private key ${keyFile} does not exist`,
    );
  }
  if (/ENCRYPTED/.test(key)) {
    throw new CertificateFileError(
      `The private key ${keyFile} is protected by a passphrase, which is not supported`,
    );
  }
  try {
    tls.createSecureContext({ cert: certificate, key });
  } catch {
    throw new CertificateFileError(
      `The private key ${keyFile} does not belong to the client certificate ${file}`,
    );
  }
  return { certificate, key };
}

/** The permission rule of libpq: 0600 or less for our own key, 0640 or less for one that belongs to root. */
function refuseOpenKey(stats: Stats, file: string): void {
  const forbidden =
    stats.uid === 0
      ? constants.S_IWGRP | constants.S_IXGRP | constants.S_IRWXO
      : constants.S_IRWXG | constants.S_IRWXO;
  if (process.platform !== 'win32' && (stats.mode & forbidden) !== 0) {
    throw new CertificateFileError(
      `The private key ${file} can be read by others, so it was not used: set its permissions to 0600 (chmod 600)`,
    );
  }
}

async function readIfPresent(
  file: string,
  what: string,
  check: (stats: Stats, file: string) => void = () => undefined,
): Promise<string | undefined> {
  try {
    const stats = await fs.stat(file);
    if (!stats.isFile()) {
      throw new CertificateFileError(`The ${what} ${file} is not a file`);
    }
    check(stats, file);
    return await fs.readFile(file, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      return undefined;
    }
    if (error instanceof CertificateFileError) {
      throw error;
    }
    throw new CertificateFileError(`The ${what} ${file} could not be read (${code ?? 'unknown reason'})`);
  }
}

/** Catches what OpenSSL would report as "no start line". */
function requirePem(text: string, file: string, what: string): void {
  if (!text.includes('-----BEGIN')) {
    throw new CertificateFileError(`The ${what} ${file} is not in PEM form`);
  }
  try {
    tls.createSecureContext({ ca: text });
  } catch {
    throw new CertificateFileError(`The ${what} ${file} could not be understood as a certificate`);
  }
}
