import { X509Certificate } from 'node:crypto';
import net from 'node:net';
import type { Duplex } from 'node:stream';
import tls from 'node:tls';
import { serialize } from 'pg-protocol';
import { certificateMatchesHost } from '../../core/connections/certificateName';
import { untilAborted } from './connectDeadline';
import type { TlsMaterial } from './tlsPlan';

/** The certificate is in order but made for another host. */
export class CertificateNameError extends Error {
  constructor(readonly names: readonly string[]) {
    super(names.length > 0 ? `it is made for ${names.join(', ')}` : 'it names no host');
    this.name = 'CertificateNameError';
  }
}

/** The server does not speak TLS and the mode demands it. */
export class NoTlsError extends Error {
  constructor() {
    super('The server does not speak TLS.');
    this.name = 'NoTlsError';
  }
}

/** The TLS handshake failed; `cause` has Node's reason. */
export class TlsHandshakeError extends Error {
  readonly code: string;

  constructor(cause: Error) {
    super(cause.message, { cause });
    this.name = 'TlsHandshakeError';
    this.code = (cause as NodeJS.ErrnoException).code ?? '';
  }
}

/** The peer's answer to SSLRequest was neither yes nor no. */
export class TlsAnswerError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'TlsAnswerError';
  }
}

/**
 * Asks the server whether it speaks TLS.
 * @throws TlsAnswerError, Error of the network layer, or the signal's reason
 */
export async function requestTls(socket: Duplex, signal: AbortSignal): Promise<boolean> {
  socket.write(serialize.requestSsl());
  const answer = await untilAborted(firstBytes(socket), signal, () => socket.destroy());
  // Anything behind the one byte was sent before TLS began and could be an attacker's (CVE-2021-23222).
  if (answer.length > 1 && answer[0] !== 0x45) {
    throw new TlsAnswerError('It sent more than its answer before TLS began');
  }
  switch (String.fromCharCode(answer[0] ?? 0)) {
    case 'S':
      return true;
    case 'N':
      return false;
    case 'E':
      // The text of this error is not protected by anything, so it is not shown (CVE-2024-10977).
      throw new TlsAnswerError('It answered the request for TLS with an error');
    default:
      throw new TlsAnswerError('It does not answer like PostgreSQL');
  }
}

/**
 * Does the TLS handshake, and checks the certificate as far as the material allows.
 * @throws TlsHandshakeError, CertificateNameError, or the signal's reason
 */
export async function startTls(
  socket: Duplex,
  material: TlsMaterial,
  host: string,
  signal: AbortSignal,
): Promise<tls.TLSSocket> {
  const secured = tls.connect({
    socket,
    minVersion: 'TLSv1.2',
    rejectUnauthorized: material.verification !== 'none',
    checkServerIdentity: () => undefined,
    ...(net.isIP(host) === 0 ? { servername: host } : {}),
    ...(material.authorities ? { ca: [...material.authorities] } : {}),
    ...(material.certificate !== undefined && material.key !== undefined
      ? { cert: material.certificate, key: material.key }
      : {}),
  });
  secured.on('error', () => undefined);
  await untilAborted(handshake(secured), signal, () => secured.destroy());
  if (material.verification === 'name') {
    checkName(secured, host);
  }
  return secured;
}

function handshake(secured: tls.TLSSocket): Promise<void> {
  return new Promise((resolve, reject) => {
    secured.once('secureConnect', resolve);
    secured.once('error', (error: Error) => reject(new TlsHandshakeError(error)));
    secured.once('close', () => reject(new TlsHandshakeError(new Error('the server closed the connection'))));
  });
}

function firstBytes(socket: Duplex): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const ended = () =>
      reject(Object.assign(new Error('The server closed the connection.'), { code: 'ECONNRESET' }));
    socket.once('error', reject);
    socket.once('close', ended);
    socket.once('data', (data: Buffer) => {
      socket.pause();
      socket.removeListener('error', reject);
      socket.removeListener('close', ended);
      resolve(data);
    });
  });
}

function checkName(secured: tls.TLSSocket, host: string): void {
  const certificate = new X509Certificate(secured.getPeerCertificate().raw);
  const alternatives = splitAlternativeNames(certificate.subjectAltName ?? '');
  const valuesOf = (kind: string): readonly string[] =>
    alternatives.flatMap((entry) =>
      entry.startsWith(`${kind}:`) ? [unquote(entry.slice(kind.length + 1))] : [],
    );
  const names = {
    dnsNames: valuesOf('DNS'),
    ipAddresses: valuesOf('IP Address').map(canonicalAddress),
    commonName: commonName(certificate.subject),
  };
  const address = net.isIP(host) === 0 ? undefined : canonicalAddress(host);
  if (!certificateMatchesHost(names, host, address)) {
    secured.destroy();
    const listed = [...names.dnsNames, ...names.ipAddresses];
    throw new CertificateNameError(listed.length > 0 ? listed : names.commonName ? [names.commonName] : []);
  }
}

/** Node joins the names by commas, and writes a name that contains one as a JSON string. */
function splitAlternativeNames(text: string): readonly string[] {
  return (text.match(/(?:[^",]|"(?:[^"\\]|\\.)*")+/g) ?? []).map((entry) => entry.trim());
}

function unquote(value: string): string {
  return value.startsWith('"') ? (JSON.parse(value) as string) : value;
}

function commonName(subject: string): string | undefined {
  const names = subject.split('\n').flatMap((line) => (line.startsWith('CN=') ? [line.slice(3)] : []));
  return names.at(-1);
}

/** One spelling for each address: `0:0:0:0:0:0:0:1` and `::1` are the same. */
function canonicalAddress(address: string): string {
  if (net.isIP(address) !== 6) {
    return address;
  }
  const bare = address.replace(/%.*$/, '');
  return new URL(`http://[${bare}]`).hostname;
}
