import * as vscode from 'vscode';
import type { GraphFormat } from '../../protocol/graph';

/** Asks where a graph goes, and writes it there; answers the name of the file, or null when the user dismissed it. */
export async function saveGraph(
  title: string,
  format: GraphFormat,
  text: () => string,
): Promise<string | null> {
  const extension = format === 'svg' ? 'svg' : 'mmd';
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const name = `${title.replace(/[^\p{L}\p{N}._-]+/gu, '_').slice(0, 80)}.${extension}`;
  const file = await vscode.window.showSaveDialog({
    ...(folder && { defaultUri: vscode.Uri.joinPath(folder, name) }),
    filters: format === 'svg' ? { 'SVG picture': ['svg'] } : { Mermaid: ['mmd', 'mermaid'] },
  });
  if (file === undefined) {
    return null;
  }
  await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(text()));
  return file.path.split('/').at(-1) ?? '';
}
