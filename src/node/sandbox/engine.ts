import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { Deferred } from '../../base/deferred';
import { type ClusterReport, type EngineSettings, type FromEngine, type ToEngine } from './engineMessages';

/** PGlite has ended, on purpose or not. What was committed is on disk. */
export class EngineStoppedError extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'EngineStoppedError';
  }
}

export interface EngineStart {
  /** ParameterStatus and BackendKeyData, as a server sends them after a login. */
  readonly greeting: Buffer;
  readonly cluster: ClusterReport;
}

interface Run {
  readonly done: Deferred<void>;
  readonly data: (bytes: Buffer) => void;
}

/** One PGlite in a thread of its own. It answers one message at a time, and ends for good when it is stopped. */
export class Engine {
  readonly started = new Deferred<EngineStart>();
  private readonly unsent = new SharedArrayBuffer(4);
  private readonly worker: Worker;
  private readonly closed = new Deferred<void>();
  private readonly exited = new Deferred<void>();
  private run: Run | undefined;
  private stopReason: string | undefined;

  constructor(
    settings: Omit<EngineSettings, 'unsent'>,
    private readonly progress: (text: string) => void,
  ) {
    this.whenEnded = this.exited.promise;
    // Nobody may look at the promise before it fails.
    this.started.promise.catch(() => undefined);
    const workerData: EngineSettings = { ...settings, unsent: this.unsent };
    this.worker = new Worker(path.join(settings.programFolder, 'engine.js'), { workerData });
    this.worker.on('message', (message: FromEngine) => this.hear(message));
    this.worker.on('error', (error) => void this.stop(error.message));
    this.worker.on('exit', () => this.finish());
  }

  /** Settles when it has ended, for whatever reason. */
  readonly whenEnded: Promise<void>;

  get isRunning(): boolean {
    return this.stopReason === undefined;
  }

  /**
   * Sends messages of a client and hands on the answer while it comes.
   * @throws EngineStoppedError
   */
  async exchange(bytes: Uint8Array, data: (bytes: Buffer) => void): Promise<void> {
    if (this.stopReason !== undefined) {
      throw new EngineStoppedError(this.stopReason);
    }
    const done = new Deferred<void>();
    this.run = { done, data };
    this.order({ kind: 'run', bytes });
    await done.promise;
  }

  /** Bytes of an answer have left for the client. */
  sent(bytes: number): void {
    const counter = new Int32Array(this.unsent);
    Atomics.sub(counter, 0, bytes);
    Atomics.notify(counter, 0);
  }

  /** Ends it at once, whatever it does. */
  async stop(reason: string): Promise<void> {
    this.stopReason ??= reason;
    await this.worker.terminate();
    this.finish();
  }

  /** Lets PGlite write its checkpoint and end; by force when it takes longer than `patience` milliseconds. */
  async close(patience: number): Promise<void> {
    if (this.stopReason === undefined && this.run === undefined) {
      this.order({ kind: 'close' });
      const timer = setTimeout(() => this.closed.resolve(), patience);
      await this.closed.promise;
      clearTimeout(timer);
    }
    await this.stop('The sandbox was closed.');
  }

  private order(message: ToEngine): void {
    this.worker.postMessage(message);
  }

  private hear(message: FromEngine): void {
    switch (message.kind) {
      case 'progress':
        this.progress(message.text);
        break;
      case 'ready':
        this.started.resolve({ greeting: Buffer.from(message.greeting), cluster: message.cluster });
        break;
      case 'data':
        this.run?.data(Buffer.from(message.bytes.buffer, message.bytes.byteOffset, message.bytes.byteLength));
        break;
      case 'done': {
        const { run } = this;
        this.run = undefined;
        run?.done.resolve();
        break;
      }
      case 'broken':
        void this.stop(message.reason);
        break;
      case 'closed':
        this.closed.resolve();
        break;
    }
  }

  private finish(): void {
    this.stopReason ??= 'PGlite ended without saying why.';
    const error = new EngineStoppedError(this.stopReason);
    this.started.reject(error);
    this.run?.done.reject(error);
    this.run = undefined;
    this.closed.resolve();
    this.exited.resolve();
  }
}
