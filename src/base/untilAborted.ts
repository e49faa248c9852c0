import { CancelledError, type CancelSignal } from './cancelSignal';

/**
 * Waits for the promise, but no longer than until the signal aborts: for work that cannot be stopped itself.
 * @throws CancelledError after an abort.
 */
export function untilAborted<T>(promise: Promise<T>, signal: CancelSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const stop = (): void => reject(new CancelledError());
    if (signal.aborted) {
      stop();
      return;
    }
    signal.addEventListener('abort', stop, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
