import { UserError } from '../../base/userError';
import type { CopyFormat } from '../../core/export/copyStatement';
import { copyToStdout } from '../../core/export/copyStatement';
import type { ExportOptions } from '../../core/export/exportOptions';
import type { Execute } from '../../core/query/runStatements';
import { byteOrderMark, type ExportProgress, type ExportReport } from './exportReport';
import { OutputFile } from './outputFile';

export interface CopyExport {
  /** The statement whose rows are written; or a whole COPY … TO STDOUT, when `format` is undefined. */
  readonly text: string;
  readonly format: CopyFormat | undefined;
  readonly options: ExportOptions;
  readonly path: string;
  readonly execute: Execute;
  readonly progress: (progress: ExportProgress) => void;
}

/**
 * Lets the server write the rows of a query, and keeps what it sends in a file. An abort or an error leaves no file, and
 * one that was there as it was. @throws as `Session.execute`; UserError when the file cannot be written
 */
export async function exportByCopy(job: CopyExport): Promise<ExportReport> {
  const { text, format, options, execute, progress } = job;
  const statement = format === undefined ? text : copyToStdout(text, format, options);
  const file = new OutputFile(job.path, options);
  let rows = format !== undefined && format !== 'copyText' && options.header ? -1 : 0;
  try {
    if (options.byteOrderMark && format !== 'copyText') {
      await file.write(byteOrderMark);
    }
    const { commandTag } = await execute(
      { text: statement, maxRows: Infinity },
      {
        columns: () => undefined,
        rows: () => undefined,
        notice: () => undefined,
        copyData: (bytes, messages) => {
          rows += messages;
          const wait = file.write(bytes);
          progress({ rows: Math.max(0, rows), bytes: file.bytes });
          return wait;
        },
      },
    );
    if (commandTag?.startsWith('COPY') !== true) {
      throw new UserError('This statement sent no data of COPY, so there is nothing to write to a file.');
    }
    const size = await file.finish();
    return { rows: Math.max(0, rows), bytes: size, notes: [] };
  } catch (error) {
    await file.discard();
    throw error;
  }
}
