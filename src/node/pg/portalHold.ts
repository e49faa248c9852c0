import { serialize } from 'pg-protocol';
import type { AskAtCap, AtCap } from '../../core/query/session';

const restPortal = 'lakehouse rest';
/** What pg_stat_activity shows meanwhile. */
const restText = '/* Lakehouse Postgres keeps a result open for the rest of its rows */ SELECT WHERE false';

/**
 * The server counts `statement_timeout` from the first message of a statement until a portal has ended, so it would
 * cancel a portal that is held for longer. Another one that ends stops that clock (exec_execute_message in
 * src/backend/tcop/postgres.c).
 */
export const stopStatementTimeout: readonly Buffer[] = [
  serialize.parse({ text: restText }),
  serialize.bind({ portal: restPortal }),
  serialize.execute({ portal: restPortal }),
  serialize.flush(),
];

/** A portal that waits at its cap for somebody to say how to go on, while the server waits for us. */
export class PortalHold {
  private since: number | undefined;
  private ended: AbortController | undefined;
  private total = 0;

  get isOpen(): boolean {
    return this.since !== undefined;
  }

  /** Milliseconds that it lasted so far. */
  get milliseconds(): number {
    return this.total + (this.since === undefined ? 0 : performance.now() - this.since);
  }

  /** `next` hears the answer, unless the hold was ended before it came. */
  begin(atCap: AskAtCap, next: (said: AtCap) => void): void {
    this.since = performance.now();
    this.ended = new AbortController();
    const answer = (said: AtCap) => {
      if (this.isOpen) {
        this.end();
        next(said);
      }
    };
    atCap(this.ended.signal).then(answer, () => answer('close'));
  }

  end(): void {
    this.total = this.milliseconds;
    this.since = undefined;
    this.ended?.abort();
    this.ended = undefined;
  }
}

export const closeAtCap: AskAtCap = () => Promise.resolve('close');
