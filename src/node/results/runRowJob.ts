import { Worker } from 'node:worker_threads';
import { CancelledError, type CancelSignal } from '../../base/cancelSignal';
import { UserError } from '../../base/userError';
import type { StoredRows } from '../../core/query/storedRows';
import type { BytesMessage, JobResults, RowJob, ThreadMessage } from './scan/rowJob';

/** A job that says nothing for so many milliseconds is stuck, most likely in a regular expression. */
const silenceLimit = 10_000;

export interface JobRun {
  /** The program of the thread: `rowThread.js`. */
  readonly program: string;
  readonly stored: StoredRows;
  readonly signal: CancelSignal;
  /** Hears how many rows were looked at, of how many. */
  readonly progress: (rows: number, of: number) => void;
  /** Another limit of the silence, in milliseconds. */
  readonly silence?: number;
}

/**
 * Runs a job in a thread of its own. An abort ends the thread at once; files that it was writing are left to the caller.
 * @throws CancelledError after an abort; UserError for what the user can change, such as a bad regular expression, one
 * that does not come to an end, or a full disk
 */
export function runRowJob<J extends RowJob>(job: J, run: JobRun): Promise<JobResults[J['kind']]> {
  if (run.signal.aborted) {
    return Promise.reject(new CancelledError());
  }
  return new Promise((resolve, reject) => {
    const worker = new Worker(run.program, {
      workerData: job,
      resourceLimits: { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 8 },
    });
    const end = (settle: () => void) => {
      clearTimeout(timer);
      run.signal.removeEventListener('abort', onAbort);
      void worker.terminate().then(settle, settle);
    };
    const onAbort = () => end(() => reject(new CancelledError()));
    const onSilence = () => end(() => reject(new UserError(stuckSentence)));
    const silence = run.silence ?? silenceLimit;
    const timer = setTimeout(onSilence, silence);
    run.signal.addEventListener('abort', onAbort, { once: true });
    worker.on('message', (message: ThreadMessage) => {
      timer.refresh();
      switch (message.kind) {
        case 'read':
          void answer(worker, run.stored, message);
          break;
        case 'progress':
          run.progress(message.rows, message.of);
          break;
        case 'done':
          end(() => resolve(message.result as JobResults[J['kind']]));
          break;
        case 'failed':
          end(() => reject(message.forUser ? new UserError(message.message) : new Error(message.message)));
          break;
      }
    });
    worker.on('error', (error: unknown) => end(() => reject(memorySentence(error))));
  });
}

const stuckSentence =
  'This takes too long at one row and was stopped. If you gave a regular expression, make it simpler: repetitions within repetitions, such as (a+)+, may never come to an end.';

async function answer(
  worker: Worker,
  stored: StoredRows,
  { id, offset, length }: Extract<ThreadMessage, { kind: 'read' }>,
): Promise<void> {
  try {
    const bytes = await stored.readBytes(offset, length);
    const reply: BytesMessage = { id, bytes, error: undefined };
    // Small buffers are parts of a pool that others use.
    const { buffer } = bytes;
    const isOwn = buffer instanceof ArrayBuffer && buffer.byteLength === bytes.byteLength;
    worker.postMessage(reply, isOwn ? [buffer] : []);
  } catch (error) {
    const reply: BytesMessage = {
      id,
      bytes: undefined,
      error: error instanceof Error ? error.message : String(error),
    };
    worker.postMessage(reply);
  }
}

function memorySentence(error: unknown): Error {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ERR_WORKER_OUT_OF_MEMORY') {
    return new UserError('There is not enough memory for this.', { cause: error });
  }
  return error instanceof Error ? error : new Error(String(error));
}
