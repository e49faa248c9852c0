import { parentPort, workerData } from 'node:worker_threads';
import { UserError } from '../../../base/userError';
import { arrangeRows } from './arrangeJob';
import { chartData } from './chartJob';
import { findCells } from './findJob';
import type { JobContext } from './jobContext';
import { columnStatistics } from './statisticsJob';
import type { BytesMessage, RowJob, ThreadMessage } from './rowJob';

/**
 * The program of a thread that works through the rows of a result, so that the extension host stays free, and so that
 * it can be stopped in the middle of a regular expression. It asks for the bytes of the store by messages.
 */
async function main(): Promise<void> {
  const waiting = new Map<number, { resolve(bytes: Buffer): void; reject(error: Error): void }>();
  let lastId = 0;
  parentPort?.on('message', ({ id, bytes, error }: BytesMessage) => {
    const reader = waiting.get(id);
    waiting.delete(id);
    if (bytes) {
      reader?.resolve(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    } else {
      reader?.reject(new UserError(error ?? 'The rows could not be read.'));
    }
  });
  const context: JobContext = {
    read: (offset, length) =>
      new Promise((resolve, reject) => {
        const id = ++lastId;
        waiting.set(id, { resolve, reject });
        tell({ kind: 'read', id, offset, length });
      }),
    progress: (rows, of) => tell({ kind: 'progress', rows, of }),
  };
  try {
    tell({ kind: 'done', result: await perform(workerData as RowJob, context) });
  } catch (error) {
    tell({ kind: 'failed', ...described(error) });
  }
  parentPort?.close();
}

function perform(job: RowJob, context: JobContext): Promise<unknown> {
  switch (job.kind) {
    case 'arrange':
      return arrangeRows(job, context);
    case 'find':
      return findCells(job, context);
    case 'statistics':
      return columnStatistics(job, context);
    case 'chart':
      return chartData(job, context);
  }
}

function described(error: unknown): { readonly message: string; readonly forUser: boolean } {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return { message: 'The disk is full, so the rows cannot be arranged. Free some space.', forUser: true };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { message, forUser: error instanceof UserError };
}

function tell(message: ThreadMessage): void {
  parentPort?.postMessage(message);
}

void main();
