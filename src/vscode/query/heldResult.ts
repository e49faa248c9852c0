import { Deferred } from '../../base/deferred';
import type { AtCap } from '../../core/query/session';

/** A statement that stopped at its cap and stays open for a shown time, so that the rest can be fetched. */
export class HeldResult {
  /** In the time of `Date.now()`. */
  readonly closesAt: number;
  private readonly answered = new Deferred<AtCap>();
  private readonly timer: NodeJS.Timeout;
  readonly answer = this.answered.promise;

  constructor(milliseconds: number) {
    this.closesAt = Date.now() + milliseconds;
    this.timer = setTimeout(() => this.close(), milliseconds);
  }

  fetchAll(): void {
    this.end('fetchAll');
  }

  /** Gives the server its snapshot and locks back. */
  close(): void {
    this.end('close');
  }

  private end(said: AtCap): void {
    clearTimeout(this.timer);
    this.answered.resolve(said);
  }
}
