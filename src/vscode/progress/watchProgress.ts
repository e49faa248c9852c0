import { CancelledError, type CancelSignal, isCancellation } from '../../base/cancelSignal';
import type { Session } from '../../core/query/session';
import { progressQuery, type StatementProgress } from '../../core/query/statementProgress';

/** Milliseconds before the first look, and between two looks. */
const pace = 1000;

/**
 * Looks again and again how far a running command has come, over another line, until the signal aborts. Where that cannot
 * be seen, it gives up in silence: the statement does not depend on it.
 */
export async function watchProgress(
  session: Session,
  show: (progress: StatementProgress | undefined) => void,
  ended: CancelSignal,
): Promise<void> {
  try {
    for (;;) {
      await pause(pace, ended);
      const found = await session.readAboutBackend(
        (processId) => progressQuery(session.server.version, processId),
        ended,
      );
      if (!found) {
        return;
      }
      show(found[0]);
    }
  } catch (error) {
    if (!isCancellation(error)) {
      show(undefined);
    }
  }
}

function pause(milliseconds: number, ended: CancelSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds);
    const stop = () => {
      clearTimeout(timer);
      reject(new CancelledError());
    };
    if (ended.aborted) {
      stop();
    }
    ended.addEventListener('abort', stop, { once: true });
  });
}
