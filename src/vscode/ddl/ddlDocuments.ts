import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable';
import { lineComment } from '../../core/sql/lineComment';
import type { ConnectionService } from '../connections/connectionService';
import { ddlScheme, documentKey } from '../query/sqlDocuments';
import type { Runner } from '../run';
import { type DdlReference, parseReference } from './ddlReference';

export interface DdlDocumentsParts {
  readonly connections: Pick<ConnectionService, 'profile' | 'state' | 'database'>;
  readonly runner: Runner;
}

/** The read-only documents of Show DDL. Their texts are kept while they are open. */
export class DdlDocuments implements vscode.TextDocumentContentProvider, Disposable {
  private readonly owned = new DisposableStore();
  private readonly changed = this.owned.add(new vscode.EventEmitter<vscode.Uri>());
  private readonly texts = new Map<string, string>();
  readonly onDidChange = this.changed.event;

  constructor(private readonly parts: DdlDocumentsParts) {
    this.owned.add(vscode.workspace.registerTextDocumentContentProvider(ddlScheme, this));
    this.owned.add(vscode.workspace.onDidCloseTextDocument(({ uri }) => this.texts.delete(documentKey(uri))));
  }

  /** Shows a text under the URI, in place of what it showed before. */
  async show(uri: vscode.Uri, text: string): Promise<void> {
    this.keep(uri, text);
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document, { preview: true });
  }

  keep(uri: vscode.Uri, text: string): void {
    this.texts.set(documentKey(uri), text);
    this.changed.fire(uri);
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    return this.texts.get(documentKey(uri)) ?? (await this.readAgain(uri));
  }

  dispose(): void {
    this.owned.dispose();
  }

  /** VS Code opens the tabs of a window again when it starts. Nobody asked for a connection then. */
  private async readAgain(uri: vscode.Uri): Promise<string> {
    const reference = parseReference(uri.query);
    if (reference === undefined || !this.isConnected(reference)) {
      return `${lineComment('This text is not kept. Choose Show DDL in the Lakehouse sidebar to read it again.')}\n`;
    }
    try {
      const { readDdlText } = await import('./readDdlText');
      return await readDdlText(this.parts, reference, new AbortController().signal);
    } catch (error) {
      return `${lineComment(this.parts.runner.describe(error, 'lakehouse.showDdl'))}\n`;
    }
  }

  private isConnected({ profileId }: DdlReference): boolean {
    return this.parts.connections.state(profileId).kind === 'connected';
  }
}
