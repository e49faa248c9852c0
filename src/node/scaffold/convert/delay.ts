import { setTimeout as sleep } from 'node:timers/promises';
import { CancelledError } from '../../../base/cancelSignal';

/** Waits so many milliseconds. @throws CancelledError after an abort */
export async function delay(milliseconds: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(milliseconds, undefined, { signal });
  } catch (error) {
    if (signal.aborted) {
      throw new CancelledError();
    }
    throw error;
  }
}
