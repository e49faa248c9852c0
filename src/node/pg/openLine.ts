import type { TLSSocket } from 'node:tls';
import { isLocalHost } from '../../core/connections/connectionProfile';
import { dial, type Endpoint, isLocalLine, type Line } from './dial';
import { NoTlsError, requestTls, startTls } from './negotiateTls';
import type { TlsMaterial, TlsPlan, Verification } from './tlsPlan';

/** How a line is protected. */
export type TlsReport =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'tls';
      /** Such as `TLSv1.3`. */
      readonly version: string;
      readonly cipher: string;
      readonly verification: Verification;
    };

export interface OpenLine {
  readonly socket: Line;
  readonly tls: TlsReport;
  /** The address that answered; undefined for a Unix socket and behind a tunnel. */
  readonly address: string | undefined;
  /** Nobody can listen to it: TLS, a Unix socket, or a line that does not leave the machine where it is plain. */
  readonly isPrivate: boolean;
}

/**
 * Opens a line in one of the ways of a plan; also used to send a CancelRequest.
 * @throws NoTlsError, CertificateFileError, TlsHandshakeError, CertificateNameError, or an error of the network
 */
export async function openLine(
  endpoint: Endpoint,
  plan: TlsPlan,
  way: 'plain' | 'tls',
  signal: AbortSignal,
): Promise<OpenLine> {
  const socket = await (endpoint.through ? endpoint.through(endpoint, signal) : dial(endpoint, signal));
  const address = 'remoteAddress' in socket ? socket.remoteAddress : undefined;
  // Behind a tunnel the line is plain from the SSH server on, so what counts is where the host is for that server.
  const isPrivate = endpoint.through ? isLocalHost(endpoint.host) : isLocalLine(socket);
  try {
    if (way === 'plain') {
      return { socket, tls: { kind: 'none' }, address, isPrivate };
    }
    if (!(await requestTls(socket, signal))) {
      if (plan.mode === 'prefer' || plan.mode === 'allow') {
        return { socket, tls: { kind: 'none' }, address, isPrivate };
      }
      throw new NoTlsError();
    }
    const material = await plan.material();
    const secured = await startTls(socket, material, endpoint.host, signal);
    return { socket: secured, tls: reportTls(secured, material), address, isPrivate: true };
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

function reportTls(socket: TLSSocket, { verification }: TlsMaterial): TlsReport {
  const version = socket.getProtocol() ?? 'TLS';
  return { kind: 'tls', version, cipher: socket.getCipher().name, verification };
}
