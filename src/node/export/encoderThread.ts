import { Worker } from 'node:worker_threads';
import { Deferred } from '../../base/deferred';
import { UserError } from '../../base/userError';
import type { RowBlock } from '../../core/query/session';
import { freeMemory } from '../freeMemory';
import type { EncodeTask, FromEncoder, ToEncoder } from './encodeMessages';
import type { ExportProgress, ExportReport } from './exportReport';

/** Bytes that may wait to be encoded before whoever sends them is held back. */
const backlog = 4 * 1024 * 1024;

/** What lives shortly is collected often: it is the views of rows, a million of them, and each group of rows is large. */
const resourceLimits = { maxYoungGenerationSizeMb: 8 };

/** The other end of the thread that encodes rows into a file. */
export class EncoderThread {
  private readonly worker: Worker;
  private readonly done = new Deferred<ExportReport>();
  private readonly gone = new Deferred<void>();
  private failure: Error | undefined;
  private waiting = 0;
  private room: Deferred<void> | undefined;

  /** @param program the file of the thread, which the build makes */
  constructor(
    program: string,
    task: EncodeTask,
    private readonly progress: (progress: ExportProgress) => void,
  ) {
    // Nobody may look at the promise before it fails.
    this.done.promise.catch(() => undefined);
    this.worker = new Worker(program, { workerData: task, resourceLimits });
    this.worker.on('message', (message: FromEncoder) => this.hear(message));
    this.worker.on('error', (error) => this.fail(error));
    this.worker.on('exit', () => {
      this.fail(new Error('The thread that writes the file has ended.'));
      this.gone.resolve();
    });
  }

  /** A promise holds back whoever sends. @throws what became of the thread, now or by the promise */
  append(blocks: readonly RowBlock[]): void | Promise<void> {
    if (this.failure) {
      throw this.failure;
    }
    const length = blocks.reduce((sum, { bytes }) => sum + bytes.length, 0);
    // A buffer of its own: what is sent to a thread is sent with the whole buffer around it.
    const bytes = new Uint8Array(new ArrayBuffer(length));
    let at = 0;
    for (const block of blocks) {
      bytes.set(block.bytes, at);
      at += block.bytes.length;
      if (block.sole) {
        freeMemory(block.bytes);
      }
    }
    this.waiting += length;
    this.say({ kind: 'rows', bytes }, [bytes.buffer]);
    if (this.waiting > backlog) {
      this.room ??= new Deferred();
      return this.room.promise;
    }
  }

  /** The file takes its place. @throws UserError; nothing was changed then */
  async finish(): Promise<ExportReport> {
    this.say({ kind: 'finish' });
    return this.done.promise;
  }

  /** Removes what was written. Does not fail. */
  async discard(): Promise<void> {
    this.say({ kind: 'discard' });
    await this.gone.promise;
  }

  private hear(message: FromEncoder): void {
    switch (message.kind) {
      case 'taken':
        this.waiting -= message.bytes;
        this.progress({ rows: message.rows, bytes: message.written });
        if (this.waiting <= backlog / 2) {
          this.room?.resolve();
          this.room = undefined;
        }
        return;
      case 'done':
        this.done.resolve(message.report);
        return;
      case 'failed':
        this.fail(message.expected ? new UserError(message.message) : new Error(message.message));
        return;
      case 'discarded':
        return;
    }
  }

  private fail(error: Error): void {
    this.failure ??= error;
    this.done.reject(this.failure);
    this.room?.reject(this.failure);
    this.room = undefined;
  }

  private say(message: ToEncoder, transfer: readonly ArrayBuffer[] = []): void {
    this.worker.postMessage(message, transfer);
  }
}
