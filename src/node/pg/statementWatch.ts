import type { CancelSignal } from '../../base/cancelSignal';
import type { Disposable } from '../../base/disposable';
import type { CatalogQuery } from '../../core/ports';
import type { Deadlines } from './deadlines';
import type { OpenBackend, ProcessIdentity } from './openBackend';

/** What another line shows of a backend: `idle` is one that waits for us, `unreachable` when the server cannot be reached by another line either. */
export type Sighting = 'working' | 'idle' | 'gone' | 'unreachable' | 'unknown';

/** Sees the server by a line of its own. */
export interface Witness {
  /** Does not fail. */
  look(identity: ProcessIdentity): Promise<Sighting>;
  /** Ends the backend on the server. @throws when that is not allowed or the server cannot be reached */
  terminate(identity: ProcessIdentity): Promise<void>;
  /** Reads on the server of the backend, as the login role. @throws as `Database.read`, ConnectError */
  read<Row>(
    identity: ProcessIdentity,
    query: CatalogQuery<Row>,
    signal: CancelSignal,
  ): Promise<readonly Row[]>;
}

/**
 * Watches a running statement. A line that was cut silently looks like a long query, and TCP takes a quarter of an hour
 * to tell the difference; so after a silence the server is asked over another line, again and again. When that line
 * cannot be opened, or shows that our backend is gone or waits for us, our line is dead and is cut.
 */
export class StatementWatch implements Disposable {
  private timer: NodeJS.Timeout | undefined;
  private disposed = false;

  constructor(
    private readonly open: OpenBackend,
    private readonly witness: Witness,
    private readonly deadlines: Deadlines,
    /** Nothing is expected from the server now. */
    private readonly rests: () => boolean,
  ) {
    this.schedule(deadlines.silenceBeforeProbe);
  }

  dispose(): void {
    this.disposed = true;
    clearTimeout(this.timer);
  }

  private schedule(milliseconds: number): void {
    this.timer = setTimeout(() => void this.check(), milliseconds);
  }

  private async check(): Promise<void> {
    const { backend, identity } = this.open;
    const heardAt = backend.lastByteAt;
    const silence = performance.now() - heardAt;
    if (backend.isHeldBack || this.rests()) {
      this.schedule(this.deadlines.silenceBeforeProbe);
      return;
    }
    if (silence < this.deadlines.silenceBeforeProbe) {
      this.schedule(Math.max(this.deadlines.silenceBeforeProbe - silence, 1));
      return;
    }
    const sighting = this.withoutProcess ? await this.reach() : await this.witness.look(identity);
    const dead = deadBecause[sighting];
    if (dead !== undefined && !this.disposed) {
      await new Promise((resolve) => setTimeout(resolve, this.deadlines.probeGrace));
    }
    if (this.disposed) {
      return;
    }
    if (dead !== undefined && backend.lastByteAt === heardAt) {
      backend.cut(dead);
    } else {
      this.schedule(this.deadlines.silenceBeforeProbe);
    }
  }

  /** Behind a pooler the process is not known, so all that can be seen is whether the server answers. */
  private get withoutProcess(): boolean {
    return this.open.server.transactionPooled;
  }

  private async reach(): Promise<Sighting> {
    const seen = await this.witness.look(this.open.identity);
    return seen === 'unreachable' ? seen : 'unknown';
  }
}

const deadBecause: Readonly<Record<Sighting, string | undefined>> = {
  working: undefined,
  unknown: undefined,
  idle: 'The server waits for this client, but nothing arrives.',
  gone: 'The server process of this session has ended.',
  unreachable: 'The server has been silent and cannot be reached any more.',
};
