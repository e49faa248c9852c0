import { UserError } from '../../base/userError';
import type { ExportFormatId } from '../../core/export/exportFormat';
import type { ExportOptions } from '../../core/export/exportOptions';
import type { Execute } from '../../core/query/runStatements';
import { EncoderThread } from './encoderThread';
import type { ExportProgress, ExportReport } from './exportReport';

export interface RowsExport {
  /** The statement whose rows are written. */
  readonly text: string;
  readonly format: ExportFormatId;
  readonly options: ExportOptions;
  readonly path: string;
  readonly execute: Execute;
  readonly progress: (progress: ExportProgress) => void;
  /** The file of the thread that encodes. */
  readonly program: string;
}

/**
 * Writes the rows of a statement into a file while they arrive. An abort or an error leaves no file, and one that was there
 * as it was. @throws as `Session.execute`; UserError when the file cannot be written
 */
export async function exportByRows(job: RowsExport): Promise<ExportReport> {
  const { text, format, options, path, execute } = job;
  const made: EncoderThread[] = [];
  try {
    await execute(
      { text, maxRows: Infinity },
      {
        columns: (columns) => {
          made.push(new EncoderThread(job.program, { path, format, options, columns }, job.progress));
        },
        blocks: (blocks) => made[0]?.append(blocks),
        notice: () => undefined,
      },
    );
    const [thread] = made;
    if (!thread) {
      throw new UserError('This statement returned no rows, so there is nothing to write to a file.');
    }
    return await thread.finish();
  } catch (error) {
    await made[0]?.discard();
    throw error;
  }
}
