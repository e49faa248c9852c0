import * as vscode from 'vscode';
import { UserError } from '../../../base/userError';
import { documentName } from '../../query/sqlDocuments';
import type { PlanOpener } from '../planSubject';
import { decodeText } from './decodeText';
import { openPlanText } from './openPlanText';

/** Larger files are no plans, and no string of JavaScript holds them. */
const largestFile = 400 * 1024 * 1024;

/** Opens the plan of a file that is named, or chosen in a dialog. */
export async function openPlanFile(panels: PlanOpener, argument: unknown): Promise<void> {
  const uri = argument instanceof vscode.Uri ? argument : await chooseFile();
  if (!uri) {
    return;
  }
  const name = documentName(uri);
  const { size } = await vscode.workspace.fs.stat(uri);
  if (size > largestFile) {
    throw new UserError(
      `${name} is larger than ${largestFile / 1024 / 1024} MB. Cut the part with the plan out of it and open that.`,
    );
  }
  await openPlanText(panels, {
    text: decodeText(await vscode.workspace.fs.readFile(uri)),
    key: uri.toString(),
    name,
    again: () => openPlanFile(panels, uri),
  });
}

export async function openPlanFromClipboard(panels: PlanOpener): Promise<void> {
  const text = await vscode.env.clipboard.readText();
  if (text.trim() === '') {
    throw new UserError('The clipboard holds no text. Copy a plan first, with or without what is around it.');
  }
  await openPlanText(panels, { text, key: 'clipboard', name: 'Clipboard' });
}

/** Opens what is selected in the active editor, or all of its text. */
export async function openEditorText(panels: PlanOpener): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (!editor) {
    throw new UserError('Open a text with a plan in an editor first.');
  }
  const { document, selection } = editor;
  await openPlanText(panels, {
    text: document.getText(selection.isEmpty ? undefined : selection),
    key: document.uri.toString(),
    name: documentName(document.uri),
  });
}

/** A text that was dropped or pasted onto the page of a plan. */
export async function openDroppedText(panels: PlanOpener, name: string, text: string): Promise<void> {
  await openPlanText(panels, { text, key: `dropped ${name}`, name });
}

async function chooseFile(): Promise<vscode.Uri | undefined> {
  const [file] =
    (await vscode.window.showOpenDialog({
      title: 'Open Plan File',
      openLabel: 'Open Plan',
      filters: {
        'Plans and logs': ['plan', 'explain', 'json', 'txt', 'yaml', 'yml', 'xml', 'log', 'csv'],
        'All files': ['*'],
      },
    })) ?? [];
  return file;
}
