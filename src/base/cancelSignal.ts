/**
 * The part of an `AbortSignal` that pure code needs. The real `AbortSignal` of Node and of the browser fits it, so
 * core can be cancelled without knowing either platform.
 */
export interface CancelSignal {
  readonly aborted: boolean;
  readonly reason: unknown;
  throwIfAborted(): void;
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** Thrown when the user cancelled. The error funnel keeps silent about it. */
export class CancelledError extends Error {
  constructor(message = 'Cancelled.') {
    super(message);
    this.name = 'CancelledError';
  }
}

/** Whether an error only says that somebody asked to stop (ours, or the platform's `AbortError`). */
export function isCancellation(error: unknown): boolean {
  return error instanceof CancelledError || (error instanceof Error && error.name === 'AbortError');
}

/** A signal for work that nobody can cancel. */
export const neverCancelled: CancelSignal = {
  aborted: false,
  reason: undefined,
  throwIfAborted: () => undefined,
  addEventListener: () => undefined,
  removeEventListener: () => undefined,
};
