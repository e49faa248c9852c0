import type { ExportFormatId } from '../../core/export/exportFormat';
import type { ExportOptions } from '../../core/export/exportOptions';
import type { ResultColumn } from '../../core/query/session';
import type { ReadableRows } from '../../core/query/storedRows';
import { EncoderThread } from './encoderThread';
import type { ExportProgress, ExportReport } from './exportReport';

export interface StoredExport {
  readonly rows: ReadableRows;
  readonly columns: readonly ResultColumn[];
  readonly format: ExportFormatId;
  readonly options: ExportOptions;
  readonly path: string;
  readonly progress: (progress: ExportProgress) => void;
  readonly signal: AbortSignal;
  /** The file of the thread that encodes. */
  readonly program: string;
}

/**
 * Writes the rows of a result that are there now into a file. An abort or an error leaves no file, and one that was there
 * as it was.
 * @throws UserError when the file cannot be written; the reason of the signal after an abort
 */
export async function exportStored(job: StoredExport): Promise<ExportReport> {
  const { rows, columns, format, options, path, signal } = job;
  const thread = new EncoderThread(job.program, { path, format, options, columns }, job.progress);
  try {
    const total = rows.count;
    for (let first = 0; first < total;) {
      signal.throwIfAborted();
      const block = await rows.block(first);
      await thread.append([block]);
      first += block.rows;
    }
    signal.throwIfAborted();
    return await thread.finish();
  } catch (error) {
    await thread.discard();
    throw error;
  }
}
