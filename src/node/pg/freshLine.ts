import { type CancelSignal, neverCancelled } from '../../base/cancelSignal';
import { untilAborted } from '../../base/untilAborted';
import { sendCancelRequest } from './cancelRequest';
import type { Connected } from './connect';
import { defaultDeadlines } from './deadlines';

/**
 * Does what a line needs before it is handed over: asks who is there, sets parameters. The server may hang in that, too,
 * at a lock on a catalog or behind a pooler that has no server free: when the caller stops, the server is asked to stop,
 * and whatever goes wrong, the line ends.
 * @throws CancelledError, and as `work` does
 */
export async function onFreshLine<T>(
  line: Connected,
  signal: CancelSignal = neverCancelled,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await untilAborted(work(), signal, () => askToStop(line));
  } catch (error) {
    await line.backend.close();
    throw error;
  }
}

function askToStop(line: Connected): void {
  // The sandbox has one backend for all: what it does for us ends by itself.
  if (!line.backend.takesTurns) {
    void sendCancelRequest(line, defaultDeadlines.cancelObeyed).catch(() => undefined);
  }
}
