import path from 'node:path';
import * as vscode from 'vscode';
import { UserError } from '../../base/userError';
import { countWords } from '../../core/explorer/measures';
import type { StatementRecord } from '../../core/query/runStore';
import { exportStored } from '../../node/export/exportStored';
import type { QueryRun } from '../query/queryRun';
import { shownResult } from '../query/shownResult';
import { documentName } from '../query/sqlDocuments';
import { chooseExport, folderOf } from './chooseExport';
import { chooseRows } from './chooseRows';
import { encodeProgram } from './encodeProgram';
import type { TransferParts } from './exportParts';
import { exportStatement } from './exportQuery';
import { sayExported, withTransferProgress } from './transferProgress';

/** Exports the result that the view names, or else the last one of the active document. */
export async function exportShown(parts: TransferParts, argument: unknown): Promise<void> {
  const { run, record } = shownResult(parts.query.runs, argument);
  await exportResult(parts, run, record);
}

/** Asks for a format and a file, and writes a result into it. Asks nothing further when the user turns away. */
async function exportResult(parts: TransferParts, run: QueryRun, record: StatementRecord): Promise<void> {
  const { columns } = record;
  if (!record.rows || !columns) {
    throw new UserError('This statement returned no rows that could be exported.');
  }
  const rows = await chooseRows(run, record);
  if (!rows) {
    return;
  }
  const count = rows.count;
  const which = record.complete || rows !== record.rows ? 'these' : await chooseReach(count);
  if (which !== 'these') {
    await (which && exportStatement(parts, run.uri, record.planned, run));
    return;
  }
  const choice = await chooseExport(parts, {
    title: `Export ${countWords(count)} ${count === 1 ? 'Row' : 'Rows'}`,
    name: path.parse(documentName(run.uri)).name,
    folder: folderOf(run.uri),
  });
  if (!choice) {
    return;
  }
  const { format, options, file } = choice;
  const report = await withTransferProgress({
    title: `Exporting ${path.basename(file.fsPath)}`,
    total: count,
    work: (progress, signal) =>
      exportStored({
        ...{ rows, columns, options, progress, signal },
        ...{ format: format.id, path: file.fsPath, program: encodeProgram(parts.context.extensionUri) },
      }),
  });
  if (report) {
    await sayExported(file, report);
  }
}

/** A result that stopped at its cap is not all that there is. */
async function chooseReach(count: number): Promise<'these' | 'all' | undefined> {
  const items = [
    {
      label: `The ${countWords(count)} Rows That Are Here`,
      detail: 'The result stopped at its cap.',
      which: 'these',
    },
    {
      label: 'All Rows, Straight from the Server',
      detail: 'Runs the statement again and writes every row to the file.',
      which: 'all',
    },
  ] as const;
  return (await vscode.window.showQuickPick(items, { title: 'Export Which Rows?' }))?.which;
}
