import { CancelledError, type CancelSignal } from './cancelSignal';

/**
 * Waits for the promise, but no longer than until the signal aborts.
 * @param stop asks the work to stop, where it can
 * @throws CancelledError after an abort.
 */
export function untilAborted<T>(
  promise: Promise<T>,
  signal: CancelSignal,
  stop: () => void = () => undefined,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const abort = (): void => {
      stop();
      reject(new CancelledError());
    };
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
    if (signal.aborted) {
      abort();
    } else {
      signal.addEventListener('abort', abort, { once: true });
    }
  });
}
