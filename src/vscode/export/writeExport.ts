import type { StatementKind } from '../../core/query/statementKind';
import type { Cell } from '../../core/ports';
import { isCopyQuery } from '../../core/export/copyStatement';
import type { Execute } from '../../core/query/runStatements';
import { exportByCopy } from '../../node/export/exportByCopy';
import { exportByRows } from '../../node/export/exportByRows';
import type { ExportProgress, ExportReport } from '../../node/export/exportReport';
import type { ExportChoice } from './chooseExport';

export interface ExportSource {
  readonly text: string;
  /** Of its parameters. COPY takes none, so such a statement is written from its rows. */
  readonly values?: readonly Cell[];
  readonly kind: Pick<StatementKind, 'tag'> | undefined;
  readonly execute: Execute;
  /** The file of the thread that encodes. */
  readonly program: string;
}

/** Writes the rows of a statement into a file: the server does it where COPY writes the very format. Throws as both ways. */
export function writeExport(
  { text, values = [], kind, execute: send, program }: ExportSource,
  { format, options, file }: ExportChoice,
  progress: (progress: ExportProgress) => void,
): Promise<ExportReport> {
  const path = file.fsPath;
  const execute: Execute = (request, sink) => send({ ...request, values }, sink);
  const byServer =
    values.length === 0 &&
    format.copy !== undefined &&
    !options.guardFormulas &&
    isCopyQuery(kind?.tag ?? '');
  return byServer
    ? exportByCopy({ text, format: format.copy, options, path, execute, progress })
    : exportByRows({ text, format: format.id, options, path, execute, progress, program });
}
