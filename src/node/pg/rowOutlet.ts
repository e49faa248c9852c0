import type { ResultColumn, StatementSink } from '../../core/query/session';
import { batchFor, type RowBatch } from './rowBatch';
import { deliverBytes } from './sizes';
import type { Decode } from './wire/backendMessages';
import type { PiecePlace } from './wire/messageReader';

/** Hands rows to a sink in order, one call at a time, and holds the server back while the sink is busy. */
export class RowOutlet {
  private readonly batch: RowBatch;
  private opened: boolean;
  private discarding = false;
  private busy = false;
  private waiting: (() => void) | undefined;

  constructor(
    private readonly sink: StatementSink,
    private readonly line: { readonly decode: Decode; pause(): void; resume(): void },
    private readonly failed: (error: Error) => void,
    batch?: RowBatch,
  ) {
    this.batch = batch ?? batchFor(sink, line.decode);
    this.opened = batch !== undefined;
  }

  /** Whether the sink knows the columns; rows wait until then. */
  get isOpen(): boolean {
    return this.opened;
  }

  open(columns: readonly ResultColumn[]): void {
    this.opened = true;
    this.guard(() => this.sink.columns(columns));
  }

  /** Whether rows may come as they arrive: many at a time, and a large one in pieces. */
  get takesBytes(): boolean {
    return this.batch.addRun !== undefined;
  }

  /** Adds rows by their DataRow messages. */
  addRun(messages: Buffer, count: number): void {
    this.batch.addRun?.(messages, count);
    this.flushIfMany();
  }

  /** Adds a row by the body of its DataRow. */
  add(body: Buffer): void {
    this.batch.add(body);
    this.flushIfMany();
  }

  addPiece(length: number, bytes: Buffer, place: PiecePlace): void {
    this.batch.addPiece?.(length, bytes, place);
  }

  flush(): void {
    if (!this.opened || this.busy || this.discarding || this.batch.bytes === 0) {
      return;
    }
    const taken = this.guard(() => this.batch.deliver());
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
    this.batch.drop();
  }

  private flushIfMany(): void {
    if (this.batch.bytes >= deliverBytes) {
      this.flush();
    }
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
