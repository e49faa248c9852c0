import { Worker } from 'node:worker_threads';
import { CancelledError, type CancelSignal } from '../../../base/cancelSignal';
import {
  type JinjaAnswer,
  type JinjaOutcome,
  jinjaReady,
  type JinjaTask,
  type JinjaTemplate,
  type JinjaWorld,
} from './jinjaMessages';

/** A template of a profile takes microseconds; one that takes so many milliseconds will not come to its end. */
const timeLimit = 2000;

const resourceLimits = { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 8 };

interface Waiting {
  readonly task: JinjaTask;
  readonly outcomes: JinjaOutcome[];
  readonly resolve: (outcomes: readonly JinjaOutcome[]) => void;
  readonly reject: (error: Error) => void;
  /** Nobody wants the outcomes any more. The thread has the task all the same, and may hang in it. */
  isAborted: boolean;
}

/**
 * Renders templates in a thread that is kept, so that the next time costs a millisecond. It begins with the first template,
 * and does not hold the process open.
 */
export class JinjaRenderer {
  private worker: Worker | undefined;
  /** Whether the thread has loaded its program, which takes its time on a busy machine and says nothing about a template. */
  private isReady = false;
  private readonly waiting = new Map<number, Waiting>();
  private timer: NodeJS.Timeout | undefined;
  private lastId = 0;
  private isDisposed = false;

  /** @param program the file of the thread: `dist/threads/jinja.js` */
  constructor(
    private readonly program: string,
    private readonly limit = timeLimit,
  ) {}

  /**
   * The outcomes in the order of the templates. A template that does not come to its end has failed; the others are
   * rendered all the same.
   * @throws CancelledError after an abort, or when the renderer was disposed of
   */
  render(
    templates: readonly JinjaTemplate[],
    world: JinjaWorld,
    signal: CancelSignal,
  ): Promise<readonly JinjaOutcome[]> {
    if (templates.length === 0) {
      return Promise.resolve([]);
    }
    return new Promise((resolve, reject) => {
      if (signal.aborted || this.isDisposed) {
        reject(new CancelledError());
        return;
      }
      const id = ++this.lastId;
      const onAbort = () => {
        waiting.isAborted = true;
        reject(new CancelledError());
      };
      signal.addEventListener('abort', onAbort, { once: true });
      const settle =
        <T>(then: (value: T) => void) =>
        (value: T) => {
          signal.removeEventListener('abort', onAbort);
          then(value);
        };
      const waiting: Waiting = {
        task: { id, world, templates },
        outcomes: [],
        resolve: settle(resolve),
        reject: settle(reject),
        isAborted: false,
      };
      this.waiting.set(id, waiting);
      this.send({ id, world, templates });
    });
  }

  dispose(): void {
    this.isDisposed = true;
    this.endThread();
    for (const each of this.waiting.values()) {
      each.reject(new CancelledError());
    }
    this.waiting.clear();
  }

  private send(task: JinjaTask): void {
    this.worker ??= this.start();
    this.worker.ref();
    this.worker.postMessage(task);
    this.startClock();
  }

  private startClock(): void {
    if (this.isReady && this.waiting.size > 0) {
      this.timer ??= setTimeout(
        () => this.giveUp('The Jinja of this value does not come to an end.'),
        this.limit,
      );
    }
  }

  private start(): Worker {
    // What a template may know is in its task.
    const worker = new Worker(this.program, { resourceLimits, env: {} });
    worker.on('message', (said: JinjaAnswer | typeof jinjaReady) => {
      if (this.worker !== worker) {
        return;
      }
      if (said === jinjaReady) {
        this.isReady = true;
        this.startClock();
      } else {
        this.hear(said);
      }
    });
    worker.on('error', (error: unknown) => {
      if (this.worker === worker) {
        this.fail(error);
      }
    });
    return worker;
  }

  /** Answers come in the order in which the templates were sent. */
  private hear({ id, outcome }: JinjaAnswer): void {
    this.timer?.refresh();
    const waiting = this.waiting.get(id);
    if (waiting) {
      waiting.outcomes.push(outcome);
      this.finish(waiting);
    }
  }

  private finish({ task, outcomes, resolve }: Waiting): void {
    if (outcomes.length >= task.templates.length) {
      this.waiting.delete(task.id);
      this.rest();
      resolve(outcomes);
    }
  }

  /** Ends the thread, which hangs in the first template without an answer, and goes on with the others in a new one. */
  private giveUp(message: string): void {
    this.endThread();
    const [hanging] = this.waiting.values();
    if (hanging) {
      hanging.outcomes.push({ kind: 'failed', message, missing: [], doubtful: true });
      this.finish(hanging);
    }
    for (const { task, outcomes, isAborted } of [...this.waiting.values()]) {
      if (isAborted) {
        this.waiting.delete(task.id);
      } else {
        this.send({ ...task, templates: task.templates.slice(outcomes.length) });
      }
    }
  }

  /** A template may take all memory; every other end of the thread is a fault of the program and concerns them all. */
  private fail(error: unknown): void {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY') {
      this.giveUp('The Jinja of this value needs more memory than it is given.');
      return;
    }
    this.endThread();
    const waiting = [...this.waiting.values()];
    this.waiting.clear();
    for (const { reject } of waiting) {
      reject(error instanceof Error ? error : new Error(String(error)));
    }
  }

  private rest(): void {
    if (this.waiting.size === 0) {
      clearTimeout(this.timer);
      this.timer = undefined;
      this.worker?.unref();
    }
  }

  private endThread(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    void this.worker?.terminate();
    this.worker = undefined;
    this.isReady = false;
  }
}
