import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { isRecord } from '../../base/validate';
import { type ExportFormat, exportFormats } from '../../core/export/exportFormat';
import { defaultExportOptions, type ExportOptions, separatorProblem } from '../../core/export/exportOptions';
import { readSetting } from '../settings';
import type { TransferParts } from './exportParts';
import { chooseOption, optionItem } from './optionItems';

/** What the user chose for an export. */
export interface ExportChoice {
  readonly format: ExportFormat;
  readonly options: ExportOptions;
  readonly file: vscode.Uri;
}

export interface ExportSubject {
  /** Such as `Export 12 Rows`. */
  readonly title: string;
  /** The file's name without its extension. */
  readonly name: string;
  /** Where the file goes unless the user says otherwise. */
  readonly folder: string | undefined;
  /** What INSERT writes to, as SQL, where that is known. */
  readonly target?: string;
}

/** Asks for a format, its options and a file; undefined when the user turns away. */
export async function chooseExport(
  { context }: Pick<TransferParts, 'context'>,
  subject: ExportSubject,
): Promise<ExportChoice | undefined> {
  for (;;) {
    const format = await chooseFormat(subject.title);
    if (!format) {
      return undefined;
    }
    const options = await chooseOptions(context.globalState, format, subject);
    if (options === 'back') {
      continue;
    }
    const file = options && (await chooseFile(subject, format, options));
    return options && file && { format, options, file };
  }
}

/** Where a file goes that comes from a document. */
export function folderOf(uri: vscode.Uri): string | undefined {
  return uri.scheme === 'file' ? path.dirname(uri.fsPath) : undefined;
}

async function chooseFormat(title: string): Promise<ExportFormat | undefined> {
  const items = exportFormats.map((format) => ({
    label: format.label,
    description: `.${format.extension}`,
    detail: format.description,
    format,
  }));
  return (await vscode.window.showQuickPick(items, { title, placeHolder: 'Choose a format' }))?.format;
}

/** Shows the options of a format until the user goes on. What was chosen is remembered for the next time. */
async function chooseOptions(
  memory: vscode.Memento,
  format: ExportFormat,
  { title, target }: ExportSubject,
): Promise<ExportOptions | 'back' | undefined> {
  const key = `lakehouse.export.${format.id}`;
  let options: ExportOptions = {
    ...defaultExportOptions,
    guardFormulas: readSetting('lakehouse.export.guardFormulas'),
    ...remembered(memory.get(key)),
    ...(target !== undefined && { target }),
  };
  if (format.options.length === 0) {
    return options;
  }
  for (;;) {
    const problem = separatorProblem(options);
    const go = { label: '$(save) Choose File…', detail: problem ?? '', key: 'go' as const };
    const back = { label: '$(arrow-left) Other Format…', key: 'back' as const };
    const items = [go, ...format.options.map((option) => optionItem(option, options)), back];
    const placeHolder = 'Choose a file, or change an option first';
    const chosen = await vscode.window.showQuickPick(items, {
      title: `${title} as ${format.label}`,
      placeHolder,
    });
    if (!chosen || chosen.key === 'back') {
      return chosen?.key;
    }
    if (chosen.key !== 'go') {
      options = await chooseOption(chosen.key, options);
    } else if (problem === undefined) {
      await memory.update(key, options);
      return options;
    }
  }
}

/** A value of another version, or of somebody else, counts as not chosen. */
function remembered(value: unknown): Partial<ExportOptions> {
  if (!isRecord(value)) {
    return {};
  }
  const known = Object.entries(defaultExportOptions).filter(
    ([key, fallback]) => key !== 'target' && typeof value[key] === typeof fallback,
  );
  return Object.fromEntries(known.map(([key]) => [key, value[key]]));
}

/** The dialog itself asks before a file is overwritten. */
function chooseFile(
  { name, folder }: ExportSubject,
  { label, extension }: ExportFormat,
  { gzip }: ExportOptions,
): Thenable<vscode.Uri | undefined> {
  const base = name.replace(/[^\p{L}\p{N} ._-]/gu, '_').slice(0, 100) || 'result';
  const ending = gzip && extension !== 'parquet' && extension !== 'xlsx' ? `${extension}.gz` : extension;
  const place = folder ?? vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? os.homedir();
  return vscode.window.showSaveDialog({
    title: `Export as ${label}`,
    defaultUri: vscode.Uri.file(path.join(place, `${base}.${ending}`)),
    filters: { [label]: [ending] },
  });
}
