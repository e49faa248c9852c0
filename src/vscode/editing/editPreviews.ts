import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable';
import { editPreviewScheme } from '../query/sqlDocuments';

/** The read-only documents that show the statements of edits before they are applied. */
export class EditPreviews implements vscode.TextDocumentContentProvider, Disposable {
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  private readonly texts = new Map<string, string>();
  private readonly registration = vscode.workspace.registerTextDocumentContentProvider(
    editPreviewScheme,
    this,
  );
  private readonly closing = vscode.workspace.onDidCloseTextDocument(({ uri }) =>
    this.texts.delete(uri.toString()),
  );
  readonly onDidChange = this.changed.event;

  async show(name: string, text: string): Promise<void> {
    const uri = vscode.Uri.from({
      scheme: editPreviewScheme,
      path: `/Changes of ${name.replace(/\.sql$/i, '')}.sql`,
    });
    this.texts.set(uri.toString(), text);
    this.changed.fire(uri);
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: true });
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.texts.get(uri.toString()) ?? '-- These changes are no longer known.\n';
  }

  dispose(): void {
    this.registration.dispose();
    this.closing.dispose();
    this.changed.dispose();
  }
}
