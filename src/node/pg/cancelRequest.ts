import { serialize } from 'pg-protocol';
import { neverCancelled } from '../../base/cancelSignal';
import type { Connected } from './connect';
import { ConnectDeadline, untilAborted } from './connectDeadline';
import { openLine } from './openLine';

/**
 * Asks the server to stop what a backend is doing: on a line of its own to the same address, over TLS with the same
 * checks when the session is over TLS, with the key of that very backend. Resolves when the server has taken the
 * request; whether it obeys shows in the statement's own answer.
 * @throws Error when the request could not be delivered
 */
export async function sendCancelRequest(
  { backend, plan, tls, endpoint }: Connected,
  timeout: number,
): Promise<void> {
  const { key } = backend;
  if (!key) {
    throw new Error('The server gave no key by which to cancel.');
  }
  const deadline = new ConnectDeadline(timeout, neverCancelled);
  try {
    const line = await openLine(endpoint, plan, tls.kind === 'tls' ? 'tls' : 'plain', deadline.signal);
    if (line.tls.kind !== tls.kind) {
      line.socket.destroy();
      throw new Error('The server no longer speaks TLS, so the key was not sent.');
    }
    // The server closes the line when the signal has been sent to the backend, so that none reaches a later statement.
    const closed = new Promise<void>((resolve) => line.socket.once('close', () => resolve()));
    line.socket.resume();
    // Not `end`: PgBouncer drops a request whose sender has gone.
    line.socket.write(serialize.cancel(key.processId, key.secretKey));
    await untilAborted(closed, deadline.signal, () => line.socket.destroy());
  } finally {
    deadline.dispose();
  }
}
