import os from 'node:os';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import * as vscode from 'vscode';
import { exportPlan, type PlanToShare, type ShareFormat } from '../../../core/plan/share/exportPlan';
import { showInformation } from '../../notices';
import type { ShareChoice } from './chooseShare';

/** A plan that is shown, for others. */
export interface SharedPlan extends Pick<PlanToShare, 'document' | 'json' | 'statement'> {
  /** Where it came from, for the name of a file. */
  readonly name: string;
}

/** Writes the plan to a file that the user chooses, or puts it on the clipboard. @throws Error of the file system */
export async function sharePlan(
  { name, ...plan }: SharedPlan,
  { to, ...choice }: ShareChoice,
  chooseFile: typeof choosePlanFile = choosePlanFile,
): Promise<void> {
  // The name of the file would tell what the plan hides.
  const file = to === 'file' ? await chooseFile(choice.anonymous ? 'plan' : name, choice.format) : undefined;
  if (to === 'file' && !file) {
    return;
  }
  const text = await exported({ ...plan, ...choice });
  if (file) {
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(text));
    offerToOpen(file, choice.format);
  } else {
    await vscode.env.clipboard.writeText(text);
    void showInformation(choice.anonymous ? 'Copied the anonymous plan.' : 'Copied the plan.');
  }
}

/** A plan of so many nodes takes a moment. */
const manyNodes = 3000;

async function exported(plan: PlanToShare): Promise<string> {
  const nodes = plan.document.results.reduce(
    (sum, result) => sum + (result.kind === 'plan' ? result.nodes.length : 0),
    0,
  );
  if (nodes < manyNodes) {
    return exportPlan(plan);
  }
  const title = `Exporting a plan of ${nodes.toLocaleString('en-US')} nodes`;
  return vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title }, async () => {
    // The notification is drawn before the work begins.
    await setImmediate();
    return exportPlan(plan);
  });
}

const kinds: Readonly<Record<ShareFormat, readonly [label: string, extension: string]>> = {
  text: ['Plan as text', 'txt'],
  json: ['Plan as JSON', 'json'],
  markdown: ['Markdown', 'md'],
  html: ['Web page', 'html'],
  svg: ['SVG picture', 'svg'],
};

export function choosePlanFile(name: string, format: ShareFormat): Thenable<vscode.Uri | undefined> {
  const [label, extension] = kinds[format];
  const safe =
    path
      .parse(name)
      .name.replace(/[^\p{L}\p{N} ._-]/gu, '_')
      .slice(0, 80) || 'plan';
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const fileName = `${safe}.plan.${extension}`;
  return vscode.window.showSaveDialog({
    title: 'Export Plan',
    defaultUri: folder
      ? vscode.Uri.joinPath(folder, fileName)
      : vscode.Uri.file(path.join(os.homedir(), fileName)),
    filters: { [label]: [extension] },
  });
}

/** The user may answer later, or never. */
function offerToOpen(file: vscode.Uri, format: ShareFormat): void {
  const open = 'Open';
  void showInformation(`Exported the plan to ${path.basename(file.fsPath)}.`, open).then(async (chosen) => {
    if (chosen === open) {
      await (format === 'html' || format === 'svg'
        ? vscode.env.openExternal(file)
        : vscode.commands.executeCommand('vscode.open', file));
    }
  });
}
