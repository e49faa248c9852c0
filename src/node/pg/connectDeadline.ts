import type { CancelSignal } from '../../base/cancelSignal';
import { CancelledError } from '../../base/cancelSignal';

/** Thrown by work that a deadline stopped. */
export class DeadlineError extends Error {
  constructor(readonly milliseconds: number) {
    super(`No answer within ${milliseconds} ms.`);
    this.name = 'DeadlineError';
  }
}

/**
 * One time limit over everything that connecting does, together with the caller's wish to stop. The clock stands still
 * while a person types a password.
 */
export class ConnectDeadline {
  private readonly controller = new AbortController();
  private readonly cancelled = () => this.controller.abort(new CancelledError());
  private timer: NodeJS.Timeout | undefined;
  private left: number;
  private startedAt = 0;
  private disposed = false;

  constructor(
    readonly milliseconds: number,
    private readonly outer: CancelSignal,
  ) {
    this.left = milliseconds;
    if (outer.aborted) {
      this.cancelled();
    } else {
      outer.addEventListener('abort', this.cancelled, { once: true });
      this.resume();
    }
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  pause(): void {
    clearTimeout(this.timer);
    this.left -= performance.now() - this.startedAt;
  }

  resume(): void {
    if (this.disposed) {
      return;
    }
    this.startedAt = performance.now();
    const expire = () => this.controller.abort(new DeadlineError(this.milliseconds));
    this.timer = setTimeout(expire, Math.max(this.left, 1));
  }

  dispose(): void {
    this.disposed = true;
    clearTimeout(this.timer);
    this.outer.removeEventListener('abort', this.cancelled);
  }
}

/** Settles as `work` does, or rejects with the signal's reason as soon as it is aborted. `stop` then ends the work. */
export function untilAborted<T>(work: Promise<T>, signal: AbortSignal, stop = () => {}): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const abort = () => {
      stop();
      reject(signal.reason as Error);
    };
    if (signal.aborted) {
      work.catch(() => undefined);
      abort();
      return;
    }
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
