import dns from 'node:dns';
import net from 'node:net';
import type { Duplex } from 'node:stream';
import { defaultKeepAlive } from '../../core/connections/connectionProfile';
import { nextAddressDelay } from './deadlines';
import { untilAborted } from './connectDeadline';

/** Where to connect to. `host` may be the directory of a Unix socket. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
  /** The address to go to, where it is known already; the host is then only the name in the certificate. */
  readonly address?: string | undefined;
  /** Milliseconds of silence before the first TCP keepalive probe, 0 for none; the default unless named. */
  readonly keepAlive?: number | undefined;
  /** How to get there, where it is not dialled from here. */
  readonly through?: Dialer | undefined;
}

/** Bytes to and from a server: a TCP connection, a Unix socket, TLS over one of them, a channel of a tunnel. */
export type Line = Duplex;

/** Opens a line. @throws an error of the network, or the signal's reason */
export type Dialer = (endpoint: Endpoint, signal: AbortSignal) => Promise<Line>;

export function isSocketDirectory(host: string): boolean {
  return host.startsWith('/');
}

/** A Unix socket, or a TCP peer on this machine: nobody else can listen to the line. */
export function isLocalLine(line: Line): boolean {
  const address = line instanceof net.Socket ? line.remoteAddress : undefined;
  return address === undefined || /^(127\.|::1$|::ffff:127\.)/.test(address);
}

/**
 * Opens a TCP connection or a Unix socket. Of several addresses of a host the first that answers is taken: each
 * attempt has a short start over the next, and IPv6 and IPv4 take turns (RFC 8305, "Happy Eyeballs").
 * @throws Error of Node's network layer, or the signal's reason.
 */
export async function dial(endpoint: Endpoint, signal: AbortSignal): Promise<net.Socket> {
  if (isSocketDirectory(endpoint.host)) {
    return attempt({ path: `${endpoint.host}/.s.PGSQL.${endpoint.port}` }, signal).connected;
  }
  const addresses = await untilAborted(resolveAddresses(endpoint.address ?? endpoint.host), signal);
  const socket = await race(addresses, endpoint.port, signal);
  socket.setNoDelay(true);
  const { keepAlive = defaultKeepAlive } = endpoint;
  socket.setKeepAlive(keepAlive > 0, keepAlive);
  return socket;
}

async function resolveAddresses(host: string): Promise<readonly string[]> {
  if (net.isIP(host) !== 0) {
    return [host];
  }
  const found = await dns.promises.lookup(host, { all: true, verbatim: true });
  return interleave(found);
}

/** The families take turns, so that a broken IPv6 costs one short start only. */
function interleave(found: readonly dns.LookupAddress[]): readonly string[] {
  const first = found.filter(({ family }) => family === found[0]?.family);
  const second = found.filter(({ family }) => family !== found[0]?.family);
  const turns = Array.from({ length: Math.max(first.length, second.length) }, (_, index) => [
    first[index],
    second[index],
  ]);
  return turns.flat().flatMap((entry) => (entry ? [entry.address] : []));
}

interface Attempt {
  readonly connected: Promise<net.Socket>;
  readonly socket: net.Socket;
}

function attempt(to: net.NetConnectOpts, signal: AbortSignal): Attempt {
  const socket = net.connect(to);
  // An error without a listener ends the process; whoever uses the line adds a listener that does more.
  socket.on('error', () => undefined);
  const connected = new Promise<net.Socket>((resolve, reject) => {
    socket.once('connect', () => {
      socket.removeListener('error', reject);
      resolve(socket);
    });
    socket.once('error', reject);
  });
  return { socket, connected: untilAborted(connected, signal, () => socket.destroy()) };
}

async function race(addresses: readonly string[], port: number, signal: AbortSignal): Promise<net.Socket> {
  const attempts: Attempt[] = [];
  let lastError: unknown = new Error('The host has no address.');
  for (const host of addresses) {
    const started = attempt({ host, port }, signal);
    started.connected.catch(() => undefined);
    attempts.push(started);
    try {
      return keepOnly(await firstOf(attempts, attempts.length < addresses.length), attempts);
    } catch (error) {
      signal.throwIfAborted();
      lastError = error;
    }
  }
  throw lastError;
}

/** The first attempt that succeeds; rejects when the newest failed, or when it is time for the next. */
function firstOf(attempts: readonly Attempt[], moreToTry: boolean): Promise<net.Socket> {
  const any = Promise.any(attempts.map(({ connected }) => connected)).catch((error: unknown) => {
    throw error instanceof AggregateError ? (error.errors as unknown[]).at(-1) : error;
  });
  if (!moreToTry) {
    return any;
  }
  let timer: NodeJS.Timeout | undefined;
  const impatient = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('Time for the next address.')), nextAddressDelay);
  });
  return Promise.race([any, impatient]).finally(() => clearTimeout(timer));
}

function keepOnly(winner: net.Socket, attempts: readonly Attempt[]): net.Socket {
  for (const { socket } of attempts) {
    if (socket !== winner) {
      socket.destroy();
    }
  }
  return winner;
}
