import type { Cell } from '../../core/ports';
import type { ResultColumn, RowSink } from '../../core/query/session';

/** Hands rows to a sink in order, one call at a time, and holds the server back while the sink is busy. */
export class RowOutlet {
  private rows: (readonly Cell[])[] = [];
  private heldBytes = 0;
  private opened = false;
  private discarding = false;
  private busy = false;
  private waiting: (() => void) | undefined;

  constructor(
    private readonly sink: RowSink,
    private readonly line: { pause(): void; resume(): void },
    private readonly failed: (error: Error) => void,
  ) {}

  /** Whether the sink knows the columns; rows wait until then. */
  get isOpen(): boolean {
    return this.opened;
  }

  /** Bytes of the rows that wait here. */
  get bytes(): number {
    return this.heldBytes;
  }

  open(columns: readonly ResultColumn[]): void {
    this.opened = true;
    this.guard(() => this.sink.columns(columns));
  }

  add(row: readonly Cell[], bytes: number): void {
    this.rows.push(row);
    this.heldBytes += bytes;
  }

  flush(): void {
    if (!this.opened || this.busy || this.discarding || this.rows.length === 0) {
      return;
    }
    const rows = this.rows;
    this.rows = [];
    this.heldBytes = 0;
    const taken = this.guard(() => this.sink.rows(rows));
    if (taken) {
      this.wait(taken);
    }
  }

  /** Runs `next` when the sink has taken everything. */
  whenIdle(next: () => void): void {
    this.flush();
    if (this.busy) {
      this.waiting = next;
    } else {
      next();
    }
  }

  /** Drops what waits and what comes. */
  discard(): void {
    this.discarding = true;
    this.rows = [];
  }

  private wait(taken: Promise<void>): void {
    this.busy = true;
    this.line.pause();
    taken
      .catch((error: unknown) => this.failed(error instanceof Error ? error : new Error(String(error))))
      .finally(() => {
        this.busy = false;
        this.line.resume();
        const { waiting } = this;
        this.waiting = undefined;
        if (waiting) {
          this.whenIdle(waiting);
        } else {
          this.flush();
        }
      });
  }

  private guard<T>(work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      this.failed(error instanceof Error ? error : new Error(String(error)));
      return undefined;
    }
  }
}
