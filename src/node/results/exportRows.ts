import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { UserError } from '../../base/userError';
import type { RowWriter } from '../../core/export/rowWriter';
import type { StoredRows } from '../../core/query/storedRows';

/** Bytes of rows that are read and written at a time, judged by the average row. */
const chunkBytes = 2 * 1024 * 1024;

export interface ExportJob {
  readonly rows: StoredRows;
  readonly columnCount: number;
  readonly writer: RowWriter;
  /** The file, which is replaced when everything is written and not before. */
  readonly path: string;
  /** Hears how many rows are written so far. */
  readonly progress: (rows: number) => void;
  readonly signal: AbortSignal;
}

/**
 * Writes the rows that are there now into a file. An abort or an error leaves no file, and one that was there as it was.
 * @returns the number of rows
 * @throws UserError when the file cannot be written; the reason of the signal after an abort
 */
export async function exportRows(job: ExportJob): Promise<number> {
  const part = `${job.path}.part`;
  let isWritten = false;
  try {
    const file = await open(part, 'w');
    try {
      await writeAll(file, job);
    } finally {
      await file.close();
    }
    await rename(part, job.path);
    isWritten = true;
    return job.rows.count;
  } catch (error) {
    job.signal.throwIfAborted();
    throw fileError(error, job.path);
  } finally {
    if (!isWritten) {
      await rm(part, { force: true }).catch(() => undefined);
    }
  }
}

async function writeAll(
  file: FileHandle,
  { rows, columnCount, writer, progress, signal }: ExportJob,
): Promise<void> {
  const total = rows.count;
  const perChunk = Math.max(1, Math.floor((chunkBytes * total) / Math.max(1, rows.bytes)));
  await file.write(writer.head);
  for (let first = 0; first < total; first += perChunk) {
    signal.throwIfAborted();
    const rectangle = { first, count: Math.min(perChunk, total - first), firstColumn: 0, columnCount };
    const window = await rows.window(rectangle, Number.MAX_SAFE_INTEGER);
    await file.write(window.map((cells, index) => writer.row(cells, first + index)).join(''));
    progress(first + window.length);
  }
  await file.write(writer.tail(total));
}

function fileError(error: unknown, path: string): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const why = typeof code === 'string' ? reasons[code] : undefined;
  return why === undefined
    ? error
    : new UserError(`${path} was not written: ${why} Nothing was changed.`, { cause: error });
}

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full.',
  EDQUOT: 'the disk quota is used up.',
  EACCES: 'you have no permission to write there.',
  EPERM: 'you have no permission to write there.',
  EROFS: 'the disk is read-only.',
  ENOENT: 'its folder is not there.',
  EISDIR: 'it is a folder.',
};
