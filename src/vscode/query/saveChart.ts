import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import type { SaveChartRequest } from '../../protocol/rowTools';
import { showInformation } from '../notices';
import type { QueryRuns } from './queryRuns';
import { documentName } from './sqlDocuments';

/** Asks for a file and writes the picture of a chart into it. */
export async function saveChart(
  runs: QueryRuns,
  { runId, format, content }: SaveChartRequest,
): Promise<void> {
  const uri = runs.byId(runId)?.uri;
  const folder =
    uri?.scheme === 'file'
      ? path.dirname(uri.fsPath)
      : (vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? os.homedir());
  const name = uri ? path.parse(documentName(uri)).name.replace(/[^\p{L}\p{N} ._-]/gu, '_') : 'chart';
  const file = await vscode.window.showSaveDialog({
    title: 'Save the Chart',
    defaultUri: vscode.Uri.file(path.join(folder, `${name}.${format}`)),
    filters: { [format.toUpperCase()]: [format] },
  });
  if (file) {
    await vscode.workspace.fs.writeFile(file, Buffer.from(content, format === 'png' ? 'base64' : 'utf8'));
    await showInformation(`Saved the chart as ${path.basename(file.fsPath)}.`);
  }
}
