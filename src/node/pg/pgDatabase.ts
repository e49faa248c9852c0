import { CancelledError, type CancelSignal } from '../../base/cancelSignal';
import { Deferred } from '../../base/deferred';
import { ConnectError } from '../../core/connections/connectError';
import type { ConnectFailureKind } from '../../core/connections/connectFailure';
import type { CatalogQuery, Cell, Database, ServerInfo } from '../../core/ports';
import { ConnectionLostError } from '../../core/sql/serverError';
import { CatalogLine } from './catalogLine';
import type { Deadlines } from './deadlines';
import type { OpenBackend } from './openBackend';

/** One slow read must not hold up the others; more lines than this would be a burden for the server. */
const maxLines = 3;

/** What a server or a pooler without a free connection answers. */
const fullKinds: readonly ConnectFailureKind[] = ['tooManyConnections', 'poolerFull', 'poolerBusy'];

/**
 * Reads the catalog on up to three connections of its own. They open when needed and close when idle; a read whose line
 * is lost is done again once on a new one, which is harmless because it only reads.
 */
export class PgDatabase implements Database {
  private readonly idle: CatalogLine[] = [];
  private readonly lines = new Set<CatalogLine>();
  private readonly waiting: Deferred<void>[] = [];
  /** Stop the lines that are being opened. */
  private readonly openings = new Set<() => void>();
  private closed = false;
  private full = false;
  /** The line that was opened last: after a failover it knows the new server. */
  private latest: CatalogLine;

  /** @throws as `open` does */
  static async open(
    open: (signal: CancelSignal) => Promise<OpenBackend>,
    deadlines: Deadlines,
    signal: CancelSignal,
  ): Promise<PgDatabase> {
    const first = await CatalogLine.open(open, deadlines, signal);
    return new PgDatabase(first, open, deadlines);
  }

  private constructor(
    first: CatalogLine,
    private readonly open: (signal: CancelSignal) => Promise<OpenBackend>,
    private readonly deadlines: Deadlines,
  ) {
    this.latest = first;
    this.lines.add(first);
    this.release(first);
  }

  get server(): ServerInfo {
    return this.latest.server;
  }

  async read<Row>(query: CatalogQuery<Row>, signal: CancelSignal): Promise<readonly Row[]> {
    const rows = await this.readCells(query, signal).catch((error: unknown) => {
      if (error instanceof ConnectionLostError && !this.closed && !signal.aborted) {
        return this.readCells(query, signal);
      }
      throw error;
    });
    return rows.map((cells) => query.row(cells));
  }

  /** Closes every line, also those that are being opened; reads under way are cancelled. */
  async close(): Promise<void> {
    this.closed = true;
    this.openings.forEach((stop) => stop());
    this.waiting.splice(0).forEach((each) => each.resolve());
    await Promise.all([...this.lines].map((line) => line.close()));
    this.lines.clear();
    this.idle.length = 0;
  }

  private async readCells(
    query: CatalogQuery<unknown>,
    signal: CancelSignal,
  ): Promise<readonly (readonly Cell[])[]> {
    const line = await this.acquire(signal);
    return line.read(query, signal, () => this.release(line));
  }

  private async acquire(signal: CancelSignal): Promise<CatalogLine> {
    for (;;) {
      if (signal.aborted) {
        throw new CancelledError();
      }
      if (this.closed) {
        throw closedError();
      }
      const line = this.idle.pop();
      if (line?.isOpen) {
        line.keep();
        return line;
      }
      if (line) {
        this.lines.delete(line);
        // Its timer would otherwise take another line out of the idle ones.
        void line.close();
      } else if (this.lines.size + this.openings.size < this.mayOpen) {
        const added = await this.add(signal);
        if (added) {
          return added;
        }
      } else {
        await this.turn(signal);
      }
    }
  }

  /** A server that is full lets the reads take turns on the lines that there are. */
  private get mayOpen(): number {
    return this.full && this.lines.size > 0 ? this.lines.size : maxLines;
  }

  private async add(signal: CancelSignal): Promise<CatalogLine | undefined> {
    const opening = new AbortController();
    const stop = () => opening.abort();
    signal.addEventListener('abort', stop, { once: true });
    this.openings.add(stop);
    try {
      return this.welcome(await CatalogLine.open(this.open, this.deadlines, opening.signal));
    } catch (error) {
      this.wake();
      if (this.lines.size > 0 && error instanceof ConnectError && fullKinds.includes(error.kind)) {
        this.full = true;
        return undefined;
      }
      throw this.closed && !signal.aborted ? closedError() : error;
    } finally {
      this.openings.delete(stop);
      signal.removeEventListener('abort', stop);
    }
  }

  private welcome(line: CatalogLine): CatalogLine {
    if (this.closed) {
      void line.close();
      throw closedError();
    }
    this.lines.add(line);
    this.latest = line;
    this.full = false;
    return line;
  }

  private async turn(signal: CancelSignal): Promise<void> {
    const turn = new Deferred<void>();
    const abort = () => turn.resolve();
    this.waiting.push(turn);
    signal.addEventListener('abort', abort, { once: true });
    await turn.promise;
    signal.removeEventListener('abort', abort);
    const index = this.waiting.indexOf(turn);
    if (index >= 0) {
      this.waiting.splice(index, 1);
    }
  }

  private release(line: CatalogLine): void {
    if (line.isOpen && !this.closed) {
      this.idle.push(line);
      line.closeWhenIdle(() => {
        this.full = false;
        this.lines.delete(line);
        this.idle.splice(this.idle.indexOf(line), 1);
      });
    } else {
      this.lines.delete(line);
      void line.close();
    }
    this.wake();
  }

  private wake(): void {
    this.waiting.shift()?.resolve();
  }
}

function closedError(): ConnectionLostError {
  return new ConnectionLostError('The connection was closed.');
}
