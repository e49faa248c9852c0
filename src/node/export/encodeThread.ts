import { parentPort, workerData } from 'node:worker_threads';
import { UserError } from '../../base/userError';
import type { EncodeTask, FromEncoder, ToEncoder } from './encodeMessages';
import { RowsToFile } from './rowsToFile';

/**
 * The thread that encodes the rows of an export and writes the file, so that the extension host stays free. It is a
 * program of its own in the package.
 */

const file = new RowsToFile(workerData as EncodeTask);
let turn: Promise<void> = Promise.resolve();
let hasEnded = false;

parentPort?.on('message', (message: ToEncoder) => {
  turn = turn.then(() => obey(message)).catch((error: unknown) => fail(error));
});

async function obey(message: ToEncoder): Promise<void> {
  if (hasEnded) {
    return;
  }
  switch (message.kind) {
    case 'rows': {
      const { length } = message.bytes;
      await file.add(message.bytes);
      say({ kind: 'taken', bytes: length, rows: file.rows, written: file.bytes });
      return;
    }
    case 'finish':
      say({ kind: 'done', report: await file.finish() });
      end();
      return;
    case 'discard':
      await file.discard();
      say({ kind: 'discarded' });
      end();
  }
}

async function fail(error: unknown): Promise<void> {
  await file.discard();
  const message = error instanceof Error ? error.message : String(error);
  say({ kind: 'failed', message, expected: error instanceof UserError });
  end();
}

function end(): void {
  hasEnded = true;
  parentPort?.close();
}

function say(message: FromEncoder): void {
  parentPort?.postMessage(message);
}
