import * as vscode from 'vscode';
import type { ConnectionBindings } from './connectionBindings';
import type { QueryOpener } from './queryOpener';
import type { Queries } from './queries';

/** Opens SQL in a new, unsaved document that is bound to a connection. */
export class EditorOpener implements QueryOpener {
  constructor(
    private readonly bindings: ConnectionBindings,
    private readonly queries: Queries,
  ) {}

  async open(profileId: string, database: string, sql: string): Promise<vscode.Uri> {
    return (await this.show(profileId, database, sql)).uri;
  }

  async openAndRun(profileId: string, database: string, sql: string): Promise<void> {
    const document = await this.show(profileId, database, sql);
    await this.queries.run(document, { kind: 'document' });
  }

  private async show(profileId: string, database: string, sql: string): Promise<vscode.TextDocument> {
    const document = await vscode.workspace.openTextDocument({ language: 'sql', content: sql });
    this.bindings.set(document.uri, { profileId, database });
    await vscode.window.showTextDocument(document, { preview: false });
    return document;
  }
}
